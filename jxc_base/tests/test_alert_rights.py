from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..core.alerts import Finding
from .common_roles import COST, ROLES, RoleCase

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

    def price_alert(self, owner):
        """A price of 61.25, told to purchase managers, given to somebody."""
        order = self.make_purchase("purchase_manager")
        rule = self.env.ref("jxc_base.alert_rule_purchase_price")
        alert = self.open(rule)
        alert.write(
            {
                "res_model": "purchase.order.line",
                "res_id": order.order_line.id,
                "values": {"document": order.name, "price": COST, "usual": 1.5},
                "owner_id": self.users[owner].id,
            }
        )
        self.env.invalidate_all()
        return alert

    def test_prices_in_messages_are_for_those_who_may_see_them(self):
        alert = self.price_alert("warehouse_worker")
        mine = alert.with_user(self.users["warehouse_worker"])
        self.assertNotIn("61", mine.message)
        self.assertIn("Role Test Tea", mine.message)
        with self.assertRaises(AccessError):
            mine.read(["values"])
        self.env.invalidate_all()
        theirs = alert.with_user(self.users["purchase_manager"])
        self.assertIn("61.25", theirs.message)

    def test_prices_are_not_told_either(self):
        alert = self.price_alert("warehouse_worker")
        outbox = self.env["jxc.notification"]
        before = outbox.search([])
        alert.rule_id._tell(alert.ids, [], fields.Datetime.now())
        told = outbox.search([]) - before
        worker = self.users["warehouse_worker"].partner_id
        for message in told:
            with self.subTest(to=message.partner_ids.mapped("name")):
                secret = worker in message.partner_ids
                self.assertEqual("61.25" in message.title, not secret)
        self.assertIn(worker, told.partner_ids)
        self.assertGreater(len(told), 1)

    def test_who_gives_it_away_ends_without_an_error(self):
        """An owner alone hands it back; the web client reads what it has written."""
        seller = self.users["salesperson"]
        rule = self.env.ref("jxc_base.alert_rule_overdue")
        alert = self.alerts.search([("rule_id", "=", rule.id)])
        alert.owner_id = seller
        self.env.invalidate_all()
        mine = alert.with_user(seller)
        mine.web_save(
            {"owner_id": self.users["finance"].id}, {"owner_id": {}, "message": {}}
        )
        self.assertEqual(alert.owner_id, self.users["finance"])
        self.assertEqual(alert.acted_by_id, seller)

    def test_nobody_who_could_not_see_it_owns_it(self):
        portal = new_test_user(
            self.env, login="alert_portal", groups="base.group_portal"
        )
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="alert_stranger",
            groups="jxc_base.group_finance",
            company_ids=[Command.set(company.ids)],
            company_id=company.id,
        )
        rule = self.env.ref("jxc_base.alert_rule_overdue")
        alert = self.alerts.search([("rule_id", "=", rule.id)])
        mine = alert.with_user(self.users["finance"])
        for user in portal | stranger:
            with self.subTest(user=user.login), self.assertRaises(UserError):
                mine.owner_id = user

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self.env.ref("jxc_base.alert_rule_overdue")
        finding = Finding(
            res_model="res.partner", res_id=1, company_id=company.id, measure=1.0
        )
        row = rule._row(rule, finding, "warning", 2.0)
        there = self.alerts.browse(rule._insert([row], "2026-03-05 04:00:00"))
        self.assertNotIn(there, self.as_role("finance")["jxc.alert"].search([]))
        self.assertNotIn(there, self.as_role("boss")["jxc.alert"].search([]))
        fired = rule.with_user(self.users["jxc_admin"]).fired_count
        self.assertEqual(fired, 1, "that of the own company")

    def test_rules_stay_within_their_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        with self.assertRaises(ValidationError):
            self.env["jxc.alert.rule"].create(
                {
                    "name": "Mixed",
                    "detector": "negative",
                    "company_id": self.env.company.id,
                    "warehouse_id": warehouse.id,
                }
            )

    def test_found_by_what_it_is_about(self):
        alerts = self.as_role("purchaser")["jxc.alert"]
        self.assertTrue(alerts.name_search("Role Test Tea"))

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
