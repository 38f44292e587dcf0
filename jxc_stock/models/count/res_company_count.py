"""How this company counts: what a new count starts with."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SHARES = ("jxc_count_share_a", "jxc_count_share_b", "jxc_count_share_c")


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_adjustment_guard = fields.Boolean(
        "Adjustments Need a Document",
        help="Stock is corrected by a count, a scrap or another document, or by a "
        "warehouse manager; every other way is refused. Off: any warehouse worker "
        "corrects any quantity, as Odoo has it.",
    )
    jxc_count_blind = fields.Boolean(
        "Blind Counts",
        default=True,
        help="Counters do not see what the book says: they count instead of ticking.",
    )
    jxc_count_share_a = fields.Float(
        "Tolerance A",
        default=0.01,
        help="A difference up to this share of the book is accepted at once; above it "
        "somebody else counts again. Goods without a class are judged as A, goods "
        "tracked by serial number and controlled goods have to be exact.",
    )
    jxc_count_share_b = fields.Float("Tolerance B", default=0.03)
    jxc_count_share_c = fields.Float("Tolerance C", default=0.05)
    jxc_count_cap = fields.Monetary(
        "Tolerated Value",
        currency_field="currency_id",
        help="A difference worth more than this is counted again whatever its share of "
        "the book. 0: no such limit.",
    )

    @api.private
    def _jxc_guards_adjustments(self):
        guarded = super()._jxc_guards_adjustments()
        # sudo: a setting of the company, readable or not
        return guarded | self.filtered(lambda c: c.sudo().jxc_adjustment_guard)

    @api.constrains(*SHARES, "jxc_count_cap")
    def _check_jxc_count_tolerance(self):
        for company in self:
            shares = [company[name] for name in SHARES]
            if company.jxc_count_cap < 0 or not all(0 <= s <= 1 for s in shares):
                raise ValidationError(
                    self.env._(
                        "Tolerances of counts lie between 0 % and 100 %, the tolerated "
                        "value is not negative."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_adjustment_guard = fields.Boolean(
        related="company_id.jxc_adjustment_guard", readonly=False
    )
    jxc_count_blind = fields.Boolean(
        related="company_id.jxc_count_blind", readonly=False
    )
    jxc_count_share_a = fields.Float(
        related="company_id.jxc_count_share_a", readonly=False
    )
    jxc_count_share_b = fields.Float(
        related="company_id.jxc_count_share_b", readonly=False
    )
    jxc_count_share_c = fields.Float(
        related="company_id.jxc_count_share_c", readonly=False
    )
    jxc_count_cap = fields.Monetary(
        related="company_id.jxc_count_cap",
        readonly=False,
        currency_field="company_currency_id",
    )
