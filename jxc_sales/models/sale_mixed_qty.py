from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "jxc.mixed.qty.mixin"]
    _jxc_mixed_quantity = "product_uom_qty"
