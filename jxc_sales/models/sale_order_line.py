from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["jxc.approval.line.mixin", "sale.order.line"]
    _jxc_document_model = "sale.order"
    _jxc_material_fields = (
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "price_unit",
        "technical_price_unit",
        # What a rule of low margins compares with
        "purchase_price",
        "discount",
        "tax_ids",
    )

    def _jxc_guarded_lines(self):
        """Sections and notes cost nothing; down payments follow their invoice."""
        return self.filtered(
            lambda line: not line.display_type and not line._jxc_is_empty_down_payment()
        )

    def _jxc_is_empty_down_payment(self):
        unit, quantity = self.product_uom_id, self.product_uom_qty
        return self.is_downpayment and (
            unit.is_zero(quantity) if unit else not quantity
        )
