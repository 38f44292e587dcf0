from . import stock_movement
