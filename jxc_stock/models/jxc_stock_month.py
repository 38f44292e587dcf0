from odoo import fields, models


class JxcStockMonth(models.Model):
    """A closed month of a company: its daily facts never change any more."""

    _name = "jxc.stock.month"
    _description = "Closed Stock Month"
    _order = "last_day desc"
    _rec_name = "last_day"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    last_day = fields.Date(required=True, help="Last day of the month.")
    closed_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    closed_by = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )

    _month_uniq = models.Constraint(
        "UNIQUE(company_id, last_day)", "This month is closed already."
    )
