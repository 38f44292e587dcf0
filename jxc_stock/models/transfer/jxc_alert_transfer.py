"""Detectors of transfers: late on the way, and goods in transit nobody can explain."""

from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import Detector
from odoo.addons.jxc_base.models.alert.jxc_alert_rule_stock import cost
from odoo.tools import SQL, format_date

CODES = ("transit_late", "transit_unexplained")


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[
            ("transit_late", "Transfer late on the way"),
            ("transit_unexplained", "Goods in transit without a transfer"),
        ],
        ondelete=dict.fromkeys(CODES, "cascade"),
    )

    @api.model
    def _detectors(self):
        return {
            **super()._detectors(),
            "transit_late": Detector(True, remedies=("todo",)),
            "transit_unexplained": Detector(True, unit="quantity", remedies=("todo",)),
        }

    def _detect_transit_late(self):
        """Transfers whose goods should have arrived, or wait to be settled, by days.

        What is still on the way counts from the day it was expected, or from the day a
        difference was to be looked at again; the money is its cost.
        """
        query = SQL(
            """
              WITH part AS (
                   SELECT line.transfer_id, move.product_id,
                          SUM(move.quantity * unit.factor / own.factor
                              * CASE WHEN origin.usage = 'transit' THEN -1 ELSE 1 END)
                          AS quantity
                     FROM stock_interwarehouse_transfer transfer
                     JOIN stock_interwarehouse_transfer_line line
                       ON line.transfer_id = transfer.id
                     JOIN stock_move move ON move.interwh_transfer_line_id = line.id
                     JOIN stock_location origin ON origin.id = move.location_id
                     JOIN stock_location target ON target.id = move.location_dest_id
                     JOIN product_product product ON product.id = move.product_id
                     JOIN product_template template
                       ON template.id = product.product_tmpl_id
                     JOIN uom_uom unit ON unit.id = move.product_uom
                     JOIN uom_uom own ON own.id = template.uom_id
                    WHERE move.state = 'done' AND transfer.state NOT IN (
                          'draft', 'to_approve', 'confirmed', 'done', 'cancelled')
                      AND (origin.usage = 'transit') <> (target.usage = 'transit')
                    GROUP BY line.transfer_id, move.product_id)
            SELECT transfer.id AS res_id, transfer.company_id,
                   transfer.warehouse_to_id AS warehouse_id,
                   transfer.jxc_user_id AS owner_id, wait.day AS due,
                   (here.today - wait.day)::float8 AS measure,
                   SUM(GREATEST(part.quantity, 0) * %(cost)s)::float8 AS impact
              FROM stock_interwarehouse_transfer transfer
              JOIN %(here)s ON here.company_id = transfer.company_id
              JOIN part ON part.transfer_id = transfer.id
              JOIN product_product product ON product.id = part.product_id
             CROSS JOIN LATERAL (
                   SELECT GREATEST(transfer.jxc_expected_on, MAX(one.deadline)) AS day
                     FROM jxc_transfer_difference one
                    WHERE one.transfer_id = transfer.id AND one.state = 'open') wait
             WHERE part.quantity > 0.000001 AND here.today - wait.day >= %(least)s
             GROUP BY transfer.id, wait.day, here.today
            """,
            cost=cost(SQL("transfer.company_id")),
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return self._documents("stock.interwarehouse.transfer", query)

    def _detect_transit_unexplained(self):
        """Products in the company's transit location beyond what transfers explain.

        Explained: what left on transfers and neither arrived nor was written off, and
        what a planned movement has reserved there.
        """
        query = SQL(
            """
              WITH place AS (
                   SELECT company.internal_transit_location_id AS id,
                          company.id AS company_id
                     FROM res_company company
                    WHERE company.id = ANY(%(companies)s)),
                   way AS (
                   SELECT line.product_id, line.company_id,
                          CASE WHEN line.location_dest_id = place.id THEN 1 ELSE -1 END
                          * line.quantity_product_uom AS quantity
                     FROM stock_move_line line
                     JOIN stock_move move ON move.id = line.move_id
                     JOIN place
                       ON place.id IN (line.location_id, line.location_dest_id)
                    WHERE line.state = 'done'
                      AND line.location_id <> line.location_dest_id
                      AND move.interwh_transfer_line_id IS NOT NULL
                    UNION ALL
                   SELECT line.product_id, line.company_id, line.quantity_product_uom
                     FROM stock_move_line line
                     JOIN stock_move move ON move.id = line.move_id
                     JOIN place ON place.id = line.location_id
                    WHERE line.state NOT IN ('done', 'cancel')
                      AND move.interwh_transfer_line_id IS NULL),
                   rest AS (
                   SELECT part.product_id, part.company_id,
                          SUM(part.quantity) AS quantity
                     FROM (SELECT quant.product_id, place.company_id, quant.quantity
                             FROM stock_quant quant
                             JOIN place ON place.id = quant.location_id
                            UNION ALL
                           SELECT way.product_id, way.company_id, -way.quantity
                             FROM way) part
                    GROUP BY part.product_id, part.company_id)
            SELECT rest.product_id AS res_id, rest.product_id, rest.company_id,
                   ABS(rest.quantity)::float8 AS measure,
                   (ABS(rest.quantity) * %(cost)s)::float8 AS impact
              FROM rest JOIN product_product product ON product.id = rest.product_id
             WHERE ABS(rest.quantity) > GREATEST(%(least)s, 0.000001)
            """,
            companies=self._companies().ids,
            cost=cost(SQL("rest.company_id")),
            least=self._outermost(),
        )
        return [Finding(res_model="product.product", **r) for r in self._rows(query)]


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_transit_late(self):
        return self.env._(
            "%(transfer)s should have arrived on %(day)s, %(days)s days ago: receive "
            "it, or say what became of it",
            transfer=self.record_name,
            day=format_date(self.env, self.due),
            days=self._figure(self.measure),
        )

    def _message_transit_unexplained(self):
        return self.env._(
            "%(product)s: %(quantity)s in transit belong to no transfer",
            product=self.product_id.display_name,
            quantity=self._figure(self.measure),
        )
