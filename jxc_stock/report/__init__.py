from . import jxc_stock_overview
from . import jxc_stock_overview_details
from . import jxc_stock_overview_grid
from . import jxc_stock_overview_xlsx
