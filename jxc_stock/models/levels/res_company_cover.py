from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_DAYS = 366


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_cover_days = fields.Integer(
        string="Sales Days for Cover",
        default=28,
        required=True,
        help="Days of cover = available ÷ mean quantity sold a day in this many full "
        "days before today. Whole weeks keep weekends in balance; fewer days follow a "
        "change of demand sooner, more days calm it down.",
    )

    @api.constrains("jxc_cover_days")
    def _check_jxc_cover_days(self):
        for company in self:
            if not 1 <= company.jxc_cover_days <= MAX_DAYS:
                raise ValidationError(
                    self.env._(
                        "The sales days for cover lie between 1 and %(most)s.",
                        most=MAX_DAYS,
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_cover_days = fields.Integer(related="company_id.jxc_cover_days", readonly=False)
