from . import jxc_pda, jxc_pda_cards, jxc_pda_document, jxc_pda_stock
