from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import OverviewCommon

TODAY = date(2026, 3, 20)


@tagged("post_install", "-at_install")
class TestAlertCover(OverviewCommon):
    """Soy in A: 56 sold in 28 days, two a day; 8 on hand last four days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = patch.object(
            cls.env.registry["res.company"], "_jxc_today", lambda self, now=None: TODAY
        )
        cls.startClassPatcher(today)
        cls.company = cls.env.company
        cls.company.jxc_cover_days = 28
        cls.rules = cls.env["jxc.alert.rule"]
        cls.rules.search([]).active = False
        cls.env["stock.warehouse.orderpoint"].search([]).active = False
        cls.product.standard_price = 5
        cls.product.categ_id = cls.env["product.category"].create({"name": "Sauces"})
        cls.twin = cls._product("Cover Rice")
        cls._sold(cls.product, 56)
        cls._plant(cls.product, 8, cls.wh_a.lot_stock_id)
        cls._plant(cls.twin, 8, cls.wh_a.lot_stock_id)

    @classmethod
    def _sold(cls, product, quantity, warehouse=None):
        cls.env["jxc.stock.daily"].create(
            {
                "company_id": cls.company.id,
                "product_id": product.id,
                "warehouse_id": (warehouse or cls.wh_a).id,
                "area": "stock",
                "ownership": "own",
                "day": TODAY - timedelta(days=9),
                "sold_quantity": quantity,
            }
        )

    def rule(self, detector, warn, critical, **values):
        roles = values.pop("roles", ())
        groups = [self.env.ref(f"jxc_base.group_{role}").id for role in roles]
        return self.rules.create(
            {
                "name": detector,
                "detector": detector,
                "warn_level": warn,
                "critical_level": critical,
                "silent": True,
                "group_ids": [Command.set(groups)],
                **values,
            }
        )

    def found(self, rule):
        self.env.flush_all()
        rule._run()
        mine = self.product | self.twin
        alerts = self.env["jxc.alert"].search(
            [("rule_id", "=", rule.id), ("is_open", "=", True)]
        )
        return alerts.filtered(lambda alert: alert.product_id in mine)

    def point(self, product=None, warehouse=None, **values):
        place = warehouse or self.wh_a
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": (product or self.product).id,
                "warehouse_id": place.id,
                "location_id": place.lot_stock_id.id,
                "trigger": "manual",
                **values,
            }
        )

    # -- too few ---------------------------------------------------------------

    def test_too_few(self):
        """Four days; seven are wanted: 3 days × 2 a day × 5 are missing."""
        rule = self.rule("cover_low", 7, 3)
        alert = self.found(rule)
        self.assertEqual(
            (alert.product_id, alert.warehouse_id), (self.product, self.wh_a)
        )
        self.assertEqual((alert.measure, alert.threshold), (4, 7))
        self.assertEqual((alert.severity, alert.impact), ("warning", 3 * 2 * 5))
        self.assertIn("4 days", alert.message)
        self.assertIn("General rule", alert.level_from)

    def test_as_the_overview_says(self):
        self._plant(self.product, 5, self._hold(self.wh_a, "quality"))
        alert = self.found(self.rule("cover_low", 7, 3))
        self.assertEqual(alert.measure, self._row()["cells"][self.wh_a.id]["cover"])

    def test_nothing_sold_no_cover(self):
        """Rice was not sold: it lasts neither too short nor too long."""
        low, high = self.rule("cover_low", 7, 3), self.rule("cover_high", 1, 2)
        for rule in (low, high):
            self.assertEqual(self.found(rule).product_id, self.product)

    def test_hysteresis(self):
        rule = self.rule("cover_low", 7, 3)
        alert = self.found(rule)
        self._plant(self.product, 7, self.wh_a.lot_stock_id)
        self.assertEqual(self.found(rule), alert, "7.5 days: not 10 % past 7 yet")
        self._plant(self.product, 1, self.wh_a.lot_stock_id)
        self.assertFalse(self.found(rule), "8 days")

    # -- whose level -----------------------------------------------------------

    def test_the_replenishment_rule_is_the_home_of_the_level(self):
        point = self.point(jxc_cover_days=14)
        rule = self.rule("cover_low", 7, 3)
        alert = self.found(rule)
        # the rule's 3 of 7 days become 6 of 14
        self.assertEqual((alert.threshold, alert.severity), (6, "critical"))
        self.assertIn("Replenishment", alert.level_from)
        point.jxc_cover_days = 4
        self.assertTrue(self.found(rule), "4 to 4.4 days: lingers")
        alert.action_done()
        rule.cooldown_hours = 0
        self.assertFalse(self.found(rule), "4 days are what is wanted")

    def test_product_before_category_before_warehouse_before_company(self):
        scopes = [
            {},
            {"company_id": self.company.id},
            {"warehouse_id": self.wh_a.id},
            {"product_category_id": self.product.categ_id.id},
            {"product_id": self.product.id},
        ]
        for number, scope in enumerate(scopes):
            rule = self.rule("cover_low", 10 + number, 1, **scope)
            alert = self.found(rule)
            with self.subTest(scope=scope):
                self.assertEqual(alert.threshold, 10 + number)
                self.assertEqual(alert.rule_id, rule)
        elsewhere = self.rule("cover_low", 99, 1, warehouse_id=self.wh_b.id)
        self.assertFalse(self.found(elsewhere))

    # -- too many --------------------------------------------------------------

    def test_too_many_and_away_with_them(self):
        """80 last 40 days where 30 are enough; B lacks 25 and has the room."""
        worker = new_test_user(
            self.env, login="cover_worker", groups="jxc_base.group_warehouse_worker"
        )
        self._plant(self.product, 72, self.wh_a.lot_stock_id)
        self.point(warehouse=self.wh_b, product_min_qty=10, product_max_qty=25)
        rule = self.rule("cover_high", 30, 60, roles=["warehouse_worker"])
        alert = self.found(rule)
        self.assertEqual((alert.measure, alert.severity), (40, "warning"))
        self.assertEqual(alert.impact, 10 * 2 * 5)
        alert.with_user(worker).action_respond("send")
        transfer = alert.response_ids._document()
        self.assertEqual(transfer._name, "stock.interwarehouse.transfer")
        self.assertEqual((transfer.state, transfer.create_uid), ("draft", worker))
        self.assertEqual(transfer.line_ids.product_uom_qty, 20, "10 days × 2")
        self.assertEqual(transfer.warehouse_to_id, self.wh_b)

    def test_own_most(self):
        self._plant(self.product, 72, self.wh_a.lot_stock_id)
        self.point(jxc_cover_days_most=39)
        self.assertEqual(self.found(self.rule("cover_high", 90, 180)).threshold, 39)

    # -- what is missing -------------------------------------------------------

    def test_missing(self):
        """14 days × 2 a day − 8 − 6 that come = 14."""
        rule = self.rule("cover_low", 14, 3)
        self._move(6, self.suppliers, self.wh_a.lot_stock_id)
        alert = self.found(rule)
        self.assertEqual(alert._missing()[alert.id], 14)

    # -- counted ---------------------------------------------------------------

    def test_less_than_nothing_is_counted(self):
        """Who plans counts gets a draft count; for others it is not their task."""
        worker, manager = (
            new_test_user(
                self.env, login=f"minus_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in ("warehouse_worker", "warehouse_manager")
        )
        self._plant(self.twin, -11, self.wh_a.lot_stock_id)
        alert = self.found(self.rule("negative", 0, 0, roles=["warehouse_worker"]))
        self.assertEqual(alert.product_id, self.twin)
        self.assertFalse(alert.with_user(worker).remedies)
        with self.assertRaises(AccessError):
            alert.with_user(worker).action_respond("count")
        alert.with_user(manager).action_respond("count")
        count = alert.response_ids._document()
        self.assertEqual((count._name, count.state), ("jxc.count", "draft"))
        self.assertEqual((count.product_ids, count.create_uid), (self.twin, manager))
        self.assertEqual(count.location_ids, self.wh_a.lot_stock_id)

    def test_installed_rules(self):
        for name in ("cover_low", "cover_high"):
            rule = self.env.ref(f"jxc_stock.alert_rule_{name}")
            with self.subTest(name=name):
                self.assertEqual(rule.detector, name)
                self.assertTrue(rule.group_ids)
