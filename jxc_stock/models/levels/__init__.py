from . import (
    jxc_alert_rule_cover,
    jxc_alert_rule_expiry,
    jxc_alert_rule_outlook,
    jxc_alert_rule_pace,
    jxc_level_change,
    jxc_level_change_file,
    jxc_level_change_line,
    jxc_level_change_plan,
    jxc_stock_threshold,
    jxc_stock_threshold_xlsx,
    res_company_cover,
    stock_orderpoint_set,
)
