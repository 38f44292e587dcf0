"""Who sets channels up, who sees messages, and that nobody sees a secret."""

import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_channels import SIGN, ChannelCase
from .common_roles import ROLES, RoleCase

KEY = "KEY-0a1b2c3d4e5f"
MODELS = ("jxc.channel", "jxc.notification.purpose", "jxc.webhook.event")


@tagged("post_install", "-at_install")
class TestRights(RoleCase):
    def test_only_administrators_set_up(self):
        for role in ROLES:
            env = self.as_role(role)
            for model in MODELS:
                with self.subTest(role=role, model=model):
                    allowed = [
                        env[model].has_access(operation)
                        for operation in ("read", "write", "create", "unlink")
                    ]
                    self.assertEqual(allowed, [role == "jxc_admin"] * 4)

    def test_nobody_writes_the_outbox(self):
        for role in ROLES:
            outbox = self.as_role(role)["jxc.notification"]
            with self.subTest(role=role):
                self.assertFalse(outbox.has_access("create"))
                self.assertEqual(outbox.has_access("write"), role == "jxc_admin")


@tagged("post_install", "-at_install")
class TestOwnMessages(ChannelCase):
    def test_users_see_their_own(self):
        channel = self.channel("mail")
        mine = self.send(channel)
        other = self.send(channel, recipients=self.env.user)
        outbox = self.env(user=self.user.id)["jxc.notification"]
        self.assertEqual(outbox.search([]), mine.with_user(self.user))
        with self.assertRaises(AccessError):
            other.with_user(self.user).read(["title"])
        with self.assertRaises(AccessError):
            mine.with_user(self.user).read(["payload"])
        with self.assertRaises(AccessError):
            mine.with_user(self.user).action_retry()

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        channel = self.channel("mail", company_id=company.id)
        message = self.outbox.create({"title": "x", "company_id": company.id})
        admin = self.env.ref("base.user_admin")
        admin.company_ids = self.company
        for record in (channel, message):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(admin).check_access("read")


@tagged("post_install", "-at_install")
class TestSecrets(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.robot = cls.channel("dingtalk", secret=SIGN)

    def assert_hidden(self, shown):
        text = str(shown)
        self.assertNotIn(KEY, text)
        self.assertNotIn(SIGN, text)

    def test_in_use(self):
        self.assertIn(KEY, self.robot._secret("address"))
        self.assertEqual(self.robot._secret("secret"), SIGN)
        self.assertTrue(self.robot.secret_set)

    def test_not_read_by_anybody(self):
        names = list(self.robot._fields)
        for user in (self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            channel = self.robot.with_user(user)
            self.assert_hidden(channel.read())
            self.assert_hidden(channel.sudo().read(names))
            self.assert_hidden(channel.export_data(names)["datas"])
            self.assert_hidden(channel.copy_data())
            view = self.env.ref("jxc_base.jxc_channel_view_form")
            spec = {name: {} for name in names if f'"{name}"' in view.arch}
            self.assert_hidden(channel.web_read(spec))
            self.assert_hidden(channel.web_save({"secret": SIGN}, spec))

    def test_columns_are_no_fields(self):
        for name in ("address_secret", "sign_secret"):
            with self.subTest(name=name), self.assertRaises(ValueError):
                self.robot.search([(name, "!=", False)])

    def test_not_found_by_guessing(self):
        for domain in ([("address", "like", KEY)], [("secret", "=", SIGN)]):
            with self.subTest(domain=domain), self.assertRaises(ValueError):
                self.robot.search(domain)

    def test_not_in_the_copy(self):
        copy = self.robot.copy()
        self.assertFalse(copy._secret("address"))
        self.assertFalse(copy.secret_set)

    def test_not_for_another_kind(self):
        self.robot.kind = "webhook"
        self.assertFalse(self.robot._secret("address"))

    def test_not_in_answers_errors_and_logs(self):
        self.other.status = 400
        self.other.answer = f"no {KEY} with {SIGN}, {self.robot._secret('address')}"
        self.other.answer = self.other.answer.encode()
        hook = self.channel("webhook", secret=SIGN)
        messages = self.send(hook) | self.send(self.robot)
        with self.assertLogs("odoo.addons.jxc_base", "WARNING") as logs:
            self.deliver()
        self.assertIn("***", messages[0].answer)
        self.assert_hidden(messages.sudo().read())
        self.assert_hidden(logs.output)
        self.assert_hidden(hook.action_test())

    def test_replaced_and_forgotten(self):
        self.robot.secret = "SECnew"
        self.assertEqual(self.robot._secret("secret"), "SECnew")
        self.robot.write({"secret": False, "name": "Renamed"})
        self.assertEqual(self.robot._secret("secret"), "SECnew", "empty: as it was")
        self.robot.action_forget_secret()
        self.assertFalse(self.robot.secret_set)

    def test_users_cannot_write_them(self):
        with self.assertRaises(AccessError):
            self.robot.with_user(self.user).write({"secret": "x"})


@tagged("post_install", "-at_install")
class TestAddresses(ChannelCase):
    def test_refused_when_saved(self):
        for address in (
            "http://qyapi.weixin.qq.com/send?key=1",
            "https://127.0.0.1/x",
            "https://10.0.0.8/x",
            "https://169.254.169.254/latest",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "ftp://example.com/x",
            "file:///etc/passwd",
            "https://user:word@example.com/",
            "https://example.com/ x",
            "nonsense",
        ):
            with self.subTest(address=address), self.assertRaises(ValidationError) as e:
                self.channel("webhook", address=address)
            self.assertNotIn(address, str(e.exception))

    def test_names_that_lead_inside_are_refused_when_sent(self):
        message = self.send(self.channel("webhook", address="https://localhost/x"))
        self.deliver()
        self.assertEqual((message.state, message.attempts), ("failed", 1))
        self.assertIn("own network", message.answer)

    def test_taken_off_the_list(self):
        message = self.send(self.channel("webhook"))
        self.env["ir.config_parameter"].set_param("jxc_base.internal_hosts", "")
        self.deliver()
        self.assertEqual(message.state, "failed")
        self.assertFalse(self.other.received)

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {"jxc_internal_hosts": "10.0.0.0/16", "jxc_notification_days": 30}
        )
        settings.execute()
        self.assertEqual(self.company.jxc_notification_days, 30)
        hook = self.channel("webhook", address="http://10.0.7.7:8080/x")
        self.assertEqual(hook.address_shown, "http://10.0.7.7:8080/…")
        self.assertEqual(json.dumps(hook._internal_hosts()), '["10.0.0.0/16"]')
