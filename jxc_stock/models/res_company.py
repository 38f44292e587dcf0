from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_stock_carried_month = fields.Date(
        "Months Opened in the Stock Facts",
        readonly=True,
        copy=False,
        help="First day of the last month whose opening rows the facts have.",
    )

    def _jxc_facts_clock(self):
        """The companies with the days of their facts.

        Without a time zone of its own a company has those of UTC, not of the reader:
        a movement has one day, whoever has it counted.
        """
        return self.with_context(tz="UTC")
