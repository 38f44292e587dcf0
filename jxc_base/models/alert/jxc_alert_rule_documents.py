"""Detectors over documents: late, overdue, waiting; and the age of the backup."""

from datetime import datetime

from odoo import fields, models
from odoo.tools import SQL

from ...core.alerts import Finding

BACKUP_PARAMETER = "jxc_base.last_backup"


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    def _detect_late_purchase(self):
        """Order lines whose goods are still expected after their planned day."""
        day = self._local_day(SQL("line.date_planned"))
        query = SQL(
            """
            SELECT line.id AS res_id, line.product_id, po.company_id, po.partner_id,
                   kind.warehouse_id, po.user_id AS owner_id, %(day)s AS due,
                   (here.today - %(day)s)::float8 AS measure, po.name AS document,
                   SUM(move.product_qty)::float8 AS quantity,
                   (SUM(move.product_qty) * line.price_subtotal
                    / NULLIF(line.product_uom_qty, 0)
                    / COALESCE(NULLIF(po.currency_rate, 0), 1))::float8 AS impact
              FROM stock_move move
              JOIN stock_location origin ON origin.id = move.location_id
              JOIN purchase_order_line line ON line.id = move.purchase_line_id
              JOIN purchase_order po ON po.id = line.order_id
              JOIN %(here)s ON here.company_id = po.company_id
              LEFT JOIN stock_picking_type kind ON kind.id = po.picking_type_id
             WHERE move.state NOT IN ('done', 'cancel', 'draft')
               AND origin.usage = 'supplier' AND po.state = 'purchase'
               AND here.today - %(day)s >= %(least)s
             GROUP BY line.id, po.id, kind.warehouse_id, here.tz, here.today
            """,
            day=day,
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return self._documents("purchase.order.line", query, "document", "quantity")

    def _detect_late_delivery(self):
        """Deliveries to customers that should have left before today."""
        day = self._local_day(
            SQL("COALESCE(picking.date_deadline, picking.scheduled_date)")
        )
        query = SQL(
            """
            SELECT picking.id AS res_id, picking.company_id, picking.partner_id,
                   kind.warehouse_id, so.user_id AS owner_id, %(day)s AS due,
                   (here.today - %(day)s)::float8 AS measure,
                   (SELECT SUM(move.product_uom_qty * line.price_subtotal
                               / NULLIF(line.product_uom_qty, 0))
                      FROM stock_move move
                      JOIN sale_order_line line ON line.id = move.sale_line_id
                     WHERE move.picking_id = picking.id AND move.state != 'cancel')
                   / COALESCE(NULLIF(so.currency_rate, 0), 1)::float8 AS impact
              FROM stock_picking picking
              JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
              JOIN %(here)s ON here.company_id = picking.company_id
              LEFT JOIN sale_order so ON so.id = picking.sale_id
             WHERE picking.state IN ('waiting', 'confirmed', 'assigned')
               AND kind.code = 'outgoing' AND here.today - %(day)s >= %(least)s
            """,
            day=day,
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return self._documents("stock.picking", query)

    def _detect_overdue(self):
        """Customers with invoices past their due date, credits taken off."""
        query = SQL(
            """
            SELECT item.partner_id AS res_id, item.partner_id, item.company_id,
                   partner.user_id AS owner_id,
                   MAX(here.today - item.date_maturity) FILTER (
                       WHERE item.amount_residual > 0)::float8 AS measure,
                   MIN(item.date_maturity) FILTER (
                       WHERE item.amount_residual > 0) AS due,
                   SUM(item.amount_residual)::float8 AS amount,
                   SUM(item.amount_residual)::float8 AS impact
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id
              JOIN res_partner partner ON partner.id = item.partner_id
              JOIN %(here)s ON here.company_id = item.company_id
             WHERE account.account_type = 'asset_receivable'
               AND item.parent_state = 'posted' AND NOT item.reconciled
               AND (item.date_maturity < here.today OR item.amount_residual < 0)
             GROUP BY item.partner_id, item.company_id, partner.user_id
            HAVING SUM(item.amount_residual) > 0.005
               AND MAX(here.today - item.date_maturity) FILTER (
                       WHERE item.amount_residual > 0) >= %(least)s
            """,
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return self._documents("res.partner", query, "amount")

    def _detect_approval(self):
        """Documents whose next approver has not decided yet, by hours."""
        since = SQL(
            """GREATEST(review.create_date, (
                   SELECT MAX(former.reviewed_date) FROM tier_review former
                    WHERE former.model = review.model
                      AND former.res_id = review.res_id))"""
        )
        hours = SQL("EXTRACT(EPOCH FROM %s - %s) / 3600", fields.Datetime.now(), since)
        query = SQL(
            """
            SELECT review.model AS res_model, review.res_id,
                   COALESCE(po.company_id, so.company_id, review.company_id,
                            (SELECT MIN(id) FROM res_company)) AS company_id,
                   MAX(%(hours)s)::float8 AS measure,
                   CASE WHEN COUNT(DISTINCT rule.reviewer_id) = 1
                        THEN MIN(rule.reviewer_id) END AS owner_id,
                   COALESCE(MAX(po.amount_total_cc),
                            MAX(so.amount_total
                                / COALESCE(NULLIF(so.currency_rate, 0), 1)))::float8
                   AS impact
              FROM tier_review review
              JOIN tier_definition rule ON rule.id = review.definition_id
              LEFT JOIN purchase_order po
                ON review.model = 'purchase.order' AND po.id = review.res_id
              LEFT JOIN sale_order so
                ON review.model = 'sale.order' AND so.id = review.res_id
             WHERE review.status = 'pending' AND %(hours)s >= %(least)s
             GROUP BY review.model, review.res_id, 3
            """,
            hours=hours,
            least=self._outermost(),
        )
        companies = set(self._companies().ids)
        rows = [row for row in self._rows(query) if row["company_id"] in companies]
        return [Finding(**{**row, "impact": row["impact"] or 0.0}) for row in rows]

    def _detect_backup(self):
        """Hours since the last backup; without any, since the database was made.

        `./jxc backup` notes the time of a verified backup in a parameter; it is read
        past the cache, which does not know of it.
        """
        keys = [BACKUP_PARAMETER, "database.create_date"]
        query = SQL(
            "SELECT key, value FROM ir_config_parameter WHERE key = ANY(%s)", keys
        )
        noted = {row["key"]: _moment(row["value"]) for row in self._rows(query)}
        last = noted.get(BACKUP_PARAMETER)
        begun = last or noted.get("database.create_date")
        if not begun:
            return []
        hours = (fields.Datetime.now() - begun).total_seconds() / 3600
        # sudo: the first company stands for the whole database
        company = self.env["res.company"].sudo().search([], order="id", limit=1)
        return [
            Finding(
                res_model="res.company",
                res_id=company.id,
                company_id=company.id,
                measure=hours,
                values={"last": fields.Datetime.to_string(last) if last else False},
            )
        ]

    def _documents(self, model, query, *values):
        """Findings of a query; the columns named by `values` go to the message."""
        rows = self._rows(query)
        for row in rows:
            row["values"] = {name: row.pop(name) for name in values}
            row["impact"] = row["impact"] or 0.0
        return [Finding(res_model=model, **row) for row in rows]


def _moment(text):
    """A time in UTC from a parameter, None when it is no time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
