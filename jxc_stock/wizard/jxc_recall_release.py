from odoo import fields, models


class JxcRecallRelease(models.TransientModel):
    _name = "jxc.recall.release"
    _description = "Release of Recalled Lots"

    recall_id = fields.Many2one("jxc.recall", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Release; checks and errors are those of `jxc.recall.release`."""
        self.ensure_one()
        return self.recall_id.release(self.reason)
