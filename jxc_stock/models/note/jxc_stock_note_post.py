"""How other receipts and issues are completed, taken back and given up."""

from odoo import Command, fields, models
from odoo.addons.jxc_base.models.common.jxc_gate import UNAPPROVE, gate_open
from odoo.exceptions import AccessError, UserError

from ..count.count_gate import posting


class JxcStockNote(models.Model):
    _inherit = "jxc.stock.note"

    def action_done(self):
        """Move the goods: the document is complete, approved and stock is free.

        :raises AccessError: not a warehouse role
        :raises UserError: something is missing, not approved, or stock is short
        """
        self._check_warehouse_role()
        self.check_access("write")
        for note in self:
            note._check_draft()
            note._check_complete()
            note._jxc_business_method().write({"state": "done"})
            # sudo: who and when are the system's to note
            note.sudo().write(
                {"date_done": fields.Datetime.now(), "done_by": self.env.uid}
            )
            note._make_movements()
        return True

    def action_cancel(self):
        """Give a draft up; it keeps its number."""
        self.check_access("write")
        self._check_draft()
        # sudo: the state moves on by the buttons only
        self.sudo().write({"state": "cancelled"})
        return True

    def action_draft(self):
        """Take a cancelled document up again."""
        self.check_access("write")
        if any(note.state != "cancelled" for note in self):
            raise UserError(self.env._("Only cancelled documents are taken up again."))
        self.sudo().write({"state": "draft"})  # sudo: as above
        return True

    def write(self, vals):
        opened = self.env.su or gate_open(self, UNAPPROVE)
        if vals.get("state", "done") != "done" and not opened:
            raise UserError(self.env._("The document moves on by its buttons."))
        return super().write(vals)

    def _check_warehouse_role(self):
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(
                self.env._("Only the warehouse completes receipts and issues.")
            )

    def _check_complete(self):
        """:raises UserError: names all that is missing"""
        missing = list(self._missing())
        if missing:
            raise UserError(
                self.env._(
                    "%(document)s is not complete:\n%(missing)s",
                    document=self.display_name,
                    missing="\n".join(f"- {text}" for text in missing),
                )
            )

    def _missing(self):
        kind = self.kind_id
        if not self.line_ids:
            yield self.env._("Add the products.")
        if kind.need_department and not self.department_id:
            yield self.env._("Name the department.")
        if kind.need_partner and not self.partner_id:
            yield self.env._("Name who gives or receives the goods.")
        if kind.need_reason and not (self.reason or "").strip():
            yield self.env._("Explain why.")
        if kind.need_attachment and not self.attachment_ids:
            yield self.env._("Attach a photo or a file.")
        for line in self.line_ids:
            yield from line._missing()

    # --- movements ------------------------------------------------------------

    def _make_movements(self):
        if self.direction == "scrap":
            self._make_scraps()
            return
        counter = self.kind_id._counter_location(self.company_id)
        picking = self._make_picking(counter)
        vals_list = [line._move_vals(picking, counter) for line in self.line_ids]
        self.env["stock.move"]._jxc_post(vals_list)
        picking.date_done = fields.Datetime.now()

    def _make_picking(self, counter):
        ends = [counter, self.location_id]
        if self.direction == "out":
            ends.reverse()
        kind = self.warehouse_id._jxc_other_type(self.direction)
        before = len(self.picking_ids)
        return self.env["stock.picking"].create(
            {
                "name": f"{self.name}-{before + 1}" if before else self.name,
                "picking_type_id": kind.id,
                "location_id": ends[0].id,
                "location_dest_id": ends[1].id,
                "partner_id": self.partner_id.id,
                "origin": self.kind_id.name,
                "user_id": self.user_id.id,
                "jxc_note_id": self.id,
            }
        )

    def action_view_moves(self):
        """The movements of this document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_line_action"
        )
        # sudo: which movements; reading them is up to the reader's rights
        moves = self.sudo().line_ids.move_ids | self.sudo().scrap_ids.move_ids
        action["domain"] = [("move_id", "in", moves.ids)]
        action["context"] = {}
        return action

    # --- taking back ----------------------------------------------------------

    def _done_moves(self):
        """What moved and was not taken back yet."""
        # sudo: movements of the document, whoever may read them
        return self.sudo().line_ids.move_ids._jxc_live()

    def _jxc_unapprove_effects(self):
        return self._done_moves()._jxc_back_texts()

    def _jxc_unapprove_blocks(self):
        if self.direction == "scrap":
            yield self.env._(
                "Scrapped goods come back by an other receipt, with its own reason."
            )
        yield from self._done_moves()._jxc_gone_texts()

    def _unapprove_do(self):
        self._done_moves().with_env(self.env)._jxc_reverse()
        self.write({"state": "draft"})
        # sudo: the next completion notes its own
        self.sudo().write({"date_done": False, "done_by": False})


class JxcStockNoteLine(models.Model):
    _inherit = "jxc.stock.note.line"

    def _missing(self):
        yield from self._missing_unit()
        yield from self._missing_lot()
        name = self.product_id.display_name
        # sudo: only whether there is a cost
        if self._needs_cost() and not self.sudo().unit_cost:
            yield self.env._(
                "%(product)s has no cost: ask somebody who may see cost to enter it, "
                "or choose a kind without cost.",
                product=name,
            )
        # sudo: a setting
        strict = self.company_id.sudo().jxc_scrap_reason
        if self.direction == "scrap" and strict and not self.reason_ids:
            yield self.env._("%(product)s needs a reason.", product=name)

    def _missing_lot(self):
        if self.tracking == "none":
            return
        name, named = self.product_id.display_name, self.lot_id or self.lot_name
        if not named and self.direction != "out":
            yield self.env._("%(product)s needs a lot.", product=name)
        if named and self.tracking == "serial" and self._in_product_unit() != 1:
            yield self.env._("%(product)s: one line per number.", product=name)

    def _needs_cost(self):
        return self.direction == "in" and self.kind_id.cost_policy == "entered"

    def _move_vals(self, picking, counter):
        coming = self.direction == "in"
        source, target = self._place(), counter
        if coming:
            source, target = target, source
        vals = {
            "jxc_note_line_id": self.id,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "origin": self.document_id.name,
            "description_picking": self.note,
        }
        if coming:
            vals["move_line_ids"] = [Command.create(self._coming_line(picking, vals))]
        return vals

    def _coming_line(self, picking, vals):
        line = {
            name: vals[name]
            for name in ("product_id", "location_id", "location_dest_id", "company_id")
        }
        line |= {
            "picking_id": picking.id,
            "product_uom_id": self.uom_id.id,
            "quantity": self.quantity,
            "lot_id": self.lot_id.id,
            "lot_name": False if self.lot_id else self.lot_name,
        }
        if self.expiration_date and not self.lot_id:
            line["expiration_date"] = self.expiration_date
        return line


class JxcStockNoteScrap(models.Model):
    _inherit = "jxc.stock.note"

    def _make_scraps(self):
        """One core scrap order per line, all done with this document."""
        fresh = self.line_ids.filtered(lambda line: not line.scrap_id)
        scraps = self.env["stock.scrap"].create([line._scrap_vals() for line in fresh])
        for line, scrap in zip(fresh, scraps, strict=True):
            line.sudo().scrap_id = scrap  # sudo: links are the system's
        scraps = self.line_ids.scrap_id
        if short := list(scraps._jxc_short()):
            raise UserError(self.env["stock.move"]._jxc_short_message(short))
        posting(scraps).do_scrap()
        for line in self.line_ids:
            # sudo: links are the system's
            posting(line.scrap_id.move_ids.sudo()).jxc_note_line_id = line


class JxcStockNoteLineScrap(models.Model):
    _inherit = "jxc.stock.note.line"

    def _scrap_vals(self):
        note = self.note_id
        counter = note.kind_id._counter_location(note.company_id)
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "scrap_qty": self.quantity,
            "lot_id": self.lot_id.id,
            "location_id": self._place().id,
            "scrap_location_id": counter.id,
            "company_id": note.company_id.id,
            "origin": note.name,
            "scrap_reason_tag_ids": self.reason_ids.ids,
            "jxc_note_id": note.id,
            "jxc_user_id": note.user_id.id,
        }
