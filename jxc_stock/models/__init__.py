from . import jxc_workbench, res_users_settings, stock_warehouse
