from contextlib import suppress

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyRights(PolicyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env, login=f"policy_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in (
                "warehouse_worker",
                "warehouse_manager",
                "salesperson",
                "sales_manager",
                "purchaser",
                "purchase_manager",
                "data_steward",
                "quality_inspector",
                "planner",
                "finance",
                "boss",
                "requester",
                "jxc_admin",
            )
        }
        cls.buyer = new_test_user(
            cls.env,
            login="policy_buyer",
            groups="jxc_base.group_purchaser,product.group_product_manager",
        )
        cls.category = cls.env["product.category"].create({"name": "Policy Goods"})
        cls.tag = cls.env["res.partner.category"].create({"name": "Policy Tag"})

    def _able(self, change):
        """Roles that may make a change."""
        able = set()
        for role, user in self.users.items():
            with suppress(UserError), self.env.cr.savepoint() as savepoint:
                change(user)
                self.env.flush_all()
                able.add(role)
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        return able

    def test_who_changes_policies_of_places_and_goods(self):
        managers, stewards = {"warehouse_manager"}, {"data_steward"}
        cases = {
            "warehouse": (self.warehouse, managers, {"jxc_negative_policy": "forbid"}),
            "category": (self.category, stewards, {"jxc_order_policy": "enforce"}),
            "product": (
                self.soy.product_tmpl_id,
                stewards,
                {"jxc_negative_policy": "allow", "jxc_order_policy": "off"},
            ),
            "variant": (self.soy, stewards, {"jxc_negative_policy": "allow"}),
            "type": (self.out_type, managers, {"jxc_scan_required": True}),
        }
        for name, (record, roles, values) in cases.items():
            with self.subTest(name):
                able = self._able(lambda u, r=record, v=values: r.with_user(u).write(v))
                self.assertEqual(able, roles | {"jxc_admin"})

    def test_who_changes_what_customers_require(self):
        values = {"jxc_life_kind": "days", "jxc_life_value": 30}
        stewards = {"data_steward", "jxc_admin"}
        cases = {
            "customer": (self.customer, {"sales_manager", "warehouse_manager"}),
            "tag": (self.tag, set()),
        }
        for name, (record, roles) in cases.items():
            with self.subTest(name):
                able = self._able(lambda u, r=record: r.with_user(u).write(values))
                self.assertEqual(able, roles | stewards)

    def test_created_with_a_policy(self):
        """Creating is no way around: only a value that is set counts."""
        products = self.env["product.template"]
        products.with_user(self.buyer).create(
            {"name": "Free", "jxc_negative_policy": False}
        )
        with self.assertRaises(AccessError):
            products.with_user(self.buyer).create(
                {"name": "Bound", "jxc_negative_policy": "allow"}
            )

    def test_same_value_is_no_change(self):
        """A form that sends everything back is not refused."""
        template = self.soy.product_tmpl_id
        template.jxc_negative_policy = "forbid"
        template.with_user(self.buyer).write(
            {"jxc_negative_policy": "forbid", "description": "As before"}
        )
        self.assertIn("As before", template.description)

    def test_company_settings(self):
        able = self._able(
            lambda u: self.company.with_user(u).write({"jxc_negative_policy": "forbid"})
        )
        self.assertEqual(able, {"jxc_admin"})

    def test_who_allows_exceptions(self):
        self.company.jxc_order_policy = "enforce"
        self.out_type.jxc_scan_required = True
        self._plant(self.soy, 5)
        picking = self._delivery((self.soy, 1, {}))
        lines = picking.move_line_ids
        able = self._able(lambda u: lines.with_user(u).jxc_allow("Reason"))
        self.assertEqual(able, {"warehouse_manager", "jxc_admin"})
        given = self.users["quality_inspector"]
        given.group_ids += self.env.ref("jxc_stock.group_policy_exception")
        lines.with_user(given).jxc_allow("Reason")

    def test_who_freezes_and_sees_it(self):
        able = self._able(
            lambda u: (
                self.env["jxc.stock.freeze"]
                .with_user(u)
                .create({"location_id": self.shelf.id, "reason": "Leak"})
            )
        )
        self.assertEqual(able, {"warehouse_manager", "jxc_admin"})
        seen = self._able(
            lambda u: self.env["jxc.stock.freeze"].with_user(u).search([])
        )
        self.assertEqual(seen, set(self.users))

    def test_who_reads_exceptions(self):
        seen = self._able(
            lambda u: self.env["jxc.policy.exception"].with_user(u).search([])
        )
        readers = {"warehouse_worker", "warehouse_manager", "quality_inspector"}
        self.assertEqual(seen, readers | {"finance", "boss", "jxc_admin"})

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Policy Two"})
        freeze = self.env["jxc.stock.freeze"].create(
            {"product_id": self.soy.id, "reason": "Theirs", "company_id": other.id}
        )
        mine = self.env["jxc.stock.freeze"].with_user(self.manager)
        self.assertFalse(mine.search([("id", "=", freeze.id)]))
        with self.assertRaises(AccessError):
            freeze.with_user(self.manager).release("No")

    def test_everybody_may_ask_what_holds(self):
        self.warehouse.jxc_negative_policy = "warn"
        for role in ("salesperson", "warehouse_worker", "planner"):
            lookup = self.env["jxc.policy.lookup"].with_user(self.users[role])
            lookup = lookup.new(
                {
                    "warehouse_id": self.warehouse.id,
                    "product_id": self.soy.id,
                    "partner_id": self.customer.id,
                }
            )
            row = lookup.line_ids[0]
            self.assertEqual(row.value, "Warn")
            self.assertEqual(row.origin, "warehouse Count Depot")

    def test_what_holds_is_shown_where_it_is_set(self):
        self.company.jxc_negative_policy = "forbid"
        self.warehouse.jxc_negative_policy = "warn"
        text = self.soy.product_tmpl_id.with_user(self.manager).jxc_policy_text
        self.assertIn("Warn (warehouse Count Depot) – CNT", text)
        self.assertIn("Forbid (company", text)
        self.assertIn("Warn", self.warehouse.with_user(self.manager).jxc_policy_text)
        self.category.jxc_order_policy = "advise"
        child = self.env["product.category"].create(
            {"name": "Child", "parent_id": self.category.id}
        )
        self.assertIn("Advise (category Policy Goods", child.jxc_policy_text)

    def test_changes_leave_a_trace(self):
        steward = self.users["data_steward"]
        self.soy.product_tmpl_id.with_user(steward).jxc_negative_policy = "forbid"
        self.env.flush_all()
        entry = self.env["jxc.change.log"].search(
            [
                ("model", "=", "product.template"),
                ("res_id", "=", self.soy.product_tmpl_id.id),
                ("field", "=", "jxc_negative_policy"),
            ]
        )
        self.assertEqual(entry.user_id, steward)
        self.assertTrue(entry.new_value)

    def test_exceptions_are_dated(self):
        self.out_type.jxc_scan_required = True
        picking = self._delivery((self.soy, 1, {}))
        before = fields.Datetime.now()
        picking.move_line_ids.with_user(self.manager).jxc_allow("Reason")
        self.assertGreaterEqual(picking.jxc_exception_ids.at, before)
