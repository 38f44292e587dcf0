"""The detector of goods that run out before the next arrival."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import STOCK, Detector
from odoo.tools import SQL, format_date

from ...core.outlook import days_without
from ...report import overview_daily_sql, overview_sql, threshold_sql


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[("stock_out", "Runs out before the next arrival")],
        ondelete={"stock_out": "cascade"},
    )

    @api.model
    def _detectors(self):
        about = Detector(
            True, horizon=True, remedies=("request", "bring"), events=STOCK
        )
        return {**super()._detectors(), "stock_out": about}

    def _detect_stock_out(self):
        """Goods by warehouse that run out before more arrive, by days without stock.

        Two queries a company and one call of `_jxc_reliable_date`. An arrival that is
        overdue is none that can be relied on. Without any arrival the vendor's days
        count, as if ordered today; without a vendor nothing is said.
        """
        found = []
        for company in self._companies():
            today = company._jxc_facts_clock()._jxc_today()
            rows = self._rows(self._stock_out_sql(company, today))
            arrivals = self._next_arrivals(company, today, rows)
            findings = (
                self._stock_out_finding(
                    row, today, arrivals.get((row["product_id"], row["warehouse_id"]))
                )
                for row in rows
            )
            found += [finding for finding in findings if finding]
        return found

    def _stock_out_finding(self, row, today, arrival):
        lead, price = row.pop("lead"), row.pop("price")
        day, coming, document = arrival or (None, 0.0, None)
        if day is None and lead is None:
            return None
        wait = (day - today).days if day else lead
        gap = days_without(row["available"], row["per_day"], wait)
        if gap < self._outermost():
            return None
        out = today + timedelta(days=int(max(row["available"], 0) / row["per_day"]))
        return Finding(
            res_model="product.product",
            res_id=row["product_id"],
            product_id=row["product_id"],
            warehouse_id=row["warehouse_id"],
            company_id=row["company_id"],
            measure=round(gap, 1),
            impact=gap * row["per_day"] * price,
            due=out,
            values={
                "per_day": row["per_day"],
                "available": row["available"],
                "wait": wait,
                "arrival": day and day.isoformat(),
                "coming": coming,
                "document": document,
            },
        )

    def _stock_out_sql(self, company, today):
        """Goods in demand that last no longer than the days ahead of the rule."""
        window = today - timedelta(days=max(company.jxc_cover_days, 1)), today
        return SQL(
            """
            SELECT cell.product_id, cell.warehouse_id, cell.company_id,
                   cell.available::float8 AS available, demand.per_day,
                   template.list_price::float8 AS price, %(lead)s AS lead
              FROM (SELECT cell.product_id, cell.warehouse_id, cell.company_id,
                           cell.on_hand - cell.reserved - cell.blocked AS available
                      FROM (%(cells)s) cell
                     WHERE cell.company_id = %(company)s) cell
              JOIN (%(demand)s) demand USING (product_id, warehouse_id)
              JOIN product_product product ON product.id = cell.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE product.active AND template.is_storable AND demand.per_day > 0
               AND cell.available < demand.per_day * %(days)s
            """,
            lead=overview_daily_sql.lead_time([company.id]),
            cells=overview_sql.cells(sources=("stock",), blank=True),
            company=company.id,
            demand=threshold_sql.demand(*window),
            days=max(self[:1].horizon_days, 1),
        )

    def _next_arrivals(self, company, today, rows):
        """{(product id, warehouse id): (day, quantity, document)} of the next ones."""
        products = list({row["product_id"] for row in rows})
        moves = self._rows(self._arriving_sql(company, products))
        # sudo: when goods come is the same for everybody
        records = self.env["stock.move"].sudo().browse(row["id"] for row in moves)
        dates = records._jxc_reliable_date()
        zone = company._jxc_facts_clock()
        following = {}
        for row in moves:
            day = zone._jxc_today(dates[row["id"]])
            key = row["product_id"], row["warehouse_id"]
            if day < today or (key in following and following[key][0] <= day):
                continue
            following[key] = day, row["quantity"], row["document"]
        return following

    def _arriving_sql(self, company, products):
        """Open movements of the products into a warehouse from outside of it."""
        return SQL(
            """
            SELECT move.id, move.product_id, target.warehouse_id,
                   move.product_qty::float8 AS quantity,
                   COALESCE(picking.origin, picking.name, move.origin) AS document
              FROM stock_move move
              JOIN stock_location origin ON origin.id = move.location_id
              JOIN stock_location target
                ON target.id = COALESCE(move.location_final_id, move.location_dest_id)
              LEFT JOIN stock_picking picking ON picking.id = move.picking_id
             WHERE move.state IN %(open)s AND move.product_id = ANY(%(products)s)
               AND move.company_id = %(company)s AND target.warehouse_id IS NOT NULL
               AND origin.warehouse_id IS DISTINCT FROM target.warehouse_id
             ORDER BY move.date, move.id
            """,
            open=overview_sql.OPEN_STATES,
            products=products,
            company=company.id,
        )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_stock_out(self):
        words = {
            "product": self.product_id.display_name,
            "available": self._quantity(self._value("available")),
            "rate": self._figure(self._value("per_day"), 1),
            "gap": self._figure(self.measure, 1),
        }
        if not self._value("arrival", False):
            return self.env._(
                "%(product)s: %(available)s available at %(rate)s a day, nothing on "
                "its way and the vendor needs %(lead)s days: %(gap)s days without "
                "stock",
                lead=self._figure(self._value("wait")),
                **words,
            )
        return self.env._(
            "%(product)s: %(available)s available at %(rate)s a day, the next "
            "%(coming)s come on %(day)s (%(document)s): %(gap)s days without stock",
            coming=self._quantity(self._value("coming")),
            day=format_date(
                self.env, fields.Date.to_date(self._value("arrival", False))
            ),
            document=self._value("document", "") or "–",
            **words,
        )


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    def _missing_here(self):
        """Demand of the days without stock."""
        if self.detector != "stock_out":
            return super()._missing_here()
        # sudo: how much a day is wanted, no figure in money
        return self._whole(self.measure * self.sudo()._value("per_day"))
