from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPolicyTour(HttpCase):
    def test_a_later_lot_with_a_reason(self):
        """FEFO and scanning are mandatory; the manager lets the later lot go."""
        manager = new_test_user(
            self.env,
            login="policy_tour",
            groups="jxc_base.group_warehouse_manager,stock.group_production_lot",
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", manager.company_id.id)], limit=1
        )
        warehouse.jxc_order_policy = "enforce"
        warehouse.out_type_id.jxc_scan_required = True
        picking = self._later_lot(warehouse)
        url = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(url, "jxc_policy_fefo", login=manager.login)
        self.assertEqual(picking.state, "done")
        entry = picking.jxc_exception_ids
        self.assertEqual((entry.kind, entry.user_id), ("order", manager))
        self.assertEqual(entry.reason, "The customer asked for this lot")
        line = picking.move_line_ids
        self.assertEqual((line.jxc_scanned_by, line.jxc_scan_device), (manager, "web"))

    def _later_lot(self, warehouse):
        """A delivery of 3 that took the lot that expires later."""
        fefo = self.env.ref("product_expiry.removal_fefo")
        category = self.env["product.category"].create(
            {"name": "Tour Fresh", "removal_strategy_id": fefo.id}
        )
        product = self.env["product.product"].create(
            {
                "name": "Tour Milk",
                "is_storable": True,
                "tracking": "lot",
                "use_expiration_date": True,
                "expiration_time": 100,
                "categ_id": category.id,
            }
        )
        now = fields.Datetime.now()
        old, new = self.env["stock.lot"].create(
            [
                {
                    "name": f"FEFO-{name}",
                    "product_id": product.id,
                    "expiration_date": now + timedelta(days=days),
                    "removal_date": now + timedelta(days=days),
                }
                for name, days in (("OLD", 20), ("NEW", 60))
            ]
        )
        place = warehouse.lot_stock_id
        for lot in (old, new):
            self.env["stock.quant"]._update_available_quantity(
                product, place, 10, lot_id=lot
            )
        customers = self.env.ref("stock.stock_location_customers")
        goods = {"product_id": product.id, "location_id": place.id}
        goods["location_dest_id"] = customers.id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": place.id,
                "location_dest_id": customers.id,
                "partner_id": self.env["res.partner"].create({"name": "Tour Mart"}).id,
                "move_ids": [(0, 0, {**goods, "product_uom_qty": 3})],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_line_ids.lot_id = new
        return picking
