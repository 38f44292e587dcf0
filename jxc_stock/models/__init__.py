from . import res_users_settings, stock_warehouse
