from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .jxc_access_log import DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_access_log_days = fields.Integer(
        "Keep the Access Log",
        config_parameter=DAYS,
        help="Days after which log-ins and exports are deleted from the access log; "
        "0 keeps them for ever.",
    )

    @api.constrains("jxc_access_log_days")
    def _check_jxc_access_log_days(self):
        if any(settings.jxc_access_log_days < 0 for settings in self):
            raise ValidationError(
                self.env._("The access log cannot be kept for less than 0 days.")
            )
