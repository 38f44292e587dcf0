from datetime import timedelta

from odoo.tests import tagged

from .common_alerts import NOON, AlertCase


@tagged("post_install", "-at_install")
class TestAlertStock(AlertCase):
    """Each detector on planted stock, beside a twin that is as it should be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._product("Vinegar")
        for product in cls.product | cls.twin:
            product.standard_price = 4
        cls.hold = cls._location("Quality", jxc_hold="quality")

    def found(self, detector, **values):
        rule = self.rule(detector, silent=True, **values)
        self.env.flush_all()
        rule._run()
        mine = self.product | self.twin
        return self.alerts(rule).filtered(lambda alert: alert.product_id in mine)

    def plant_points(self, **levels):
        return [self.point(p, **levels) for p in (self.product, self.twin)]

    def test_the_workbench_says_where(self):
        self.plant_points(product_min_qty=10, product_max_qty=20)
        alerts = self.found("below_min")
        rows = self.env["jxc.workbench"]._alert_rows(alerts)
        self.assertEqual({row["place"] for row in rows}, {self.warehouse.name})

    def test_below_safety(self):
        self.plant_points(jxc_safety_quantity=20)
        self._plant(self.product, 15)
        self._plant(self.product, 9, self.hold)
        self._plant(self.twin, 20)
        alert = self.found("below_safety", basis="available", severity="critical")
        self.assertEqual(alert.product_id, self.product)
        self.assertEqual((alert.measure, alert.threshold), (15, 20))
        self.assertEqual(alert.impact, (20 - 15) * 4)
        self.assertEqual(alert.severity, "critical")
        self.assertEqual(alert.warehouse_id, self.warehouse)
        self.assertFalse(self.found("below_safety", product_id=self.product.id))

    def test_below_min_counts_what_comes(self):
        """5 + 10 coming in time is the minimum; what comes too late does not help."""
        self.plant_points(product_min_qty=15, product_max_qty=100)
        for product, days in ((self.product, 20), (self.twin, 3)):
            self._plant(product, 5)
            picking = self._picking("in", 10, product)
            picking.move_ids.date = NOON + timedelta(days=days)
        alert = self.found("below_min", basis="projected", horizon_days=14)
        self.assertEqual(alert.product_id, self.product)
        self.assertEqual(alert.measure, 5)
        self.assertIn("Soy Sauce", alert.message)

    def test_no_level_no_warning(self):
        self.plant_points()
        for detector in ("below_safety", "below_min", "above_max"):
            with self.subTest(detector=detector):
                self.assertFalse(self.found(detector))

    def test_above_max(self):
        self.plant_points(product_max_qty=50)
        self._plant(self.product, 51)
        self._plant(self.twin, 50)
        alert = self.found("above_max")
        self.assertEqual((alert.product_id, alert.measure), (self.product, 51))

    def test_negative(self):
        self._plant(self.product, 100, self.hold)
        self._plant(self.product, -3)
        self._plant(self.twin, 3)
        alert = self.found("negative")
        self.assertEqual((alert.res_id, alert.measure), (self.product.id, -3))
        self.assertEqual(alert.impact, 3 * 4)

    def plant_lot(self, days, location=None):
        """A lot of 6 that expires at noon in so many days."""
        self.product.write({"tracking": "lot", "use_expiration_date": True})
        lot = self.env["stock.lot"].create(
            {
                "product_id": self.product.id,
                "name": f"L{days}",
                "expiration_date": NOON + timedelta(days=days),
            }
        )
        self._plant(self.product, 6, location, lot_id=lot)
        return lot

    def test_expiring_in_tiers(self):
        self._plant(self.product, 100)
        self.plant_lot(31)
        self.plant_lot(-1)
        soon, very = self.plant_lot(30), self.plant_lot(10)
        alerts = self.found("expiring", warn_level=30, critical_level=10)
        severity = {alert.res_id: alert.severity for alert in alerts}
        self.assertEqual(severity, {soon.id: "warning", very.id: "critical"})
        self.assertEqual(alerts.mapped("impact"), [6 * 4, 6 * 4])
        last = alerts.filtered(lambda alert: alert.res_id == very.id)
        self.assertIn("in 10 days", last.message)

    def test_past_the_removal_date_is_not_free(self):
        """Of 6 and 9 the 6 must not be sold any more: 9 are available, 9 projected."""
        self.plant_points(jxc_safety_quantity=12, product_max_qty=100)
        self.plant_lot(5).removal_date = NOON - timedelta(days=2)
        self._plant(self.product, 9)
        self._plant(self.twin, 15)
        self.assertEqual(self.product.free_qty, 9)
        for basis in ("available", "projected"):
            with self.subTest(basis=basis):
                self.rules.search([]).active = False
                alert = self.found("below_safety", basis=basis)
                self.assertEqual((alert.product_id, alert.measure), (self.product, 9))
        self.assertFalse(self.found("below_safety", basis="on_hand"))

    def test_receipt_in_two_steps_comes(self):
        """What the vendor brings to the dock ends in the stock."""
        self.plant_points(product_min_qty=15, product_max_qty=100)
        self.warehouse.reception_steps = "two_steps"
        dock = self.warehouse.wh_input_stock_loc_id
        for product in (self.product, self.twin):
            self._plant(product, 5)
        self._picking(
            "in",
            30,
            self.twin,
            location_dest_id=dock.id,
            location_final_id=self.stock.id,
        )
        self.assertEqual(self.twin.virtual_available, 35)
        alert = self.found("below_min", basis="projected")
        self.assertEqual(alert.product_id, self.product)

    def test_expired(self):
        expired = self._location("Scrap Heap", jxc_hold="expired")
        self.plant_lot(0)
        self.plant_lot(-5, expired)
        gone = self.plant_lot(-2)
        alert = self.found("expired", warn_level=1, critical_level=1)
        self.assertEqual((alert.res_id, alert.measure), (gone.id, 2))
