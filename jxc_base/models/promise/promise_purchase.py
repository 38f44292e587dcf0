"""Promised dates of purchase orders: recorded where the order changes."""

from odoo import models

from ...core.promise import CONFIRMED


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["jxc.promise.order.mixin", "purchase.order"]

    _jxc_promise_action = "jxc_base.jxc_promise_action_purchase"

    def write(self, vals):
        confirming = self.browse()
        if vals.get("acknowledged"):
            confirming = self.filtered(lambda order: not order.acknowledged)
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self.order_line._jxc_record_promises()
        confirming.order_line._jxc_record_promises(CONFIRMED)
        return result

    def _jxc_promise_change_context(self):
        open_lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
            )
        )
        return {
            "default_purchase_order_id": self.id,
            "default_purchase_line_ids": open_lines.ids,
            "default_date": max(open_lines.mapped("date_planned"), default=False),
        }


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["jxc.promise.line.mixin", "purchase.order.line"]

    _jxc_promise_side = "purchase"
    _jxc_promise_link = "purchase_line_id"
    _jxc_promise_state = "purchase"
    _jxc_promise_fields = frozenset({"date_planned", "product_qty", "product_uom_id"})
    _jxc_promise_fault = "buyer"
    _jxc_promise_portal_fault = "supplier"
    _jxc_promise_moved_by = "buyer"

    def _jxc_promised(self):
        quantity = self.product_uom_id._compute_quantity(
            self.product_qty, self.product_id.uom_id, round=False
        )
        return self.date_planned, quantity

    def _jxc_promise_warehouse(self):
        return self.order_id.picking_type_id.warehouse_id
