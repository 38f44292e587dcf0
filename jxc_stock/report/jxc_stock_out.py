from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from . import stock_out_sql


class JxcStockOut(models.Model):
    """Times without stock of goods in demand, in the last thirteen weeks."""

    _name = "jxc.stock.out"
    _description = "Time Without Stock"
    _auto = False
    _order = "last_day desc, days desc, id"
    _rec_name = "product_id"
    _depends = {
        "jxc.stock.daily": ["day", "closing_quantity", "opening_quantity"],
        "jxc.demand.daily": ["day", "delivered_quantity"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    first_day = fields.Date("Out Since", readonly=True)
    last_day = fields.Date("Out Until", readonly=True)
    days = fields.Integer(
        "Days Without Stock",
        readonly=True,
        help="Nothing at the beginning and at the end of the day, and nothing came.",
    )
    still = fields.Boolean("Still Out", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY gone.company_id, gone.product_id,
                                      gone.warehouse_id, gone.first_day) AS id,
                   gone.*, gone.last_day - gone.first_day + 1 AS days,
                   gone.last_day = bounds.until AS still
              FROM (%(intervals)s) gone
              JOIN %(bounds)s USING (company_id)
            """,
            intervals=stock_out_sql.intervals(self._bounds()),
            bounds=self._bounds(),
        )

    @api.model
    def _bounds(self):
        rows = []
        # sudo: which day it is in a company; rules say whose rows are shown
        for company in self.env["res.company"].sudo().search([]):
            today = company._jxc_facts_clock()._jxc_today()
            since = today - timedelta(days=stock_out_sql.WINDOW - 1)
            rows.append((company.id, since, today))
        return stock_out_sql.bounds(rows)
