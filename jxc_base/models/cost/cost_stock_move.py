"""Value of stock moves, and the entrances through which core computes it."""

from odoo import api, fields, models

from ..common.jxc_cost_guard import COST


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "jxc.cost.guard"]

    value = fields.Monetary(groups=COST)
    value_manual = fields.Monetary(groups=COST)
    value_justification = fields.Text(groups=COST)
    value_computed_justification = fields.Text(groups=COST)
    standard_price = fields.Float(groups=COST)
    price_unit = fields.Float(groups=COST)
    remaining_value = fields.Monetary(groups=COST)

    @api.model_create_multi
    def create(self, vals_list):
        return self._jxc_create_with_cost(
            lambda records: super().create(vals_list), vals_list
        )

    def _action_confirm(self, *args, **kwargs):
        passed = self._jxc_with_cost()
        moves = super(StockMove, passed)._action_confirm(*args, **kwargs)
        return moves.with_env(self.env)

    def _action_done(self, *args, **kwargs):
        passed = self._jxc_with_cost()
        moves = super(StockMove, passed)._action_done(*args, **kwargs)
        return moves.with_env(self.env)

    def _get_upstream_documents_and_responsibles(self, visited):
        """Find whom to tell of a cancelled delivery, also for sellers and workers.

        Core reads the linked purchase lines as the user: a salesperson without
        purchase rights could not cancel a confirmed order.
        """
        # sudo: the documents are only told of the change, the user never sees them
        return super(StockMove, self.sudo())._get_upstream_documents_and_responsibles(
            visited
        )

    def _merge_moves(self, merge_into=False):
        passed = self._jxc_with_cost()
        moves = super(StockMove, passed)._merge_moves(merge_into=merge_into)
        return moves.with_env(self.env)

    def _split(self, *args, **kwargs):
        return super(StockMove, self._jxc_with_cost())._split(*args, **kwargs)

    def _set_value(self, correction_quantity=None):
        passed = self._jxc_with_cost()
        return super(StockMove, passed)._set_value(correction_quantity)
