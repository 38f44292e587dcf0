"""Events of core documents, told to the webhooks that subscribed them."""

from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_approve(self, force=False):
        before = self.filtered(lambda order: order.state == "purchase")
        result = super().button_approve(force=force)
        confirmed = self.filtered(lambda order: order.state == "purchase") - before
        self.env["jxc.webhook.event"]._emit("purchase.order.confirmed", confirmed)
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self.env["jxc.webhook.event"]._emit("sale.order.confirmed", self)
        return result


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        before = self.filtered(lambda picking: picking.state == "done")
        result = super()._action_done()
        done = self.filtered(lambda picking: picking.state == "done") - before
        self.env["jxc.webhook.event"]._emit("stock.picking.done", done)
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        invoices = posted.filtered(lambda move: move.is_invoice(include_receipts=True))
        self.env["jxc.webhook.event"]._emit("account.move.posted", invoices)
        return posted
