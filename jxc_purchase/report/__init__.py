from . import jxc_data_purchase
