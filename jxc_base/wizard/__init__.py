from . import (
    jxc_alert_accept,
    jxc_alert_close,
    jxc_alert_preview,
    jxc_approval_trial,
    jxc_dataset_ask,
    jxc_label_print,
    jxc_promise_change,
    jxc_unapprove_ask,
)
