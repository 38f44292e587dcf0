from . import test_order_approval
