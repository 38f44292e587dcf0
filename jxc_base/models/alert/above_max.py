"""What an order or a receipt would make too much: shown while it is typed.

Nothing is refused: a price break or a full truck may be worth it.
"""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.private
    def _jxc_above_max(self, more):
        """What will be above the maximum of the place, with more on top.

        Hook: the context key `warehouse_id` says where.

        :param more: {product id: product unit} that is in no confirmed document yet
        :return: {product id: (projected, maximum)} of those above it, product unit
        """
        warehouse = self.env.context.get("warehouse_id")
        # sudo: levels and stock are the same for everybody
        points = self.env["stock.warehouse.orderpoint"].sudo()
        most = defaultdict(float)
        for product, level in points._read_group(
            [
                ("product_id", "in", self.ids),
                ("warehouse_id", "=", warehouse),
                ("product_max_qty", ">", 0),
            ],
            ["product_id"],
            ["product_max_qty:max"],
        ):
            most[product.id] = level
        found = {}
        # sudo: what will be there does not depend on who orders
        for product in self.browse(most).sudo():
            projected = product.virtual_available + more.get(product.id, 0.0)
            if product.uom_id.compare(projected, most[product.id]) > 0:
                found[product.id] = projected, most[product.id]
        return found

    def _jxc_above_max_text(self, projected, most):
        """One sentence on a product that would be too much, in the user's language."""

        def figure(quantity):
            return f"{quantity:.10g} {self.uom_id.name}"

        return self.env._(
            "%(product)s: then %(projected)s, maximum %(most)s",
            product=self.display_name,
            projected=figure(projected),
            most=figure(most),
        )


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    jxc_above_max = fields.Text(
        "Too Much",
        compute="_compute_jxc_above_max",
        help="Goods of which there would be more than their maximum.",
    )

    @api.depends(
        "state",
        "picking_type_id",
        "order_line.product_id",
        "order_line.product_qty",
        "order_line.product_uom_id",
    )
    def _compute_jxc_above_max(self):
        for order in self:
            order.jxc_above_max = order._jxc_too_much()

    def _jxc_too_much(self):
        """Sentences on the goods of the order that would be too much, or False."""
        warehouse = self.picking_type_id.warehouse_id
        lines = self.order_line.filtered(
            lambda line: line.product_id.is_storable and not line.display_type
        )
        over = self.state == "cancel" or self.receipt_status == "full"
        if over or not warehouse or not lines:
            return False
        draft = self.state != "purchase"
        more = defaultdict(float)
        for line in lines if draft else ():
            product = line.product_id
            more[product._origin.id] += line.product_uom_id._compute_quantity(
                line.product_qty, product.uom_id, round=False
            )
        here = lines.product_id._origin.with_context(warehouse_id=warehouse.id)
        return _sentences(here, here._jxc_above_max(more))

    def button_confirm(self):
        """Whoever confirms too much leaves a note of it."""
        texts = {order: order._jxc_too_much() for order in self}
        result = super().button_confirm()
        for order, text in texts.items():
            if text and order.state in ("purchase", "to approve"):
                lines = Markup("<br/>").join(text.split("\n"))
                head = order.env._("More than the maximum:")
                order.message_post(body=Markup("%s<br/>%s") % (head, lines))
        return result


class StockPicking(models.Model):
    _inherit = "stock.picking"

    jxc_above_max = fields.Text(
        "Too Much",
        compute="_compute_jxc_above_max",
        help="Goods of which there would be more than their maximum.",
    )

    @api.depends(
        "state",
        "picking_type_id",
        "move_ids.product_id",
        "move_ids.product_uom_qty",
        "move_ids.quantity",
        "move_ids.state",
    )
    def _compute_jxc_above_max(self):
        for picking in self:
            open_ = picking.state not in ("done", "cancel")
            receipt = picking.picking_type_id.code == "incoming"
            text = open_ and receipt and picking._jxc_too_much()
            picking.jxc_above_max = text or False

    def _jxc_too_much(self):
        """Sentences on the goods of a receipt that would be too much, or False."""
        more = defaultdict(float)
        for move in self.move_ids:
            product = move.product_id
            # what is planned is in the projection already
            counted = move.product_uom_qty if move.state != "draft" else 0.0
            extra = max(move.quantity, move.product_uom_qty) - counted
            more[product._origin.id] += move.product_uom._compute_quantity(
                extra, product.uom_id, round=False
            )
        warehouse = self.picking_type_id.warehouse_id
        products = self.move_ids.product_id._origin
        here = products.with_context(warehouse_id=warehouse.id)
        return _sentences(here, here._jxc_above_max(more)) if warehouse else False


def _sentences(products, found):
    texts = [
        product._jxc_above_max_text(*found[product.id])
        for product in products
        if product.id in found
    ]
    return "\n".join(texts) or False
