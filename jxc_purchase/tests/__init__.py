from . import (
    test_approval_link,
    test_approval_steps,
    test_core_request,
    test_make_rfq,
    test_order_approval,
    test_order_bypass,
    test_request_flow,
    test_request_guards,
    test_rights,
    test_sources,
    test_timeline,
    test_tour,
)
