from . import jxc_pda
from . import jxc_pda_stock
from . import jxc_pda_cards
from . import jxc_pda_document
