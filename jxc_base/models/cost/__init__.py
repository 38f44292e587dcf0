from . import (
    cost_orders,
    cost_pricelist,
    cost_product,
    cost_stock_move,
)
