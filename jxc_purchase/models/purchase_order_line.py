from odoo import api, models

from ..core import request_quantities


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _jxc_allocations(self):
        """Allocations in the order in which requests are served: wanted first."""
        return self.purchase_request_allocation_ids.sorted(
            lambda a: (
                a.purchase_request_line_id.date_required,
                a.purchase_request_line_id.id,
                a.id,
            )
        )

    def _jxc_shares(self):
        """(request line, ordered share, received share) of this order line.

        Shares are in the unit of the request line.
        """
        allocations = self._jxc_allocations()
        wants = [
            allocation.product_uom_id._compute_quantity(
                allocation.requested_product_uom_qty, self.product_uom_id, round=False
            )
            for allocation in allocations
        ]
        shares = request_quantities.distribute(self.product_qty, wants)
        received = request_quantities.distribute(self.qty_received, shares)
        for allocation, share, got in zip(allocations, shares, received, strict=True):
            unit = allocation.product_uom_id or self.product_uom_id
            convert = self.product_uom_id._compute_quantity
            yield (
                allocation.purchase_request_line_id,
                convert(share, unit, round=False),
                convert(got, unit, round=False),
            )

    def _jxc_fit_allocations(self):
        """Release what a confirmed order line does not order of its requests."""
        # sudo: buyers cannot write allocations directly
        for line in self.sudo():
            allocations = line._jxc_allocations()
            shares = list(line._jxc_shares())
            for allocation, (_line, share, _got) in zip(
                allocations, shares, strict=True
            ):
                wanted = allocation.requested_product_uom_qty
                unit = allocation.product_uom_id
                if unit and unit.compare(share, wanted) < 0:
                    allocation.requested_product_uom_qty = share

    @api.model
    def _prepare_add_missing_fields(self, values):
        """Price a new line in its own unit; core prices it in the vendor's.

        With the unit given, core proposes the price of the vendor's unit (a carton)
        for it (a kilogram).
        """
        missing = super()._prepare_add_missing_fields(values)
        if "price_unit" in missing and values.get("product_uom_id"):
            line = self.new(values)
            given = line.product_uom_id
            quantity = line.product_qty
            line.onchange_product_id()  # now in the vendor's unit
            unit = line.product_uom_id
            line.product_qty = given._compute_quantity(quantity, unit, round=False)
            missing["price_unit"] = unit._compute_price(line.price_unit, given)
        return missing

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._jxc_requests()._jxc_update_progress()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"product_qty", "qty_received", "qty_received_manual"} & set(vals):
            confirmed = self.filtered(lambda line: line.state == "purchase")
            if "product_qty" in vals:
                confirmed._jxc_fit_allocations()
            self._jxc_requests()._jxc_update_progress()
        return result

    def unlink(self):
        self._jxc_free_requests()
        return super().unlink()

    def _jxc_free_requests(self):
        """Drop the allocations: the database would, but without recomputing."""
        # sudo: buyers cannot delete allocations; deleting the line itself is checked
        self.sudo().purchase_request_allocation_ids.unlink()

    def _jxc_requests(self):
        """Requests behind these order lines."""
        # sudo: whoever moves an order moves the state of its requests
        allocations = self.sudo().purchase_request_allocation_ids
        return allocations.purchase_request_line_id.request_id
