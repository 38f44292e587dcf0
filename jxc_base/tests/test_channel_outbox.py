"""When messages leave: once, not too many, not at night, also after a crash."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.channel.jxc_channel_delivery import JxcChannel as Delivery
from .common_channels import MORNING, ChannelCase
from .fake_receiver import receiver


@tagged("post_install", "-at_install")
class TestQueue(ChannelCase):
    def test_each_record_in_its_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        own = self.channel("webhook")
        theirs = self.channel("webhook", company_id=company.id)
        common = self.channel("webhook", company_id=False)
        partner = self.env["res.partner"].create(
            {"name": "Of the second", "company_id": company.id}
        )
        messages = self.send(records=self.partner | partner)
        found = {(m.res_id, m.channel_id) for m in messages}
        self.assertEqual(
            found,
            {
                (self.partner.id, own),
                (self.partner.id, common),
                (partner.id, theirs),
                (partner.id, common),
            },
        )

    def test_texts_by_record(self):
        second = self.partner.copy()
        title = {self.partner.id: "First", second.id: "Second"}
        messages = self.send(self.channel(), title=title, records=self.partner | second)
        self.assertEqual(messages.mapped("title"), ["First", "Second"])

    def test_nobody_listens(self):
        self.assertFalse(self.send())
        channel = self.channel()
        self.purpose.active = False
        self.assertFalse(self.send(channel))
        with self.assertRaises(ValueError):
            self.outbox._send("no.such.purpose", None, None, "x")

    def test_bounded_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(50)]
        )
        channel = self.channel()
        self.send(channel)
        self.env.flush_all()
        with self.assertQueryCount(25):
            self.send(channel, records=partners, key="many")
            self.env.flush_all()

    def test_wakes_the_sender_once(self):
        cron = self.env.ref("jxc_base.cron_notification_send")
        self.env.flush_all()
        self.env.cr.precommit.run()
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        channel = self.channel()
        for number in range(5):
            self.send(channel, title=str(number))
        self.env.cr.precommit.run()
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_next_run_is_planned(self):
        self.other.status = 500
        self.send(self.channel())
        self.deliver()
        self.assertEqual(self.outbox._next_due(), MORNING + timedelta(minutes=1))


@tagged("post_install", "-at_install")
class TestRepetition(ChannelCase):
    def test_once_in_the_window(self):
        channel = self.channel()
        self.assertTrue(self.send(channel, key=None))
        self.assertFalse(self.send(channel, key=None))
        self.assertTrue(self.send(channel, key="other"))
        self.assertTrue(self.send(channel, key=None, records=self.partner.copy()))
        self.time.tick(61 * 60)
        self.assertTrue(self.send(channel, key=None))

    def test_repetition_that_could_not_be_seen(self):
        """Two transactions queue the same: the sender drops the second."""
        channel = self.channel()
        first = self.send(channel, key=None)
        second = first.sudo().copy(
            {"key": first.key, "queued_at": first.queued_at, "next_attempt_at": MORNING}
        )
        self.assertEqual(self.deliver(), 1)
        self.assertEqual((first.state, second.state), ("sent", "dropped"))

    def test_repeating_on_purpose(self):
        message = self.send(self.channel(), key=None)
        self.other.status = 410
        self.deliver()
        self.other.status = 200
        message.action_retry()
        self.deliver()
        self.assertEqual(message.state, "sent")


@tagged("post_install", "-at_install")
class TestLimits(ChannelCase):
    def test_twenty_a_minute(self):
        channel = self.channel()
        for number in range(50):
            self.send(channel, title=str(number))
        sent = [self.deliver(), self.deliver(seconds=30), self.deliver(seconds=30)]
        self.assertEqual(sent, [20, 0, 20])
        self.assertEqual(self.deliver(seconds=60), 10)
        titles = [got.json["markdown"]["content"] for got in self.other.received]
        numbers = [int(title.split("**")[1]) for title in titles]
        self.assertEqual(numbers, list(range(50)), "in the order they were queued")

    def test_one_channel_waits_the_other_does_not(self):
        slow, fast = self.channel(limit_per_minute=1), self.channel(limit_per_minute=0)
        for number in range(3):
            self.send(slow, title=str(number))
            self.send(fast, title=str(number))
        self.assertEqual(self.deliver(), 1 + 3)

    def test_quiet_hours(self):
        channel = self.channel(quiet=True, quiet_from=22, quiet_to=7.5)
        self.time.move_to(MORNING + timedelta(hours=13))  # 23:00 in Shanghai
        message = self.send(channel)
        self.assertEqual(self.deliver(), 0)
        end = MORNING + timedelta(hours=21, minutes=30)  # 7:30 in Shanghai
        self.assertEqual(message.next_attempt_at, end)
        self.assertEqual(message.attempts, 0)
        self.time.move_to(end)
        self.assertEqual(self.deliver(), 1)

    def test_quiet_hours_follow_the_company(self):
        channel = self.channel(quiet=True, quiet_from=22, quiet_to=7.5)
        self.company.jxc_tz = "America/New_York"  # 21:00 there
        self.send(channel)
        self.assertEqual(self.deliver(), 1)

    def test_urgent_wakes_people(self):
        channel = self.channel(quiet=True, quiet_from=22, quiet_to=7.5)
        self.purpose.urgent = True
        self.time.move_to(MORNING + timedelta(hours=13))
        self.send(channel)
        self.assertEqual(self.deliver(), 1)

    def test_old_messages_are_forgotten(self):
        channel = self.channel()
        self.company.jxc_notification_days = 90
        message, waiting = self.send(channel), self.send(channel)
        waiting.next_attempt_at = MORNING + timedelta(days=999)
        self.deliver()
        self.time.tick(timedelta(days=89))
        self.outbox._gc_old()
        self.assertTrue(message.exists())
        self.time.tick(timedelta(days=2))
        self.outbox._gc_old()
        self.assertFalse(message.exists())
        self.assertTrue(waiting.exists())


class Killed(BaseException):
    """The process dies: nothing catches this."""


@tagged("post_install", "-at_install")
class TestCrash(ChannelCase):
    def crash_while_sending(self, minutes=0):
        deliver = Delivery._deliver_robot

        def killed(channel, message, address):
            deliver(channel, message, address)
            raise Killed

        # what was written before stays, as if it were committed
        with patch.object(Delivery, "_deliver_robot", killed), suppress(Killed):
            self.deliver(minutes=minutes)

    def test_once_more_and_no_more(self):
        message = self.send(self.channel())
        self.crash_while_sending()
        self.assertEqual((message.in_flight, message.attempts), (True, 1))
        self.assertEqual(self.deliver(seconds=59), 0)
        self.crash_while_sending(minutes=1)
        self.assertEqual(self.deliver(minutes=60), 0)
        self.assertEqual(message.state, "failed")
        self.assertIn("Interrupted twice", message.answer)
        self.assertEqual(len(self.other.received), 2)

    def test_after_one_crash_it_arrives(self):
        message = self.send(self.channel())
        self.crash_while_sending()
        self.assertEqual(self.deliver(minutes=1), 1)
        self.assertEqual((message.state, message.doubtful), ("sent", True))

    def test_webhook_keeps_its_delivery_id(self):
        self.send(self.channel("webhook"))
        self.other.status = 500
        self.deliver()
        self.other.status = 200
        self.deliver(minutes=1)
        first, second = self.other.received
        self.assertEqual(first.headers["X-JXC-Delivery"], first.json["id"])
        self.assertEqual(first.json["id"], second.json["id"])


@tagged("post_install", "-at_install")
class TestTwoSenders(TransactionCase):
    """Real transactions in two threads; what they commit is removed at the end."""

    NAME = "Channel of two senders"

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        self.target = self.enterContext(receiver())
        with self.committing() as env:
            parameters = env["ir.config_parameter"]
            parameters.set_param("jxc_base.internal_hosts", self.target.host)
            self.targets = env["jxc.channel"].create(
                [
                    {
                        "name": self.NAME,
                        "kind": "webhook",
                        "address": self.target.address(),
                        "limit_per_minute": limit,
                    }
                    for limit in (0, 7)
                ]
            )
            for number in range(15):
                env["jxc.notification"]._send(
                    "test",
                    None,
                    None,
                    str(number),
                    channels=self.targets,
                    key=False,
                )

    def committing(self):
        return Committing(self.registry)

    def forget(self):
        with self.committing() as env:
            found = env["jxc.channel"].search([("name", "=", self.NAME)])
            cron = env.ref("jxc_base.cron_notification_send")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
            messages = env["jxc.notification"].search([("channel_id", "in", found.ids)])
            messages.unlink()
            keys = [f"channel:{channel.id}" for channel in found]
            env.cr.execute("DELETE FROM jxc_lock WHERE key = ANY(%s)", [keys])
            found.unlink()
            env["ir.config_parameter"].set_param("jxc_base.internal_hosts", False)

    def run_sender(self):
        with self.committing() as env:
            env["jxc.notification"]._cron_send()

    # around all threads: the first to end would unmute the others
    @mute_logger("odoo.sql_db")
    def test_no_doubles_and_within_the_limit(self):
        self.target.stall = 0.02
        senders = [threading.Thread(target=self.run_sender) for _number in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(60)
        self.run_sender()
        got = Counter(got.json["id"] for got in self.target.received)
        self.assertEqual(set(got.values()), {1}, "nothing arrived twice")
        self.assertEqual(len(got), 15 + 7)


class Committing:
    """A transaction of its own, committed at the end."""

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cursor = self.registry.cursor()
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.cursor.commit()
        finally:
            self.cursor.close()
