"""What is written into the access log: log-ins and exports."""

from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _update_last_login(self):
        result = super()._update_last_login()
        self.env["jxc.access.log"]._note("login")
        return result


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["jxc.access.log"]._note(
            "export",
            model=self._name,
            title=self.env["ir.model"]._get(self._name).name,
            rows=len(self),
            detail=", ".join(map(str, fields_to_export)),
        )
        return result
