from . import test_order_approval, test_timeline
