"""Orders that lift stock above its maximum: warned of, not refused."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.alerts import Finding
from .jxc_alert_rule import Detector
from .jxc_alert_rule_stock import OPEN_MOVES, cost


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[("above_entry", "Order lifts stock above maximum")],
        ondelete={"above_entry": "cascade"},
    )

    @api.model
    def _detectors(self):
        about = Detector(
            True,
            True,
            "quantity",
            opens="order_id",
            remedies=("reduce", "send"),
            events=("purchase",),
        )
        return {**super()._detectors(), "above_entry": about}

    def _detect_above_entry(self):
        """Open order lines after which there will be more than the maximum.

        Projected: on hand without goods on hold, and what should come and go; of an
        order that is not confirmed its own lines on top.
        """
        rows = self._rows(self._above_entry_sql())
        for row in rows:
            row["values"] = {"document": row.pop("document"), "per": row.pop("open")}
        return [Finding(res_model="purchase.order.line", **row) for row in rows]

    def _above_entry_sql(self):
        return SQL(
            """
              WITH line AS (
                   SELECT line.id, line.product_id, po.company_id, po.partner_id,
                          po.user_id, po.name, kind.warehouse_id,
                          po.state <> 'purchase' AS draft,
                          line.product_uom_qty * (
                              1 - line.qty_received / NULLIF(line.product_qty, 0))
                          AS open
                     FROM purchase_order_line line
                     JOIN purchase_order po ON po.id = line.order_id
                     JOIN stock_picking_type kind ON kind.id = po.picking_type_id
                    WHERE po.state NOT IN ('cancel') AND line.product_uom_qty > 0
                      AND line.qty_received < line.product_qty
                      AND po.company_id = ANY(%(companies)s)),
                   point AS (
                   SELECT point.product_id, point.warehouse_id,
                          MAX(point.product_max_qty) AS level
                     FROM stock_warehouse_orderpoint point
                    WHERE point.active AND point.product_max_qty > 0
                    GROUP BY point.product_id, point.warehouse_id),
                   goods AS (
                   SELECT DISTINCT line.product_id, line.warehouse_id
                     FROM line JOIN point USING (product_id, warehouse_id)),
                   stock AS (
                   SELECT part.product_id, part.warehouse_id,
                          SUM(part.quantity) AS quantity
                     FROM (%(parts)s) part
                    GROUP BY part.product_id, part.warehouse_id),
                   draft AS (
                   SELECT line.id, SUM(other.open) AS quantity
                     FROM line
                     JOIN line other ON other.product_id = line.product_id
                      AND other.name = line.name
                      AND other.company_id = line.company_id
                    WHERE line.draft GROUP BY line.id)
            SELECT line.id AS res_id, line.product_id, line.company_id,
                   line.partner_id, line.user_id AS owner_id, line.warehouse_id,
                   line.name AS document, line.open::float8 AS open,
                   point.level::float8 AS threshold,
                   (COALESCE(stock.quantity, 0) + COALESCE(draft.quantity, 0))::float8
                   AS measure,
                   LEAST(line.open, COALESCE(stock.quantity, 0)
                         + COALESCE(draft.quantity, 0) - point.level)::float8 * %(cost)s
                   AS impact
              FROM line
              JOIN point USING (product_id, warehouse_id)
              LEFT JOIN stock USING (product_id, warehouse_id)
              LEFT JOIN draft ON draft.id = line.id
              JOIN product_product product ON product.id = line.product_id
             WHERE COALESCE(stock.quantity, 0) + COALESCE(draft.quantity, 0)
                   > point.level * (1 - %(slack)s)
            """,
            companies=self._companies().ids,
            parts=SQL(" UNION ALL ").join(self._entry_parts()),
            cost=cost(SQL("line.company_id")),
            slack=self._slack(),
        )

    def _entry_parts(self):
        """Rows (product, warehouse, quantity) that add up to the projection."""
        yield SQL(
            """
            SELECT goods.product_id, goods.warehouse_id, %s AS quantity
              FROM goods JOIN stock_quant quant USING (product_id)
              JOIN stock_location place ON place.id = quant.location_id
               AND place.warehouse_id = goods.warehouse_id
             WHERE place.usage IN ('internal', 'transit')
            """,
            self._counted("projected"),
        )
        for sign, here, there in ((1, "target", "origin"), (-1, "origin", "target")):
            yield SQL(
                """
                SELECT goods.product_id, goods.warehouse_id, %(sign)s * move.product_qty
                  FROM goods JOIN stock_move move USING (product_id)
                  JOIN stock_location origin ON origin.id = move.location_id
                  JOIN stock_location target
                    ON target.id = COALESCE(
                           move.location_final_id, move.location_dest_id)
                 WHERE move.state = ANY(%(open)s)
                   AND %(here)s = goods.warehouse_id
                   AND %(there)s IS DISTINCT FROM goods.warehouse_id
                """,
                sign=sign,
                open=list(OPEN_MOVES),
                here=SQL.identifier(here, "warehouse_id"),
                there=SQL.identifier(there, "warehouse_id"),
            )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_above_entry(self):
        return self.env._(
            "%(document)s: after %(open)s of %(product)s there will be %(measure)s, "
            "maximum %(threshold)s",
            document=self._value("document", ""),
            open=self._quantity(self._value("per")),
            product=self.product_id.display_name,
            measure=self._quantity(self.measure),
            threshold=self._quantity(self.threshold),
        )


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    def _remedy_reduce(self):
        """A task for the buyer on the order: is so much needed?"""
        return {
            alert.id: alert._activity(
                alert._there(),
                lambda env: env._("Is so much needed?"),
                alert._there().user_id,
            )
            for alert in self
        }
