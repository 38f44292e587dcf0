from . import test_core_order_way, test_order_approval, test_timeline
