from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    def _quantity_in_progress(self):
        """Add what is approved but not yet in an RFQ of partly ordered requests.

        Lines without any order are counted already; RFQs are counted by core.
        """
        result = super()._quantity_in_progress()
        # sudo: a need that was asked for once must not be asked for again
        lines = (
            self.env["purchase.request.line"]
            .sudo()
            .search(
                [
                    ("orderpoint_id", "in", self.ids),
                    ("request_state", "in", ("approved", "in_progress", "ordered")),
                    ("purchase_state", "!=", False),
                    ("jxc_open_qty", ">", 0),
                ]
            )
        )
        for line in lines:
            result[line.orderpoint_id.id] += line.product_uom_id._compute_quantity(
                line.jxc_open_qty, line.orderpoint_id.product_uom, round=False
            )
        return result

    def action_jxc_request(self):
        """Make draft purchase requests of what these rules want to order.

        One request per warehouse; the quantity stays with the rule as “in progress”,
        so that it is not proposed again.

        :return: action that opens the requests
        :raises UserError: when nothing is short
        """
        short = self.filtered(lambda o: o.product_uom.compare(o.qty_to_order, 0.0) > 0)
        if not short:
            raise UserError(
                self.env._("Nothing is short: there is nothing to request.")
            )
        requests = self.env["purchase.request"]
        for warehouse, rules in short.grouped("warehouse_id").items():
            requests |= requests.create(
                {
                    "company_id": warehouse.company_id.id,
                    "picking_type_id": warehouse.in_type_id.id,
                    "origin": self.env._("Minimum stock"),
                    "line_ids": [
                        (0, 0, rule._jxc_prepare_request_line()) for rule in rules
                    ],
                }
            )
        # sudo: requesters cannot write rules; their proposal is used up
        used = short.sudo()
        used.qty_to_order_manual = 0
        used._compute_qty_to_order_computed()
        return requests._jxc_open()

    def _jxc_prepare_request_line(self):
        vendor = self.supplier_id.partner_id
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom.id,
            "jxc_suggested_qty": self.qty_to_order,
            "date_required": fields.Date.context_today(self)
            + timedelta(days=self.lead_days),
            "jxc_source": "min_stock",
            "jxc_source_ref": self.name,
            "orderpoint_id": self.id,
            **({"supplier_id": vendor.id} if vendor else {}),
        }
