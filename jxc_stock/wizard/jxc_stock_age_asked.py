from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class JxcStockAgeAsked(models.TransientModel):
    """Ages of stock at the end of a day that somebody names."""

    _name = "jxc.stock.age.asked"
    _description = "Stock by Age on a Day"

    day = fields.Date("As Of", required=True, default=lambda self: self._last_month())

    @api.model
    def _last_month(self):
        today = self.env.company._jxc_facts_clock()._jxc_today()
        return fields.Date.subtract(today.replace(day=1), days=1)

    def action_show(self):
        """Count the ages at the end of the day, if they are not kept, and show them.

        :raises UserError: the day is not over yet, or before the first movement
        :raises AccessError: not a task of the user
        """
        self._count()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_age_action"
        )
        name = self.env._("Stock by Age on %(day)s", day=self.day.isoformat())
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("day", "=", self.day)],
            "context": {"search_default_group_bucket": 1},
        }

    def action_export(self):
        """Download the ages at the end of the day.

        :raises UserError, AccessError: as `action_show`
        """
        self._count()
        return self.env["jxc.stock.age"]._download_ages([("day", "=", self.day)])

    def _count(self):
        self._check()
        company = self.env.company
        # sudo: rows are written by the system; the right was checked above
        ages = self.env["jxc.stock.age"].sudo()
        self.env["jxc.stock.daily"].sudo().catch_up()
        ages._renew(company, self.day)

    def _check(self):
        groups = "stock.group_stock_manager", "jxc_base.group_cost"
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Managers have ages counted."))
        if self.day > self.env.company._jxc_facts_clock()._jxc_today():
            raise UserError(self.env._("Choose today or a day before."))
        facts = self.env["jxc.stock.daily"]
        mine = [("company_id", "=", self.env.company.id)]
        if not facts.search_count([*mine, ("day", "<=", self.day)], limit=1):
            raise UserError(
                self.env._("Nothing was in stock yet on %(day)s.", day=self.day)
            )
