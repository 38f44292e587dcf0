from . import res_users_settings
from . import stock_warehouse
