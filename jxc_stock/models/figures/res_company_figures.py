from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_slow_days = fields.Integer(
        "Slow After (Days)",
        default=90,
        required=True,
        help="Goods in stock that no customer took for so many days are slow.",
    )
    jxc_dead_days = fields.Integer(
        "Dead After (Days)",
        default=180,
        required=True,
        help="Goods in stock that no customer took for so many days are dead.",
    )

    @api.constrains("jxc_slow_days", "jxc_dead_days")
    def _check_jxc_idle_days(self):
        for company in self:
            if not 0 < company.jxc_slow_days <= company.jxc_dead_days:
                raise ValidationError(
                    self.env._("Goods are slow first and dead later: set the days so.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_slow_days = fields.Integer(related="company_id.jxc_slow_days", readonly=False)
    jxc_dead_days = fields.Integer(related="company_id.jxc_dead_days", readonly=False)
