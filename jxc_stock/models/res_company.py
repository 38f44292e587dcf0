from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_stock_carried_month = fields.Date(
        "Months Opened in the Stock Facts",
        readonly=True,
        copy=False,
        help="First day of the last month whose opening rows the facts have.",
    )
