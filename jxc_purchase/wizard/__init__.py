from . import jxc_purchase_request_reason
from . import jxc_request_make_rfq
from . import purchase_request_line_make_purchase_order
