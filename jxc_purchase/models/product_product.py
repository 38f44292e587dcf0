from odoo import api, fields, models

NOT_ORDERED = ("to_approve", "approved", "in_progress")


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.private
    def _jxc_raise_demand(self, quantity, origin):
        """Ask for goods by one draft purchase request for the warehouse.

        :param quantity: product unit; a number for all, or {product id: number}
        :param origin: name of the document that needs the goods
        :return: {product id: purchase.request.line}; products without a positive
            quantity are left out

        Context: ``warehouse_id`` says where; ``jxc_source`` (forecast unless given),
        ``jxc_date_required`` (today unless given) and ``jxc_points`` ({product id: id
        of the replenishment rule that then counts the request}) go to the lines.
        """
        amounts = (
            quantity
            if isinstance(quantity, dict)
            else dict.fromkeys(self.ids, quantity)
        )
        wanted = self.filtered(
            lambda p: p.purchase_ok and p.uom_id.compare(amounts.get(p.id, 0), 0) > 0
        )
        # what cannot be purchased is left to the stock rules
        result = super(ProductProduct, self - wanted)._jxc_raise_demand(
            quantity, origin
        )
        if wanted:
            request = wanted._jxc_demand_request(amounts, origin)
            result.update({line.product_id.id: line for line in request.line_ids})
        return result

    def _jxc_demand_request(self, amounts, origin):
        warehouse = self._jxc_demand_warehouse()
        lines = [self._jxc_demand_line(p, amounts[p.id], origin) for p in self]
        # sudo: a planner may raise a need without rights on requests; it stays a
        # draft, owned by the planner, that has to be submitted and approved
        requests = self.env["purchase.request"].sudo()
        return requests.create(
            {
                "company_id": warehouse.company_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "origin": origin,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    def _jxc_demand_line(self, product, quantity, origin):
        context = self.env.context
        day = context.get("jxc_date_required") or fields.Date.context_today(self)
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "jxc_suggested_qty": quantity,
            "date_required": day,
            "jxc_source": context.get("jxc_source", "forecast"),
            "jxc_source_ref": origin,
            "orderpoint_id": (context.get("jxc_points") or {}).get(product.id),
        }

    @api.private
    def _jxc_open_request_quantity(self):
        """Quantity submitted or approved and not yet ordered, product unit."""
        result = super()._jxc_open_request_quantity()
        domain = [
            ("product_id", "in", self.ids),
            ("request_state", "in", NOT_ORDERED),
            ("cancelled", "=", False),
            ("jxc_closed", "=", False),
        ]
        warehouse = self.env.context.get("warehouse_id")
        if warehouse:
            domain.append(("picking_type_id.warehouse_id", "=", warehouse))
        # sudo: what is on its way is the same truth for everybody
        groups = (
            self.env["purchase.request.line"]
            .sudo()
            ._read_group(
                domain,
                ["product_id", "product_uom_id"],
                ["product_qty:sum", "jxc_ordered_qty:sum"],
            )
        )
        for product, unit, approved, ordered in groups:
            result[product.id] += unit._compute_quantity(
                max(approved - ordered, 0.0), product.uom_id, round=False
            )
        return result
