from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.tools import SQL

from ..core import turnover as core
from ..models.figures.jxc_stock_class import ABC
from ..models.figures.jxc_stock_figure import TRENDS, VERDICTS

LEVELS = [
    ("company", "Company"),
    ("class", "Class"),
    ("category", "Category"),
    ("warehouse", "Warehouse"),
]


class JxcStockCapital(models.Model):
    """Where the money lies: stock by class, category and warehouse, and its turnover.

    The last month that is counted, beside the one before. Sums of `jxc.stock.figure`.
    """

    _name = "jxc.stock.capital"
    _description = "Capital Tied Up"
    _auto = False
    _order = "closing_value desc, id"
    _rec_name = "level"
    _depends = {
        "jxc.stock.figure": [
            *("company_id", "product_id", "warehouse_id", "month", "until"),
            *("closing_value", "average_value", "sold_value", "dead_value"),
        ],
        "jxc.stock.class": ["product_id", "warehouse_id", "latest", "abc"],
        "product.template": ["categ_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    level = fields.Selection(LEVELS, "By", readonly=True)
    abc = fields.Selection(ABC, "ABC", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    month = fields.Date(readonly=True)
    until = fields.Date(readonly=True, help="Last day that is counted.")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    closing_value = fields.Monetary(
        "Capital Tied Up",
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
        help="Stock value at the end.",
    )
    share = fields.Float(
        readonly=True, groups=COST, aggregator=None, help="Of the company's stock."
    )
    dead_value = fields.Monetary(
        "Dead Stock",
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
    )
    average_value = fields.Monetary(
        "Average Stock",
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
    )
    sold_value = fields.Monetary(
        "Cost of Goods Sold",
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
    )
    turnover = fields.Float(
        "Turns a Year",
        readonly=True,
        groups=COST,
        aggregator=None,
        help="Cost of goods sold ÷ average stock × 365 ÷ days.",
    )
    turnover_before = fields.Float(
        "Turns a Year, Last Month", readonly=True, groups=COST, aggregator=None
    )
    has_before = fields.Boolean(readonly=True)
    benchmark = fields.Float(
        compute="_compute_verdict",
        groups=COST,
        aggregator=None,
        digits=(16, 1),
        help="Of the category, else of the company.",
    )
    verdict = fields.Selection(
        VERDICTS, "Against the Benchmark", compute="_compute_verdict", groups=COST
    )
    trend = fields.Selection(
        TRENDS, "Against Last Month", compute="_compute_verdict", groups=COST
    )

    @api.depends("level", "abc", "categ_id", "warehouse_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = {
                "company": row.company_id.name,
                "class": row.abc or self.env._("No class"),
                "category": row.categ_id.complete_name or self.env._("No Category"),
                "warehouse": row.warehouse_id.name or self.env._("On the way"),
            }.get(row.level, "")

    @api.depends("turnover", "turnover_before", "categ_id", "company_id")
    def _compute_verdict(self):
        for company, rows in self.grouped("company_id").items():
            usual = rows.categ_id._jxc_benchmarks(company)
            # sudo: what is usual in a trade is no secret of the company
            whole = company.sudo().jxc_turnover_benchmark
            for row in rows:
                # goods on the way between warehouses are sold from neither
                road = row.level == "warehouse" and not row.warehouse_id
                sold = row.average_value > 0 and not road
                turns = row.turnover if sold else None
                before = row.turnover_before if row.has_before else None
                row.benchmark = usual.get(row.categ_id.id, whole)
                row.verdict = core.verdict(turns, row.benchmark)
                row.trend = core.trend(turns, before)

    @property
    def _table_query(self):
        return SQL(
            """
              WITH newest AS (
                SELECT company_id, MAX(month) AS month
                  FROM jxc_stock_figure GROUP BY 1),
                   part AS (
                SELECT figure.company_id, class.abc, template.categ_id,
                       figure.warehouse_id, newest.month, figure.until,
                       figure.month = newest.month AS now, figure.closing_value,
                       figure.dead_value, figure.average_value, figure.sold_value
                  FROM jxc_stock_figure figure
                  JOIN newest ON newest.company_id = figure.company_id
                   AND figure.month >= newest.month - INTERVAL '1 month'
                  JOIN product_product product ON product.id = figure.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  LEFT JOIN jxc_stock_class class
                    ON class.company_id = figure.company_id AND class.latest
                   AND class.product_id = figure.product_id
                   AND class.warehouse_id IS NULL),
                   summed AS (
                SELECT company_id, month, abc, categ_id, warehouse_id,
                       CASE WHEN GROUPING(abc) = 0 THEN 'class'
                            WHEN GROUPING(categ_id) = 0 THEN 'category'
                            WHEN GROUPING(warehouse_id) = 0 THEN 'warehouse'
                            ELSE 'company' END AS level,
                       MAX(until) FILTER (WHERE now) AS until,
                       SUM(closing_value) FILTER (WHERE now) AS closing_value,
                       SUM(dead_value) FILTER (WHERE now) AS dead_value,
                       SUM(average_value) FILTER (WHERE now) AS average_value,
                       SUM(sold_value) FILTER (WHERE now) AS sold_value,
                       SUM(average_value) FILTER (WHERE NOT now) AS average_before,
                       SUM(sold_value) FILTER (WHERE NOT now) AS sold_before,
                       MAX(until) FILTER (WHERE NOT now) AS until_before
                  FROM part
                 GROUP BY company_id, month, GROUPING SETS (
                       (), (abc), (categ_id), (warehouse_id)))
            SELECT (company_id * 4 + array_position(%(levels)s, level)::bigint - 1)
                   * 10000000 + COALESCE(categ_id, warehouse_id, ascii(abc), 0) AS id,
                   company_id, month, until, level, abc, categ_id, warehouse_id,
                   closing_value, dead_value, average_value, sold_value,
                   closing_value / NULLIF(SUM(closing_value) FILTER (
                       WHERE level = 'company') OVER (PARTITION BY company_id), 0)
                       AS share,
                   CASE WHEN average_value > 0 THEN
                        sold_value / average_value * 365 / (until - month + 1)
                        ELSE 0 END AS turnover,
                   CASE WHEN average_before > 0 THEN
                        sold_before / average_before * 365
                        / (until_before - (month - INTERVAL '1 month')::date + 1)
                        ELSE 0 END AS turnover_before,
                   COALESCE(average_before > 0, FALSE) AS has_before
              FROM summed WHERE until IS NOT NULL
            """,
            levels=[code for code, _name in LEVELS],
        )

    def action_products(self):
        """Window of the goods behind this row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_figure_action"
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("month", "=", self.month),
        ]
        if self.level == "category":
            domain.append(("product_id.categ_id", "=", self.categ_id.id))
        if self.level == "warehouse":
            domain.append(("warehouse_id", "=", self.warehouse_id.id))
        if self.level == "class":
            domain.append(self._class_domain())
        return {**action, "domain": domain, "context": {}}

    def _class_domain(self):
        """Condition on the goods of the row; without a class: those that have none."""
        classes = self.env["jxc.stock.class"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("latest", "=", True),
                ("warehouse_id", "=", False),
                ("abc", "=", self.abc) if self.abc else ("abc", "!=", False),
            ]
        )
        return "product_id", "in" if self.abc else "not in", classes.product_id.ids
