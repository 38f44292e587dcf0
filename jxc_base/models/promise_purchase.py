"""Promised dates of purchase orders: recorded where the order changes."""

from odoo import api, fields, models

from ..core.promise import CONFIRMED


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    jxc_promise_count = fields.Integer("Promises", compute="_compute_jxc_promise_count")

    @api.depends("order_line")
    def _compute_jxc_promise_count(self):
        promises = self.env["jxc.promise"]
        if not promises.has_access("read"):
            self.jxc_promise_count = 0
            return
        counts = dict(
            promises._read_group(
                [("purchase_line_id", "in", self.order_line.ids)],
                ["purchase_line_id"],
                ["__count"],
            )
        )
        for order in self:
            order.jxc_promise_count = sum(counts.get(ln, 0) for ln in order.order_line)

    def write(self, vals):
        confirming = self.browse()
        if vals.get("acknowledged"):
            confirming = self.filtered(lambda order: not order.acknowledged)
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self.order_line._jxc_record_promises()
        confirming.order_line._jxc_record_promises(CONFIRMED)
        return result

    def action_jxc_promises(self):
        """Open the promised dates of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_promise_action_purchase"
        )
        action["domain"] = [("purchase_line_id", "in", self.order_line.ids)]
        action["context"] = {}
        return action

    def action_jxc_change_promise(self):
        """Ask for a new date, who caused it and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_promise_change_action"
        )
        open_lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
            )
        )
        action["context"] = {
            "default_purchase_order_id": self.id,
            "default_purchase_line_ids": open_lines.ids,
            "default_date": max(open_lines.mapped("date_planned"), default=False),
        }
        return action


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
