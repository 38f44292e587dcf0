"""Emptying the outbox: one message at a time, each in transactions of its own.

An attempt is written and committed *before* the message leaves, its outcome after. A
crash in between leaves `in_flight`: the message is tried once more (it may arrive
twice, which nobody can avoid who gets no answer), after a second crash it fails and
waits for a person. Webhooks carry the same X-JXC-Delivery each time.

Two senders do not meet: a message is locked with SKIP LOCKED, and its channel's lock
row makes the count of the last minute exact.
"""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ...core import outbox
from .jxc_channel import OVER_HTTP

_logger = logging.getLogger(__name__)
BATCH = 500  # messages in one run of the cron
CONFLICTS = 20  # with other senders, before this one gives up
SPARE_SECONDS = 30  # left of the cron's time for the last message


class JxcNotification(models.Model):
    _inherit = "jxc.notification"

    @api.model
    def _cron_send(self):
        """Send what is due; the next run is planned for what comes due next."""
        self._send_due(commit=True)
        upcoming = self._next_due()
        if upcoming:
            self._wake(max(upcoming, fields.Datetime.now()))

    @api.model
    @api.private
    def _send_due(self, commit=False, limit=BATCH):
        """Send the messages that are due.

        :param commit: commit after each step (the cron); tests stay in theirs
        :param limit: at most this many attempts
        :return: number of attempts made
        """
        # sudo: sending is the same whoever starts it
        outbox_all = self.sudo()
        attempts = conflicts = 0
        skipped = set()
        while attempts < limit and conflicts < CONFLICTS:
            try:
                message = outbox_all._take(skipped)
            except SerializationFailure:
                if not commit:
                    raise
                conflicts += 1
                self.env.cr.rollback()
                continue
            if message is None:
                break
            left = self._step(commit)
            if message:
                outcome = message.channel_id._deliver(message)
                message._conclude(outcome)
                left = self._step(commit, 1)
                attempts += 1
            if left < SPARE_SECONDS:
                break
        return attempts

    def _step(self, commit, done=0):
        self.env.flush_all()
        if not commit:
            return float("inf")
        left = self.env["ir.cron"]._commit_progress(done)
        self.env.invalidate_all()
        return left

    def _take(self, skipped):
        """Lock the next message and begin an attempt, or put it off.

        :param skipped: ids of channels that another sender holds; grows
        :return: the message; an empty recordset when it was put off or dropped; None
            when nothing is due
        """
        now = fields.Datetime.now()
        message = self._lock_next(now, skipped)
        if not message:
            return None
        channel = message.channel_id
        if not self.env["jxc.lock"]._try_acquire(f"channel:{channel.id}"):
            skipped.add(channel.id)
            return self.browse()
        if message._dropped(now) or message._put_off(now):
            return self.browse()
        message._begin(now)
        return message

    def _lock_next(self, now, skipped):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM jxc_notification message
                  LEFT JOIN jxc_channel channel ON channel.id = message.channel_id
                 WHERE message.state = 'waiting'
                   AND message.next_attempt_at <= %(now)s
                   AND (channel.paused_until IS NULL OR channel.paused_until <= %(now)s)
                   AND COALESCE(channel.id, 0) <> ALL(%(skipped)s)
                 ORDER BY message.next_attempt_at, message.id
                 LIMIT 1 FOR UPDATE OF message SKIP LOCKED
                """,
                now=now,
                skipped=list(skipped),
            )
        )
        return self.browse(row[0] for row in rows)

    # -- why not now -------------------------------------------------------------

    def _dropped(self, now):
        """Drop or fail a message that must not leave at all; whether it was."""
        channel = self.channel_id
        if not channel or not channel.active:
            self._drop(self.env._("The channel is not in use any more."))
        elif self._is_repetition():
            self._drop(self.env._("The same message was sent shortly before."))
        elif self.in_flight and self.doubtful:
            self.write(
                {
                    "state": "failed",
                    "in_flight": False,
                    "answer": self.env._(
                        "Interrupted twice while sending. Look whether it arrived, "
                        "then retry or drop it."
                    ),
                }
            )
        return self.state != "waiting"

    def _is_repetition(self):
        """Whether the same was queued shortly before, by somebody we could not see."""
        window = self.purpose_id.once_minutes
        if not self.key or not window or self.attempts:
            return False
        return bool(
            self.search_count(
                [
                    ("channel_id", "=", self.channel_id.id),
                    ("key", "=", self.key),
                    ("id", "<", self.id),
                    ("queued_at", ">", self.queued_at - timedelta(minutes=window)),
                    ("state", "in", ("waiting", "sent")),
                ],
                limit=1,
            )
        )

    def _put_off(self, now):
        """Let quiet hours or the limit a minute hold the message; whether they do."""
        channel = self.channel_id
        quiet = not self.purpose_id.urgent and channel._quiet_until(
            self.company_id, now
        )
        if quiet:
            self.next_attempt_at = quiet
            return True
        free = outbox.free_at(self._recent(now), now, channel.limit_per_minute)
        if free:
            channel.paused_until = free
        return bool(free)

    def _recent(self, now):
        """Times of the channel's attempts in the last minute."""
        found = self.search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("attempted_at", ">", now - outbox.WINDOW),
            ]
        )
        return found.mapped("attempted_at")

    # -- one attempt -------------------------------------------------------------

    def _begin(self, now):
        """Note an attempt before it is made; the next one is planned already."""
        attempts = self.attempts + 1
        over_http = self.channel_id.kind in OVER_HTTP
        if self.channel_id.kind == "webhook" and not self.payload:
            # its id stays the same in every attempt, so it is made before the first
            self.payload = self._webhook_payload()
        self.write(
            {
                "attempts": attempts,
                "attempted_at": now,
                "next_attempt_at": outbox.next_attempt(attempts, now)
                or now + timedelta(minutes=outbox.BACKOFF_MINUTES[0]),
                "doubtful": self.doubtful or self.in_flight,
                # what stays in the database leaves with its outcome or not at all
                "in_flight": over_http,
            }
        )

    def _conclude(self, outcome, again=True):
        """Note what came of the attempt.

        :param again: whether to try again later where that helps
        """
        now = fields.Datetime.now()
        last = not again or outbox.next_attempt(self.attempts, now) is None
        state = "failed" if outcome.state == "retry" and last else outcome.state
        values = {"answer": outcome.text, "in_flight": False}
        if state in ("sent", "failed"):
            values |= {"state": state, "next_attempt_at": False}
        if state == "sent":
            values["sent_at"] = now
        self.write(values)
        if outcome.pause and again:
            until = now + timedelta(seconds=outcome.pause)
            self.channel_id.paused_until = until
        if state == "failed":
            _logger.warning("Notification %s failed on %s", self.id, self.channel_id)

    @api.model
    def _next_due(self):
        """When something comes due next (UTC), or None."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MIN(GREATEST(message.next_attempt_at, channel.paused_until))
                  FROM jxc_notification message
                  LEFT JOIN jxc_channel channel ON channel.id = message.channel_id
                 WHERE message.state = 'waiting'
                """
            )
        )
        return rows[0][0]
