from . import jxc_timeline_mixin
