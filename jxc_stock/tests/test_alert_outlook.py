from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common_alert_levels import NOON, AlertLevelsCommon

MOVE = "odoo.addons.jxc_base.models.common.hooks_stock_move.StockMove"


@tagged("post_install", "-at_install")
class TestAlertStockOut(AlertLevelsCommon):
    """Soy in A: 12 on hand at three a day last four days."""

    def setUp(self):
        super().setUp()
        self.demand(self.soy, 3 * 28)
        self._plant(self.soy, 12, self.wh_a.lot_stock_id)

    def coming(self, quantity, days, **values):
        return self._move(
            quantity,
            self.suppliers,
            self.wh_a.lot_stock_id,
            days,
            self.soy,
            origin="PLANTED/IN",
            **values,
        )

    def test_runs_out_before_the_next_arrival(self):
        """They come on the ninth day: five days without, 5 × 3 × 8 of sales."""
        self.coming(20, 9)
        alert = self.found(self.rule("stock_out", 1, 7))
        self.assertEqual((alert.product_id, alert.warehouse_id), (self.soy, self.wh_a))
        self.assertEqual((alert.measure, alert.severity), (5, "warning"))
        self.assertEqual(alert.impact, 5 * 3 * 8)
        self.assertEqual(alert.due, NOON.date() + timedelta(days=4))
        for part in ("12 Units", "at 3 a day", "20 Units", "PLANTED/IN", "5 days"):
            self.assertIn(part, alert.message)
        self.assertIn("PLANTED/IN", self.chinese(alert))

    def test_in_time(self):
        """On the fourth day nothing is missing; nor is rice, which nobody wants."""
        self.coming(20, 4)
        self._plant(self.rice, 0.5, self.wh_a.lot_stock_id)
        self.assertFalse(self.found(self.rule("stock_out", 1, 7)))

    def test_the_next_arrival_counts_not_a_later_one(self):
        self.coming(50, 20)
        self.coming(5, 6)
        self.assertEqual(self.found(self.rule("stock_out", 1, 7)).measure, 2)

    def test_the_reliable_date_counts_not_the_planned_one(self):
        """Planned for the fourth day; reliably it comes on the twelfth."""
        move = self.coming(20, 4)
        later = NOON + timedelta(days=12)
        with patch(f"{MOVE}._jxc_reliable_date", lambda self: {move.id: later}):
            alert = self.found(self.rule("stock_out", 1, 7))
        self.assertEqual((alert.measure, alert.severity), (8, "critical"))

    def test_without_arrival_the_vendor_counts(self):
        """Nothing comes: as if ordered today. Without a vendor nothing is said."""
        rule = self.rule("stock_out", 1, 7)
        self.assertFalse(self.found(rule))
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.soy.product_tmpl_id.id,
                "delay": 10,
            }
        )
        alert = self.found(rule)
        self.assertEqual(alert.measure, 10 - 4)
        self.assertIn("needs 10 days", alert.message)

    def test_an_overdue_arrival_is_none(self):
        self.coming(20, -2)
        rule = self.rule("stock_out", 1, 7)
        self.assertFalse(self.found(rule))
        self.coming(20, 9)
        self.assertTrue(self.found(rule))

    def test_between_own_bins_is_no_arrival(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.wh_a.lot_stock_id.id}
        )
        self._move(5, shelf, self.wh_a.lot_stock_id, 9, self.soy)
        self.assertFalse(self.found(self.rule("stock_out", 1, 7)))

    def test_hysteresis(self):
        self.coming(20, 9)
        rule = self.rule("stock_out", 5, 50)
        alert = self.found(rule)
        self._plant(self.soy, 1, self.wh_a.lot_stock_id)
        self.assertEqual(self.found(rule), alert, "4.7 days: not 10 % below 5 yet")
        self._plant(self.soy, 1, self.wh_a.lot_stock_id)
        self.assertFalse(self.found(rule), "4.3 days")

    def test_brought_from_another_warehouse(self):
        """Five days × 3 are missing; B can spare them."""
        self.coming(20, 9)
        self._plant(self.soy, 40, self.wh_b.lot_stock_id)
        alert = self.found(self.rule("stock_out", 1, 7))
        alert.with_user(self.manager).action_respond("bring")
        transfer = alert.response_ids._document()
        self.assertEqual(transfer.line_ids.product_uom_qty, 15)
        self.assertEqual(transfer.warehouse_to_id, self.wh_a)

    def test_installed_rules(self):
        for name in (
            "stock_out",
            "idle",
            "turnover",
            "count_due",
            "count_late",
            "count_loss",
            "count_loss_person",
        ):
            rule = self.env.ref(f"jxc_stock.alert_rule_{name}")
            with self.subTest(name=name):
                self.assertEqual(rule.detector, name)
                self.assertTrue(rule.group_ids)
