from datetime import date

from odoo import models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _compute_quantities_dict(
        self, lot_id, owner_id, package_id, from_date=False, to_date=False
    ):
        """Core's quantities; what lies free in a hold location is neither free
        nor part of the forecast. Quantity on hand, incoming and outgoing stay.

        Reserved goods in a hold location (their release is planned) are already
        out of the free quantity and stay in the forecast.
        """
        self = self.with_context(jxc_without_hold=None)
        quantities = super()._compute_quantities_dict(
            lot_id, owner_id, package_id, from_date, to_date
        )
        held = self._jxc_held_quantities(lot_id, owner_id, package_id)
        for product in self.filtered(lambda p: p._origin.id in held):
            figures, quantity = quantities[product.id], held[product._origin.id]
            for name in ("free_qty", "virtual_available"):
                figures[name] = product.uom_id.round(figures[name] - quantity)
        return quantities

    def _jxc_held_quantities(self, lot_id=None, owner_id=None, package_id=None):
        """Quantity lying unreserved on hold, in the product's unit.

        Lots past their removal date are left out: core has taken them out of the
        free quantity already. The context restricts places as for `free_qty`.
        :return: {product id: quantity}, only products that have any
        """
        held = self.env["stock.quant"]._jxc_held_domain()
        if held.is_false() or not self.ids:
            return {}
        domain = Domain.AND(
            [
                self._get_domain_locations()[0],
                Domain("product_id", "in", self.ids),
                held,
                self._jxc_held_filter(lot_id, owner_id, package_id),
            ]
        )
        quants = self.env["stock.quant"].with_context(active_test=False)
        rows = quants._read_group(
            domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"]
        )
        return {product.id: on_hand - reserved for product, on_hand, reserved in rows}

    def _jxc_held_filter(self, lot_id, owner_id, package_id):
        limit = self.env.context.get("to_date") or date.today()
        domain = Domain("removal_date", "=", False) | Domain("removal_date", ">", limit)
        chosen = {"lot_id": lot_id, "owner_id": owner_id, "package_id": package_id}
        for name, value in chosen.items():
            if value is not None:
                domain &= Domain(name, "=", value)
        if "owners" in self.env.context:
            owners = self.env.context["owners"]
            domain &= Domain("owner_id", "in", owners or [False])
        return domain

    def _get_domain_locations_new(self, location_ids):
        """With the context key `jxc_without_hold` hold locations count as outside."""
        quants, moves_in, moves_out = super()._get_domain_locations_new(location_ids)
        if self.env.context.get("jxc_without_hold"):
            quants &= ~self.env["stock.quant"]._jxc_held_domain()
        return quants, moves_in, moves_out


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    def _get_orderpoint_action(self):
        # the first, rough selection of core sums the quants itself
        action = super(
            StockWarehouseOrderpoint, self.with_context(jxc_without_hold=True)
        )._get_orderpoint_action()
        if isinstance(action.get("context"), dict):
            action["context"] = {
                key: value
                for key, value in action["context"].items()
                if key != "jxc_without_hold"
            }
        return action


class StockForecasted(models.AbstractModel):
    _inherit = "stock.forecasted_product_product"

    def _get_quant_domain(self, location_ids, products):
        domain = super()._get_quant_domain(location_ids, products)
        held = self.env["stock.quant"]._jxc_held_domain()
        return domain if held.is_false() else list(Domain(domain) & ~held)
