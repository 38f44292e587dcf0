from collections import defaultdict

from odoo import api, fields, models

WAITING = ("to_approve", "approved", "in_progress")


class PurchaseRequestLine(models.Model):
    """What a decision about a line needs beside it: stock and duplicates."""

    _inherit = "purchase.request.line"

    jxc_on_hand = fields.Float(
        string="On Hand",
        digits="Product Unit",
        compute="_compute_jxc_stock",
        help="In the warehouse of the request, in the product's unit.",
    )
    jxc_incoming = fields.Float(
        string="Incoming",
        digits="Product Unit",
        compute="_compute_jxc_stock",
        help="Ordered and not yet received, in the product's unit.",
    )
    jxc_duplicate_hint = fields.Char(
        string="Also Asked for",
        compute="_compute_jxc_duplicate_hint",
        help="Other open requests and RFQs for the same product.",
    )

    @api.depends("product_id", "request_id.picking_type_id")
    def _compute_jxc_stock(self):
        by_warehouse = defaultdict(lambda: self.browse())
        for line in self:
            by_warehouse[line.request_id.picking_type_id.warehouse_id] |= line
        for warehouse, lines in by_warehouse.items():
            # sudo: availability is the same truth for everybody; only two totals
            products = lines.product_id.sudo()
            if warehouse:
                products = products.with_context(warehouse_id=warehouse.id)
            for line in lines:
                product = products.browse(line.product_id.id)
                line.jxc_on_hand = product.qty_available if product else 0.0
                line.jxc_incoming = product.incoming_qty if product else 0.0

    @api.depends("product_id", "product_qty", "request_id.company_id")
    def _compute_jxc_duplicate_hint(self):
        hints = self._jxc_other_requests()
        for product_id, texts in self._jxc_other_rfqs().items():
            hints[product_id] += texts
        for line in self:
            own = (line._origin.request_id or line.request_id._origin).id
            texts = [text for owner, text in hints[line.product_id.id] if owner != own]
            line.jxc_duplicate_hint = ", ".join(texts) or False

    def _jxc_other_requests(self):
        """{product id: [(request id, text)]} of open requests for these products."""
        # sudo: the number and quantity of a colleague's request prevents ordering twice
        lines = self.sudo().search(
            [
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", self.company_id.ids or self.env.company.ids),
                ("request_state", "in", WAITING),
                ("jxc_open_qty", ">", 0),
            ]
        )
        found = defaultdict(list)
        for line in lines:
            text = f"{line.request_id.name} {self._jxc_quantity_text(line)}"
            found[line.product_id.id].append((line.request_id.id, text))
        return found

    def _jxc_other_rfqs(self):
        """{product id: [(0, text)]} of RFQ lines that no request asked for."""
        # sudo: as above; no price leaves this method
        lines = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("company_id", "in", self.company_id.ids or self.env.company.ids),
                    ("state", "in", ("draft", "sent", "to approve")),
                ]
            )
        )
        found = defaultdict(list)
        for line in lines.filtered(lambda line: not line.purchase_request_lines):
            text = f"{line.order_id.name} {self._jxc_quantity_text(line)}"
            found[line.product_id.id].append((0, text))
        return found

    @api.model
    def _jxc_quantity_text(self, line):
        unit = line.product_uom_id
        quantity = (
            line.product_qty
            if line._name.startswith("purchase.order")
            else (line.jxc_open_qty)
        )
        return f"{unit.round(quantity):g} {unit.name}"
