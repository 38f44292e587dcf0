from . import jxc_lock
from . import jxc_timeline_mixin
from . import jxc_xlsx
from . import product_hold
from . import stock_adjustment_guard
from . import stock_hold_reservation
from . import stock_location_hold
from . import stock_move_done
