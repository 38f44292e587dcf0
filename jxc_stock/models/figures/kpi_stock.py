"""Indicators of stock: sums over the monthly figures, so each leads to its rows."""

from collections import defaultdict

from odoo import api, models
from odoo.addons.jxc_base.core.kpi import Figure, Lines
from odoo.fields import Domain

PATHS = {
    "warehouse": "warehouse_id",
    "product": "product_id",
    "category": "product_id.categ_id",
}
CODES = {"turnover", "dio", "dead_stock", "stock_out", "gmroi"}


class _Counted(set):
    """(company id, month) of the figures counted tonight; no client can send it."""


class JxcKpi(models.Model):
    _inherit = "jxc.kpi"

    @api.model
    def _cron_refresh(self):
        """Five indicators read the same figures: a night counts them once."""
        night = self.with_context(jxc_figures_counted=_Counted())
        return super(JxcKpi, night)._cron_refresh()

    @api.private
    def _refresh(self, company):
        counted = self.env.context.get("jxc_figures_counted")
        if not isinstance(counted, _Counted):
            return super()._refresh(company)
        # what fails is rolled back, and its figures with it
        trial = _Counted(counted)
        mine = self.with_context(jxc_figures_counted=trial)
        done = super(JxcKpi, mine)._refresh(company)
        counted |= trial
        return done

    @api.private
    def _compute_period(self, company, period, final=False):
        if self.code in CODES:
            self._count_figures(company, period.start)
        return super()._compute_period(company, period, final)

    def _count_figures(self, company, month):
        counted = self.env.context.get("jxc_figures_counted")
        known = isinstance(counted, _Counted)
        if known and (company.id, month) in counted:
            return
        # sudo: figures are the same for everybody
        self.env["jxc.stock.figure"].sudo()._renew(company, month)
        if known:
            counted.add((company.id, month))

    @api.model
    def _kpi_turnover(self, period, dimension, company):
        """Cost of goods sold ÷ average of the daily stock value, a year's worth.

        Source: docs/user/stock-figures-by-hand.md.
        """
        columns = ("sold_value", "average_value")
        return self._stock_figures(period, dimension, company, *columns)

    @api.model
    def _kpi_dio(self, period, dimension, company):
        """Average of the daily stock value ÷ cost of goods sold × days."""
        columns = ("average_value", "sold_value")
        return self._stock_figures(period, dimension, company, *columns)

    @api.model
    def _kpi_dead_stock(self, period, dimension, company):
        """Value that nobody took for longer than the company's limit ÷ value."""
        columns = ("dead_value", "closing_value")
        return self._stock_figures(period, dimension, company, *columns)

    @api.model
    def _kpi_gmroi(self, period, dimension, company):
        """Margin of the deliveries ÷ average of the daily stock value, a year's."""
        columns = ("margin", "average_value")
        return self._stock_figures(period, dimension, company, *columns)

    @api.model
    def _kpi_stock_out(self, period, dimension, company):
        """Days without stock ÷ days, of goods that left within thirteen weeks."""
        columns = ("days_out", "days")
        return self._stock_figures(period, dimension, company, *columns)

    @api.model
    def _stock_figures(self, period, dimension, company, top, bottom):
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("month", "=", period.start)
        field = "warehouse_id" if dimension == "warehouse" else "product_id"
        sums = defaultdict(lambda: [0.0, 0.0])
        for record, *amounts in self.env["jxc.stock.figure"]._read_group(
            domain, [field], [f"{top}:sum", f"{bottom}:sum"]
        ):
            part = sums[self._stock_key(record, dimension)]
            for index, amount in enumerate(amounts):
                part[index] += amount or 0.0
        return [
            Figure(
                key, *amounts, self._stock_lines(domain, dimension, key, top, bottom)
            )
            for key, amounts in sums.items()
            if any(amounts)
        ]

    @api.model
    def _stock_key(self, record, dimension):
        if dimension == "none":
            return None
        return (record.categ_id if dimension == "category" else record).id or None

    @api.model
    def _stock_lines(self, domain, dimension, key, top, bottom):
        if dimension != "none":
            domain &= Domain(PATHS[dimension], "=", key or False)
        return {
            part: Lines("jxc.stock.figure", list(domain), column)
            for part, column in (("numerator", top), ("denominator", bottom))
        }
