from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.jxc_base.core import safe_post
from odoo.fields import Command
from odoo.tests import tagged

from .common import RequestCommon

OK = safe_post.Answer(200, b"", None)


@tagged("post_install", "-at_install")
class TestApprovalReminder(RequestCommon):
    """Approvers are told, reminded, and after that somebody else decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        cls.deputy = cls._user("deputy", "jxc_base.group_purchase_manager")
        cls.boss = cls._user("boss", "jxc_base.group_boss")
        # messages speak the approver's language
        (cls.manager | cls.deputy | cls.boss).lang = "en_US"
        cls.rule = cls._rule(
            "purchase.order",
            approve_sequence=True,
            jxc_remind_hours=4,
            jxc_escalate_hours=24,
            jxc_escalate_user_id=cls.boss.id,
        )

    def order(self, moment="2026-03-04 02:00:00"):
        with freeze_time(moment):
            line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": 5}
            order = (
                self.env["purchase.order"]
                .with_user(self.purchaser)
                .create(
                    {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
                )
            )
            order.request_validation()
            self.env.flush_all()
            self.env.invalidate_all()
        return order

    def messages(self, order, word):
        found = self.env["jxc.notification"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        return found.filtered(lambda message: word in message.title)

    def run_cron(self, moment):
        with freeze_time(moment):
            self.env["tier.review"]._cron_jxc_remind()
            self.env.flush_all()
            self.env.invalidate_all()

    def test_turn(self):
        order = self.order()
        message = self.messages(order, "waits for your approval")
        self.assertEqual(message.partner_ids, self.manager.partner_id)
        self.assertIn(self.purchaser.name, message.body)

    def test_link_reaches_nobody_but_the_approver(self):
        """It decides in the approver's name: not in activities, groups, the outbox."""
        channel = self.env["jxc.channel"]
        archive = self.env["res.partner"].create(
            {"name": "Archive", "email": "archive@example.com"}
        )
        channel.search([]).purpose_ids = False
        purpose = self.env.ref("jxc_base.purpose_approval").ids
        for kind, others in (("mail", archive.ids), ("activity", []), ("webhook", [])):
            channel.create(
                {
                    "name": kind,
                    "kind": kind,
                    "purpose_ids": purpose,
                    "recipient_ids": others,
                    "address": "https://example.com/x" if kind == "webhook" else False,
                    "company_id": False,
                }
            )
        self.env["jxc.notification"].search([]).unlink()
        order = self.order()
        sent = []
        with patch.object(safe_post, "post", lambda *args: sent.append(args) or OK):
            self.env["jxc.notification"]._send_due()
        messages = self.messages(order, "waits")
        self.assertEqual(messages.mapped("state"), ["sent"] * 3)
        self.assertNotIn("/jxc/l/", str(messages.sudo().read()))
        self.assertNotIn("/jxc/l/", str(sent))
        self.assertTrue(order.activity_ids.filtered("note"))
        self.assertNotIn("/jxc/l/", str(order.activity_ids.mapped("note")))
        mails = self.env["mail.mail"].search([("subject", "like", order.name)])
        own = mails.filtered(lambda mail: "/jxc/l/" in mail.body_html)
        self.assertEqual(own.recipient_ids, self.manager.partner_id)
        self.assertTrue(own.auto_delete)
        places = [
            own.body_html.index(t)
            for t in (self.purchaser.name, "/jxc/l/", "/mail/view")
        ]
        self.assertEqual(places, sorted(places))
        self.assertEqual((mails - own).recipient_ids, archive)
        link = self.env["jxc.signed.link"].search([], limit=1)
        self.assertEqual((link.user_id, link.res_id), (self.manager, order.id))

    def test_decided_before_the_mail_left(self):
        mail = self.env.ref("jxc_base.channel_mail")
        self.env.ref("jxc_base.purpose_approval").channel_ids = mail
        order = self.order()
        order.with_user(self.manager).validate_tier()
        count = self.env["jxc.signed.link"].search_count([])
        self.env["jxc.notification"]._send_due()
        self.assertEqual(self.messages(order, "waits").state, "sent")
        self.assertEqual(self.env["jxc.signed.link"].search_count([]), count)

    def test_next_step_is_told_when_it_is_its_turn(self):
        self._rule(
            "purchase.order",
            reviewer_id=self.deputy.id,
            approve_sequence=True,
            sequence=10,
        )
        order = self.order()
        self.assertEqual(
            self.messages(order, "waits").partner_ids, self.manager.partner_id
        )
        order.with_user(self.manager).validate_tier()
        told = self.messages(order, "waits").partner_ids
        self.assertEqual(told, (self.manager | self.deputy).partner_id)

    def test_reminder_every_four_hours(self):
        order = self.order()
        for moment, count in (
            ("2026-03-04 05:59:00", 0),
            ("2026-03-04 06:00:00", 1),
            ("2026-03-04 07:00:00", 1),
            ("2026-03-04 10:00:00", 2),
        ):
            self.run_cron(moment)
            self.assertEqual(len(self.messages(order, "Reminder")), count, moment)

    def test_escalation(self):
        order = self.order()
        self.run_cron("2026-03-05 01:59:00")
        self.assertFalse(order.with_user(self.boss).can_review)
        self.run_cron("2026-03-05 02:00:00")
        self.assertTrue(order.with_user(self.boss).can_review)
        self.assertEqual(
            self.messages(order, "Escalated").partner_ids, self.boss.partner_id
        )
        order.with_user(self.boss).validate_tier()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "validated")
        kinds = self.env["jxc.approval.entry"].search([("res_id", "=", order.id)])
        self.assertEqual(kinds.mapped("kind"), ["signed", "escalated", "asked"])
        self.run_cron("2026-03-09 02:00:00")
        self.assertEqual(len(self.messages(order, "Escalated")), 1)

    def test_approve_several(self):
        orders = self.order() | self.order()
        other = orders[0].copy()
        action = (orders | other).with_user(self.manager).action_jxc_approve_selected()
        self.assertIn("2 approved, 1 not", action["params"]["message"])
        self.env.invalidate_all()
        self.assertEqual(set(orders.mapped("validation_status")), {"validated"})
        self.assertEqual(other.validation_status, "no")
