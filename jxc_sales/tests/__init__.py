from . import (
    test_approval_criteria,
    test_approval_link,
    test_core_order_way,
    test_order_approval,
    test_order_unapprove,
    test_portal,
    test_prints,
    test_seller_day,
    test_timeline,
    test_timeline_late,
    test_tours,
    test_way_amounts,
)
