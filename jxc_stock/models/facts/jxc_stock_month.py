from calendar import monthrange
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .dirty_triggers import BEGINNING

MOST_WAITING = 3000  # products counted while the user waits for the closing


class JxcStockMonth(models.Model):
    """A closed month of a company: its daily facts never change any more.

    What is changed afterwards with a date of a closed month is booked on the first
    open day, as `late_quantity` and as a revaluation with the cause "closed".
    """

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
    last_day = fields.Date(
        "Closed Up To",
        required=True,
        default=lambda self: self._default_last_day(),
        help="Last day of the month.",
    )
    closed_at = fields.Datetime(readonly=True, copy=False, default=fields.Datetime.now)
    closed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user
    )

    _month_uniq = models.Constraint(
        "UNIQUE(company_id, last_day)", "This month is closed already."
    )

    @api.model
    def _default_last_day(self):
        """Last day of the month before this one."""
        today = self.env.company._jxc_facts_clock()._jxc_today()
        return today.replace(day=1) - timedelta(days=1)

    @api.depends("last_day")
    def _compute_display_name(self):
        for month in self:
            day = month.last_day
            month.display_name = day and f"{day:%Y-%m}"

    @api.model_create_multi
    def create(self, vals_list):
        self._jxc_count_everything()
        # who and when are stated by the server, not by the client
        own = {"closed_at": fields.Datetime.now(), "closed_by": self.env.uid}
        months = super().create([{**vals, **own} for vals in vals_list])
        for month in months.sorted("last_day"):
            month._jxc_check_closing()
        return months

    def write(self, vals):
        if self and vals:
            raise UserError(
                self.env._("A closed month is not changed: open it again instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_last(self):
        for month in self:
            if month._jxc_later() - self:
                raise UserError(
                    self.env._(
                        "Open the later months of %(name)s first.",
                        name=month.company_id.name,
                    )
                )

    def unlink(self):
        self._jxc_hold_counting()
        companies = self.company_id
        res = super().unlink()
        for company in companies:
            self._jxc_count_again(company)
        return res

    def _jxc_later(self):
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("last_day", ">", self.last_day),
            ]
        )

    def _jxc_check_closing(self):
        """Only whole past months, one after the other."""
        day, company = self.last_day, self.company_id
        if day.day != monthrange(day.year, day.month)[1]:
            raise UserError(self.env._("Choose the last day of a month."))
        if day >= company._jxc_facts_clock()._jxc_today():
            raise UserError(
                self.env._("%(month)s is not over yet.", month=self.display_name)
            )
        if self._jxc_later():
            raise UserError(
                self.env._("A later month of %(name)s is closed.", name=company.name)
            )

    @api.model
    def _jxc_count_everything(self):
        """What is closed has to be counted first, or it would change again."""
        self._jxc_hold_counting()
        # sudo: counting what has happened so far is no right of a user
        facts = self.env["jxc.stock.daily"].sudo()
        facts._run(limit=MOST_WAITING)
        if self.env.execute_query(SQL("SELECT 1 FROM jxc_stock_dirty LIMIT 1")):
            raise UserError(
                self.env._(
                    "Too many changes wait to be counted. They are counted in the "
                    "background; close the month when the ledger says that none wait."
                )
            )

    @api.model
    def _jxc_hold_counting(self):
        """Nobody counts with the months as they were until this is committed."""
        if not self.env["jxc.lock"]._try_acquire(self.env["jxc.stock.daily"]._lock):
            raise UserError(
                self.env._("Stock is being counted just now; try again in a minute.")
            )

    @api.model
    def _jxc_count_again(self, company):
        """The facts of `company` after its last closed month are open again.

        Without one, all of them: what was booked late may be dated long before the
        month that was closed first.
        """
        # sudo: the months and the zone of the company, whoever opens it
        last = self.sudo().search(
            [("company_id", "=", company.id)], order="last_day desc", limit=1
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_stock_dirty (company_id, product_id, at)"
                " SELECT DISTINCT company_id, product_id, %(since)s::timestamp"
                " FROM jxc_stock_daily WHERE company_id = %(company)s",
                company=company.id,
                since=last._jxc_open_since() if last else BEGINNING,
            )
        )

    def _jxc_open_since(self):
        """UTC time of the first moment after the month, where the company is."""
        zone = self.company_id._jxc_facts_clock()._jxc_timezone()
        first = datetime.combine(self.last_day + timedelta(days=1), time.min)
        return zone.localize(first).astimezone(pytz.utc).replace(tzinfo=None)
