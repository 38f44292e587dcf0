"""What arrives at the other side, and what happens when it does not."""

import hashlib
import hmac
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core import robots, safe_post
from .common_channels import MORNING, SIGN, ChannelCase
from .fake_receiver import closed_port

LIMITED = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'


@tagged("post_install", "-at_install")
class TestRobots(ChannelCase):
    def test_wecom(self):
        message = self.send(self.channel("wecom"))
        self.assertFalse(self.other.received, "nothing leaves before the commit")
        self.assertEqual(self.deliver(), 1)
        content = self.other.received[0].json["markdown"]["content"]
        self.assertIn("**Late delivery**\n**3 days** late", content)
        self.assertIn("For: channel_user", content)
        self.assertIn(f"?model=res.partner&res_id={self.partner.id})", content)
        self.assertEqual((message.state, message.attempts), ("sent", 1))
        self.assertEqual(message.answer, "0 ok")
        self.assertEqual(self.deliver(minutes=10), 0)

    def test_wecom_card(self):
        self.send(self.channel("wecom", style="card"))
        self.deliver()
        sent = self.other.received[0].json
        self.assertEqual(sent["template_card"]["card_type"], "text_notice")

    def test_dingtalk_signs_each_request(self):
        self.send(self.channel("dingtalk", secret=SIGN))
        self.deliver()
        query = parse_qs(urlsplit(self.other.received[0].path).query)
        stamp = int(query["timestamp"][0])
        self.assertEqual(stamp, int(MORNING.timestamp() * 1000))
        signed = robots.dingtalk_signature(stamp, SIGN)
        self.assertIn(signed, self.other.received[0].path)

    def test_dingtalk_keyword(self):
        channel = self.channel("dingtalk", keyword="JXC-WORD")
        self.send(channel, title="Late")
        self.send(channel, title="JXC-WORD late")
        self.deliver()
        titles = [got.json["markdown"]["title"] for got in self.other.received]
        self.assertEqual(titles, ["JXC-WORD Late", "JXC-WORD late"])

    def test_key_alone_is_an_address(self):
        channel = self.channel("wecom", address="0a1b2c3d-4e5f-6071")
        self.assertEqual(channel.address_shown, "https://qyapi.weixin.qq.com/…")
        self.assertTrue(channel._secret("address").endswith("?key=0a1b2c3d-4e5f-6071"))

    def test_language_of_the_sender(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        outbox = self.env["jxc.notification"].with_context(lang="zh_CN")
        outbox._send("channel.case", None, None, "t", channels=self.channel("webhook"))
        self.assertEqual(self.outbox.search([], limit=1).lang, "zh_CN")

    def test_mail(self):
        channel = self.channel("mail")
        message = self.send(channel, body="<script>\n[x](https://x.cn)")
        self.deliver()
        mail = self.env["mail.mail"].search([], limit=1)
        self.assertEqual(mail.recipient_ids, self.user.partner_id)
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assertIn('href="https://x.cn"', mail.body_html)
        self.assertEqual(message.state, "sent")
        self.user.partner_id.email = False
        unreachable = self.send(channel)
        self.deliver()
        self.assertEqual(unreachable.state, "failed")
        self.assertIn("mail address", unreachable.answer)

    def test_activity(self):
        self.send(self.channel("activity"))
        self.deliver()
        activity = self.partner.activity_ids
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(activity.summary, "Late delivery")

    def test_activity_only_for_who_may_see_the_record(self):
        record = self.env["res.config.settings"].create({})
        company = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.env["product.product"].create(
            {"name": "Hidden", "company_id": company.id}
        )
        channel = self.channel("activity", company_id=False)
        refused = self.send(channel, records=hidden)
        personal = self.send(channel, records=record)
        self.deliver()
        self.assertEqual((refused.state, personal.state), ("failed", "sent"))
        self.assertFalse(hidden.activity_ids)


@tagged("post_install", "-at_install")
class TestFailures(ChannelCase):
    def test_server_error_is_tried_again(self):
        message = self.send(self.channel())
        self.other.status = 500
        attempts = []
        for minutes in (0, 1, 5, 15, 60, 240):
            self.assertEqual(self.deliver(minutes=minutes), 1)
            attempts.append(message.state)
        self.assertEqual(attempts, ["waiting"] * 5 + ["failed"])
        self.assertEqual(message.answer, "HTTP 500")
        self.assertEqual(self.deliver(minutes=600), 0)
        self.assertEqual(len(self.other.received), 6)

    def test_recovery(self):
        message = self.send(self.channel())
        self.other.status = 500
        self.deliver()
        self.assertEqual(self.deliver(seconds=59), 0)
        self.other.status = 200
        self.assertEqual(self.deliver(seconds=1), 1)
        self.assertEqual((message.state, message.attempts), ("sent", 2))

    def test_refused(self):
        address = f"http://127.0.0.1:{closed_port()}/send?key=abcdef123456"
        self.env["ir.config_parameter"].set_param(
            "jxc_base.internal_hosts", f"{self.other.host} 127.0.0.0/8"
        )
        message = self.send(self.channel("webhook", address=address))
        with self.assertLogs("odoo.addons.jxc_base", "WARNING") as logs:
            self.deliver()
        self.assertEqual(message.state, "waiting")
        self.assertIn("refused", message.answer)
        self.assertNotIn("abcdef", message.answer + "".join(logs.output))

    def test_stalled(self):
        self.other.stall = 1.5
        message = self.send(self.channel())
        with patch.object(safe_post, "READ_SECONDS", 0.2):
            self.deliver()
        self.assertEqual(message.state, "waiting")
        self.assertIn("in time", message.answer)

    def test_silent_channel_does_not_hold_up_the_others(self):
        """After one message without an answer the whole channel rests."""
        self.other.stall = 1.5
        dead, alive = self.channel(), self.channel("mail")
        for number in range(5):
            self.send(dead, title=f"Dead {number}")
        mail = self.send(alive)
        with patch.object(safe_post, "READ_SECONDS", 0.2):
            self.assertEqual(self.deliver(), 2)
        self.assertEqual(mail.state, "sent")
        self.assertGreater(dead.paused_until, MORNING)

    def test_whole_time_is_limited(self):
        self.other.stall = 1.5
        message = self.send(self.channel())
        with patch.object(safe_post, "WHOLE_SECONDS", 0.3):
            self.deliver()
        self.assertIn("in time", message.answer)

    def test_robot_asks_for_a_rest(self):
        self.other.answer = LIMITED
        channel = self.channel()
        first, second = self.send(channel, title="1"), self.send(channel, title="2")
        self.assertEqual(self.deliver(), 1)
        self.assertEqual((first.attempts, second.attempts), (1, 0))
        self.assertEqual(channel.paused_until, MORNING + timedelta(seconds=60))
        self.assertTrue(channel.resting)
        self.other.answer = type(self.other).answer
        self.assertEqual(self.deliver(seconds=60), 2)
        channel.invalidate_recordset(["resting"])
        self.assertFalse(channel.resting)
        self.assertEqual((first | second).mapped("state"), ["sent", "sent"])

    def test_hopeless_is_not_repeated(self):
        self.other.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
        message = self.send(self.channel())
        self.deliver()
        self.assertEqual((message.state, message.attempts), ("failed", 1))
        self.assertIn("93000", message.answer)

    def test_no_redirects(self):
        self.other.status = 302
        self.other.headers = {"Location": self.other.address("/elsewhere")}
        message = self.send(self.channel("webhook"))
        self.deliver()
        self.assertEqual(message.state, "failed")
        self.assertEqual(len(self.other.received), 1)

    def test_long_answers_are_cut(self):
        self.other.answer = b"x" * 300000
        message = self.send(self.channel("webhook"))
        self.deliver()
        self.assertEqual(message.state, "sent")
        self.assertLessEqual(len(message.answer), 500)

    def test_unexpected_error_tells_no_content(self):
        message = self.send(self.channel())
        error = RuntimeError("https://qyapi.weixin.qq.com/?key=TOPSECRET")
        with (
            patch.object(safe_post, "post", side_effect=error),
            self.assertLogs("odoo.addons.jxc_base", "WARNING") as logs,
        ):
            self.deliver()
        self.assertEqual(message.answer, "RuntimeError")
        self.assertNotIn("TOPSECRET", "".join(logs.output))

    def test_retry_and_drop(self):
        self.other.status = 410
        channel = self.channel("webhook")
        message, gone = self.send(channel), self.send(channel)
        self.deliver()
        self.other.status = 200
        message.action_retry()
        gone.action_drop()
        self.assertEqual(self.deliver(), 1)
        self.assertEqual((message.state, gone.state), ("sent", "dropped"))
        channel.unlink()
        with self.assertRaises(UserError):
            gone.action_retry()

    def test_deleted_and_archived_channels(self):
        deleted, archived = self.channel(), self.channel()
        messages = self.send(deleted) | self.send(archived)
        deleted.unlink()
        archived.active = False
        self.deliver()
        self.assertEqual(messages.mapped("state"), ["dropped", "dropped"])
        self.assertFalse(self.other.received)


@tagged("post_install", "-at_install")
class TestTestButton(ChannelCase):
    def test_answer_is_shown(self):
        channel = self.channel()
        shown = channel.action_test()["params"]
        self.assertEqual(shown["type"], "success")
        self.assertIn("0 ok", shown["message"])
        self.other.status = 500
        shown = channel.action_test()["params"]
        self.assertEqual(shown["type"], "danger")
        self.assertIn("HTTP 500", shown["message"])
        states = self.outbox.search([("channel_id", "=", channel.id)]).mapped("state")
        self.assertEqual(sorted(states), ["failed", "sent"], "a test never waits")

    def test_without_address(self):
        with self.assertRaises(UserError):
            self.channel("webhook", address=False).action_test()

    def test_receiver_can_check_the_signature(self):
        self.channel("webhook", secret="shared-word").action_test()
        got = self.other.received[0]
        stamp, signature = got.headers["X-JXC-Signature"].split(",v1=")
        text = stamp.removeprefix("t=").encode() + b"." + got.body
        expected = hmac.new(b"shared-word", text, hashlib.sha256).hexdigest()
        self.assertEqual(signature, expected)
