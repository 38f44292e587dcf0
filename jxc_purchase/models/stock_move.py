from odoo import Command, models


class StockMove(models.Model):
    _inherit = "stock.move"

    def copy_data(self, default=None):
        """Keep the claim on the request with the receipt it belongs to.

        A backorder takes its share of the allocation along, with the order line; a
        return or the next leg of a route takes none.
        """
        default = dict(default or {})
        other_leg = any(
            default.get("location_id", move.location_id.id) != move.location_id.id
            for move in self
        )
        if default.get("origin_returned_move_id") or other_leg:
            default["purchase_request_allocation_ids"] = [Command.clear()]
        vals_list = super().copy_data(default)
        for move, vals in zip(self, vals_list, strict=True):
            for command in vals.get("purchase_request_allocation_ids") or []:
                if command[0] == Command.CREATE:
                    command[2]["purchase_line_id"] = move.purchase_line_id.id
        return vals_list

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.purchase_line_id._jxc_requests()._jxc_update_progress()
        return moves
