from datetime import timedelta

from odoo.tests import tagged

from .common_alert_levels import NOON, AlertLevelsCommon


@tagged("post_install", "-at_install")
class TestAlertExpiry(AlertLevelsCommon):
    """40 of a lot of soy in A, sold at one a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soy.write({"tracking": "lot", "use_expiration_date": True})
        cls.demand(cls.soy, 28)

    def lot(self, days, quantity=40, name="Planted Lot"):
        lot = self.env["stock.lot"].create(
            {
                "name": name,
                "product_id": self.soy.id,
                "expiration_date": NOON + timedelta(days=days),
            }
        )
        self._plant(self.soy, quantity, self.wh_a.lot_stock_id, lot_id=lot)
        return lot

    def tiers(self, **values):
        return self.rule("expiring", 90, 7, tiers="60, 30", hysteresis=0, **values)

    def test_what_will_be_left_over(self):
        self.lot(25)
        alert = self.found(self.tiers())
        self.assertEqual((alert.measure, alert.threshold), (25, 30))
        self.assertEqual((alert.severity, alert.impact), ("warning", 40 * 5))
        for part in ("40 Units", "25 days", "at 1 a day", "15 Units will be left"):
            self.assertIn(part, alert.message)
        self.assertIn("15", self.chinese(alert))

    def test_sold_in_time(self):
        self.lot(80)
        self.assertIn("they sell in time", self.found(self.tiers()).message)

    def test_far_from_its_end(self):
        self.lot(91)
        self.assertFalse(self.found(self.tiers()))

    def test_each_tier_is_told(self):
        """90 → 60 → 30 → 7: the warning is new again and its level the next one."""
        self.lot(80)
        rule = self.tiers(silent=False)
        alert = self.found(rule)
        self.assertEqual((alert.threshold, alert.severity), (90, "warning"))
        for days, level, severity in (
            (79, 90, "warning"),
            (60, 60, "warning"),
            (30, 30, "warning"),
            (7, 7, "critical"),
        ):
            alert.with_user(self.manager).action_snooze(300)
            self.time.move_to(NOON + timedelta(days=80 - days))
            self.assertEqual(self.found(rule), alert)
            with self.subTest(days=days):
                self.assertEqual((alert.threshold, alert.severity), (level, severity))
                told = "snoozed" if days == 79 else "new"
                self.assertEqual(alert.state, told)

    def test_moved_where_it_sells(self):
        """15 will be left over here; B sells two a day, so 50 in 25 days."""
        self.lot(25)
        self.demand(self.soy, 56, self.wh_b)
        alert = self.found(self.tiers())
        self.assertEqual([r["code"] for r in alert.remedies], ["sell", "move"])
        alert.with_user(self.manager).action_respond("move")
        transfer = alert.response_ids._document()
        self.assertEqual(transfer.line_ids.product_uom_qty, 15)
        self.assertEqual(transfer.warehouse_to_id, self.wh_b)

    def test_installed_tiers(self):
        rule = self.env.ref("jxc_base.alert_rule_expiring")
        self.assertEqual(rule._tier_levels(), [60, 30])
        self.assertEqual((rule.warn_level, rule.critical_level), (90, 7))
