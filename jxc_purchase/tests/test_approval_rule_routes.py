"""Rules set up on the page hold, whichever way an order is confirmed."""

import json
from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

CHINESE = {
    "group_purchase_manager": "采购经理",
    "group_boss": "老板",
    "group_quality_inspector": "质检员",
}


@tagged("post_install", "-at_install")
class TestApprovalRuleRoutes(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env.company.jxc_self_approval = False
        cls.env["jxc.approval.rule"].search([]).unlink()
        cls.env["tier.definition"].search([]).active = False
        for name, chinese in CHINESE.items():
            group = cls.env.ref(f"jxc_base.{name}")
            group.with_context(lang="zh_CN").name = chinese
        cls.admin = cls.user("admin", "jxc_admin", lang="zh_CN")
        cls.buyer = cls.user("buyer", "purchaser")
        cls.manager = cls.user("manager", "purchase_manager")
        cls.boss = cls.user("boss", "boss")
        cls.quality = cls.user("quality", "quality_inspector")
        cold = cls.env["product.category"].create({"name": "冷链 途"})
        cls.vendor = cls.env["res.partner"].create({"name": "Routes Vendor"})
        cls.soy, cls.fish = cls.env["product.product"].create(
            [
                {"name": "Routes Soy", "is_storable": True},
                {"name": "Routes Fish", "is_storable": True, "categ_id": cold.id},
            ]
        )

    @classmethod
    def user(cls, login, role, **values):
        return new_test_user(
            cls.env, f"routes_{login}", groups=f"jxc_base.group_{role}", **values
        )

    def test_rules_of_the_page_hold_on_every_way(self):
        """The tour sets the rules up in at most 25 clicks and fields."""
        self.start_tour("/odoo", "jxc_approval_rule", login="routes_admin")
        self.env.invalidate_all()
        rule = self.env["jxc.approval.rule"].search([])
        self.assertEqual(rule.document, "purchase.order")
        self.assertEqual(rule.step_ids.mapped("amount_from"), [50_000, 200_000, 0])
        for way in ("button", "list", "import", "create", "copy", "json_2"):
            with self.subTest(way=way):
                getattr(self, f"check_{way}")()

    def order(self, price, product=None):
        line = {
            "product_id": (product or self.soy).id,
            "product_qty": 1,
            "price_unit": price,
            "tax_ids": False,
        }
        return (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
            )
        )

    def refuse(self, message, call, *args):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            call(*args)
        self.env.invalidate_all()

    def approve(self, orders, *users):
        for user in users:
            orders.with_user(user).action_jxc_approve_selected()
            self.env.flush_all()
            self.env.invalidate_all()

    def check_button(self):
        small = self.order(49_999)
        small.button_confirm()
        self.assertEqual(small.state, "purchase")
        for price, product, users in (
            (50_000, self.soy, [self.manager]),
            (200_000, self.soy, [self.manager, self.boss]),
            (200_000, self.fish, [self.manager, self.boss, self.quality]),
            (10, self.fish, [self.quality]),
        ):
            with self.subTest(price=price, product=product.name):
                order = self.order(price, product)
                self.refuse("needs approval first", order.button_confirm)
                order.request_validation()
                self.env.invalidate_all()
                for user in users:
                    self.refuse("needs approval first", order.button_confirm)
                    self.approve(order, user)
                order.button_confirm()
                self.assertEqual(order.state, "purchase")

    def check_list(self):
        """Several orders at once: one that needs approval stops them all."""
        small, large, huge = self.order(10), self.order(60_000), self.order(200_000)
        orders = small | large | huge
        self.refuse("needs approval first", orders.button_confirm)
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        (large | huge).request_validation()
        self.env.invalidate_all()
        self.approve(orders, self.buyer)
        self.assertEqual(set((large | huge).mapped("validation_status")), {"pending"})
        self.approve(orders, self.manager)
        self.assertEqual(large.validation_status, "validated")
        self.assertEqual(huge.validation_status, "pending")
        self.refuse("needs approval first", orders.button_confirm)
        self.approve(orders, self.boss)
        orders.button_confirm()
        self.assertEqual(set(orders.mapped("state")), {"purchase"})

    def load(self, **extra):
        values = {
            "partner_id": "Routes Vendor",
            "order_line/product_id": "Routes Soy",
            "order_line/product_qty": "1",
            "order_line/price_unit": "60000",
            **extra,
        }
        orders = self.env["purchase.order"].with_user(self.buyer)
        return orders.load(list(values), [list(values.values())])

    def check_import(self):
        result = self.load(state="purchase")
        self.assertFalse(result["ids"])
        self.assertIn("confirmed state directly", result["messages"][0]["message"])
        result = self.load()
        order = self.env["purchase.order"].browse(result["ids"])
        order = order.with_user(self.buyer)
        self.assertEqual(order.state, "draft")
        self.refuse("needs approval first", order.button_confirm)

    def check_create(self):
        for product, price in ((self.soy, 60_000), (self.fish, 10), (self.soy, 1)):
            line = {"product_id": product.id, "product_qty": 1, "price_unit": price}
            values = {
                "partner_id": self.vendor.id,
                "order_line": [Command.create(line)],
            }
            orders = self.env["purchase.order"].with_user(self.buyer)
            confirmed = {**values, "state": "purchase"}
            self.refuse("confirmed state directly", orders.create, confirmed)
            default = orders.with_context(default_state="purchase")
            held = "confirmed state directly|would need approval"
            self.refuse(held, default.create, values)
            order = orders.create(values)
            self.refuse("confirmed state directly", order.write, {"state": "purchase"})

    def check_copy(self):
        order = self.order(60_000)
        self.refuse("confirmed state directly", order.copy, {"state": "purchase"})
        order.request_validation()
        self.env.invalidate_all()
        self.approve(order, self.manager)
        order.button_confirm()
        copy = order.copy()
        self.assertEqual((copy.state, copy.validation_status), ("draft", "no"))
        self.assertFalse(copy.review_ids)
        self.refuse("needs approval first", copy.button_confirm)

    def call(self, user, method, **body):
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "routes", datetime.now() + timedelta(days=1))
        self.env.flush_all()
        headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
        answer = self.url_open(
            f"/json/2/purchase.order/{method}",
            data=json.dumps(body).encode(),
            headers=headers,
        )
        self.env.invalidate_all()
        return answer

    def check_json_2(self):
        self.authenticate(None, None)  # the key says who calls
        order, vendor = self.order(60_000), self.vendor.id
        confirmed = {"state": "purchase"}
        for method, body, told in (
            ("button_confirm", {"ids": order.ids}, "needs approval first"),
            ("button_approve", {"ids": order.ids}, "needs approval first"),
            ("write", {"ids": order.ids, "vals": confirmed}, "directly"),
            (
                "create",
                {"vals_list": [{"partner_id": vendor, **confirmed}]},
                "directly",
            ),
            ("copy", {"ids": order.ids, "default": confirmed}, "directly"),
        ):
            with self.subTest(method=method):
                answer = self.call(self.buyer, method, **body)
                self.assertEqual(answer.status_code, 422, answer.text[:300])
                self.assertIn(told, answer.json()["message"])
                self.assertEqual(order.state, "draft")
        for user, status in ((self.buyer, "pending"), (self.manager, "validated")):
            if user == self.buyer:
                self.call(user, "request_validation", ids=order.ids)
            self.call(user, "validate_tier", ids=order.ids)
            self.assertEqual(order.validation_status, status)
        self.assertEqual(
            self.call(self.buyer, "button_confirm", ids=order.ids).status_code, 200
        )
        self.assertEqual(order.state, "purchase")
        entry = self.env["jxc.approval.entry"].search(
            [("res_id", "=", order.id), ("kind", "=", "signed")]
        )
        self.assertEqual((entry.user_id, entry.via), (self.manager, "api"))
