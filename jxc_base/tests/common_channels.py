"""Fixture: a fake receiver, a robot that points at it, and a record to tell about."""

from datetime import datetime

from freezegun import freeze_time

from odoo.tests import TransactionCase, new_test_user

from .fake_receiver import receiver

MORNING = datetime(2026, 3, 5, 2, 0)  # 10:00 in Shanghai
SIGN = "SECf00dfacef00dface"


class ChannelCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": "en_US"}
        )
        cls.company = cls.env.company
        cls.company.jxc_tz = "Asia/Shanghai"
        cls.other = cls.enterClassContext(receiver())
        cls.env["ir.config_parameter"].set_param(
            "jxc_base.internal_hosts", cls.other.host
        )
        cls.partner = cls.env["res.partner"].create({"name": "Vendor [of] **Tea**"})
        cls.user = new_test_user(
            cls.env,
            login="channel_user",
            groups="jxc_base.group_purchaser",
            email="buyer@example.com",
        )
        cls.purpose = cls.env["jxc.notification.purpose"].create(
            {"name": "Test of channels", "code": "channel.case"}
        )
        cls.outbox = cls.env["jxc.notification"]
        cls.outbox.search([("state", "=", "waiting")]).unlink()

    def setUp(self):
        super().setUp()
        self.time = self.enterContext(freeze_time(MORNING))
        state = self.other
        state.status, state.answer, state.headers = 200, type(state).answer, {}
        state.stall = 0
        state.received.clear()

    @classmethod
    def channel(cls, kind="wecom", **values):
        over_http = kind in ("wecom", "dingtalk", "webhook")
        return cls.env["jxc.channel"].create(
            {
                "name": f"Test {kind}",
                "kind": kind,
                "address": cls.other.address() if over_http else False,
                "purpose_ids": cls.purpose.ids,
                **values,
            }
        )

    def send(self, channel=None, title="Late delivery", **values):
        """Queue one message as a plain user, as any program would."""
        outbox = self.env(user=self.user.id)["jxc.notification"]
        arguments = {"body": "**3 days** late", "key": False, **values}
        return outbox._send(
            "channel.case",
            arguments.pop("records", self.partner),
            arguments.pop("recipients", self.user),
            title,
            channels=channel,
            **arguments,
        )

    def deliver(self, minutes=0, seconds=0):
        """Let time pass and the sender run."""
        self.time.tick(minutes * 60 + seconds)
        return self.outbox._send_due()
