from . import (
    jxc_purchase_request_reason,
    jxc_request_make_rfq,
    purchase_request_line_make_purchase_order,
)
