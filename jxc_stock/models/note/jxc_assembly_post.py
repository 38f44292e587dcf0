"""How an assembly is completed, taken back and given up."""

from odoo import Command, fields, models
from odoo.addons.jxc_base.models.common.jxc_gate import UNAPPROVE, gate_open
from odoo.exceptions import AccessError, UserError


class JxcAssembly(models.Model):
    _inherit = "jxc.assembly"

    def action_done(self):
        """Take the parts out and put what is made in, with their value, at once.

        :raises AccessError: not a warehouse role
        :raises UserError: a lot is missing or parts are short, which are named
        """
        self._check_warehouse_role()
        self.check_access("write")
        self._check_draft()
        for assembly in self:
            assembly._check_complete()
            # sudo: state, who and when are the system's to note
            assembly.sudo().write(
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "done_by": self.env.uid,
                }
            )
            assembly._make_movements()
        return True

    def action_cancel(self):
        """Give a draft up; it keeps its number."""
        self.check_access("write")
        self._check_draft()
        self.sudo().write({"state": "cancelled"})  # sudo: as above
        return True

    def action_draft(self):
        """Take a cancelled document up again."""
        self.check_access("write")
        if any(assembly.state != "cancelled" for assembly in self):
            raise UserError(self.env._("Only cancelled documents are taken up again."))
        self.sudo().write({"state": "draft"})  # sudo: as above
        return True

    def write(self, vals):
        if "state" in vals and not self.env.su and not gate_open(self, UNAPPROVE):
            raise UserError(self.env._("The document moves on by its buttons."))
        return super().write(vals)

    def _check_warehouse_role(self):
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Only the warehouse assembles goods."))

    def _check_complete(self):
        """:raises UserError: names all that is missing"""
        moving = self.line_ids.filtered("quantity")
        sides = set(moving.mapped("side"))
        missing = [text for line in moving for text in line._missing()]
        if self.preset_id.direction not in ("both", self.kind):
            missing.append(self.env._("The preset is not for this direction."))
        if sides != {"used", "made"}:
            missing.append(self.env._("Something has to be used and something made."))
        if missing:
            raise UserError(
                self.env._(
                    "%(document)s is not complete:\n%(missing)s",
                    document=self.display_name,
                    missing="\n".join(f"- {text}" for text in missing),
                )
            )

    def _make_movements(self):
        moving = self.line_ids.filtered("quantity")
        used = moving.filtered(lambda line: line.side == "used")
        moves = self.env["stock.move"]
        taken = moves._jxc_post([line._used_vals() for line in used])
        made = moves._jxc_post([line._made_vals() for line in moving - used])
        # what was made of what: the trace of lots follows these links
        made.move_line_ids.consume_line_ids = [Command.set(taken.move_line_ids.ids)]

    def action_view_moves(self):
        """The movements of this document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_line_action"
        )
        # sudo: which movements; reading them is up to the reader's rights
        moves = self.sudo().line_ids.move_ids
        action["domain"] = [("move_id", "in", moves.ids)]
        action["context"] = {}
        return action

    # --- taking back ----------------------------------------------------------

    def _done_moves(self):
        # sudo: movements of the document, whoever may read them
        return self.sudo().line_ids._live_moves()

    def _jxc_unapprove_effects(self):
        return self._done_moves()._jxc_back_texts()

    def _jxc_unapprove_blocks(self):
        return self._done_moves()._jxc_gone_texts()

    def _unapprove_do(self):
        moves = self._done_moves().with_env(self.env)
        made = moves.filtered(lambda move: move.jxc_assembly_line_id.side == "made")
        made._jxc_reverse()
        (moves - made)._jxc_reverse()
        self.write({"state": "draft"})
        # sudo: the next completion notes its own
        self.sudo().write({"date_done": False, "done_by": False})


class JxcAssemblyLine(models.Model):
    _inherit = "jxc.assembly.line"

    def _missing(self):
        yield from self._missing_unit()
        name = self.product_id.display_name
        tracked = self.tracking != "none"
        if self.side == "made" and tracked and not (self.lot_id or self.lot_name):
            yield self.env._("%(product)s needs a lot.", product=name)
        single = self.lot_id or self.lot_name
        if self.tracking == "serial" and single and self._in_product_unit() != 1:
            yield self.env._("%(product)s: one line per number.", product=name)

    def _vals(self, source, target):
        return {
            "jxc_assembly_line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "origin": self.document_id.name,
        }

    def _workshop(self):
        product = self.product_id.with_company(self.company_id)
        return product.property_stock_production

    def _used_vals(self):
        return self._vals(self.assembly_id.location_id, self._workshop())

    def _made_vals(self):
        vals = self._vals(self._workshop(), self.assembly_id.location_id)
        line = {
            name: vals[name]
            for name in ("product_id", "location_id", "location_dest_id", "company_id")
        }
        line |= {
            "product_uom_id": self.uom_id.id,
            "quantity": self.quantity,
            "lot_id": self._made_lot().id,
        }
        return {**vals, "move_line_ids": [Command.create(line)]}

    def _made_lot(self):
        """The lot of what is made, a new one where the name is not known."""
        lots = self.env["stock.lot"]
        if self.lot_id or not self.lot_name or self.tracking == "none":
            return self.lot_id
        known = lots.search(
            [
                ("name", "=", self.lot_name),
                ("product_id", "=", self.product_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        return known or lots.create(
            {
                "name": self.lot_name,
                "product_id": self.product_id.id,
                "company_id": self.product_id.company_id.id,
            }
        )
