from odoo import fields, models


class JxcStockFreezeRelease(models.TransientModel):
    _name = "jxc.stock.freeze.release"
    _description = "Release a Stock Freeze"

    freeze_ids = fields.Many2many("jxc.stock.freeze", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_release(self):
        """Release, with the reason."""
        self.freeze_ids.release(self.reason)
        return {"type": "ir.actions.act_window_close"}
