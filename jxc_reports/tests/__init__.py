from . import (
    test_stock_ledger,
    test_stock_ledger_line,
    test_stock_movement,
    test_tours,
)
