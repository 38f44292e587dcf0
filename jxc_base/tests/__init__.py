from . import test_core_mnemonic
from . import test_core_numbering
from . import test_core_xlsx
from . import test_jxc_xlsx
