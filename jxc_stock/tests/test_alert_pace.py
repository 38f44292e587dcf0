from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_alert_levels import TODAY, AlertLevelsCommon


@tagged("post_install", "-at_install")
class TestAlertPace(AlertLevelsCommon):
    def figure(self, product, month="2026-03-01", until=TODAY, **values):
        return (
            self.env["jxc.stock.figure"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "product_id": product.id,
                    "warehouse_id": self.wh_a.id,
                    "month": month,
                    "until": until,
                    **values,
                }
            )
        )

    def idle(self, product, days, **values):
        return self.figure(
            product,
            idle_days=days,
            closing_quantity=40,
            closing_value=200,
            last_out=TODAY - timedelta(days=days),
            **values,
        )

    # -- no movement -----------------------------------------------------------

    def test_nobody_took_it_for_long(self):
        """Soy stands for 120 days, rice for 20."""
        self.idle(self.soy, 120)
        self.idle(self.rice, 20)
        alert = self.found(self.rule("idle", 90, 180, hysteresis=0))
        self.assertEqual((alert.product_id, alert.warehouse_id), (self.soy, self.wh_a))
        self.assertEqual(
            (alert.measure, alert.severity, alert.impact), (120, "warning", 200)
        )
        for part in ("40 Units", "120 days", "2025"):
            self.assertIn(part, alert.message)
        self.assertIn("120", self.chinese(alert))

    def test_figures_of_yesterday(self):
        """Counted two days ago: two days more; delivered since: not idle."""
        yesterday = TODAY - timedelta(days=2)
        self.idle(self.soy, 100, until=yesterday)
        self.idle(self.rice, 100, until=yesterday)
        self.demand(self.rice, 1, ago=1)
        alert = self.found(self.rule("idle", 90, 180, hysteresis=0))
        self.assertEqual((alert.product_id, alert.measure), (self.soy, 102))

    def test_moved_where_it_sells(self):
        """B takes half a unit a day: 40 would last it 80 days."""
        self.idle(self.soy, 120)
        self._plant(self.soy, 40, self.wh_a.lot_stock_id)
        self.demand(self.soy, 14, self.wh_b)
        alert = self.found(self.rule("idle", 90, 180, hysteresis=0))
        alert.with_user(self.manager).action_respond("move")
        transfer = alert.response_ids._document()
        self.assertEqual(transfer.line_ids.product_uom_qty, 40)
        self.assertEqual(transfer.warehouse_to_id, self.wh_b)

    def test_of_former_months_nothing_is_said(self):
        self.idle(self.soy, 120, month="2026-02-01")
        self.idle(self.rice, 20)
        self.assertFalse(self.found(self.rule("idle", 90, 180, hysteresis=0)))

    # -- turnover --------------------------------------------------------------

    def turns(self, product, month, until, sold, average):
        self.figure(
            product,
            month,
            until,
            sold_value=sold,
            average_value=average,
        )

    def paces(self, sold):
        """February: 100 of 100 in 28 days; March: so much of 100 in 20 days."""
        self.turns(self.soy, "2026-02-01", date(2026, 2, 28), 100, 100)
        self.turns(self.soy, "2026-03-01", TODAY, sold, 100)

    def test_turnover_fell(self):
        """13.04 turns a year became 36.5 × 10 ÷ 20 ÷ 100 … = 9.125: 30 % less."""
        self.paces(50)
        alert = self.found(self.rule("turnover", 20, 40))
        self.assertEqual(alert.res_model, "product.category")
        self.assertEqual(
            (alert.res_id, alert.warehouse_id.id), (self.category.id, self.wh_a.id)
        )
        fall = 1 - (50 / 20) / (100 / 28)
        self.assertAlmostEqual(alert.measure, 100 * fall)
        self.assertAlmostEqual(alert.impact, round(100 * fall, 2))
        self.assertEqual(alert.severity, "warning")
        for part in ("9.1", "13", "30 %", "2026-03", "Planted Soy"):
            self.assertIn(part, alert.message)
        self.assertIn("9.1", self.chinese(alert))

    def test_steady_turnover(self):
        self.paces(70)
        self.assertFalse(self.found(self.rule("turnover", 20, 40)))

    def test_a_month_that_has_just_begun_does_not_count(self):
        """On the fifth February is compared with January."""
        self.time.move_to("2026-03-05 04:00:00")
        self.turns(self.soy, "2026-01-01", date(2026, 1, 31), 100, 100)
        self.turns(self.soy, "2026-02-01", date(2026, 2, 28), 28, 100)
        self.turns(self.soy, "2026-03-01", date(2026, 3, 5), 0, 100)
        alert = self.found(self.rule("turnover", 20, 40))
        self.assertAlmostEqual(alert.measure, 100 * (1 - 1 / (100 / 31)))
        self.assertEqual(alert.severity, "critical")

    def test_months_apart_are_not_compared(self):
        self.turns(self.soy, "2025-12-01", date(2025, 12, 31), 100, 100)
        self.turns(self.soy, "2026-03-01", TODAY, 1, 100)
        self.assertFalse(self.found(self.rule("turnover", 20, 40)))

    def test_what_ties_up_most_comes_onto_the_clearance_list(self):
        self.paces(10)
        alert = self.found(self.rule("turnover", 20, 40))
        with self.assertRaisesRegex(UserError, "nothing of it was there"):
            alert.with_user(self.manager).action_respond("clear")
        figures = self.env["jxc.stock.figure"].sudo()
        march = [("product_id", "=", self.soy.id), ("month", "=", "2026-03-01")]
        figures.search(march).write({"closing_quantity": 20, "closing_value": 100})
        alert.with_user(self.manager).action_respond("clear")
        line = alert.response_ids._document()
        self.assertEqual(line._name, "jxc.stock.clearance")
        self.assertEqual((line.product_id, line.warehouse_id), (self.soy, self.wh_a))

    def test_idle_goods_come_onto_the_clearance_list(self):
        self.idle(self.soy, 120, movement="slow")
        alert = self.found(self.rule("idle", 90, 180, hysteresis=0))
        codes = [remedy["code"] for remedy in alert.remedies]
        self.assertEqual(codes, ["clear", "move"])
        with self.assertRaises(AccessError):
            alert.with_user(self.worker).action_respond("clear")
        for _click in range(2):
            alert.with_user(self.manager).action_respond("clear")
        line = self.env["jxc.stock.clearance"].search(
            [("product_id", "=", self.soy.id)]
        )
        self.assertEqual(alert.response_ids._document(), line)
        self.assertEqual((line.idle_days, line.quantity_start), (120, 40))
        self.assertTrue(line.proposal)
