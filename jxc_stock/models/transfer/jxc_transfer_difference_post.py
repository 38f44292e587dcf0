"""Settling a difference: what is booked, and by whom."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .transfer_gate import is_posting, posting, settling

FOR_KIND = {
    "shortage": ("wait", "receive", "return", "loss", "claim"),
    "damage": ("wait", "receive", "return", "loss", "claim"),
    "surplus": ("more", "gain", "refuse"),
}
# these change what the company owns
OF_MANAGER = ("loss", "claim", "more", "gain")


class StockMove(models.Model):
    _inherit = "stock.move"

    jxc_transfer_difference_id = fields.Many2one(
        "jxc.transfer.difference",
        "Transfer Difference",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The difference of a transfer that this movement settles.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_posting(self):
            for vals in vals_list:
                self._refuse_difference(vals)
            if self.env.context.get("default_jxc_transfer_difference_id"):
                self = self.with_context(default_jxc_transfer_difference_id=False)
        return super().create(vals_list)

    def write(self, vals):
        if not is_posting(self):
            self._refuse_difference(vals)
        return super().write(vals)

    def _refuse_difference(self, vals):
        if vals.get("jxc_transfer_difference_id"):
            raise UserError(self.env._("Differences are settled by their own button."))

    def _jxc_adjustment_document(self):
        documents = super()._jxc_adjustment_document()
        if is_posting(self):
            for move in self.filtered("jxc_transfer_difference_id"):
                documents[move.id] = move.jxc_transfer_difference_id
        return documents

    def _action_cancel(self):
        # sudo: what was planned for a difference does not happen: it is open again
        planned = self.sudo().filtered(lambda move: move.state != "done")
        moving = planned.jxc_transfer_difference_id.filtered(
            lambda one: one.state == "moving"
        )
        moving.write({"state": "open", "resolution": False})
        return super()._action_cancel()

    def _jxc_done(self):
        result = super()._jxc_done()
        # sudo: what was planned for a difference has happened, whoever did it
        planned = self.sudo().jxc_transfer_difference_id
        for one in planned.filtered(lambda d: d.state == "moving"):
            moves = one.move_ids.filtered(lambda move: move.state != "cancel")
            if all(move.state == "done" for move in moves):
                one._close(one.resolution)
        return result


class JxcTransferDifference(models.Model):
    _inherit = "jxc.transfer.difference"

    def _resolutions(self):
        """Codes of what may become of it."""
        self.ensure_one()
        return FOR_KIND[self.kind]

    def _check_settler(self, resolution):
        """:raises AccessError: managers decide about what changes the stock"""
        user = self.env.user
        if self.env.su:
            return
        managers = user.has_group("stock.group_stock_manager")
        if resolution in OF_MANAGER and not managers:
            raise AccessError(
                self.env._(
                    "A warehouse manager decides about losses, claims and surpluses."
                )
            )
        if not user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("The warehouse settles differences."))

    @api.private
    def _settle(self, resolution, quantity=None, lot=None, **vals):
        """Settle this difference, or a part of it.

        :param str resolution: one of `_resolutions`
        :param float quantity: product units; None: all of it
        :param lot: `stock.lot`, where the goods are tracked and it is not known yet
        :param vals: reason, note, carrier, deadline, claimed amount
        :raises AccessError, UserError: not this user's to decide, or not possible
        """
        self.ensure_one()
        self.check_access("write")
        self._check_settler(resolution)
        self._check_possible(resolution, quantity, lot)
        # sudo: checked above; movements and figures are the system's
        one = self.sudo()._part(self.quantity if quantity is None else quantity)
        one.write({**vals, **({"lot_id": lot.id} if lot else {})})
        getattr(one, f"_settle_{resolution}")()
        return one.with_env(self.env)

    def _check_possible(self, resolution, quantity, lot):
        if self.state != "open":
            raise UserError(self.env._("This difference is settled already."))
        if resolution not in self._resolutions():
            raise UserError(
                self.env._("This cannot become of a difference of this kind.")
            )
        amount = self.quantity if quantity is None else quantity
        compare = self.uom_id.compare
        if compare(amount, 0) <= 0 or compare(amount, self.quantity) > 0:
            raise UserError(
                self.env._(
                    "Settle between 0 and %(quantity)s %(unit)s.",
                    quantity=f"{self.quantity:g}",
                    unit=self.uom_id.name,
                )
            )
        booked = resolution in ("loss", "claim", "more", "gain")
        if booked and self.tracking != "none" and not (lot or self.lot_id):
            raise UserError(
                self.env._(
                    "Say which lot of %(product)s it is.",
                    product=self.product_id.display_name,
                )
            )

    # -- what is booked --------------------------------------------------------

    def _settle_wait(self):
        self.resolution = "wait"

    def _settle_receive(self):
        self._plan(self.transfer_id.location_dest_id, self.warehouse_to_id)

    def _settle_return(self):
        self._plan(self.transfer_id.location_id, self.warehouse_from_id)

    def _settle_loss(self):
        self._book_loss()
        self._close("loss")

    def _settle_claim(self):
        self._book_loss()
        self.write({"state": "claimed", "resolution": "claim"})

    def _settle_more(self):
        """The source gave more than it booked: the rest of its way is booked now."""
        source, target = self.transfer_id.location_id, self.transfer_id.location_dest_id
        self._book(source, self._transit())
        self._book(self._transit(), target)
        self._close("more")

    def _settle_gain(self):
        self._book(self._loss(), self.transfer_id.location_dest_id)
        self._close("gain")

    def _settle_refuse(self):
        self._close("refuse")

    def _book_loss(self):
        """Out of transit, as it lies there: in its package, with its owner."""
        parts, rest = [], self.quantity
        for key, free in self.line_id._jxc_goods_in_transit().items():
            lot, package, owner = key
            quantity = self.uom_id.round(min(free, rest))
            if lot == self.lot_id and self.uom_id.compare(quantity, 0) > 0:
                parts.append((package, owner, quantity))
                rest -= quantity
        if self.uom_id.compare(rest, 0) > 0:
            nobody = self.env["res.partner"]
            parts.append((self.env["stock.package"], nobody, self.uom_id.round(rest)))
        self._book(self._transit(), self._loss(), parts)

    def _transit(self):
        return self.transfer_id._ensure_transit_location()

    def _loss(self):
        product = self.product_id.with_company(self.company_id)
        return product.property_stock_inventory

    def _plan(self, target, warehouse):
        """A planned receipt of it, as document of the warehouse."""
        resolution = "receive" if warehouse == self.warehouse_to_id else "return"
        moves = posting(settling(self.env["stock.move"]))
        # the lots that left; others of the product in transit are somebody else's
        shipped = self.line_id._get_stage_moves("outgoing").filtered(
            lambda move: move.state == "done"
        )
        move = moves.create(
            {
                **self._move_vals(self._transit(), target),
                "move_orig_ids": [Command.set(shipped.ids)],
                "picking_type_id": warehouse.in_inter_wh_type_id.id,
                "origin": self.transfer_id.name,
                "reference_ids": [Command.set(self.transfer_id.reference_id.ids)],
            }
        )
        self.write({"state": "moving", "resolution": resolution})
        move._action_confirm(merge=False)
        move._action_assign()
        if not move.picking_id:
            move._assign_picking()

    def _book(self, source, target, parts=None):
        """A movement that is done at once.

        :param parts: [(package, owner, product units)], by default all plain
        """
        plain = (self.env["stock.package"], self.env["res.partner"], self.quantity)
        goods = [
            {**self._goods_vals(source, target), **self._part_vals(*part)}
            for part in parts or [plain]
        ]
        move = posting(settling(self.env["stock.move"])).create(
            {
                **self._move_vals(source, target),
                "state": "confirmed",
                "is_inventory": "inventory" in (source.usage, target.usage),
                "inventory_name": self.display_name,
                "move_line_ids": [Command.create(line) for line in goods],
                "picked": True,
            }
        )
        move._action_done()
        self.line_id._check_lots()
        return move

    def _goods_vals(self, source, target):
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }

    def _part_vals(self, package, owner, quantity):
        return {
            "package_id": package.id,
            "owner_id": owner.id,
            "quantity": quantity,
        }

    def _move_vals(self, source, target):
        return {
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "interwh_transfer_line_id": self.line_id.id,
            "jxc_transfer_difference_id": self.id,
        }

    def _settle_paid(self, amount):
        """The claim is settled; `amount` is what the carrier paid."""
        self.ensure_one()
        self.check_access("write")
        self._check_settler("claim")
        if self.state != "claimed":
            raise UserError(self.env._("There is no open claim."))
        # sudo: checked above
        self.sudo()._close("claim", settled_amount=amount)
