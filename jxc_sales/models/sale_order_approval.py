from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    # First of the parents: its guards stand in front of core's methods
    _inherit = ["jxc.approval.mixin", "sale.order"]
    _jxc_material_fields = (
        "partner_id",
        "partner_invoice_id",
        "company_id",
        "currency_id",
        "pricelist_id",
        "payment_term_id",
        "partner_shipping_id",
        "incoterm",
        "require_payment",
        "prepayment_percent",
        "fiscal_position_id",
        "picking_policy",
        "warehouse_id",
    )
    _jxc_owner_fields = ("create_uid", "user_id")
    _jxc_approval_line_models = {"sale.order.line": "order_id"}
    _jxc_page_fields = (
        "partner_id",
        "user_id",
        "commitment_date",
        "payment_term_id",
        "margin_percent",
    )
    _jxc_page_lines = "order_line"
    _jxc_page_line_fields = (
        "product_id",
        "product_uom_qty",
        "product_uom_id",
        "price_unit",
        "price_subtotal",
    )
    _jxc_page_total = "amount_total"

    def action_confirm(self):
        return super(SaleOrder, self._jxc_business_method()).action_confirm()
