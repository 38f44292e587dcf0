"""Movements of transfers: whatever becomes of them, what is under way is explained."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ...core import transfer_state
from .transfer_gate import is_posting, is_settling, settling

DONE_NAMES = {
    "shipped": ("shipped", 1),
    "received": ("received", 1),
    "returned": ("returned", 1),
    "lost": ("lost", 1),
    "sent_back": ("received", -1),
}
OPEN_NAMES = {"shipped": "to_ship", "received": "to_receive", "returned": "to_return"}


class StockMove(models.Model):
    _inherit = "stock.move"

    # -- what a movement is to its transfer ------------------------------------

    def _jxc_transfer_kind(self):
        """shipped, received, returned, lost or sent_back; None for anything else."""
        self.ensure_one()
        source, target = self.location_id, self.location_dest_id
        if (source.usage == "transit") == (target.usage == "transit"):
            return None
        home = self.interwh_transfer_line_id.transfer_id.warehouse_to_id
        if target.usage == "transit":
            if source.usage == "inventory":
                return None
            return "sent_back" if source.warehouse_id == home else "shipped"
        if target.usage == "inventory":
            return "lost"
        return "received" if target.warehouse_id == home else "returned"

    def _jxc_transfer_amount(self):
        """(name in `Balance`, product units) of a movement; (None, 0) for others."""
        kind = self._jxc_transfer_kind()
        if kind is None or self.state in ("cancel", "draft"):
            return None, 0.0
        done = self.state == "done"
        unit = self.product_id.uom_id
        if done:
            name, sign = DONE_NAMES[kind]
            # by its lines: the sum in another unit is rounded
            if self.product_uom != unit:
                goods = self.move_line_ids.mapped("quantity_product_uom")
                return name, sign * sum(goods)
            amount = sign * self.quantity
        else:
            name, amount = OPEN_NAMES.get(kind), self.product_uom_qty
        return name, self.product_uom._compute_quantity(
            amount, unit, rounding_method="HALF-UP"
        )

    # -- following -------------------------------------------------------------

    def _action_done(self, cancel_backorder=False):
        lines = self.interwh_transfer_line_id
        if not lines or is_settling(self):
            return super()._action_done(cancel_backorder=cancel_backorder)
        arriving = any(move._jxc_transfer_kind() != "shipped" for move in self)
        shipping = any(move._jxc_transfer_kind() == "shipped" for move in self)
        moves = super(StockMove, settling(self))._action_done(
            cancel_backorder=cancel_backorder
        )
        # sudo: receipt and differences of the other warehouse follow
        if shipping:
            lines.sudo()._jxc_settle(arriving=False)
        if arriving:
            lines.sudo()._jxc_settle(arriving=True)  # sudo: as above
        return moves.with_env(self.env)

    def _action_cancel(self):
        lines = self.interwh_transfer_line_id
        if not lines or is_settling(self):
            return super()._action_cancel()
        arriving = any(move._jxc_transfer_kind() != "shipped" for move in self)
        result = super(StockMove, settling(self))._action_cancel()
        lines.sudo()._jxc_settle(arriving=arriving)  # sudo: as above
        return result

    # -- refusing --------------------------------------------------------------

    def write(self, vals):
        if "interwh_transfer_line_id" in vals and not self.env.su:
            for move in self:
                wanted = vals["interwh_transfer_line_id"] or False
                if move.interwh_transfer_line_id.id != wanted:
                    raise UserError(
                        self.env._("Movements belong to the transfer that made them.")
                    )
        return super().write(vals)

    @api.constrains("interwh_transfer_line_id", "product_id")
    def _check_transfer_product(self):
        for move in self:
            line = move.interwh_transfer_line_id
            if line and line.product_id != move.product_id:
                raise UserError(
                    self.env._(
                        "%(product)s is not the product of this line of the transfer.",
                        product=move.product_id.display_name,
                    )
                )

    def _jxc_check_done(self):
        super()._jxc_check_done()
        mine = self.filtered(
            lambda move: (
                move.interwh_transfer_line_id
                or move.picking_id.interwarehouse_transfer_id
            )
        )
        if mine and not is_posting(self):
            mine._check_strangers()
            # sudo: movements of both warehouses count
            mine.interwh_transfer_line_id.sudo()._jxc_check_limits(mine.sudo())

    def _check_strangers(self):
        """:raises UserError: goods the transfer does not name ride along"""
        for move in self.filtered(lambda m: not m.interwh_transfer_line_id):
            if not move.product_uom.is_zero(move.quantity):
                raise UserError(
                    self.env._(
                        "%(product)s is not on transfer %(transfer)s. Add it there, so "
                        "that its way is followed; goods that arrive without being on "
                        "it are entered as a surplus.",
                        product=move.product_id.display_name,
                        transfer=move.picking_id.interwarehouse_transfer_id.name,
                    )
                )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_joined_done(self):
        super()._jxc_joined_done()
        lines = self._jxc_done_moves().interwh_transfer_line_id
        if lines and not is_settling(self):
            lines.sudo()._jxc_settle(arriving=True)  # sudo: the other warehouse follows


class StockInterwarehouseTransferLine(models.Model):
    _inherit = "stock.interwarehouse.transfer.line"

    def _jxc_settle(self, arriving):
        """Bring planned receipts and differences in line with what happened.

        :param arriving: whether it concerns the arrival, see `core.transfer_state`
        """
        self.env.flush_all()
        self.invalidate_recordset(["move_ids"])
        self._check_lots()
        for line, balance in settling(self)._jxc_balances().items():
            change = transfer_state.settle(balance, arriving)
            if change.receive > 0:
                line._plan_receipt(change.receive)
            elif change.receive < 0:
                line._plan_less(-change.receive)
            if change.differ > 0:
                line._note_missing(change.differ)
            elif change.differ < 0:
                line._take_back_missing(-change.differ)

    def _plan_receipt(self, quantity):
        """Await more: product units; joins a receipt that is planned already."""
        transfer = self.transfer_id
        in_line_unit = self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom, round=False
        )
        moves = transfer._create_stage_moves("incoming", {self: in_line_unit})
        self._link_stage_moves()
        moves._action_confirm()._action_assign()

    def _plan_less(self, quantity, moves=None):
        """Await less, the latest planned first: product units.

        :param moves: planned receipts that are meant; None: all
        """
        unit = self.product_id.uom_id
        moves = self._get_stage_moves("incoming") if moves is None else moves
        moves = moves.filtered(lambda m: m.state not in ("done", "cancel"))
        for move in moves.sorted("id", reverse=True):
            planned = move.product_uom._compute_quantity(move.product_uom_qty, unit)
            taken = min(quantity, planned)
            quantity -= taken
            for one in move.jxc_transfer_difference_id:
                # it did not come later after all: a new difference stands for it
                one._shrink(taken, "again")
            if unit.compare(taken, planned) >= 0:
                move._action_cancel()
            else:
                move.product_uom_qty = unit._compute_quantity(
                    planned - taken, move.product_uom, rounding_method="HALF-UP"
                )
                if not move.quantity:  # the smaller demand gave its goods free
                    move._action_assign()
            if unit.compare(quantity, 0) <= 0:
                return

    def _note_missing(self, quantity):
        """An open difference for what nobody awaits any more, by lot."""
        self.env["jxc.transfer.difference"].create(
            [
                {
                    "transfer_id": self.transfer_id.id,
                    "line_id": self.id,
                    "lot_id": lot.id,
                    "kind": "shortage",
                    "quantity": part,
                }
                for lot, part in self._missing_lots(quantity)
            ]
        )

    def _missing_lots(self, quantity):
        """[(lot, product units)] of what is in transit and stands nowhere yet."""
        if self.product_id.tracking == "none":
            return [(self.env["stock.lot"], quantity)]
        parts, unit = [], self.product_id.uom_id
        for lot, free in self._jxc_lots_in_transit().items():
            part = min(free, quantity)
            if unit.compare(part, 0) > 0:
                parts.append((lot, part))
                quantity -= part
        if unit.compare(quantity, 0) > 0:
            parts.append((self.env["stock.lot"], quantity))
        return parts

    def _jxc_lots_in_transit(self):
        """{lot: product units under way, less open differences and planned receipts}"""
        lots = defaultdict(float)
        for (lot, _package, _owner), quantity in self._jxc_goods_in_transit().items():
            lots[lot] += quantity
        for one in self.transfer_id.jxc_difference_ids:
            if one.line_id == self and one.state == "open" and one.kind != "surplus":
                lots[one.lot_id] -= one.quantity
        return dict(sorted(lots.items(), key=lambda item: item[0].id))

    def _check_lots(self):
        """:raises UserError: a lot arrives or is written off that has not left"""
        for line in self.filtered(lambda line: line.product_id.tracking != "none"):
            lots = defaultdict(float)
            for key, quantity in line._jxc_goods_in_transit(planned=False).items():
                lots[key[0]] += quantity
            for lot, quantity in lots.items():
                if line.product_id.uom_id.compare(quantity, 0) < 0:
                    raise UserError(
                        self.env._(
                            "So many of lot %(lot)s of %(product)s did not leave with "
                            "transfer %(transfer)s: enter the lot that was shipped. "
                            "Lots mixed up when shipping are put right in the source.",
                            lot=lot.name,
                            product=line.product_id.display_name,
                            transfer=line.transfer_id.name,
                        )
                    )

    def _jxc_goods_in_transit(self, planned=True):
        """{(lot, package, owner): product units under way}

        :param planned: less what receipts have reserved there
        """
        found = defaultdict(float)
        signs = {
            "shipped": 1,
            "sent_back": 1,
            "received": -1,
            "returned": -1,
            "lost": -1,
        }
        for move in self.move_ids:
            kind = move._jxc_transfer_kind()
            awaited = planned and kind in ("received", "returned")
            counts = move.state == "done" or awaited
            for goods in move.move_line_ids if kind and counts else ():
                came = signs[kind] > 0
                package = goods.result_package_id if came else goods.package_id
                key = goods.lot_id, package, goods.owner_id
                found[key] += signs[kind] * goods.quantity_product_uom
        return found

    def _take_back_missing(self, quantity):
        """Less is missing than was noted: the latest note first, product units."""
        mine = self.transfer_id.jxc_difference_ids.filtered(
            lambda one: (
                one.line_id == self and one.state == "open" and one.kind != "surplus"
            )
        )
        for one in mine.sorted(lambda d: (d.kind == "damage", -d.id)):
            taken = min(one.quantity, quantity)
            quantity -= taken
            one._shrink(taken)
            if self.product_id.uom_id.compare(quantity, 0) <= 0:
                return

    def _jxc_check_limits(self, moves):
        """Refuse to ship more than asked for, and to receive more than was shipped.

        :param moves: those that become done; their quantities count already or not
        :raises UserError: says what to do instead
        """
        for line in self:
            now = moves.filtered(
                lambda m, line=line: m.interwh_transfer_line_id == line
            )
            fresh = now.filtered(lambda move: move.state != "done")
            balance = line._jxc_balances()[line]
            amounts = dict.fromkeys(DONE_NAMES, 0.0)
            for move in fresh:
                if kind := move._jxc_transfer_kind():
                    unit = move.product_id.uom_id
                    amounts[kind] += move.product_uom._compute_quantity(
                        move.quantity, unit
                    )
            line._check_shipped(balance.shipped + amounts["shipped"] - balance.returned)
            away = amounts["received"] + amounts["returned"]
            line._check_arrived(balance.in_transit + amounts["shipped"] - away, now)

    def _check_shipped(self, quantity):
        unit = self.product_id.uom_id
        asked = self.product_uom._compute_quantity(self.product_uom_qty, unit)
        if unit.compare(quantity, asked) > 0:
            raise UserError(
                self.env._(
                    "%(asked)s %(unit)s of %(product)s were asked for, %(shipped)s "
                    "would leave: change the transfer %(transfer)s first.",
                    asked=f"{asked:g}",
                    shipped=f"{quantity:g}",
                    unit=unit.name,
                    product=self.product_id.display_name,
                    transfer=self.transfer_id.name,
                )
            )

    def _check_arrived(self, rest, moves):
        unit = self.product_id.uom_id
        came = moves.filtered(
            lambda move: move._jxc_transfer_kind() in ("received", "returned")
        )
        if came and unit.compare(rest, 0) < 0:
            raise UserError(
                self.env._(
                    "%(more)s %(unit)s of %(product)s more would arrive than were "
                    "shipped: receive what was shipped, and enter the rest as a "
                    "surplus with “Receive” on the transfer %(transfer)s.",
                    more=f"{-rest:g}",
                    unit=unit.name,
                    product=self.product_id.display_name,
                    transfer=self.transfer_id.name,
                )
            )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_cancel(self):
        """A receipt of a transfer cannot be cancelled while goods may still come."""
        for picking in self.filtered("interwarehouse_transfer_id"):
            if not self.env.su:
                picking._check_transfer_cancel()
        return super().action_cancel()

    def _check_transfer_cancel(self):
        # sudo: lines of the transfer, whichever warehouse asks
        moves = self.sudo().move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        mine = moves.filtered(lambda move: move._jxc_transfer_kind() == "received")
        balances = mine.interwh_transfer_line_id._jxc_balances().values()
        if any(b.to_ship or b.in_transit > 0 for b in balances):
            raise UserError(
                self.env._(
                    "Goods of this receipt are under way or still to be shipped. "
                    "Cancel the transfer %(transfer)s, or receive with “Receive” and "
                    "enter what is missing.",
                    transfer=self.interwarehouse_transfer_id.name,
                )
            )
