from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_jxc_request_shortage(self):
        """Make one draft purchase request of what the warehouse lacks for the order.

        :return: action that opens the request
        :raises UserError: when nothing is short
        """
        self.ensure_one()
        shortages = self.order_line._jxc_shortages()
        if not shortages:
            raise UserError(
                self.env._("Nothing is short, or it has been requested already.")
            )
        request = self.env["purchase.request"].create(
            {
                "company_id": self.company_id.id,
                "picking_type_id": self.warehouse_id.in_type_id.id,
                "origin": self.name,
                "line_ids": [
                    (0, 0, line._jxc_prepare_request_line(quantity))
                    for line, quantity in shortages.items()
                ],
            }
        )
        return request._jxc_open()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _jxc_shortages(self):
        """What is missing to deliver these lines and not requested yet.

        missing = to deliver − reserved for the line − free in its warehouse −
        requested for it; the free quantity serves the lines in their order.

        :return: {line: quantity in the unit of the line}, only quantities above 0
        """
        lines = self.filtered(lambda line: line.product_id.is_storable)
        # sudo: availability and requests of others are the truth for everybody
        requested = lines.sudo()._jxc_requested()
        free, result = {}, {}
        for line in lines:
            key = (line.product_id, line.order_id.warehouse_id)
            if key not in free:
                # sudo: as above
                product = line.product_id.sudo().with_context(warehouse_id=key[1].id)
                free[key] = max(product.free_qty, 0.0)
            missing = line._jxc_undelivered() - requested.get(line.id, 0.0)
            taken = min(max(missing, 0.0), free[key])
            free[key] -= taken
            unit = line.product_id.uom_id
            if unit.compare(missing, taken) > 0:
                result[line] = unit._compute_quantity(
                    missing - taken, line.product_uom_id
                )
        return result

    def _jxc_undelivered(self):
        """To deliver and not reserved, in the product's unit."""
        unit = self.product_id.uom_id
        ordered = self.product_uom_id._compute_quantity(
            self.product_uom_qty - self.qty_delivered, unit, round=False
        )
        # sudo: what is reserved for the line, whoever asks
        moves = self.sudo().move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.picking_code == "outgoing"
            )
        )
        reserved = sum(
            move.product_uom._compute_quantity(move.quantity, unit, round=False)
            for move in moves
        )
        return ordered - reserved

    def _jxc_requested(self):
        """{sales line id: quantity requested and not received, product's unit}."""
        requests = self.env["purchase.request.line"].search(
            [
                ("jxc_sale_line_id", "in", self.ids),
                ("request_state", "not in", ("rejected", "cancelled")),
                ("cancelled", "=", False),
                ("jxc_closed", "=", False),
            ]
        )
        result = dict.fromkeys(self.ids, 0.0)
        for line in requests:
            result[line.jxc_sale_line_id.id] += line.product_uom_id._compute_quantity(
                max(line.product_qty - line.jxc_received_qty, 0.0),
                line.product_id.uom_id,
                round=False,
            )
        return result

    def _jxc_prepare_request_line(self, quantity):
        day = self.order_id.commitment_date or self.order_id.expected_date
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "jxc_suggested_qty": quantity,
            "date_required": day or self.order_id.date_order,
            "jxc_source": "sale_line",
            "jxc_source_ref": self.order_id.name,
            "jxc_sale_line_id": self.id,
        }
