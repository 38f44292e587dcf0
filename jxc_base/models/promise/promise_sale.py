"""Promised dates of sales orders: recorded where the order changes."""

from odoo import models

DATES = frozenset({"commitment_date", "date_order"})


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["jxc.promise.order.mixin", "sale.order"]

    _jxc_promise_action = "jxc_base.jxc_promise_action_sale"

    def write(self, vals):
        dated = bool(DATES & vals.keys())
        if dated:
            # what was promised until now, if nobody has recorded it yet
            self.order_line._jxc_record_promises()
        result = super().write(vals)
        if dated or vals.get("state") == "sale":
            self.order_line._jxc_record_promises()
        return result

    def _jxc_promise_change_context(self):
        return {
            "default_sale_order_id": self.id,
            "default_date": self.commitment_date or self.expected_date,
        }


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["jxc.promise.line.mixin", "sale.order.line"]

    _jxc_promise_side = "sale"
    _jxc_promise_link = "sale_line_id"
    _jxc_promise_state = "sale"
    _jxc_promise_fields = frozenset(
        {"customer_lead", "product_uom_qty", "product_uom_id"}
    )
    _jxc_promise_fault = "company"
    _jxc_promise_portal_fault = "customer"
    _jxc_promise_moved_by = "customer"

    def _jxc_promised(self):
        quantity = self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )
        return self.order_id.commitment_date or self._expected_date(), quantity

    def _jxc_promise_warehouse(self):
        return self.warehouse_id
