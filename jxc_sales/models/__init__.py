from . import account_move_line, sale_order_approval, sale_order_line, stock_move
