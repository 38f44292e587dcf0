from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST


class StockRevaluation(models.Model):
    """The log of revaluations as a report: how much, and what is behind it."""

    _inherit = "jxc.stock.revaluation"

    difference = fields.Monetary(
        compute="_compute_difference",
        currency_field="company_currency_id",
        groups=COST,
        help="New value less old value of the receipt.",
    )

    @api.depends("old_value", "new_value")
    def _compute_difference(self):
        for line in self:
            line.difference = line.new_value - line.old_value

    def action_open_document(self):
        """Open the document that changed the value; the receipt if there is none.

        :return: a window action on one record
        """
        self.ensure_one()
        document = self.cause_ref
        if not document or not document.exists():
            return self.action_open_receipt()
        return self._jxc_form(document, self.cause_name)

    def action_open_receipt(self):
        """Open the transfer, or the movement, whose value changed.

        :return: a window action on one record
        """
        self.ensure_one()
        move = self.move_id
        return self._jxc_form(move.picking_id or move, move.reference)

    def _jxc_form(self, record, name):
        return {
            "type": "ir.actions.act_window",
            "name": name or record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
