from . import jxc_label_print, jxc_promise_change
