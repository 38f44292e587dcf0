"""The detector of unusual purchase prices."""

from datetime import timedelta
from itertools import groupby
from math import exp, log
from statistics import median

from odoo import fields, models
from odoo.tools import SQL

from ...core.alerts import Finding
from ...core.outlier import WINDOW, price_score


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    def _detect_purchase_price(self):
        """Order lines of the last days whose unit price does not fit the former ones.

        Drafts and confirmed orders are judged, by the confirmed ones before them.
        """
        rows = self._rows(self._prices_sql())
        found = []
        for _product, lines in groupby(
            rows, key=lambda row: (row["company_id"], row["product_id"])
        ):
            found += self._judge_prices(list(lines))
        return found

    def _judge_prices(self, lines):
        """Findings of one product; `lines` oldest first, in company currency."""
        history, found = [], []
        for line in lines:
            score = price_score(history, line["price"]) if line["judged"] else None
            if score is not None and score >= self._outermost():
                found.append(self._price_finding(line, score, history))
            if line["confirmed"]:
                history.append(line["price"])
        return found

    def _price_finding(self, line, score, history):
        usual = exp(median(log(price) for price in history[-WINDOW:]))
        names = ("res_id", "company_id", "product_id", "partner_id", "owner_id")
        return Finding(
            res_model="purchase.order.line",
            measure=round(score, 2),
            impact=abs(line["price"] - usual) * line["quantity"],
            values={
                "document": line["document"],
                "price": line["price"],
                "usual": round(usual, 4),
            },
            **{name: line[name] for name in names},
            warehouse_id=line["warehouse_id"],
        )

    def _prices_sql(self):
        """Prices per product unit without tax, of products bought in the last days."""
        since = fields.Datetime.now() - timedelta(days=self[:1].horizon_days)
        return SQL(
            """
              WITH priced AS (
                   SELECT line.id AS res_id, line.product_id, po.company_id,
                          po.partner_id, po.user_id AS owner_id, kind.warehouse_id,
                          po.name AS document, po.state = 'purchase' AS confirmed,
                          COALESCE(po.date_approve, po.date_order) AS at,
                          line.product_uom_qty::float8 AS quantity,
                          (line.price_subtotal / line.product_uom_qty
                           / COALESCE(NULLIF(po.currency_rate, 0), 1))::float8 AS price
                     FROM purchase_order_line line
                     JOIN purchase_order po ON po.id = line.order_id
                     LEFT JOIN stock_picking_type kind ON kind.id = po.picking_type_id
                    WHERE line.product_uom_qty > 0 AND line.price_subtotal > 0
                      AND po.state != 'cancel'
                      AND po.company_id = ANY(%(companies)s)),
                   recent AS (
                   SELECT DISTINCT company_id, product_id FROM priced
                    WHERE at >= %(since)s),
                   ranked AS (
                   SELECT priced.*, at >= %(since)s AS judged,
                          ROW_NUMBER() OVER (
                              PARTITION BY company_id, product_id, at >= %(since)s
                              ORDER BY at DESC, res_id DESC) AS place
                     FROM priced JOIN recent USING (company_id, product_id))
            SELECT * FROM ranked
             WHERE judged OR (confirmed AND place <= %(kept)s)
             ORDER BY company_id, product_id, at, res_id
            """,
            companies=self._companies().ids,
            since=since,
            kept=2 * WINDOW,
        )
