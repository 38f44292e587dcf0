from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..core.cover import days_of_cover
from . import overview_daily_sql
from .jxc_stock_overview_grid import QUANTITIES
from .overview_sql import LIVE


class JxcStockOverview(models.Model):
    """Value and days of cover, from the daily facts."""

    _inherit = "jxc.stock.overview"

    def _jxc_sees_value(self):
        """Whether the user may see values, by any way they are asked for."""
        return self._has_field_access(self._fields["value"], "read")

    def _jxc_sums(self):
        """Names of the figures that add up over warehouses, by right."""
        return (*QUANTITIES, "value") if self._jxc_sees_value() else QUANTITIES

    def _jxc_figure_names(self):
        """Names of all figures by which the user may order, by right."""
        return (*self._jxc_sums(), "cover")

    def _jxc_sources(self):
        """Sources of all figures that the user may see."""
        return (*LIVE, "sold", "value") if self._jxc_sees_value() else (*LIVE, "sold")

    # -- days of cover -----------------------------------------------------------

    def _jxc_cover_days(self):
        return max(self.env.company.jxc_cover_days, 1)

    def _jxc_cover_window(self):
        """Full days whose sales count: (first, day after the last), today is open."""
        today = self.env.company._jxc_facts_clock()._jxc_today()
        return today - timedelta(days=self._jxc_cover_days()), today

    def _jxc_cover_sql(self):
        """Days of cover of a product, over the `figure` rows of its warehouses."""
        return overview_daily_sql.cover(
            SQL("SUM(figure.available)"),
            SQL("SUM(figure.sold)"),
            self._jxc_cover_days(),
        )

    def _jxc_finish_daily(self, figures):
        """Round the value; add the days of cover."""
        cover = days_of_cover(
            figures["available"], figures["sold"], self._jxc_cover_days()
        )
        figures["cover"] = None if cover is None else round(cover, 1)
        if "value" in figures:
            figures["value"] = self.env.company.currency_id.round(figures["value"])

    def _jxc_lead_time(self, product):
        """Days that the first vendor needs, or None without a vendor."""
        query = SQL(
            "SELECT %s FROM product_product product WHERE product.id = %s",
            overview_daily_sql.lead_time(self.env.companies.ids),
            product.id,
        )
        return self.env.execute_query(query)[0][0]

    # -- value -------------------------------------------------------------------

    def _jxc_rates(self):
        """SQL: rows (company, current company's currency for one unit of its own)."""
        convert, mine = self.env["res.currency"]._get_conversion_rate, self.env.company
        today = fields.Date.context_today(self)
        rates = [
            SQL(
                "(%s, %s::numeric)",
                company.id,
                convert(company.currency_id, mine.currency_id, mine, today),
            )
            # sudo: which currency a chosen company keeps its books in is no secret
            for company in self.env.companies.sudo()
        ]
        return SQL("VALUES %s", SQL(", ").join(rates))

    def _jxc_pending(self, product_ids):
        """Ids of the products whose daily facts are to be counted again."""
        query = SQL(
            "SELECT DISTINCT product_id FROM jxc_stock_dirty"
            " WHERE product_id = ANY(%s)",
            list(product_ids),
        )
        return {product_id for (product_id,) in self.env.execute_query(query)}
