"""What arrived of a transfer: good, damaged, missing, too much. 收货登记"""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..models.transfer.transfer_gate import settling


class JxcTransferArrival(models.TransientModel):
    _name = "jxc.transfer.arrival"
    _description = "Receive a Transfer"

    transfer_id = fields.Many2one(
        "stock.interwarehouse.transfer", required=True, readonly=True
    )
    warehouse_to_id = fields.Many2one(related="transfer_id.warehouse_to_id")
    line_ids = fields.One2many("jxc.transfer.arrival.line", "arrival_id", "Goods")
    note = fields.Text(help="Written to the differences and to the transfer.")
    photo_ids = fields.Many2many(
        "ir.attachment", string="Photos", help="Of damaged goods, of the papers."
    )
    has_difference = fields.Boolean(compute="_compute_has_difference")

    @api.depends("line_ids.damaged", "line_ids.missing", "line_ids.surplus")
    def _compute_has_difference(self):
        for arrival in self:
            lines = arrival.line_ids
            arrival.has_difference = any(
                line.damaged or line.missing or line.surplus for line in lines
            )

    @api.model
    def _open(self, transfer):
        """Dialog with all that is under way to the warehouse."""
        self._check_receiver(transfer)
        # sudo: checked above; a reservation somebody dropped comes back
        self._awaited(transfer).sudo()._action_assign()
        rows = self._rows(transfer)
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing of %(transfer)s is under way.", transfer=transfer.name
                )
            )
        arrival = self.create(
            {
                "transfer_id": transfer.id,
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive %(transfer)s", transfer=transfer.name),
            "res_model": self._name,
            "res_id": arrival.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _check_receiver(self, transfer):
        """:raises AccessError: somebody else's warehouse receives it"""
        if not transfer._works_in(transfer.warehouse_to_id):
            raise AccessError(
                self.env._(
                    "%(warehouse)s receives this transfer: its people enter what "
                    "arrived.",
                    warehouse=transfer.warehouse_to_id.name,
                )
            )

    @api.model
    def _awaited(self, transfer):
        """Planned receipts of the transfer."""
        # sudo: checked by the caller; another warehouse's picking is read for them
        return transfer.sudo().line_ids.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel", "draft")
                and move._jxc_transfer_kind() == "received"
            )
        )

    @api.model
    def _rows(self, transfer):
        """Goods reserved in transit for the receipt, by lot."""
        return [
            {
                "move_line_id": goods.id,
                "transfer_line_id": goods.move_id.interwh_transfer_line_id.id,
                "expected": goods.quantity_product_uom,
                "arrived": goods.quantity_product_uom,
            }
            for goods in self._awaited(transfer).move_line_ids
            if goods.quantity_product_uom
        ]

    def action_receive(self):
        """Book what arrived; what did not becomes a difference, or still comes."""
        self.ensure_one()
        self._check_receiver(self.transfer_id)
        self._check_current()
        self.line_ids._check_amounts()
        # sudo: checked above; receipt and differences are made by the transfer
        lines = self.sudo().line_ids
        pickings = lines.move_line_id.picking_id
        lines._put_arrived()
        lines._note_differences()
        lines._await_less()
        settling(lines.transfer_line_id)._jxc_settle(arriving=True)
        lines._finish(pickings)
        self._say()
        return {"type": "ir.actions.act_window_close"}

    def _check_current(self):
        """:raises UserError: the goods are not what is under way now"""
        rows = self._rows(self.transfer_id)
        now = {
            (row["move_line_id"], row["transfer_line_id"]): row["expected"]
            for row in rows
        }
        for line in self.line_ids.sudo():  # sudo: as in `_awaited`
            known = now.pop((line.move_line_id.id, line.transfer_line_id.id), 0.0)
            if not known or line.uom_id.compare(known, line.expected):
                raise UserError(
                    self.env._(
                        "What is under way of %(transfer)s has changed meanwhile: "
                        "close this and open it again.",
                        transfer=self.transfer_id.name,
                    )
                )

    def _say(self):
        if self.note or self.photo_ids:
            self.transfer_id.message_post(
                body=self.note or self.env._("Photos of the receipt"),
                attachment_ids=self.photo_ids.ids,
            )


class JxcTransferArrivalLine(models.TransientModel):
    _name = "jxc.transfer.arrival.line"
    _description = "Goods of an Arrival"

    arrival_id = fields.Many2one(
        "jxc.transfer.arrival", required=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one("stock.move.line", readonly=True)
    transfer_line_id = fields.Many2one(
        "stock.interwarehouse.transfer.line", required=True, readonly=True
    )
    product_id = fields.Many2one(related="transfer_line_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one(related="move_line_id.lot_id", related_sudo=True)
    expected = fields.Float("Under Way", digits="Product Unit", readonly=True)
    arrived = fields.Float(
        "Arrived Good", digits="Product Unit", help="More than was under way: surplus."
    )
    damaged = fields.Float(digits="Product Unit")
    missing = fields.Float(
        digits="Product Unit",
        compute="_compute_missing",
        store=True,
        readonly=False,
        help="What nobody expects any more. Lower it when the rest still comes: it "
        "stays in transit.",
    )
    later = fields.Float("Comes Later", compute="_compute_rest", digits="Product Unit")
    surplus = fields.Float(compute="_compute_rest", digits="Product Unit")
    reason_id = fields.Many2one("jxc.transfer.reason")
    note = fields.Char()

    @api.depends("expected", "arrived", "damaged")
    def _compute_missing(self):
        for line in self:
            line.missing = max(line.expected - line.arrived - line.damaged, 0.0)

    @api.depends("expected", "arrived", "damaged", "missing")
    def _compute_rest(self):
        for line in self:
            entered = line.arrived + line.damaged + line.missing
            line.later = max(line.expected - entered, 0.0)
            line.surplus = max(entered - line.expected, 0.0)

    def _check_amounts(self):
        """:raises ValidationError: amounts that cannot be, or no reason given"""
        for line in self:
            amounts = (line.arrived, line.damaged, line.missing)
            compare = line.uom_id.compare
            if any(compare(amount, 0) < 0 for amount in amounts):
                raise ValidationError(self.env._("Quantities are not negative."))
            over = line.damaged + line.missing - line.expected
            more = sum(amounts) - line.expected
            if compare(over, 0) > 0 or (line.missing and compare(more, 0) > 0):
                raise ValidationError(
                    self.env._(
                        "%(product)s: arrived, damaged and missing are more than what "
                        "was under way.",
                        product=line.product_id.display_name,
                    )
                )
            if any((line.damaged, line.missing, line.surplus)) and not line.reason_id:
                raise ValidationError(
                    self.env._(
                        "Choose the reason of the difference of %(product)s.",
                        product=line.product_id.display_name,
                    )
                )

    def _put_arrived(self):
        """Enter in the receipt what is booked now: never more than was shipped."""
        self._open_packages()
        for line in self:
            goods = line.move_line_id
            goods.quantity = line.uom_id._compute_quantity(
                line._booked(), goods.product_uom_id, rounding_method="HALF-UP"
            )
            goods.picked = True

    def _booked(self):
        """What is received now, in the product's unit."""
        rest = self.expected - self.damaged - self.missing
        return max(min(self.arrived, rest), 0.0)

    def _open_packages(self):
        """Goods leave a package of which a part does not arrive."""
        parts = self.filtered(
            lambda line: line.uom_id.compare(line._booked(), line.expected)
        )
        opened = parts.move_line_id.package_id
        goods = self.move_line_id.filtered(lambda one: one.package_id in opened)
        goods.result_package_id = False

    def _await_less(self):
        """What is damaged or missing is not awaited any more where it was."""
        for line in self:
            gone = line.damaged + line.missing
            if line.uom_id.compare(gone, 0) > 0:
                settling(line.transfer_line_id)._plan_less(
                    gone, line.move_line_id.move_id
                )

    def _note_differences(self):
        vals_list, differences = [], self.env["jxc.transfer.difference"]
        for line in self:
            for kind, quantity in (
                ("damage", line.damaged),
                ("shortage", line.missing),
                ("surplus", line.surplus),
            ):
                if line.uom_id.compare(quantity, 0) > 0:
                    vals_list.append(line._difference_vals(kind, quantity))
        found = differences.create(vals_list)
        for one in found:
            for photo in self.arrival_id.photo_ids:
                photo.copy({"res_model": one._name, "res_id": one.id})
        return found

    def _difference_vals(self, kind, quantity):
        notes = filter(None, (self.note, self.arrival_id.note))
        return {
            "transfer_id": self.arrival_id.transfer_id.id,
            "line_id": self.transfer_line_id.id,
            "lot_id": self.lot_id.id,
            "kind": kind,
            "quantity": quantity,
            "reason_id": self.reason_id.id,
            "note": "\n".join(notes),
        }

    def _finish(self, pickings):
        """Validate the receipts; what still comes stays as their backorder."""
        moves = pickings.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        done = moves.filtered(
            lambda m: m.quantity and any(m.move_line_ids.mapped("picked"))
        )
        if done:
            pickings._action_done()
