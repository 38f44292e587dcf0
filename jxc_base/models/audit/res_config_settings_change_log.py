from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .jxc_change_log import DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_change_log_days = fields.Integer(
        "Keep the Change Log",
        config_parameter=DAYS,
        help="Days after which entries are deleted from the change log; 0 keeps them "
        "for ever.",
    )

    @api.constrains("jxc_change_log_days")
    def _check_jxc_change_log_days(self):
        if any(settings.jxc_change_log_days < 0 for settings in self):
            raise ValidationError(
                self.env._("The change log cannot be kept for less than 0 days.")
            )
