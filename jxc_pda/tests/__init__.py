from . import test_pda_cards, test_pda_flow, test_pda_page
