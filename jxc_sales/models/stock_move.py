from odoo import models
from odoo.addons.jxc_base.models.common.jxc_gate import LINE, with_gate


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_synch_order(self):
        """Goods delivered beyond the order get their line, approved or not."""
        return super(StockMove, with_gate(self, LINE))._action_synch_order()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Goods delivered beyond the order get their line, approved or not."""
        return super(StockPicking, with_gate(self, LINE))._action_done()
