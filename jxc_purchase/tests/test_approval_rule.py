from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_approval_rule import RuleCommon


@tagged("post_install", "-at_install")
class TestApprovalRule(RuleCommon):
    """Rules for the usual cases, made without a domain."""

    def test_steps_by_amount_and_category(self):
        self.usual_rule()
        manager, boss, quality = self.manager, self.boss, self.inspector
        for price, product, people in (
            (49_999.99, self.soy, []),
            (50_000, self.soy, [manager]),
            (200_000, self.soy, [manager, boss]),
            (10, self.fish, [quality]),
            (200_000, self.fish, [manager, boss, quality]),
        ):
            with self.subTest(price=price, product=product.name):
                order = self.order(price, product)
                self.assertEqual(order.need_validation, bool(people))
                asked = self.asked(order)
                self.assertEqual(len(asked), len(people))
                for users, user in zip(asked, people, strict=True):
                    self.assertIn(user, users)
                if not people:
                    order.button_confirm()
                    self.assertEqual(order.state, "purchase")

    def test_one_after_the_other(self):
        self.usual_rule()
        order = self.order(200_000, self.fish)
        self.asked(order)
        for user in (self.boss, self.inspector):
            self.assertFalse(order.with_user(user).can_review, user.name)
        self.sign(order, self.manager, self.boss, self.inspector)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_foreign_currency_is_converted(self):
        """10,000 at 0.125 of the foreign currency for one of ours are 80,000."""
        self.usual_rule()
        currency = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "X", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.125,
            }
        )
        order = self.order(10_000, currency_id=currency.id)
        self.assertTrue(order.need_validation)
        order = self.order(6_249.99, currency_id=currency.id)  # 49,999.92
        self.assertFalse(order.need_validation)

    def test_conditions_of_the_rule_hold_for_every_step(self):
        self.rule(
            self.step("purchase_manager"),
            self.step("boss", amount_from=1_000),
            partner_ids=[Command.set(self.vendor.ids)],
            categ_ids=[Command.set(self.cold.ids)],
            amount_from=100,
        )
        self.assertEqual(len(self.asked(self.order(100, self.fish))), 1)
        self.assertEqual(len(self.asked(self.order(1_000, self.fish))), 2)
        self.assertFalse(self.order(99, self.fish).need_validation)
        self.assertFalse(self.order(1_000, self.soy).need_validation)
        other = self.order(1_000, self.fish, partner_id=self.other_vendor.id)
        self.assertFalse(other.need_validation)
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.vendor.id}
        )
        order = self.order(1_000, self.fish, partner_id=branch.id)
        self.assertTrue(order.need_validation, "a branch of the vendor")

    def test_purchase_request(self):
        self.rule(
            self.step("purchase_manager", amount_from=100),
            self.step("quality_inspector", categ_ids=[Command.set(self.cold.ids)]),
            document="purchase.request",
        )
        small = self._request([(self.soy, 9)])  # 9 * 10
        small.button_to_approve()
        self.assertEqual(small.state, "approved")
        large = self._request([(self.soy, 10)])
        large.button_to_approve()
        self.assertEqual(large.state, "to_approve")
        fish = self._request([(self.fish, 1), (self.soy, 1)])
        fish.button_to_approve()
        self.assertIn(self.inspector, fish.sudo().review_ids.reviewer_ids)
        cancelled = self._request([(self.fish, 1), (self.soy, 1)])
        cancelled.line_ids[0].cancelled = True
        self.assertFalse(cancelled.need_validation, "the fish is not wanted any more")

    def test_named_users_and_quorum(self):
        users = self.manager | self.boss
        self.rule(
            Command.create(
                {
                    "approver": "users",
                    "user_ids": [Command.set(users.ids)],
                    "quorum": "all",
                }
            )
        )
        order = self.order(1)
        self.assertEqual(self.asked(order), [users])
        self.sign(order, self.boss)
        self.assertEqual(order.validation_status, "pending")
        self.sign(order, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_field_of_the_document(self):
        field = self.env["ir.model.fields"]._get("purchase.order", "user_id")
        rule = self.rule(Command.create({"approver": "field", "field_id": field.id}))
        self.assertIn(field, rule.step_ids.valid_field_ids)
        self.company.jxc_self_approval = True
        order = self.order(1, user_id=self.manager.id)
        self.assertEqual(self.asked(order), [self.manager])

    def test_who_left_approves_no_more(self):
        users = self.manager | self.boss
        self.rule(
            Command.create({"approver": "users", "user_ids": [Command.set(users.ids)]})
        )
        self.boss.active = False
        self.assertEqual(self.asked(self.order(1)), [self.manager])

    def test_rules_in_the_order_of_the_list(self):
        first = self.rule(self.step("boss"))
        second = self.rule(self.step("purchase_manager"))
        self.assertEqual(self.asked(self.order(1)), [self.boss, self.group_users()])
        (first.sequence, second.sequence) = (second.sequence, first.sequence)
        self.assertEqual(self.asked(self.order(1)), [self.group_users(), self.boss])

    def group_users(self):
        users = self.env.ref("jxc_base.group_purchase_manager").all_user_ids
        return users.filtered(lambda user: user.active)

    def test_form_of_the_page(self):
        rules = self.env["jxc.approval.rule"].with_user(self.admin)
        with Form(rules) as form:
            self.assertEqual(form.document, "purchase.order")
            self.assertTrue(form.name)
            with form.step_ids.new() as step:
                step.amount_from = 50_000
                step.group_id = self.env.ref("jxc_base.group_boss")
        rule = form.record
        self.assertIn("50,000", rule.summary)
        self.assertIn(self.env.ref("jxc_base.group_boss").name, rule.summary)
        self.assertEqual(
            rule.step_ids.definition_ids.reviewer_group_id.id, self.group("boss")
        )

    def test_approvers_who_cannot_see_the_documents(self):
        seller = self._user("seller", "jxc_base.group_salesperson")
        portal = self._user("portal", "base.group_portal")
        rules = self.env["jxc.approval.rule"].with_user(self.admin)
        rule = rules.new({"document": "purchase.request"})
        step = rule.step_ids.new({"rule_id": rule, "approver": "users"})
        step.user_ids = seller | portal
        warning = step._onchange_approver()["warning"]
        self.assertIn(portal.name, warning["message"])
        step.user_ids = self.manager
        self.assertIsNone(step._onchange_approver())

    def test_incomplete_rules_are_refused(self):
        for values in (
            {"step_ids": []},
            {"step_ids": [Command.create({"approver": "group"})]},
            {"step_ids": [Command.create({"approver": "users"})]},
            {"step_ids": [self.step("boss", quorum="some", quorum_count=0)]},
            {"step_ids": [self.step("boss", escalate_hours=1, escalate_to="user")]},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.rule(**values)

    # --- what the rule keeps ---

    def test_definitions_are_changed_through_the_rule(self):
        definition = self.usual_rule().step_ids[0].definition_ids
        self.assertTrue(definition.approve_sequence)
        mine = definition.with_user(self.admin)
        with self.assertRaisesRegex(UserError, "Change it there"):
            mine.write({"reviewer_group_id": self.group("boss")})
        with self.assertRaisesRegex(UserError, "Change it there"):
            mine.unlink()

    def test_archived_and_deleted(self):
        rule = self.usual_rule()
        definitions = rule.step_ids.definition_ids
        self.assertEqual(len(definitions), 3)
        rule.active = False
        self.assertFalse(any(definitions.mapped("active")))
        self.assertFalse(self.order(200_000).need_validation)
        rule.active = True
        self.assertTrue(all(definitions.mapped("active")))
        rule.step_ids[2].unlink()
        self.assertEqual(definitions.mapped("active"), [True, True, False])
        rule.unlink()
        self.assertFalse(any(definitions.mapped("active")))
        self.assertFalse(self.order(200_000).need_validation)
        with self.assertRaises(ValidationError):
            definitions[0].active = True

    def test_names_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        group = self.env.ref("jxc_base.group_boss")
        group.with_context(lang="zh_CN").name = "总经理"
        definition = self.rule(self.step("boss")).step_ids.definition_ids
        self.assertIn("总经理", definition.with_context(lang="zh_CN").name)
        self.assertIn(group.with_context(lang="en_US").name, definition.name)

    # --- rights ---

    def test_administrators_write_managers_read(self):
        rule = self.usual_rule()
        finance = self._user("finance", "jxc_base.group_finance")
        for user in (self.manager, self.boss, finance):
            with self.subTest(user=user.login):
                theirs = rule.with_user(user)
                self.assertTrue(theirs.summary)
                for call in (
                    lambda r=theirs: r.write({"amount_from": 1}),
                    lambda r=theirs: r.step_ids[0].write({"amount_from": 1}),
                    lambda r=theirs: r.unlink(),
                    lambda r=theirs: r.create({"document": "purchase.order"}),
                ):
                    with self.assertRaises(AccessError):
                        call()
        for user in (self.purchaser, self.requester, self.worker):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).read(["name"])

    def test_rules_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.usual_rule().sudo().company_id = other
        self.assertFalse(self.order(200_000).need_validation)
        rules = self.env["jxc.approval.rule"].with_user(self.manager)
        self.assertNotIn(other, rules.search([]).company_id)
