from odoo import api, fields, models

from ..models.policy.policy_check import ALLOWABLE


class JxcPolicyAllow(models.TransientModel):
    _name = "jxc.policy.allow"
    _description = "Allow Exceptions to Stock Policies"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    found = fields.Html("What Is Wrong", compute="_compute_found", sanitize=False)
    reason = fields.Char(required=True)

    @api.depends("picking_id")
    def _compute_found(self):
        for wizard in self:
            picking = wizard.picking_id
            refused = [
                finding
                for finding in picking._jxc_policy_findings()
                if finding.refuse and finding.kind in ALLOWABLE
            ]
            wizard.found = picking._jxc_policy_html(refused)

    def action_allow(self):
        """Write the exceptions down; the transfer can be completed then."""
        self.ensure_one()
        self.picking_id.move_line_ids.jxc_allow(self.reason)
        return {"type": "ir.actions.act_window_close"}
