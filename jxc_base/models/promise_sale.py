"""Promised dates of sales orders: recorded where the order changes."""

from odoo import api, fields, models

DATES = frozenset({"commitment_date", "date_order"})


class SaleOrder(models.Model):
    _inherit = "sale.order"

    jxc_promise_count = fields.Integer("Promises", compute="_compute_jxc_promise_count")

    @api.depends("order_line")
    def _compute_jxc_promise_count(self):
        promises = self.env["jxc.promise"]
        if not promises.has_access("read"):
            self.jxc_promise_count = 0
            return
        counts = dict(
            promises._read_group(
                [("sale_line_id", "in", self.order_line.ids)],
                ["sale_line_id"],
                ["__count"],
            )
        )
        for order in self:
            order.jxc_promise_count = sum(counts.get(ln, 0) for ln in order.order_line)

    def write(self, vals):
        dated = bool(DATES & vals.keys())
        if dated:
            # what was promised until now, if nobody has recorded it yet
            self.order_line._jxc_record_promises()
        result = super().write(vals)
        if dated or vals.get("state") == "sale":
            self.order_line._jxc_record_promises()
        return result

    def action_jxc_promises(self):
        """Open the promised dates of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_promise_action_sale"
        )
        action["domain"] = [("sale_line_id", "in", self.order_line.ids)]
        action["context"] = {}
        return action

    def action_jxc_change_promise(self):
        """Ask for a new date, who caused it and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_promise_change_action"
        )
        action["context"] = {
            "default_sale_order_id": self.id,
            "default_date": self.commitment_date or self.expected_date,
        }
        return action


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
