from calendar import monthrange
from datetime import datetime, time, timedelta

import pytz
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import AccessError

from ...report import figure_sql
from ..facts.fact_fields import FactMany2one

MOVEMENTS = [("moving", "Moving"), ("slow", "Slow"), ("dead", "Dead")]
VERDICTS = [("good", "Good"), ("watch", "To Watch"), ("bad", "Too Slow")]
AT_ONCE = 5_000  # rows of a month that are counted while somebody waits
TRENDS = [("up", "Faster"), ("steady", "Steady"), ("down", "Slower")]


def _value(label, **options):
    """A value in the company's currency, hidden with the costs."""
    return fields.Monetary(
        label,
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
        **options,
    )


class JxcStockFigure(models.Model):
    """Turnover, slow goods and missing days of a product in a warehouse in a month.

    What the indicators of stock add up, and the lists of slow goods and of turnover.
    Renewed for the running month every night and with the indicators.
    """

    _name = "jxc.stock.figure"
    _description = "Stock Figures of a Month"
    _log_access = False
    _allow_sudo_commands = False
    _order = "month desc, product_id, id"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    categ_id = fields.Many2one(related="product_id.categ_id")
    warehouse_id = FactMany2one(
        "stock.warehouse", readonly=True, help="Empty: between warehouses, or in none."
    )
    month = fields.Date(readonly=True, required=True)
    until = fields.Date(readonly=True, help="Last day that is counted.")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    sold_quantity = fields.Float("Sold", digits="Product Unit", readonly=True)
    sold_value = _value(
        "Cost of Goods Sold", help="Of the goods delivered, less what came back."
    )
    average_value = _value(
        "Average Stock", help="Mean of the stock value at the end of each day."
    )
    turnover = fields.Float(
        "Turns a Year",
        compute="_compute_turnover",
        groups=COST,
        aggregator=None,
        help="Cost of goods sold ÷ average stock × 365 ÷ days.",
    )
    cover = fields.Float(
        "Days of Stock",
        compute="_compute_turnover",
        groups=COST,
        aggregator=None,
        digits=(16, 1),
        help="365 ÷ turns a year.",
    )
    closing_quantity = fields.Float(
        "In Stock", digits="Product Unit", readonly=True, help="At the end."
    )
    closing_value = _value("Stock Value", help="At the end.")
    sales = _value("Net Sales", help="Of the goods delivered, without tax.")
    margin = _value("Margin", help="Net sales less cost of the goods delivered.")
    last_out = fields.Date(
        "Last Delivery", readonly=True, help="To customers or consumption."
    )
    idle_days = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Since the last delivery to customers or consumption, or since the oldest "
        "of what is there arrived, if that is later.",
    )
    movement = fields.Selection(MOVEMENTS, "Pace", readonly=True)
    dead_value = _value("Dead Stock", help="Value of goods that count as dead.")
    days = fields.Integer(
        "Days in Demand",
        readonly=True,
        help="Days of the month, of goods that left within the last thirteen weeks.",
    )
    days_out = fields.Integer("Days Without Stock", readonly=True)

    _key_index = models.UniqueIndex(
        "(company_id, product_id, COALESCE(warehouse_id, 0), month)"
    )
    _month_index = models.Index("(company_id, month)")

    @api.depends("sold_value", "average_value", "month", "until")
    def _compute_turnover(self):
        for row in self:
            days = (row.until - row.month).days + 1
            turned = row.average_value > 0 and row.sold_value / row.average_value
            row.turnover = turned * 365 / days
            row.cover = 365 / row.turnover if row.turnover > 0 else 0.0

    @api.model
    @api.private
    def _renew(self, company, month):
        """Count the figures of a month again; equal rows stay.

        :param month: its first day; a month that has not begun has no figures
        """
        self.env["jxc.lock"]._acquire([f"stock.figure:{company.id}"])
        self.env.flush_all()
        today = company._jxc_facts_clock()._jxc_today()
        last = month.replace(day=monthrange(month.year, month.month)[1])
        until = min(last, today)
        if until < month or not self._begun(company, month):
            return
        bounds = self._bounds(company, month, until)
        rows = figure_sql.figures(self.env, company, month, until, bounds)
        self.env.cr.execute(figure_sql.replace(rows, company, month))
        self.invalidate_model(flush=False)

    @api.model
    def _begun(self, company, month):
        """Whether the facts know what was there when the month began."""
        carried = company.jxc_stock_carried_month
        return bool(carried) and carried >= month

    @api.model
    def _bounds(self, company, since, until):
        """UTC times between which the days of the company lie."""
        zone = company._jxc_facts_clock()._jxc_timezone()
        return [
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (since, until + timedelta(days=1))
        ]

    @api.model
    def _cron_renew(self):
        """Every night: figures of the running month, ages, times out, what to clear."""
        # sudo: the cron works for every company
        companies = self.env["res.company"].sudo().search([])
        self.env["jxc.stock.daily"]._cron_run()
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._renew_all(company)
            except SerializationFailure:
                self.env.cr.rollback()  # somebody else has just done it
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _renew_all(self, company):
        """Figures of the running month, and all that is counted with them."""
        self._renew(company, company._jxc_facts_clock()._jxc_today().replace(day=1))
        for model in ("age", "clearance", "out"):
            self.env[f"jxc.stock.{model}"]._renew(company)

    @api.model
    @api.private
    def _renew_soon(self, company):
        """Count all of it while somebody waits, or at once after them if it is much.

        :return: action that shows the new figures, or says when they will be there
        """
        counted = [("company_id", "=", company.id), ("latest", "=", True)]
        much = self.env["jxc.stock.age"].search_count(counted, limit=AT_ONCE + 1)
        if much > AT_ONCE or self.env["jxc.stock.daily"].catch_up()["waiting"]:
            self.env.ref("jxc_stock.cron_stock_figures")._trigger()
            return self._counting_action()
        self._renew_all(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _counting_action(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("Counting in the background"),
                "message": self.env._(
                    "There is much to count: load the page again in a minute."
                ),
            },
        }

    def action_renew(self):
        """Count the running month, ages, times out and what to clear again.

        :raises AccessError: not a task of the user
        """
        groups = "stock.group_stock_manager", "jxc_base.group_cost"
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Managers have figures counted at once."))
        # sudo: rows are written by the system; the right was checked above
        return self.sudo()._renew_soon(self.env.company)
