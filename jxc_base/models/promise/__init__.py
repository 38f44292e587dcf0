from . import (
    jxc_promise,
    jxc_promise_line_mixin,
    jxc_promise_order_mixin,
    promise_purchase,
    promise_sale,
    promise_takeover,
)
