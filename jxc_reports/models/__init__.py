from . import product_ledger, stock_revaluation
