from datetime import date, datetime

import pytz

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_tz = fields.Selection(
        _tz_get,
        string="Company Time Zone",
        help="Business days of this company begin at midnight here: document "
        "numbers, due dates and late marks follow it. Empty: the user's time zone.",
    )
    jxc_product_code_policy = fields.Selection(
        [
            ("off", "Free"),
            ("unique", "Unique"),
            ("required", "Unique and mandatory"),
        ],
        string="Product Codes",
        default="off",
        required=True,
        help="Whether two products of the company may have the same internal "
        "reference, and whether every product must have one.",
    )
    jxc_numbers_applied = fields.Boolean(
        string="JXC Document Numbers in Use",
        readonly=True,
        help="The number presets were applied; new warehouses take them over.",
    )

    def _jxc_timezone(self):
        """Time zone of the company's business day (a pytz zone)."""
        return pytz.timezone(self.jxc_tz or self.env.tz.zone or "UTC")

    def _jxc_today(self, now: datetime | None = None) -> date:
        """Business day of the company.

        :param now: naive UTC time, the present when None.
        """
        self.ensure_one()
        moment = pytz.utc.localize(now or fields.Datetime.now())
        return moment.astimezone(self._jxc_timezone()).date()

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        for company in companies.filtered(
            lambda company: not company.jxc_tz and company.country_id.code == "CN"
        ):
            company.jxc_tz = "Asia/Shanghai"
        return companies
