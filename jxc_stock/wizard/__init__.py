from . import (
    jxc_count_accuracy,
    jxc_pick_order,
    jxc_policy_allow,
    jxc_policy_lookup,
    jxc_recall_answer,
    jxc_recall_release,
    jxc_stock_age_asked,
    jxc_stock_freeze_release,
    jxc_transfer_arrival,
    jxc_transfer_settle,
    jxc_transfer_source,
)
