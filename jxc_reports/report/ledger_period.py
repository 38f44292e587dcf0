from datetime import date

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

# Context keys on which every figure of a ledger depends
PERIOD_KEYS = ("jxc_from", "jxc_to")
PLACE_KEYS = (
    "jxc_company_id",
    "jxc_product_id",
    "jxc_warehouse_id",
    "jxc_area",
    "jxc_ownership",
)


class LedgerPeriod(models.AbstractModel):
    """The period of a ledger: context keys ``jxc_from`` and ``jxc_to``, both included.

    Without them: the current month up to today, in the company's time.
    """

    _name = "jxc.ledger.period"
    _description = "Period of a Ledger"

    @api.model
    def prepare(self):
        """Count waiting changes while they are few; what a screen needs to know.

        :return: dict of today (day of the company), checked_at (UTC), waiting (number
            of products whose changes are not counted yet) and show (what the reader
            may see: quantity, or both quantity and value)
        """
        self.check_access("read")
        state = self.env["jxc.stock.daily"].catch_up()
        return {
            "today": fields.Date.to_string(self._jxc_ledger_today()),
            "checked_at": fields.Datetime.to_string(fields.Datetime.now()),
            "waiting": state["waiting"],
            "show": "both" if self.env.user.has_group(COST) else "quantity",
        }

    @api.model
    def _jxc_period(self):
        """First and last day of the period.

        :return: (date, date), business days of the company
        :raises UserError: not a day, or the end lies before the start
        """
        today = self._jxc_ledger_today()
        last = self._jxc_period_day("jxc_to")
        first = self._jxc_period_day("jxc_from")
        first = first or min(today, last or today).replace(day=1)
        last = last or max(today, first)
        if last < first:
            raise UserError(
                self.env._(
                    "The period ends on %(end)s, before it starts on %(start)s. "
                    "Choose a later end.",
                    end=last,
                    start=first,
                )
            )
        return first, last

    def _jxc_ledger_today(self):
        return self.env.company._jxc_facts_clock()._jxc_today()

    def _jxc_period_day(self, key):
        value = self.env.context.get(key)
        try:
            day = fields.Date.to_date(value or None)
        except (TypeError, ValueError):
            day = False
        if value and not (isinstance(day, date) and 1900 <= day.year <= 2999):
            raise UserError(self.env._("%(value)s is not a day.", value=value))
        return day

    @api.model
    def _jxc_period_text(self):
        """The period as it stands above a table, for instance in a file."""
        first, last = self._jxc_period()
        return str(first) if first == last else f"{first} – {last}"
