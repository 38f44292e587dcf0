from . import stock_movement_export
