"""Turnover of goods beside the month before and what is usual in the trade."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

from ...core import turnover as core
from .jxc_stock_figure import TRENDS, VERDICTS


class JxcStockFigure(models.Model):
    _inherit = "jxc.stock.figure"

    turnover_before = fields.Float(
        "Turns a Year, Last Month",
        compute="_compute_turnover_before",
        groups=COST,
        aggregator=None,
    )
    benchmark = fields.Float(
        compute="_compute_verdict",
        groups=COST,
        aggregator=None,
        digits=(16, 1),
        help="Of the category, else of the company.",
    )
    verdict = fields.Selection(
        VERDICTS,
        "Against the Benchmark",
        compute="_compute_verdict",
        groups=COST,
        help="Good from the benchmark on, too slow below three quarters of it.",
    )
    trend = fields.Selection(
        TRENDS,
        "Against Last Month",
        compute="_compute_verdict",
        groups=COST,
        help="Steady: within 5 % of last month.",
    )

    def _turns(self):
        """Turns a year; None without stock."""
        days = (self.until - self.month).days + 1
        return core.turnover(self.sold_value, self.average_value, days)

    @api.depends("month", "product_id", "warehouse_id")
    def _compute_turnover_before(self):
        found = self._months_before()
        for row in self:
            before = found.get(row._goods())
            row.turnover_before = (before and before._turns()) or 0.0

    def _goods(self, months=-1):
        month = self.month + relativedelta(months=months)
        return self.company_id.id, self.product_id.id, self.warehouse_id.id, month

    def _months_before(self):
        """{(company, product, warehouse, month): row}"""
        wanted = {row._goods() for row in self}
        rows = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("month", "in", list({key[3] for key in wanted})),
            ]
        )
        return {row._goods(0): row for row in rows}

    @api.depends("categ_id", "company_id", "turnover", "turnover_before")
    def _compute_verdict(self):
        usual = {
            company: rows.categ_id._jxc_benchmarks(company)
            for company, rows in self.grouped("company_id").items()
        }
        found = self._months_before()
        for row in self:
            before = found.get(row._goods())
            turns = row._turns()
            row.benchmark = usual[row.company_id].get(row.categ_id.id, 0.0)
            # goods on the way between warehouses are sold from neither
            sold = turns if row.warehouse_id else None
            row.verdict = core.verdict(sold, row.benchmark)
            row.trend = core.trend(turns, before and before._turns())
