from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_clear_value = fields.Float(
        "Clear From (Value)",
        digits=(16, 2),
        default=0.0,
        help="Slow and dead goods of less value in a warehouse do not come onto the "
        "clearance list by themselves.",
    )
    jxc_clear_days = fields.Integer(
        "Days to Clear",
        default=14,
        required=True,
        help="What is decided about slow and dead goods is due after so many days.",
    )

    @api.constrains("jxc_clear_value", "jxc_clear_days")
    def _check_jxc_clear(self):
        for company in self:
            if company.jxc_clear_value < 0 or not 1 <= company.jxc_clear_days <= 366:
                raise ValidationError(
                    self.env._(
                        "Goods are cleared from a value of 0 on, within 1 to 366 days."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_clear_value = fields.Float(related="company_id.jxc_clear_value", readonly=False)
    jxc_clear_days = fields.Integer(related="company_id.jxc_clear_days", readonly=False)


class ResPartner(models.Model):
    _inherit = "res.partner"

    jxc_return_days = fields.Integer(
        "Takes Back Within (Days)",
        default=0,
        help="The vendor takes goods back for so many days after the receipt. "
        "0: never.",
    )

    _jxc_return_days_sane = models.Constraint(
        "CHECK(jxc_return_days IS NULL OR jxc_return_days >= 0)",
        "Days within which goods are taken back cannot be negative.",
    )
