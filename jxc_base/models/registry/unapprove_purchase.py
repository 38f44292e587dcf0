"""Un-approving a purchase order of which nothing came and nothing is billed."""

from odoo import models

from ...core.unapprove import listed


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["jxc.unapprove.mixin", "purchase.order"]

    _jxc_unapprove_states = ("purchase",)
    _jxc_unapprove_drafts = ("draft", "sent", "to approve")

    def _unapprove_do(self):
        self.filtered("locked").button_unlock()
        self.button_cancel()
        self.button_draft()
        self.acknowledged = False

    # --- what blocks ----------------------------------------------------------

    def _jxc_unapprove_blocks(self):
        moves = self.order_line.move_ids
        done = moves.filtered(lambda move: move.state == "done")
        begun = (moves - done).filtered(lambda m: m.picked and m.state != "cancel")
        bills = self.invoice_ids.filtered(lambda bill: bill.state != "cancel")
        if done:
            yield self.env._(
                "Goods were received: %(documents)s. Return them and cancel what is "
                "still open; an order with receipts stays confirmed.",
                documents=listed(
                    move.picking_id.name or move.reference for move in done
                ),
            )
        if begun:
            yield self.env._(
                "The warehouse has begun to receive: %(documents)s. Ask it to take "
                "the picked quantities back.",
                documents=listed(begun.picking_id.mapped("name")),
            )
        if bills:
            yield self.env._(
                "Vendor bills exist: %(documents)s. Delete or cancel them first.",
                documents=listed(bill._jxc_bill_name() for bill in bills),
            )
        yield from self._jxc_unapprove_by_hand(done)

    def _jxc_unapprove_by_hand(self, done):
        """Services whose received quantity somebody entered."""
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.move_ids & done
                and not line.product_uom_id.is_zero(line.qty_received)
            )
        )
        if lines:
            yield self.env._(
                "Received quantities were entered for: %(products)s. Set them to 0 "
                "first.",
                products=listed(lines.product_id.mapped("display_name")),
            )

    # --- what it touches ------------------------------------------------------

    def _jxc_unapprove_effects(self):
        yield self.env._(
            "%(document)s becomes a request for quotation again: vendor, prices and "
            "quantities can be changed.",
            document=self.name,
        )
        yield from self._jxc_unapprove_stock()
        if "review_ids" in self._fields and self.review_ids:
            yield self.env._("Its approvals are dropped; it is approved again.")
        if self.locked:
            yield self.env._("It is locked: the lock is taken away.")
        if self.acknowledged:
            yield self.env._("The vendor has agreed to it: tell the vendor.")
        if self.jxc_promise_count:
            yield self.env._(
                "The promised dates stay on record. Another date after it is confirmed "
                "again counts as changed by the buyer."
            )

    def _jxc_unapprove_stock(self):
        open_states = (
            "draft",
            "waiting",
            "confirmed",
            "partially_available",
            "assigned",
        )
        moves = self.order_line.move_ids.filtered(lambda m: m.state in open_states)
        waiting = (moves.move_dest_ids | self.order_line.move_dest_ids).filtered(
            lambda move: move.state in open_states
        )
        if moves:
            yield self.env._(
                "Receipts are cancelled: %(documents)s.",
                documents=listed(moves.picking_id.mapped("name")),
            )
        if waiting:
            yield self.env._(
                "These waited for the goods, their reservation is freed and they are "
                "served from stock or cancelled: %(documents)s.",
                documents=listed(waiting.picking_id.mapped("name")),
            )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _jxc_bill_name(self):
        """Number of the bill, or what a draft is known by."""
        self.ensure_one()
        return self.name or self.ref or self.env._("draft bill %(id)s", id=self.id)
