from . import (
    test_core_balance,
    test_hooks,
    test_overview,
    test_overview_agreement,
    test_overview_xlsx,
    test_tours,
    test_transfer_types,
)
