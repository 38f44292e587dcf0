from . import (
    account_move,
    account_move_line,
    res_company,
    sale_mixed_qty,
    sale_order_approval,
    sale_order_criteria,
    sale_order_line,
    sale_order_portal,
    sale_order_timeline,
    sale_order_unapprove,
    sale_order_way,
    stock_move,
)
