from odoo import fields, models


class JxcAlertClose(models.TransientModel):
    _name = "jxc.alert.close"
    _description = "Settle Warnings"

    alert_ids = fields.Many2many("jxc.alert", required=True)
    comment = fields.Char(help="What was done, for whoever looks later.")

    def action_close(self):
        """Settle the warnings with the comment."""
        self.alert_ids.action_done(self.comment)
