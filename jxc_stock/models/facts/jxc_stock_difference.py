"""The nightly proof: daily facts against core's quants and core's valuation."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.tools import SQL, split_every

from ...report import daily_sql
from .jxc_stock_daily import AREAS, OWNERSHIPS
from .product_company_value import company_only

PRODUCTS = 500  # valued by core at once

# What the facts say now, by place: the last row of each place since the last month
# that has opening rows.
FACTS = """
    SELECT DISTINCT ON (fact.company_id, fact.product_id, fact.warehouse_id, fact.area,
                        fact.ownership)
           fact.company_id, fact.product_id, fact.warehouse_id, fact.area,
           fact.ownership, fact.closing_quantity AS quantity,
           fact.closing_value AS value
      FROM jxc_stock_daily fact
      JOIN res_company company ON company.id = fact.company_id
     WHERE fact.day >= COALESCE(company.jxc_stock_carried_month, '-infinity')
     ORDER BY fact.company_id, fact.product_id, fact.warehouse_id, fact.area,
              fact.ownership, fact.day DESC
"""


class JxcStockDifference(models.Model):
    """A figure of the facts that is not core's; the list should always be empty."""

    _name = "jxc.stock.difference"
    _description = "Difference of the Stock Facts"
    _log_access = False
    _allow_sudo_commands = False
    _order = "company_id, product_id, kind"
    _rec_name = "product_id"

    found_at = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    kind = fields.Selection(
        [("quantity", "Quantity"), ("value", "Value")], readonly=True, required=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="cascade")
    area = fields.Selection(AREAS, readonly=True)
    ownership = fields.Selection(OWNERSHIPS, readonly=True)
    facts = fields.Float("Facts Say", readonly=True, groups=COST)
    core = fields.Float("Stock Says", readonly=True, groups=COST)
    difference = fields.Float(readonly=True, groups=COST)

    @api.model
    @api.private
    def _check(self, products=None, commit=False):
        """Compare the facts with quants and with core's valuation; keep what differs.

        :param products: only these (product.product); everything when None
        :param commit: commit the counting and the result (for the cron)
        :return: the differences found
        """
        self.env["jxc.stock.daily"]._run(commit=commit)
        self.search([("product_id", "in", products.ids)] if products else []).unlink()
        rows = self._quantity_differences(products) + self._value_differences(products)
        found = self.create(rows)
        if commit:
            self.env["ir.cron"]._commit_progress(1)
        return found

    @api.model
    def _cron_check(self):
        self._check(commit=True)

    def _quantity_differences(self, products):
        """Facts against quants, place by place."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        self.env.flush_all()
        query = SQL(
            """
              WITH facts AS (%(facts)s),
            quants AS (
                SELECT place.company_id, quant.product_id, place.warehouse_id,
                       %(area)s AS area,
                       CASE WHEN quant.owner_id IS NULL
                              OR quant.owner_id = company.partner_id
                            THEN 'own' ELSE 'other' END AS ownership,
                       SUM(quant.quantity) AS quantity
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                  JOIN res_company company ON company.id = place.company_id
                  JOIN product_product product ON product.id = quant.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE %(inside)s AND template.is_storable
                 GROUP BY 1, 2, 3, 4, 5)
            SELECT company_id, product_id, warehouse_id, area, ownership,
                   SUM(facts) AS facts, SUM(core) AS core
              FROM (SELECT company_id, product_id, warehouse_id, area, ownership,
                           quantity AS facts, 0 AS core FROM facts
                     UNION ALL
                    SELECT company_id, product_id, warehouse_id, area, ownership,
                           0, quantity FROM quants) both_sides
             WHERE %(chosen)s
             GROUP BY 1, 2, 3, 4, 5
            HAVING round(SUM(facts) - SUM(core), %(digits)s) <> 0
            """,
            facts=SQL(FACTS),
            area=daily_sql.area("place"),
            inside=daily_sql.inside("place"),
            chosen=self._chosen(products),
            digits=digits,
        )
        names = ("company_id", "product_id", "warehouse_id", "area", "ownership")
        return [
            {
                "kind": "quantity",
                **dict(zip(names, row, strict=False)),
                "facts": row[5],
                "core": row[6],
                "difference": row[5] - row[6],
            }
            for row in self.env.execute_query(query)
        ]

    def _chosen(self, products):
        """Condition on product_id: what waits to be counted cannot be compared."""
        waiting = SQL("SELECT product_id FROM jxc_stock_dirty")
        if products is None:
            return SQL("product_id NOT IN (%s)", waiting)
        return SQL(
            "product_id = ANY(%s) AND product_id NOT IN (%s)", products.ids, waiting
        )

    def _value_differences(self, products):
        """Facts against core's `total_value`, company by company."""
        rows = []
        # sudo: every company's valuation
        for company in self.env["res.company"].sudo().search([]):
            worth = self._worth(company, products)
            for ids in split_every(PRODUCTS, worth):
                rows += self._differing(company, ids, worth)
        return rows

    def _worth(self, company, products):
        """{product: value by the facts}, with every product core may value.

        Not those valued by lot while some of it is on the road or in no warehouse:
        core leaves that out of the value of a lot.
        """
        query = SQL(
            """
            SELECT product_id, SUM(value)
              FROM (SELECT company_id, product_id, value, quantity <> 0
                           AND (area = 'transit' OR warehouse_id IS NULL) AS outside
                      FROM (%(facts)s) facts
                     UNION ALL
                    SELECT company_id, product_id, 0, FALSE FROM stock_quant
                     WHERE quantity <> 0) everything
              JOIN product_product product ON product.id = product_id
              JOIN product_template template
                ON template.id = product.product_tmpl_id
             WHERE everything.company_id = %(company)s AND %(chosen)s
             GROUP BY product_id
            HAVING NOT bool_or(outside AND COALESCE(template.lot_valuated, FALSE))
             ORDER BY product_id
            """,
            facts=SQL(FACTS),
            company=company.id,
            chosen=self._chosen(products),
        )
        return dict(self.env.execute_query(query))

    def _differing(self, company, ids, worth):
        # sudo: core values on behalf of nobody; archived products count
        valued = self.env["product.product"].sudo().with_company(company)
        valued = valued.with_context(
            active_test=False,
            allowed_company_ids=company.ids,
        ).browse(ids)
        rows = []
        with company_only():
            cores = {p.id: p.total_value for p in valued.filtered("is_storable")}
        for product in valued.filtered("is_storable"):
            core = company.currency_id.round(cores[product.id])
            facts = float(worth[product.id])
            if company.currency_id.compare_amounts(facts, core):
                rows.append(
                    {
                        "kind": "value",
                        "company_id": company.id,
                        "product_id": product.id,
                        "facts": facts,
                        "core": core,
                        "difference": facts - core,
                    }
                )
        valued.invalidate_recordset(flush=False)
        return rows
