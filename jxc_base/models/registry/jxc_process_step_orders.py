"""The steps that core's own documents tell: orders, goods, invoices, payments."""

from odoo import models
from odoo.tools import SQL

from ...core.step import Step

UNPAID = ("not_paid", "partial")


def between(start, end):
    """Hours from ``start`` to ``end``, both SQL timestamps."""
    return SQL("EXTRACT(EPOCH FROM (%s - %s)) / 3600", end, start)


class JxcProcessStep(models.Model):
    _inherit = "jxc.process.step"

    def _step_purchase_order(self):
        """Quotations until the order is confirmed."""
        return Step(
            "purchase.order",
            [("state", "in", ("draft", "sent", "to approve"))],
            SQL(
                "SELECT company_id, date_approve AS done_at, %s AS hours"
                " FROM purchase_order WHERE state = 'purchase'",
                between(SQL("create_date"), SQL("date_approve")),
            ),
        )

    def _step_purchase_receive(self):
        """Confirmed orders until the first goods are there."""
        return Step(
            "purchase.order",
            [
                ("state", "=", "purchase"),
                ("receipt_status", "in", ("pending", "partial")),
            ],
            SQL(
                "SELECT company_id, effective_date AS done_at, %s AS hours"
                " FROM purchase_order WHERE effective_date IS NOT NULL",
                between(SQL("date_approve"), SQL("effective_date")),
            ),
        )

    def _step_purchase_bill(self):
        """Received goods until the vendor's bill is entered."""
        return Step(
            "purchase.order",
            [("state", "=", "purchase"), ("invoice_status", "=", "to invoice")],
            SQL(
                "SELECT o.company_id, MIN(m.create_date) AS done_at, %s AS hours"
                " FROM purchase_order o JOIN purchase_order_line l ON l.order_id = o.id"
                " JOIN account_move_line ml ON ml.purchase_line_id = l.id"
                " JOIN account_move m ON m.id = ml.move_id AND m.state = 'posted'"
                " WHERE o.effective_date IS NOT NULL GROUP BY o.id",
                between(SQL("o.effective_date"), SQL("MIN(m.create_date)")),
            ),
        )

    def _step_purchase_pay(self):
        """Vendor bills until they are paid."""
        return self._step_payment("in_invoice")

    def _step_sale_order(self):
        """Quotations until the customer's order is confirmed."""
        return Step(
            "sale.order",
            [("state", "in", ("draft", "sent"))],
            SQL(
                "SELECT company_id, date_order AS done_at, %s AS hours"
                " FROM sale_order WHERE state = 'sale'",
                between(SQL("create_date"), SQL("date_order")),
            ),
        )

    def _step_sale_deliver(self):
        """Confirmed orders until the first delivery left."""
        return Step(
            "sale.order",
            [
                ("state", "=", "sale"),
                ("delivery_status", "in", ("pending", "started", "partial")),
            ],
            SQL(
                "SELECT company_id, effective_date AS done_at, %s AS hours"
                " FROM sale_order WHERE effective_date IS NOT NULL",
                between(SQL("date_order"), SQL("effective_date")),
            ),
        )

    def _step_sale_invoice(self):
        """Delivered goods until they are invoiced."""
        return Step(
            "sale.order",
            [("state", "=", "sale"), ("invoice_status", "=", "to invoice")],
            SQL(
                "SELECT o.company_id, MIN(m.create_date) AS done_at, %s AS hours"
                " FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id"
                " JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id"
                " JOIN account_move_line ml ON ml.id = r.invoice_line_id"
                " JOIN account_move m ON m.id = ml.move_id AND m.state = 'posted'"
                " WHERE o.effective_date IS NOT NULL GROUP BY o.id",
                between(SQL("o.effective_date"), SQL("MIN(m.create_date)")),
            ),
        )

    def _step_sale_collect(self):
        """Customer invoices until they are paid."""
        return self._step_payment("out_invoice")

    def _step_payment(self, move_type):
        lines = SQL(
            "JOIN account_move_line ml ON ml.move_id = m.id"
            " JOIN account_partial_reconcile p"
            " ON ml.id IN (p.debit_move_id, p.credit_move_id)"
        )
        return Step(
            "account.move",
            [
                ("move_type", "=", move_type),
                ("state", "=", "posted"),
                ("payment_state", "in", UNPAID),
            ],
            SQL(
                "SELECT m.company_id, MAX(p.max_date)::timestamp AS done_at,"
                " %s AS hours FROM account_move m %s WHERE m.move_type = %s"
                " AND m.payment_state IN ('paid', 'in_payment') GROUP BY m.id",
                between(SQL("m.invoice_date::timestamp"), SQL("MAX(p.max_date)")),
                lines,
                move_type,
            ),
        )

    def _step_purchase_approve(self):
        """Approvals of purchases that wait for somebody."""
        return self._step_approve("purchase.order")

    def _step_sale_approve(self):
        """Approvals of sales that wait for somebody."""
        return self._step_approve("sale.order")

    def _step_approve(self, model):
        documents = self.env[model]
        guarded = "review_ids" in documents._fields
        turn = SQL("COALESCE(r.jxc_turn_at, r.create_date)")
        pending = [("review_ids.status", "in", ("waiting", "pending"))]
        return Step(
            model,
            pending if guarded else [("id", "=", 0)],
            SQL(
                "SELECT d.company_id, r.reviewed_date AS done_at, %s AS hours"
                " FROM tier_review r JOIN %s d ON d.id = r.res_id"
                " WHERE r.status = 'approved' AND r.model = %s",
                between(turn, SQL("r.reviewed_date")),
                SQL.identifier(documents._table),
                model,
            ),
        )
