from odoo import api, fields, models
from odoo.exceptions import ValidationError

SETTINGS = ("measure", "weeks", "a", "b", "x", "y")


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_class_measure = fields.Selection(
        [
            ("value", "Cost of the demand"),
            ("margin", "Margin of the deliveries"),
            ("quantity", "Quantity"),
        ],
        "ABC By",
        default="value",
        required=True,
        help="Cost of the demand: where the money turns over. Margin: what earns it. "
        "Quantity: what is handled most; only useful with one unit.",
    )
    jxc_class_weeks = fields.Integer(
        "Weeks for Classes",
        default=52,
        required=True,
        help="Classes go by the demand of this many weeks before the day they are "
        "computed.",
    )
    jxc_class_a = fields.Float(
        "A Up To",
        default=0.80,
        help="The goods that together make this part of the total are A.",
    )
    jxc_class_b = fields.Float("B Up To", default=0.95)
    jxc_class_x = fields.Float(
        "X Up To",
        default=0.5,
        help="Standard deviation ÷ mean of the weekly demand: up to this it is even.",
    )
    jxc_class_y = fields.Float("Y Up To", default=1.0)

    @api.constrains(*(f"jxc_class_{name}" for name in SETTINGS[1:]))
    def _check_jxc_class(self):
        for company in self:
            if not 4 <= company.jxc_class_weeks <= 260:
                raise ValidationError(
                    self.env._("The weeks for classes lie between 4 and 260.")
                )
            if not 0 < company.jxc_class_a <= company.jxc_class_b <= 1:
                raise ValidationError(
                    self.env._(
                        "A and B go up to shares of the total, A to the smaller."
                    )
                )
            if not 0 < company.jxc_class_x <= company.jxc_class_y:
                raise ValidationError(
                    self.env._("X goes up to a smaller variation than Y.")
                )

    def _jxc_abc_limits(self):
        return self.jxc_class_a, self.jxc_class_b


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_class_measure = fields.Selection(
        related="company_id.jxc_class_measure", readonly=False
    )
    jxc_class_weeks = fields.Integer(
        related="company_id.jxc_class_weeks", readonly=False
    )
    jxc_class_a = fields.Float(related="company_id.jxc_class_a", readonly=False)
    jxc_class_b = fields.Float(related="company_id.jxc_class_b", readonly=False)
    jxc_class_x = fields.Float(related="company_id.jxc_class_x", readonly=False)
    jxc_class_y = fields.Float(related="company_id.jxc_class_y", readonly=False)
