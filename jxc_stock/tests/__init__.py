from . import test_core_balance
from . import test_overview
from . import test_overview_agreement
from . import test_overview_xlsx
from . import test_transfer_types
