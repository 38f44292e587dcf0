from . import product_ledger
