from . import jxc_data_line, jxc_data_sale
