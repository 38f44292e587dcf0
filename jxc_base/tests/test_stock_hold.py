from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockHold(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls._location("Check", jxc_hold="quality")
        cls.shelf = cls._location("Check shelf", cls.zone)
        cls._plant(cls.product, 10)
        cls._plant(cls.product, 4, cls.zone)
        cls._plant(cls.product, 3, cls.shelf)

    def test_child_inherits_and_follows(self):
        self.assertEqual(self.shelf.jxc_hold_effective, "quality")
        self.shelf.jxc_hold = "quarantine"
        self.assertEqual(self.shelf.jxc_hold_effective, "quarantine")
        self.shelf.jxc_hold = False
        self.zone.jxc_hold = False
        self.assertFalse(self.shelf.jxc_hold_effective)
        self.assertEqual(self.product.free_qty, 17)

    def test_quantities(self):
        self.assertEqual(self.product.qty_available, 10 + 4 + 3)
        self.assertEqual(self.product.free_qty, 10)
        self.assertEqual(self.product.virtual_available, 10)
        here = self.product.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual(here.free_qty, 10)
        held = self.product.with_context(location=self.zone.id)
        self.assertEqual((held.qty_available, held.free_qty), (7, 0))
        self.assertEqual(self.product.product_tmpl_id.virtual_available, 10)

    def test_search_free(self):
        other = self._product("Only held")
        self._plant(other, 5, self.zone)
        found = self.env["product.product"].search(
            [("free_qty", ">", 0), ("id", "in", (self.product | other).ids)]
        )
        self.assertEqual(found, self.product)

    def test_release_planned_counts_in_forecast(self):
        release = self._picking("int", 3, location_id=self.shelf.id)
        release.action_assign()
        self.assertEqual(release.move_ids.quantity, 3)
        self.product.invalidate_recordset()
        self.assertEqual(self.product.free_qty, 10)
        self.assertEqual(self.product.virtual_available, 10 + 3)

    def test_past_removal_date_not_subtracted_twice(self):
        product = self._product(
            "Milk", tracking="lot", use_expiration_date=True, expiration_time=10
        )
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("old", "new")]
        )
        lots[0].removal_date = fields.Datetime.now() - timedelta(days=2)
        lots[1].removal_date = fields.Datetime.now() + timedelta(days=9)
        for lot in lots:
            self._plant(product, 5, self.zone, lot_id=lot)
            self._plant(product, 2, lot_id=lot)
        self.assertEqual(product.qty_available, 14)
        self.assertEqual(product.free_qty, 2)

    def test_owner_and_lot_in_context(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self._plant(self.product, 6, self.zone, owner_id=owner)
        mine = self.product.with_context(owner_id=owner.id)
        self.assertEqual((mine.qty_available, mine.free_qty), (6, 0))

    def test_reservation_does_not_take_from_hold(self):
        delivery = self._picking("out", 12)
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 10)
        self.assertEqual(delivery.move_line_ids.location_id, self.stock)

    def test_forecast_of_delivery_ignores_hold(self):
        self._picking("out", 10).action_assign()
        late = self._picking("out", 5)
        late.move_ids.invalidate_recordset(["forecast_availability"])
        self.assertLessEqual(late.move_ids.forecast_availability, 0)

    def test_delivery_of_held_goods_refused(self):
        delivery = self._picking("out", 12)
        delivery.action_assign()
        delivery.move_ids.picked = True
        delivery.move_line_ids.copy(
            {"location_id": self.zone.id, "quantity": 2, "picked": True}
        )
        with self.assertRaisesRegex(UserError, "on hold"):
            delivery._action_done()

    def test_held_line_added_to_done_delivery_refused(self):
        delivery = self._picking("out", 2)
        self._validate(delivery, 2)
        with self.assertRaisesRegex(UserError, "on hold"):
            delivery.move_line_ids.copy({"location_id": self.zone.id, "quantity": 1})

    def test_return_to_vendor_from_hold_passes(self):
        back = self._picking(
            "out", 4, location_id=self.zone.id, location_dest_id=self.suppliers.id
        )
        self._validate(back, 4)
        self.assertEqual(back.state, "done")

    def test_replenishment_counts_hold_as_missing(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "product_min_qty": 15,
                "product_max_qty": 20,
                "trigger": "manual",
            }
        )
        self.assertEqual(rule.qty_forecast, 10)
        self.assertEqual(rule.qty_to_order, 20 - 10)

    def test_proposal_without_rule(self):
        product = self._product("Needed")
        self._plant(product, 10, self.zone)
        self._picking("out", 5, product)
        self.env["stock.warehouse.orderpoint"].action_open_orderpoints()
        found = self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "=", product.id)]
        )
        self.assertEqual(found.qty_to_order, 5)

    def test_sale_widget(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Shop"}).id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 12})
                ],
            }
        )
        self.assertEqual(order.order_line.free_qty_today, 10)
        self.assertEqual(order.order_line.virtual_available_at_date, 10)

    def test_quant_shows_nothing_available(self):
        quant = self.env["stock.quant"]._gather(self.product, self.zone, strict=True)
        self.assertEqual((quant.quantity, quant.available_quantity), (4, 0))

    def test_no_query_without_hold(self):
        held = self.env["stock.location"].search([("jxc_hold", "!=", False)])
        held.jxc_hold = False
        self.env["stock.quant"]._jxc_held_domain()
        with self.assertQueryCount(0):
            self.assertEqual(self.product._jxc_held_quantities(), {})

    def test_only_managers_set_a_hold(self):
        self.shelf.with_user(self.manager).jxc_hold = "expired"
        self.assertEqual(self.shelf.jxc_hold_effective, "expired")
        with self.assertRaises(AccessError):
            self.shelf.with_user(self.worker).jxc_hold = False

    def test_moved_location_takes_the_hold_of_its_place(self):
        self.shelf.location_id = self.stock
        self.assertFalse(self.shelf.jxc_hold_effective)
        self.assertEqual(self.product.free_qty, 10 + 3)

    def test_views_load(self):
        for kind in ("form", "list", "search"):
            arch = self.env["stock.location"].get_view(view_type=kind)["arch"]
            self.assertIn("jxc_hold_effective", arch)
