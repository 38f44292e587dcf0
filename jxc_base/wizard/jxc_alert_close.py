from odoo import api, fields, models


class JxcAlertClose(models.TransientModel):
    _name = "jxc.alert.close"
    _description = "Settle Warnings"

    alert_ids = fields.Many2many("jxc.alert", required=True)
    alert_count = fields.Integer(
        string="Number of Warnings", compute="_compute_alert_count"
    )
    comment = fields.Char(help="What was done, for whoever looks later.")

    @api.depends("alert_ids")
    def _compute_alert_count(self):
        for form in self:
            form.alert_count = len(form.alert_ids)

    def action_close(self):
        """Settle the warnings with the comment."""
        self.alert_ids.action_done(self.comment)
