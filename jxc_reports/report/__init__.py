from . import (
    ledger_period,
    ledger_xlsx,
    stock_ledger,
    stock_ledger_line,
    stock_ledger_line_open,
    stock_movement,
)
