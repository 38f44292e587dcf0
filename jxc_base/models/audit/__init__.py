from . import (
    access_log_sources,
    jxc_access_log,
    jxc_change_log,
    jxc_change_rule,
    jxc_change_sources,
    res_config_settings_access_log,
    res_config_settings_change_log,
)
