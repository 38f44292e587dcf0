from . import jxc_link, label, pivot_export
