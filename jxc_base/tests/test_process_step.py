"""Steps of purchase and sale: what waits for them, and the hours they took."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_roles import RoleCase

NOW = datetime(2026, 3, 20, 8)


@tagged("post_install", "-at_install")
class TestProcessStep(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Steps of Processes"})
        cls.env.user.company_ids |= cls.company
        cls.alone = {"allowed_company_ids": cls.company.ids}

    def step(self, code, user=None):
        steps = self.env["jxc.process.step"].with_context(**self.alone)
        return steps.with_user(user or self.env.user).search([("code", "=", code)])

    def order(self, model="purchase.order"):
        partner = {"partner_id": self.vendor.id, "company_id": self.company.id}
        return self.env[model].with_context(**self.alone).create(partner)

    def test_every_step_of_the_list_answers(self):
        for step in self.env["jxc.process.step"].with_context(**self.alone).search([]):
            with self.subTest(step=step.code):
                self.assertEqual(step.waiting_count, 0)
                self.assertEqual((step.measured_count, step.median_hours), (0, 0))
                self.env[step._step().model].search(step.action_waiting()["domain"])

    def test_waiting_is_counted_and_opens(self):
        orders = self.order() | self.order() | self.order()
        orders[2].button_cancel()
        step = self.step("purchase_order")
        self.assertEqual(step.waiting_count, 2)
        action = step.action_waiting()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), orders[:2]
        )
        self.order("sale.order")
        self.assertEqual(self.step("sale_order").waiting_count, 1)

    def test_waiting_moves_on_to_the_next_step(self):
        order = self.make_purchase(role="purchase_manager").sudo()
        steps = self.env["jxc.process.step"].search([])
        steps = {step.code: step for step in steps}
        before = {code: step.waiting_count for code, step in steps.items()}
        order.button_confirm()
        self.env.invalidate_all()
        after = {code: step.waiting_count for code, step in steps.items()}
        change = {c: after[c] - before[c] for c in after if after[c] != before[c]}
        self.assertEqual(change, {"purchase_order": -1, "purchase_receive": 1})

    def test_median_hours_by_hand(self):
        """Three orders took 2, 5 and 30 hours: the median is 5; old ones are out."""
        for done, hours in ((15, 2), (16, 5), (18, 30)):
            self.passed(datetime(2026, 3, done, 12), hours)
        self.passed(datetime(2025, 11, 1, 12), 1000)
        with freeze_time(NOW):
            step = self.step("purchase_order")
            self.assertEqual((step.measured_count, step.median_hours), (3, 5))

    def passed(self, done, hours):
        order = self.order()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order SET state = 'purchase', date_approve = %s,"
            " create_date = %s::timestamp - %s * interval '1 hour' WHERE id = %s",
            [done, done, hours, order.id],
        )
        self.env.invalidate_all()

    def test_approvals_of_a_rule_for_all_companies(self):
        """The order's company counts, and the hours since it was the step's turn."""
        order = self.order()
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO tier_review (model, res_id, status, create_date, jxc_turn_at,"
            " reviewed_date) VALUES ('purchase.order', %s, 'approved', %s, %s, %s)",
            [order.id, *(datetime(2026, 3, 15, hour) for hour in (1, 6, 10))],
        )
        with freeze_time(NOW):
            step = self.step("purchase_approve")
            self.assertEqual((step.measured_count, step.median_hours), (1, 4))

    def test_another_company_does_not_count(self):
        self.order()
        other = self.env["jxc.process.step"].with_context(
            allowed_company_ids=self.env.ref("base.main_company").ids
        )
        step = other.search([("code", "=", "purchase_order")])
        before = step.waiting_count
        self.order()
        self.env.invalidate_all()
        self.assertEqual(step.waiting_count, before)

    def test_rights(self):
        for role in ("requester", "purchaser", "warehouse_worker", "salesperson"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_role(role)["jxc.process.step"].search([])
        for role in ("boss", "purchase_manager", "sales_manager"):
            steps = self.as_role(role)["jxc.process.step"].search([])
            self.assertTrue(steps.mapped("waiting_count"))
            with self.subTest(role=role), self.assertRaises(AccessError):
                steps.active = False
        step = self.as_role("jxc_admin")["jxc.process.step"].search([], limit=1)
        step.active = False
        self.assertNotIn(step, step.search([]))

    def test_a_step_without_its_method_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["jxc.process.step"].create(
                {"name": "Nothing", "code": "nothing", "process": "sale"}
            )
