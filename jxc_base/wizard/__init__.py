from . import jxc_label_print
