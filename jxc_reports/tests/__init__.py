from . import test_stock_movement, test_tours
