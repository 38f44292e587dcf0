from . import test_core_mnemonic
from . import test_core_numbering
