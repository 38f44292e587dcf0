from . import test_stock_movement
