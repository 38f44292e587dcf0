from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_approval_rule import RuleCommon


@tagged("post_install", "-at_install")
class TestApprovalPeople(RuleCommon):
    """Managers, department heads, escalation, and who may not decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._user("chief", "jxc_base.group_purchase_manager")
        cls.top = cls.department("Company", cls.boss)
        cls.part = cls.department("Buying", cls.chief, cls.purchaser, cls.top)

    @classmethod
    def department(cls, name, head, members=(), parent=None):
        return cls.env["jxc.department"].create(
            {
                "name": name,
                "head_id": head.id,
                "company_id": cls.company.id,
                "parent_id": parent and parent.id,
                "user_ids": [Command.set([user.id for user in members])],
            }
        )

    def run_cron(self, moment):
        with freeze_time(moment):
            self.env["tier.review"]._cron_jxc_remind()
            self.env.flush_all()
            self.env.invalidate_all()

    @freeze_time("2026-03-04 02:00:00")
    def submitted(self, **values):
        self.rule(Command.create({"approver": "manager", **values}))
        order = self.order(1)
        self.asked(order)
        return order

    def test_manager_of_the_requester(self):
        for approver in ("manager", "head"):
            rule = self.rule(Command.create({"approver": approver}))
            self.assertEqual(self.asked(self.order(1)), [self.chief])
            own = self.order(1, user=self.chief)
            self.assertEqual(self.asked(own), [self.boss], "nobody leads himself")
            rule.unlink()

    def test_manager_of_who_wants_a_request(self):
        self.rule(Command.create({"approver": "head"}), document="purchase.request")
        self.requester.jxc_department_id = self.part
        request = self._request([(self.soy, 1)])
        request.button_to_approve()
        self.assertEqual(request.sudo().review_ids.reviewer_ids, self.chief)

    def test_nobody_entered(self):
        self.rule(Command.create({"approver": "manager"}))
        order = self.order(1, user=self.boss)
        with self.assertRaisesRegex(ValidationError, "departments in settings"):
            order.request_validation()

    def test_escalation_to_the_managers_manager(self):
        order = self.submitted(escalate_hours=24, escalate_to="manager")
        self.run_cron("2026-03-05 01:59:00")
        self.assertFalse(order.with_user(self.boss).can_review)
        self.run_cron("2026-03-05 02:00:00")
        self.sign(order, self.boss)
        self.assertEqual(order.validation_status, "validated")

    def test_escalation_to_the_department_head(self):
        order = self.submitted(
            approver="group",
            group_id=self.group("quality_inspector"),
            escalate_hours=24,
            escalate_to="head",
        )
        self.run_cron("2026-03-05 01:59:00")
        self.assertFalse(order.with_user(self.chief).can_review)
        self.run_cron("2026-03-05 02:00:00")
        self.assertTrue(order.with_user(self.chief).can_review)

    def test_escalation_to_user_or_group(self):
        quality = self.env.ref("jxc_base.group_quality_inspector")
        for values, user in (
            ({"escalate_to": "user", "escalate_user_id": self.boss.id}, self.boss),
            (
                {"escalate_to": "group", "escalate_group_id": quality.id},
                self.inspector,
            ),
        ):
            with self.subTest(user=user.login):
                order = self.submitted(escalate_hours=24, **values)
                self.run_cron("2026-03-05 02:00:00")
                self.assertTrue(order.with_user(user).can_review)
                order.restart_validation()
                self.env["jxc.approval.rule"].search([]).unlink()

    def test_escalation_waits_until_somebody_is_entered(self):
        self.top.head_id = False
        order = self.submitted(escalate_hours=24)
        self.run_cron("2026-03-05 02:00:00")
        self.assertFalse(order.review_ids.jxc_escalated_at)
        self.top.head_id = self.boss
        self.run_cron("2026-03-05 02:15:00")
        self.assertTrue(order.with_user(self.boss).can_review)

    def test_one_mechanism_reminds(self):
        """OCA's reminder in days is silent where ours in hours works."""
        order = self.submitted(remind_hours=24)
        definition = order.review_ids.definition_id.sudo()
        definition.notify_reminder_delay = 1
        with freeze_time("2026-03-09 02:00:00"):
            self.assertFalse(definition._get_review_needing_reminder())
            self.env["tier.definition"]._cron_send_review_reminder()
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.review_ids.last_reminder_date)

    # --- nobody approves their own document -----------------------------------

    def test_no_self_approval_whoever_the_rule_names(self):
        """By group, by name, by field and as manager: never one's own document."""
        field = self.env["ir.model.fields"]._get("purchase.order", "user_id")
        self.part.user_ids |= self.manager
        self.part.head_id = self.manager
        self.top.head_id = False
        for values in (
            {"approver": "users", "user_ids": [Command.set(self.manager.ids)]},
            {"approver": "field", "field_id": field.id},
            {"approver": "manager"},
            {"approver": "head"},
        ):
            with self.subTest(values=values):
                rule = self.rule(Command.create(values))
                order = self.order(1, user=self.manager, user_id=self.manager.id)
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    order.request_validation()
                self.env.invalidate_all()
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    order.button_confirm()
                self.env.invalidate_all()
                rule.unlink()
        self.rule(self.step("purchase_manager"))
        order = self.order(1, user=self.manager)
        self.assertNotIn(self.manager, self.asked(order)[0])
        self.assertFalse(order.with_user(self.manager).can_review)
        self.assertTrue(order.with_user(self.chief).can_review)

    def test_one_signature_for_steps_in_a_row(self):
        both = self.manager | self.boss
        self.rule(
            self.step("purchase_manager"),
            Command.create({"approver": "users", "user_ids": [Command.set(both.ids)]}),
            self.step("boss"),
        )
        order = self.order(1)
        self.asked(order)
        self.sign(order, self.manager)
        statuses = order.sudo().review_ids.sorted("sequence").mapped("status")
        self.assertEqual(statuses, ["approved", "approved", "pending"])
        self.sign(order, self.boss)
        self.assertEqual(order.validation_status, "validated")
