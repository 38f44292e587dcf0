from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..core.alerts import Finding
from .common_alerts import AlertCase

MANY = 10_000


@tagged("post_install", "-at_install")
class TestAlertEngine(AlertCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.point = cls.point(product_min_qty=100, product_max_qty=500)
        cls.low = cls.rule("below_min", roles=["purchaser"], silent=True)
        cls.buyer = new_test_user(
            cls.env, login="alert_buyer", groups="jxc_base.group_purchaser"
        )

    def stock_is(self, quantity):
        here = self.product.with_context(location=self.stock.id)
        self.env.invalidate_all()
        self._plant(self.product, quantity - here.qty_available)

    def opened(self, severity="warning"):
        self.stock_is(99)
        self.assertEqual(self.run_rules(self.low)["opened"], 1)
        return self.alerts(self.low)

    # -- open, update, clear ---------------------------------------------------

    def test_opens_once_follows_and_clears_with_hysteresis(self):
        alert = self.opened()
        self.assertEqual(alert.res_id, self.point.id)
        self.assertEqual((alert.measure, alert.threshold), (99, 100))
        self.stock_is(105)
        nothing = {"opened": 0, "escalated": 0, "cleared": 0}
        self.assertEqual(self.run_rules(self.low), nothing)
        self.assertEqual(self.alerts(self.low), alert)
        self.assertEqual(alert.measure, 105)
        self.stock_is(110)
        self.assertEqual(self.run_rules(self.low)["cleared"], 1)
        self.assertEqual(alert.state, "cleared")
        self.stock_is(105)
        self.assertEqual(self.run_rules(self.low), nothing)

    def test_the_table_itself_refuses_a_double(self):
        row = self.low._row(self.low, self.finding(), "warning", 100.0)
        self.assertEqual(len(self.low._insert([row], fields.Datetime.now())), 1)
        self.assertEqual(self.low._insert([row, row], fields.Datetime.now()), [])

    def finding(self, number=1, measure=50.0, **values):
        return Finding(
            res_model="stock.warehouse.orderpoint",
            res_id=number,
            company_id=self.company.id,
            measure=measure,
            threshold=100.0,
            **values,
        )

    def test_the_closest_rule_takes_over(self):
        alert = self.opened()
        mine = self.rule("below_min", product_id=self.product.id, silent=True)
        self.assertEqual(
            self.run_rules(self.low), {"opened": 1, "escalated": 0, "cleared": 1}
        )
        self.assertEqual(alert.state, "cleared")
        self.assertEqual(self.alerts(mine).rule_id, mine)
        category = self.rule(
            "below_min", product_category_id=self.product.categ_id.id, silent=True
        )
        self.run_rules(self.low)
        self.assertFalse(self.alerts(category))

    def test_category_above_the_products(self):
        parent = self.env["product.category"].create({"name": "Groceries"})
        child = parent.create({"name": "Sauces", "parent_id": parent.id})
        self.product.categ_id = child
        rule = self.rule("below_min", product_category_id=parent.id, silent=True)
        self.stock_is(1)
        self.run_rules(rule)
        self.assertTrue(self.alerts(rule))
        self.assertFalse(self.alerts(self.low))

    def test_levels_and_escalation(self):
        rule = self.rule("overdue", warn_level=10, critical_level=20, silent=True)
        partner = self.env["res.partner"].create({"name": "Late Payer"})

        def days(number):
            found = Finding(
                res_model="res.partner",
                res_id=partner.id,
                company_id=self.company.id,
                measure=number,
            )
            with patch.object(type(rule), "_detect_overdue", lambda self: [found]):
                return self.run_rules(rule)

        days(12)
        alert = self.alerts(rule)
        self.assertEqual((alert.severity, alert.threshold), ("warning", 10))
        alert.action_acknowledge()
        self.assertEqual(days(20)["escalated"], 1)
        self.assertEqual((alert.severity, alert.state), ("critical", "new"))
        days(18)
        self.assertEqual((alert.severity, alert.threshold), ("warning", 10))
        self.assertEqual(days(9)["cleared"], 1)

    def test_levels_in_the_wrong_order(self):
        with self.assertRaises(ValidationError):
            self.rule("overdue", warn_level=20, critical_level=10)
        with self.assertRaises(ValidationError):
            self.rule("expiring", warn_level=10, critical_level=30)

    def test_switching_a_rule_off_clears(self):
        alert = self.opened()
        self.low.active = False
        self.assertEqual(alert.state, "cleared")

    def test_a_failing_detector_is_noted_and_the_others_run(self):
        self.stock_is(1)
        other = self.rule("negative", silent=True)
        with (
            patch.object(
                type(other), "_detect_negative", side_effect=ValueError("broken")
            ),
            mute_logger("odoo.addons.jxc_base.models.alert.jxc_alert_rule_schedule"),
        ):
            for detector in self.rules._due_detectors():
                self.rules._run_safely(detector)
        self.assertIn("broken", other.last_error)
        self.assertTrue(self.alerts(self.low))
        self.assertFalse(self.rules._due_detectors())
        self.time.tick(3601)
        self.assertEqual(self.rules._due_detectors(), ["below_min", "negative"])

    # -- what people do --------------------------------------------------------

    def test_snooze_hides_and_wakes_up(self):
        alert = self.opened()
        alert.with_user(self.buyer).action_snooze_day()
        self.run_rules(self.low, hours=23)
        self.assertEqual(alert.state, "snoozed")
        self.run_rules(self.low, hours=1)
        self.assertEqual((alert.state, alert.snoozed_until), ("new", False))

    def test_settled_by_hand_rests_for_its_hours(self):
        alert = self.opened()
        alert.with_user(self.buyer).action_done("ordered")
        self.assertEqual((alert.state, alert.comment), ("done", "ordered"))
        self.assertEqual(self.run_rules(self.low, hours=23)["opened"], 0)
        self.assertEqual(self.run_rules(self.low, hours=1)["opened"], 1)

    def test_acknowledging_makes_it_mine(self):
        alert = self.opened()
        alert.with_user(self.buyer).action_acknowledge()
        self.assertEqual(alert.owner_id, self.buyer)
        alert.with_user(self.buyer).write({"state": "snoozed"})
        self.assertEqual(alert.snoozed_until, fields.Datetime.now() + timedelta(days=1))

    def test_figures_belong_to_the_engine(self):
        alert = self.opened().with_user(self.buyer)
        for name, value in (
            ("measure", 0),
            ("severity", "warning"),
            ("acted_at", False),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                alert.write({name: value})
        with self.assertRaises(UserError):
            alert.write({"state": "cleared"})
        for days in (0, 366, "7", True):
            with self.subTest(days=days), self.assertRaises(UserError):
                alert.action_snooze(days)

    def test_a_day_that_a_person_has_set_stays(self):
        rule = self.rule("overdue", warn_level=10, critical_level=20, silent=True)
        partner = self.env["res.partner"].create({"name": "Late Payer"})
        due = {"day": date(2026, 3, 1)}

        def found(rules):
            return [
                Finding(
                    res_model="res.partner",
                    res_id=partner.id,
                    company_id=self.company.id,
                    measure=12,
                    due=due["day"],
                )
            ]

        with patch.object(type(rule), "_detect_overdue", found):
            rule._run()
            alert = self.alerts(rule)
            due["day"] = date(2026, 3, 2)
            rule._run()
            self.assertEqual(alert.due, date(2026, 3, 2))
            alert.with_user(self.env.ref("base.user_admin")).due = date(2026, 4, 1)
            due["day"] = date(2026, 3, 3)
            rule._run()
            self.assertEqual(alert.due, date(2026, 4, 1))

    def test_to_snooze_is_no_act(self):
        alert = self.opened().with_user(self.buyer)
        alert.action_snooze_day()
        alert.action_reopen()
        self.low.invalidate_recordset()
        self.assertEqual((self.low.fired_count, self.low.acted_count), (1, 0))
        self.time.tick(5 * 3600)
        alert.action_done("ordered")
        self.low.invalidate_recordset()
        self.assertEqual((self.low.acted_count, self.low.median_hours), (1, 5))

    def test_effectiveness(self):
        alert = self.opened()
        self.time.tick(3 * 3600)
        alert.with_user(self.buyer).action_acknowledge()
        self.low.invalidate_recordset()
        self.assertEqual((self.low.fired_count, self.low.acted_count), (1, 1))
        self.assertEqual((self.low.acted_share, self.low.median_hours), (100, 3))

    def test_trial_writes_nothing(self):
        self.stock_is(40)
        action = self.low.action_test()
        lines = self.env["jxc.alert.preview"].search(action["domain"])
        self.assertEqual(lines.mapped("measure"), [40])
        self.assertIn("40", lines.message)
        self.assertFalse(self.alerts(self.low, opened=False))

    # -- messages --------------------------------------------------------------

    def told(self):
        return self.env["jxc.notification"].search(
            [("purpose_id.code", "in", ("alert", "alert.critical"))]
        )

    def test_tells_on_opening_only(self):
        self.low.silent = False
        before = self.told()
        alert = self.opened()
        message = self.told() - before
        self.assertEqual(message.partner_ids, self.buyer.partner_id)
        self.assertIn("99", message.title)
        self.stock_is(80)
        self.run_rules(self.low, hours=2)
        self.stock_is(200)
        self.run_rules(self.low, hours=2)
        self.stock_is(80)
        self.run_rules(self.low, hours=2)
        self.assertEqual(self.told() - before, message, "quiet hours")
        self.assertNotEqual(self.alerts(self.low), alert)

    def test_everybody_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.buyer.lang = "en_US"
        chinese = new_test_user(
            self.env,
            login="alert_planner_cn",
            groups="jxc_base.group_purchaser",
            lang="zh_CN",
        )
        self.low.silent = False
        before = self.told()
        self.opened()
        told = self.told() - before
        self.assertEqual(told.partner_ids, self.buyer.partner_id | chinese.partner_id)
        self.assertEqual(len(told), 2)

    def test_not_those_of_other_warehouses(self):
        self.low.silent = False
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        self.buyer.jxc_warehouse_ids = other
        before = self.told()
        self.opened()
        self.assertFalse(self.told() - before)

    # -- many ------------------------------------------------------------------

    def test_ten_thousand_open_and_clear(self):
        """In as many queries as ten, one message for all of them."""
        self.low.silent = False
        found = []
        kind = type(self.low)
        with patch.object(kind, "_detect_below_min", lambda self: list(found)):
            self.run_rules(self.low)
            found += [self.finding(number) for number in range(1, MANY + 1)]
            before = self.told()
            self.env.flush_all()
            start = self.cr.sql_log_count
            self.assertEqual(self.run_rules(self.low)["opened"], MANY)
            self.assertLess(self.cr.sql_log_count - start, 120)
            self.assertEqual(len(self.told() - before), 1)
            with self.subTest("again"):
                self.assertEqual(self.run_rules(self.low)["opened"], 0)
            found.clear()
            start = self.cr.sql_log_count
            self.assertEqual(self.run_rules(self.low)["cleared"], MANY)
            self.assertLess(self.cr.sql_log_count - start, 40)
        self.assertFalse(self.alerts(self.low))
