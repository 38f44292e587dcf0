from . import jxc_link, label
