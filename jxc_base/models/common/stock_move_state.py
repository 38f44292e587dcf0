"""Goods move by validating transfers; a state written by a caller would move none."""

from odoo import api, models
from odoo.exceptions import UserError

from .jxc_gate import DONE, gate_open, with_gate


class DoneStateGuard(models.AbstractModel):
    _name = "jxc.done.state.guard"
    _description = "State that Only Validating Reaches"

    def write(self, vals):
        if "state" in vals and not self.env.su and not gate_open(self, DONE):
            done = vals["state"] == "done"
            if any((record.state == "done") != done for record in self):
                self._jxc_refuse_state()
        return super().write(vals)

    def _jxc_refuse_state(self):
        """:raises UserError: always"""
        raise UserError(
            self.env._(
                "Goods move when their transfer is validated; the state cannot be "
                "written. To undo it, make a return."
            )
        )


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["jxc.done.state.guard", "stock.move"]

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and not gate_open(self, DONE):
            default = self.env.context.get("default_state")
            for vals in vals_list:
                if vals.get("state", default) == "done":
                    self._jxc_check_joins_done(vals)
        return super().create(vals_list)

    def _jxc_check_joins_done(self, vals):
        """Core adds goods to a done transfer as done moves."""
        default = self.env.context.get("default_picking_id")
        picking = self.env["stock.picking"].browse(vals.get("picking_id", default))
        if picking.state != "done":
            self._jxc_refuse_state()

    def _action_done(self, *args, **kwargs):
        moves = super(StockMove, with_gate(self, DONE))._action_done(*args, **kwargs)
        return moves.with_env(self.env)


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["jxc.done.state.guard", "stock.picking"]


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        if "move_id" in vals and not self.env.su and not gate_open(self, DONE):
            moves = self.env["stock.move"]
            done = moves.browse(vals["move_id"]).state == "done"
            # goods would count as moved, or as not moved, and lie where they were; core
            # gives new lines of a transfer their movement, and moves their goods
            old = self.filtered(lambda line: line.move_id or not line.picking_id)
            if any((line.move_id.state == "done") != done for line in old):
                moves._jxc_refuse_state()
        return super().write(vals)
