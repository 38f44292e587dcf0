"""Messages on requests and receipts, in the reader's words.

The texts of the request addon have no Chinese; these replace them, all parts escaped.
"""

from markupsafe import Markup

from odoo import api, models

ITEM = Markup("<p>%s</p><ul>%s</ul>")
ROW = Markup("<li><b>%s</b>: %s</li>")


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _purchase_request_confirm_message_content(self, request, request_dict=None):
        title = self.env._("%(order)s was confirmed for this request:", order=self.name)
        rows = [
            ROW
            % (
                line["name"],
                self.env._(
                    "%(qty)s %(unit)s, expected %(date)s",
                    qty=f"{line['product_qty']:g}",
                    unit=line["product_uom"],
                    date=line["date_planned"].date(),
                ),
            )
            for line in (request_dict or {}).values()
        ]
        return ITEM % (title, Markup("").join(rows))


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.model
    def _purchase_request_confirm_done_message_content(self, message_data):
        title = self.env._("Services of this request were received:")
        return ITEM % (title, self.env["stock.move.line"]._jxc_row(message_data))


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model
    def _purchase_request_confirm_done_message_content(self, message_data):
        title = self.env._(
            "Goods of this request were received by %(receipt)s in %(place)s:",
            receipt=message_data["picking_name"],
            place=message_data["location_name"],
        )
        return ITEM % (title, self._jxc_row(message_data))

    @api.model
    def _picking_confirm_done_message_content(self, message_data):
        title = self.env._(
            "Received for %(request)s, requested by %(person)s:",
            request=message_data["request_name"],
            person=message_data["requestor"],
        )
        return ITEM % (title, self._jxc_row(message_data))

    @api.model
    def _jxc_row(self, data):
        text = f"{data['product_qty']:g} {data['product_uom']}"
        return ROW % (data["product_name"], text)
