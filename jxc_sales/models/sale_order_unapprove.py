"""Un-approving a sales order of which nothing left and nothing is invoiced."""

from odoo import models
from odoo.addons.jxc_base.core.unapprove import listed

PAYING = ("pending", "authorized", "done")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["jxc.unapprove.mixin", "sale.order"]

    _jxc_unapprove_states = ("sale",)
    _jxc_unapprove_drafts = ("draft", "sent")

    def _unapprove_do(self):
        self.filtered("locked").action_unlock()
        self.action_cancel()
        self.action_draft()

    # --- what blocks ----------------------------------------------------------

    def _jxc_unapprove_blocks(self):
        moves = self.order_line.move_ids
        done = moves.filtered(lambda move: move.state == "done")
        begun = (moves - done).filtered(lambda m: m.picked and m.state != "cancel")
        if done:
            yield self.env._(
                "Goods have left or were picked: %(documents)s. Take them back by a "
                "return and cancel what is still open; an order with deliveries stays "
                "confirmed.",
                documents=listed(
                    move.picking_id.name or move.reference for move in done
                ),
            )
        if begun:
            yield self.env._(
                "The warehouse has begun to pick: %(documents)s. Ask it to take the "
                "picked quantities back.",
                documents=listed(begun.picking_id.mapped("name")),
            )
        yield from self._jxc_unapprove_by_hand(done)
        yield from self._jxc_unapprove_money()

    def _jxc_unapprove_by_hand(self, done):
        """Services whose delivered quantity somebody entered."""
        lines = self.order_line.filtered(
            lambda line: (
                line.product_id
                and not line.display_type
                and not line.move_ids & done
                and not line.product_uom_id.is_zero(line.qty_delivered)
            )
        )
        if lines:
            yield self.env._(
                "Delivered quantities were entered for: %(products)s. Set them to 0 "
                "first.",
                products=listed(lines.product_id.mapped("display_name")),
            )

    def _jxc_unapprove_money(self):
        invoices = self.invoice_ids.filtered(lambda invoice: invoice.state != "cancel")
        payments = self.transaction_ids.filtered(lambda paid: paid.state in PAYING)
        if invoices:
            yield self.env._(
                "Invoices exist: %(documents)s. Delete or cancel them first.",
                documents=listed(self._jxc_invoice_name(move) for move in invoices),
            )
        if payments:
            yield self.env._(
                "The customer has paid online: %(payments)s. Pay it back first.",
                payments=listed(payments.mapped("reference")),
            )

    def _jxc_invoice_name(self, invoice):
        if invoice.state == "draft":
            return self.env._("draft invoice %(id)s", id=invoice.id)
        return invoice.name

    # --- what it touches ------------------------------------------------------

    def _jxc_unapprove_effects(self):
        yield self.env._(
            "%(document)s becomes a quotation again: prices and quantities can be "
            "changed. The customer may have been told that it is confirmed.",
            document=self.name,
        )
        yield from self._jxc_unapprove_stock()
        if self.review_ids:
            yield self.env._("Its approvals are dropped; it is approved again.")
        if self.locked:
            yield self.env._("It is locked: the lock is taken away.")
        if self.signed_on:
            yield self.env._("The customer's signature is taken off it.")
        if self.jxc_promise_count:
            yield self.env._(
                "The promised dates stay on record. Another date after it is confirmed "
                "again counts as changed by the seller."
            )

    def _jxc_unapprove_stock(self):
        moves = self.order_line.move_ids
        waiting = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        orders = (moves | moves.move_orig_ids).created_purchase_line_ids.order_id
        orders = orders.filtered(lambda order: order.state != "cancel")
        if waiting:
            yield self.env._(
                "Deliveries are cancelled and what they reserved is free again: "
                "%(documents)s.",
                documents=listed(waiting.picking_id.mapped("name")),
            )
        if orders:
            yield self.env._(
                "Purchase orders made for it stay: %(documents)s. Tell purchasing.",
                documents=listed(orders.mapped("name")),
            )
