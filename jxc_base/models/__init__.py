from . import jxc_timeline_mixin
from . import jxc_xlsx
