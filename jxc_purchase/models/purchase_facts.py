from collections import defaultdict

from odoo import models

from ..core.purchase_way import Facts, Progress

MAX_LEGS = 4


class PurchaseOrder(models.Model):
    """Collects what happened to the goods of orders, in a bounded number of queries."""

    _inherit = "purchase.order"

    def _jxc_way_facts(self):
        """Facts about receipts, put-aways, bills and payments of confirmed orders.

        :return: {order id: Facts}; quantities in the units of the products
        """
        # sudo: requesters follow their goods without rights on orders; no amount of
        # money leaves the timeline
        orders = self.sudo()
        # read for all at once, where each line would ask for its own product
        orders.order_line.product_id.mapped("uom_id.factor")
        receipts = orders._jxc_receipt_facts()
        away = orders._jxc_put_away_facts()
        bills = orders._jxc_bill_facts()
        facts = {}
        for order in orders:
            receipt, returned = receipts[order.id]
            bill, payment = bills[order.id]
            facts[order.id] = Facts(
                receipt, away.get(order.id, Progress()), bill, payment, returned
            )
        return facts

    def _jxc_moves(self):
        """Done and planned moves of these orders, grouped by order."""
        moves = self.env["stock.move"].search(
            [
                ("purchase_line_id.order_id", "in", self.ids),
                ("state", "!=", "cancel"),
            ]
        )
        return moves.grouped(lambda move: move.purchase_line_id.order_id)

    def _jxc_receipt_facts(self):
        moves = self._jxc_moves()
        result = {}
        for order in self:
            goods = order.order_line.filtered(
                lambda line: line.product_id and not line.is_downpayment
            )
            own = moves.get(order, self.env["stock.move"])
            done = own.filtered(lambda move: move.state == "done")
            backs = done.filtered(lambda move: move._is_purchase_return())
            waiting = [
                line.date_planned
                for line in goods
                if line.qty_received < line.product_qty and line.date_planned
            ]
            planned = [line.date_planned for line in goods if line.date_planned]
            progress = Progress(
                total=sum(goods.mapped("product_uom_qty")),
                done=sum(
                    min(line._jxc_received_in_product_unit(), line.product_uom_qty)
                    for line in goods
                ),
                at=max((done - backs).mapped("jxc_done_at"), default=None) or None,
                due=min(waiting, default=max(planned, default=None)),
                ids=tuple(own.picking_id.ids),
            )
            result[order.id] = (progress, sum(backs.mapped("quantity")))
        return result

    def _jxc_put_away_facts(self):
        """Internal legs behind the receipts; empty where goods arrive in stock."""
        owner = {
            move.id: order.id
            for order, moves in self._jxc_moves().items()
            for move in moves
            if not move._is_purchase_return()
        }
        legs = self.env["stock.move"].browse(owner)
        last = defaultdict(lambda: self.env["stock.move"])
        for _leg in range(MAX_LEGS):
            following = legs.move_dest_ids.filtered(
                lambda move: (
                    move.location_dest_id.usage == "internal" and move.state != "cancel"
                )
            )
            if not following:
                break
            for move in legs:
                for nxt in move.move_dest_ids & following:
                    owner.setdefault(nxt.id, owner[move.id])
            for move in following:
                last[owner[move.id]] |= move
            legs = following
        return {
            order: self._jxc_put_away(moves - moves.move_orig_ids)
            for order, moves in last.items()
        }

    def _jxc_put_away(self, moves):
        done = moves.filtered(lambda move: move.state == "done")
        return Progress(
            total=sum(moves.mapped("product_qty")),
            done=sum(done.mapped("product_qty")),
            at=max(done.mapped("jxc_done_at"), default=None) or None,
            ids=tuple(moves.picking_id.ids),
        )

    def _jxc_bill_facts(self):
        result = {}
        for order in self:
            goods = order.order_line.filtered("product_id")
            # the bill is due for what was received, or ordered where nothing was
            bills = order.invoice_ids.filtered(lambda bill: bill.state == "posted")
            dates = [bill.invoice_date for bill in bills if bill.invoice_date]
            bill = Progress(
                total=sum(goods.mapped("product_qty")),
                done=sum(
                    min(max(line.qty_invoiced, 0.0), line.product_qty) for line in goods
                ),
                at=max(dates, default=None),
                ids=tuple(order.invoice_ids.ids),
            )
            result[order.id] = (bill, self._jxc_payment(bills))
        return result

    def _jxc_payment(self, bills):
        invoices = bills.filtered(lambda bill: bill.move_type == "in_invoice")
        paid = invoices.filtered(
            lambda bill: bill.payment_state in ("paid", "in_payment", "reversed")
        )
        open_dues = [b.invoice_date_due for b in invoices - paid if b.invoice_date_due]
        times = (
            [line.date for line in paid._get_reconciled_payments() if line.date]
            if paid
            else []
        )
        return Progress(
            total=sum(invoices.mapped("amount_total")),
            done=sum(b.amount_total - b.amount_residual for b in invoices),
            at=max(times, default=None),
            due=min(open_dues, default=None),
            ids=tuple(invoices.ids),
        )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _jxc_received_in_product_unit(self):
        return self.product_uom_id._compute_quantity(
            self.qty_received, self.product_id.uom_id, round=False
        )
