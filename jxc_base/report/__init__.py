from . import jxc_data_sale
