from . import (
    jxc_workbench,
    jxc_workbench_tile,
    product_product,
    product_template,
)
