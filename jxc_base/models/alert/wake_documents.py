"""What happens to core documents and has warnings checked soon."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _jxc_done(self):
        super()._jxc_done()
        self.env["jxc.alert.rule"]._wake("stock")


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        for event in ("purchase", "stock"):
            self.env["jxc.alert.rule"]._wake(event)
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self.env["jxc.alert.rule"]._wake("stock")
        return result
