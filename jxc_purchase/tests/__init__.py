from . import test_core_request
from . import test_make_rfq
from . import test_request_flow
from . import test_request_guards
from . import test_rights
from . import test_sources
from . import test_timeline
