from odoo import models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["jxc.approval.mixin", "purchase.order"]
    _jxc_material_fields = (
        "partner_id",
        "currency_id",
        "company_id",
        "payment_term_id",
        "fiscal_position_id",
        "picking_type_id",
        "dest_address_id",
        "incoterm_id",
    )
    _jxc_owner_fields = ("create_uid", "user_id")
    _jxc_approval_line_models = {"purchase.order.line": "order_id"}
    _jxc_confirmed_states = ("purchase",)
    _jxc_page_fields = ("partner_id", "user_id", "date_planned", "payment_term_id")
    _jxc_page_lines = "order_line"
    _jxc_page_line_fields = (
        "product_id",
        "product_qty",
        "product_uom_id",
        "price_unit",
        "price_subtotal",
    )
    _jxc_page_total = "amount_total"
    _jxc_criteria = ("amount", "category", "partner")
    _jxc_amount_field = "amount_total"
    _jxc_rate_field = "currency_rate"
    _jxc_category_path = "order_line.product_id.categ_id"
    _jxc_partner_path = "partner_id"
    _jxc_requester_field = "user_id"
    _jxc_date_field = "date_order"

    def button_confirm(self):
        return super(PurchaseOrder, self._jxc_business_method()).button_confirm()

    def button_approve(self, force=False):
        return super(PurchaseOrder, self._jxc_business_method()).button_approve(
            force=force
        )


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["jxc.approval.line.mixin", "purchase.order.line"]
    _jxc_document_model = "purchase.order"
    _jxc_material_fields = (
        "product_id",
        "product_uom_id",
        "product_qty",
        "price_unit",
        "discount",
        "tax_ids",
    )

    def _jxc_guarded_lines(self):
        return self.filtered(lambda line: not line.display_type)
