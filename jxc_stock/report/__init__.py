from . import (
    class_sql,
    daily_fill_sql,
    daily_sql,
    demand_fill_sql,
    jxc_stock_out,
    jxc_stock_overview,
    jxc_stock_overview_daily,
    jxc_stock_overview_details,
    jxc_stock_overview_grid,
    jxc_stock_overview_xlsx,
    sales_sql,
    stock_out_sql,
)
