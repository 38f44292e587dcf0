from odoo import fields, models
from odoo.exceptions import UserError

from ..models.promise.jxc_promise_line_mixin import CONTEXT_KEY, PromiseChange

FORCE_MAJEURE = ("force_majeure", "Force Majeure")


class JxcPromiseChange(models.TransientModel):
    """A new promised date with who caused the change, and why."""

    _name = "jxc.promise.change"
    _description = "Change a Promised Date"

    purchase_order_id = fields.Many2one("purchase.order", ondelete="cascade")
    sale_order_id = fields.Many2one("sale.order", ondelete="cascade")
    purchase_line_ids = fields.Many2many(
        "purchase.order.line",
        string="Lines",
        groups="purchase.group_purchase_user",
        domain="[('order_id', '=', purchase_order_id), ('display_type', '=', False)]",
        help="Lines that are not fully received are proposed.",
    )
    date = fields.Datetime("New Date", required=True)
    purchase_fault = fields.Selection(
        [("supplier", "Supplier"), ("buyer", "Buyer"), FORCE_MAJEURE],
        string="Caused by the",
        default="supplier",
    )
    sale_fault = fields.Selection(
        [("customer", "Customer"), ("company", "Our Company"), FORCE_MAJEURE],
        string="Caused by",
        default="company",
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Change the date as the user; the ledger keeps the cause and the reason.

        :raises UserError: no line or no reason
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Please give a reason."))
        if self.sale_order_id:
            self._jxc_apply_sale()
        else:
            self._jxc_apply_purchase()
        return {"type": "ir.actions.act_window_close"}

    def _jxc_apply_purchase(self):
        lines = self.purchase_line_ids.filtered(
            lambda line: line.order_id == self.purchase_order_id
        )
        if not lines:
            raise UserError(self.env._("Choose at least one line."))
        change = PromiseChange(self.purchase_fault, self.reason.strip())
        lines.with_context(**{CONTEXT_KEY: change}).write({"date_planned": self.date})

    def _jxc_apply_sale(self):
        change = PromiseChange(self.sale_fault, self.reason.strip())
        order = self.sale_order_id.with_context(**{CONTEXT_KEY: change})
        order.write({"commitment_date": self.date})
