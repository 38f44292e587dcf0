from . import (
    jxc_stock_cost,
    jxc_stock_daily,
    jxc_stock_daily_run,
    jxc_stock_daily_value,
    jxc_stock_dirty,
    jxc_stock_month,
    jxc_stock_revaluation,
    jxc_workbench,
    res_company,
    res_company_cover,
    res_users_settings,
    stock_warehouse,
)
