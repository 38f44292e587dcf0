"""Movements that a stock document makes by itself: other in/out, scrap, assembly."""

from odoo import Command, api, fields, models
from odoo.addons.jxc_base.core.unapprove import listed
from odoo.exceptions import UserError

from ...core.policy import Short
from ..count.count_gate import is_posting, posting
from .own_goods import own_goods

LINKS = ("jxc_note_line_id", "jxc_assembly_line_id")


class StockMove(models.Model):
    _inherit = "stock.move"

    jxc_note_line_id = fields.Many2one(
        "jxc.stock.note.line",
        "Line of Other In or Out",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    jxc_assembly_line_id = fields.Many2one(
        "jxc.assembly.line",
        "Line of Assembly",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_posting(self):
            for vals in vals_list:
                self._jxc_refuse_document_line(vals)
            context = self.env.context
            forged = [f"default_{name}" for name in LINKS]
            if any(context.get(name) for name in forged):
                self = self.with_context(**dict.fromkeys(forged, False))
        return super().create(vals_list)

    def write(self, vals):
        if not is_posting(self):
            self._jxc_refuse_document_line(vals)
        return super().write(vals)

    @api.depends("jxc_assembly_line_id")
    def _compute_reference(self):
        super()._compute_reference()
        for move in self:
            # sudo: the number of the document is shown with the movement
            line = move.sudo().jxc_assembly_line_id
            if line and not move.reference:
                move.reference = line.assembly_id.name

    def _jxc_refuse_document_line(self, vals):
        if any(vals.get(name) for name in LINKS):
            raise UserError(
                self.env._("Stock documents make their movements by their own button.")
            )

    def _jxc_document_line(self):
        """The line of the stock document behind this movement, or None."""
        self.ensure_one()
        # sudo: which document it is decides, whoever may read it
        move = self.sudo()
        return move.jxc_note_line_id or move.jxc_assembly_line_id or None

    def _jxc_adjustment_document(self):
        documents = super()._jxc_adjustment_document()
        if is_posting(self):
            for move in self:
                line = move._jxc_document_line()
                # sudo: as above
                found = line.document_id if line else move.sudo().scrap_id
                documents[move.id] = documents.get(move.id) or found or None
        return documents

    def _jxc_is_adjustment(self):
        """Goods that come from nowhere or go there: also by way of production."""
        if super()._jxc_is_adjustment():
            return True
        if self.product_uom.is_zero(self.quantity):
            return False
        places = self.location_id | self.location_dest_id
        places |= self.move_line_ids.location_id | self.move_line_ids.location_dest_id
        return "production" in places.mapped("usage")

    @api.model
    def _jxc_post(self, vals_list):
        """Make movements and complete them at once, all of them or none.

        What leaves is taken from our own free stock as the removal strategy says, of
        the lot of the document's line if it names one.
        :raises UserError: names what is short
        """
        moves = posting(self).create(vals_list)
        moves._action_confirm(merge=False)
        leaving = moves.filtered(lambda move: not move.move_line_ids)
        leaving._jxc_take()
        moves.move_line_ids.picked = True
        moves.picked = True
        return moves._action_done()

    def _jxc_take(self):
        short = []
        for move in self:
            if move._should_bypass_reservation():
                move.quantity = move.product_uom_qty
                continue
            line = move._jxc_document_line()
            lot = line.lot_id if line else self.env["stock.lot"]
            need = move.product_qty
            taken = own_goods(move)._jxc_reserve(need, lot)
            if move.product_id.uom_id.compare(taken, need) < 0:
                short.append((move.product_id, move.location_id, need, taken, lot))
        if short:
            raise UserError(self._jxc_short_message(short))

    def _jxc_reserve(self, need, lot):
        """Reserve for this movement; of a lot that is named, also when it expired.

        :return: quantity reserved, in the product's unit
        """
        place = self.location_id
        if not lot:
            return self._update_reserved_quantity(need, place, strict=False)
        # not by way of product_expiry, which passes over what has expired
        vals_list, taken = self._update_reserved_quantity_vals(
            need, place, lot_id=lot, strict=False
        )
        self.env["stock.move.line"].create(vals_list)
        return taken

    @api.model
    def _jxc_short_message(self, short):
        """What is short, what there is elsewhere, and what to do.

        :param short: rows (product, location, needed, free, lot); product's unit
        """
        rows = [self._jxc_short_row(*row) for row in short]
        return self.env._(
            "There is not enough free stock:\n%(rows)s\nLower the quantity, choose "
            "another location or lot, or correct the stock by a count first.",
            rows="\n".join(rows),
        )

    @api.model
    def _jxc_short_row(self, product, place, need, free, lot):
        lines = self.env["stock.move.line"].sudo()  # sudo: what there is, for everybody
        nobody = self.env["stock.package"], self.env["res.partner"]
        short = Short((product, place, lot, *nobody), free, need, need - free)
        head = self.env._(
            "%(product)s: needed %(need)s, free %(free)s",
            product=" ".join(filter(None, [product.display_name, lot.name])),
            need=lines._jxc_quantity_text(product, need),
            free=lines._jxc_quantity_text(product, free),
        )
        company = place.company_id or self.env.company
        return "\n".join([head, *lines._jxc_alternatives(short, company)])

    # --- taking back ----------------------------------------------------------

    def _jxc_live(self):
        """Done movements of documents that were not taken back, nor take any back."""
        return self.filtered(
            lambda move: (
                move.state == "done"
                and not move.origin_returned_move_id
                and not any(
                    back.state == "done" and back._jxc_document_line()
                    for back in move.returned_move_ids
                )
            )
        )

    def _jxc_returned_otherwise(self):
        """Texts: returns of these movements that the document did not make."""
        backs = self.returned_move_ids.filtered(
            lambda move: move.state != "cancel" and not move._jxc_document_line()
        )
        if backs:
            yield self.env._(
                "There are returns of these goods: %(names)s. Cancel them if they are "
                "not done yet; what is done is corrected by a new document.",
                names=listed(backs.mapped("reference")),
            )

    def _jxc_reverse(self):
        """Movements the other way round, with the same lots and values."""
        return self._jxc_post([move._jxc_reverse_vals() for move in self])

    def _jxc_reverse_vals(self):
        source, target = self.location_dest_id, self.location_id
        return {
            **{name: self[name].id for name in LINKS},
            "product_id": self.product_id.id,
            "product_uom": self.product_uom.id,
            "product_uom_qty": self.quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "origin": self.reference,
            "origin_returned_move_id": self.id,
            "move_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_id": line.product_uom_id.id,
                        "quantity": line.quantity,
                        "location_id": line.location_dest_id.id,
                        "location_dest_id": line.location_id.id,
                        "lot_id": line.lot_id.id,
                        "package_id": line.result_package_id.id,
                        "result_package_id": line._jxc_package_back().id,
                        "owner_id": line.owner_id.id,
                        "company_id": line.company_id.id,
                    }
                )
                for line in self.move_line_ids
            ],
        }

    def _jxc_gone(self):
        """Names of goods that these movements brought and that are not there now."""
        brought = self.move_line_ids.filtered(
            lambda line: (
                line.location_dest_id.usage == "internal"
                and line.product_id.is_storable
            )
        )
        free = brought._jxc_free_there()
        gone = []
        for key, lines in brought.grouped(lambda line: line._jxc_key(True)).items():
            need = sum(lines.mapped("quantity_product_uom"))
            if key[0].uom_id.compare(free.get(key, 0), need) < 0:
                gone.append(key[0].display_name)
        return list(dict.fromkeys(gone))

    def _jxc_back_texts(self):
        """Yield a sentence for each of these movements that would be taken back."""
        for move in self:
            yield self.env._(
                "%(product)s: %(quantity)g %(unit)s are moved back.",
                product=move.product_id.display_name,
                quantity=move.quantity,
                unit=move.product_uom.name,
            )

    def _jxc_gone_texts(self):
        """Yield what keeps these movements from being taken back."""
        yield from self._jxc_returned_otherwise()
        if gone := self._jxc_gone():
            yield self.env._(
                "These goods are not there any more: %(names)s.", names=listed(gone)
            )

    # --- what they are worth --------------------------------------------------

    def _get_value_from_quotation(self, quantity, at_date=None):
        line = self.jxc_note_line_id
        if not line or self.origin_returned_move_id or not line._has_own_cost():
            return super()._get_value_from_quotation(quantity, at_date)
        unit_cost = line._cost_in_product_unit()
        return {
            "value": unit_cost * quantity,
            "quantity": quantity,
            "description": self.env._(
                "%(cost)s each by %(document)s",
                cost=self.company_currency_id.format(unit_cost),
                document=line.document_id.display_name,
            ),
        }

    def _get_value_from_production(self, quantity, at_date=None):
        line = self.jxc_assembly_line_id
        if not line or self.origin_returned_move_id:
            return super()._get_value_from_production(quantity, at_date)
        return {
            "value": line._value_of(self, quantity),
            "quantity": quantity,
            "description": self.env._(
                "Share of what was used for %(document)s",
                document=line.document_id.display_name,
            ),
        }

    def _get_analytic_distribution(self):
        # sudo: account of the document, for entries the system makes
        account = self.sudo().jxc_note_line_id.note_id.analytic_account_id
        if account:
            return {str(account.id): 100}
        return super()._get_analytic_distribution()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_free_there(self):
        """{key: on hand less reserved} where these lines brought their goods to."""
        # sudo: what there is does not depend on who asks
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "in", self.location_dest_id.ids),
                ],
                ["product_id", "location_id", "lot_id", "package_id", "owner_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        return {tuple(key): there - reserved for *key, there, reserved in rows}

    def _jxc_package_back(self):
        """The package these goods were taken out of, if it still stands there."""
        package = self.package_id
        if package.location_id in (self.location_id, self.env["stock.location"]):
            return package
        return package.browse()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    jxc_note_id = fields.Many2one(
        "jxc.stock.note",
        "Other In or Out",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
