from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..core.alerts import Finding
from .common_roles import ROLES, RoleCase

SEES = {
    "below_min": {"purchaser", "purchase_manager", "planner"},
    "late_delivery": {"sales_manager", "warehouse_manager"},
    "overdue": {"finance"},
    "backup": set(),
}


@tagged("post_install", "-at_install")
class TestAlertRights(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env["jxc.alert"]
        cls.alerts.search([]).unlink()
        for detector in SEES:
            cls.open(cls.env.ref(f"jxc_base.alert_rule_{detector}"))

    @classmethod
    def open(cls, rule, **values):
        finding = Finding(
            res_model="product.product",
            res_id=cls.product.id,
            product_id=cls.product.id,
            company_id=cls.env.company.id,
            measure=1.0,
            impact=5.0,
            **values,
        )
        row = rule._row(rule, finding, "warning", 2.0)
        return cls.alerts.browse(rule._insert([row], "2026-03-05 04:00:00"))

    def test_roles_see_the_warnings_of_their_area(self):
        for role in ROLES:
            wanted = {name for name, roles in SEES.items() if role in roles}
            if role in ("boss", "jxc_admin"):
                wanted = set(SEES)
            seen = self.as_role(role)["jxc.alert"].search([])
            with self.subTest(role=role):
                self.assertEqual(set(seen.mapped("detector")), wanted)

    def test_owner_sees_and_acts(self):
        seller = self.users["salesperson"]
        rule = self.env.ref("jxc_base.alert_rule_overdue")
        alert = self.alerts.search([("rule_id", "=", rule.id)])
        mine = alert.with_user(seller)
        with self.assertRaises(AccessError):
            mine.action_acknowledge()
        alert.owner_id = seller
        mine.invalidate_recordset()
        mine.action_acknowledge()
        self.assertEqual(mine.state, "acknowledged")
        self.assertTrue(mine.message)

    def test_other_warehouses(self):
        north, south = self.env["stock.warehouse"].create(
            [{"name": name, "code": name[:3]} for name in ("North", "South")]
        )
        rule = self.env.ref("jxc_base.alert_rule_negative")
        here, there = (
            self.open(rule, warehouse_id=place.id) for place in north | south
        )
        manager = self.users["warehouse_manager"]
        manager.jxc_warehouse_ids = [Command.set(north.ids)]
        seen = self.as_role("warehouse_manager")["jxc.alert"].search([])
        self.assertIn(here, seen)
        self.assertNotIn(there, seen)

    def test_impact_is_cost(self):
        alert = self.as_role("purchaser")["jxc.alert"].search([], limit=1)
        with self.assertRaises(AccessError):
            alert.read(["impact"])
        self.assertTrue(self.as_role("purchase_manager")["jxc.alert"].search([]).impact)

    def test_only_administrators_change_rules(self):
        rule = self.env.ref("jxc_base.alert_rule_negative")
        for role in ROLES:
            mine = rule.with_user(self.users[role])
            for call in (mine.action_test, mine.action_run, lambda m=mine: m.write({})):
                if role == "jxc_admin":
                    continue
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()
        rule.with_user(self.users["jxc_admin"]).action_test()

    def test_nobody_makes_or_deletes_warnings(self):
        for role in set(ROLES) - {"jxc_admin"}:
            alerts = self.as_role(role)["jxc.alert"]
            with self.subTest(role=role):
                self.assertFalse(alerts.has_access("create"))
                self.assertFalse(alerts.has_access("unlink"))

    def test_tile(self):
        data = self.as_role("planner")["jxc.workbench"].get_data()
        tile = next(tile for tile in data["tiles"] if tile["code"] == "alerts")
        self.assertEqual((tile["count"], tile["state"]), (1, "todo"))
