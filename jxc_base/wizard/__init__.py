from . import jxc_alert_close, jxc_alert_preview, jxc_label_print, jxc_promise_change
