from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_promise_days = fields.Integer(
        string="Days to Deliver",
        default=2,
        help="Where an order names no delivery date and its products have no longer "
        "lead time, it counts as late when it is not shipped this many days after "
        "confirmation.",
    )
    jxc_approval_days = fields.Integer(
        string="Days to Approve",
        default=1,
        help="An approval counts as late this many days after it was requested.",
    )
    jxc_invoice_days = fields.Integer(
        string="Days to Invoice",
        default=7,
        help="An order counts as late when it is not invoiced completely this many "
        "days after its last shipment.",
    )

    @api.constrains("jxc_promise_days", "jxc_approval_days", "jxc_invoice_days")
    def _check_jxc_days(self):
        for company in self:
            days = (
                company.jxc_promise_days,
                company.jxc_approval_days,
                company.jxc_invoice_days,
            )
            if min(days) < 0:
                raise ValidationError(
                    self.env._("A number of days cannot be negative.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_promise_days = fields.Integer(
        related="company_id.jxc_promise_days", readonly=False
    )
    jxc_approval_days = fields.Integer(
        related="company_id.jxc_approval_days", readonly=False
    )
    jxc_invoice_days = fields.Integer(
        related="company_id.jxc_invoice_days", readonly=False
    )
