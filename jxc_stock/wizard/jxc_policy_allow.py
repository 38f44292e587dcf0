from odoo import fields, models


class JxcPolicyAllow(models.TransientModel):
    _name = "jxc.policy.allow"
    _description = "Allow Exceptions to Stock Policies"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    found = fields.Html(related="picking_id.jxc_policy_refused")
    reason = fields.Char(required=True)

    def action_allow(self):
        """Write the exceptions down; the transfer can be completed then."""
        self.ensure_one()
        self.picking_id.move_line_ids.jxc_allow(self.reason)
        return {"type": "ir.actions.act_window_close"}
