from odoo import models
from odoo.exceptions import UserError


class PurchaseRequestLineMakePurchaseOrder(models.TransientModel):
    _inherit = "purchase.request.line.make.purchase.order"

    def make_purchase_order(self):
        """Never put more into an RFQ than is approved and still open."""
        for item in self.item_ids:
            line = item.line_id
            line._jxc_check_orderable(item.product_qty)
            if line.product_uom_id.compare(item.product_qty, line.jxc_open_qty) > 0:
                raise UserError(
                    self.env._(
                        "Only %(open)s %(unit)s of %(product)s are left to order.",
                        open=f"{line.jxc_open_qty:g}",
                        unit=line.product_uom_id.name,
                        product=line.product_id.display_name,
                    )
                )
        return super().make_purchase_order()
