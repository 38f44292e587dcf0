from . import jxc_workbench, product_product, product_template
