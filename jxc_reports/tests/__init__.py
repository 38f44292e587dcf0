from . import test_stock_movement
from . import test_tours
