"""Filling the outbox, in the caller's transaction."""

import uuid
from datetime import timedelta

from odoo import api, fields, models

from ...core import light_markdown


class JxcNotification(models.Model):
    _inherit = "jxc.notification"

    @api.model
    @api.private
    def _send(
        self,
        purpose,
        records,
        recipients,
        title,
        body="",
        channels=None,
        key=None,
        personal=None,
    ):
        """Queue a message about each of `records`; it leaves after the commit.

        Nothing is sent when the transaction is rolled back, and a channel that is down
        never disturbs the caller.

        :param purpose: code of a `jxc.notification.purpose`
        :param records: any recordset; each gets its own message, with a link to it and
            in its own company. Empty or None: one message about nothing in particular
        :param recipients: `res.users` or `res.partner`: who gets the mail or the
            activity; robots name them
        :param title: one line, or a dict of them by record id
        :param body: light markdown (`core/light_markdown.py`), or a dict by record id;
            names typed by people go through `light_markdown.plain`
        :param channels: `jxc.channel` records; None: those of the purpose. Either way
            only active ones of the record's company or of all companies
        :param key: what makes two messages the same within the purpose's minutes,
            together with channel and record; None: the purpose; False: never the same
        :param personal: purpose of the signed link that each recipient gets in a mail
            of their own; what others may read (robots, activities) never has it
        :return: the `jxc.notification` records, fewer where one is there already
        :raises ValueError: unknown purpose
        """
        purpose = self.env["jxc.notification.purpose"]._get(purpose)
        # sudo: whoever causes a message need not see how it is sent
        channels = (purpose.channel_ids if channels is None else channels).sudo()
        channels = channels.filtered(lambda channel: channel.active)
        if not purpose.active or not channels:
            return self.browse()
        partners = self._partners(recipients)
        rows = []
        for record in records if records else [None]:
            about = self._about(record)
            texts = {
                "purpose_id": purpose.id,
                "title": self._of(title, record),
                "body": self._of(body, record),
                "partner_ids": [fields.Command.set(partners.ids)],
                "key": self._key(purpose, record, key),
                "personal": personal,
            }
            rows += [
                {**about, **texts, "channel_id": channel.id}
                for channel in channels
                if channel.company_id.id in (False, about["company_id"])
            ]
        return self._queue(self._without_known(rows, purpose.once_minutes))

    @api.model
    def _partners(self, recipients):
        if recipients is None:
            return self.env["res.partner"].browse()
        if recipients._name == "res.users":
            # sudo: the partner of a colleague
            return recipients.sudo().partner_id
        return recipients

    @api.model
    def _of(self, text, record):
        return text.get(record.id, "") if isinstance(text, dict) and record else text

    @api.model
    def _key(self, purpose, record, key):
        if key is False:
            return False
        about = f"{record._name},{record.id}" if record else ""
        return f"{key or purpose.code}:{about}"

    @api.model
    @api.private
    def _about(self, record):
        """Columns that say what a message is about, as it is called now."""
        if not record:
            company = self.env.company
            return {"company_id": company.id, "record_name": False, "link": False}
        # sudo: name and company of a record that the caller works with
        record = record.sudo()
        company = record.company_id if "company_id" in record._fields else None
        return {
            "company_id": (company or self.env.company).id,
            "res_model": record._name,
            "res_id": record.id,
            "record_name": record.display_name,
            "link": f"{record.get_base_url()}/mail/view"
            f"?model={record._name}&res_id={record.id}",
        }

    @api.model
    def _without_known(self, rows, window):
        """Rows whose key is not already in the outbox, nor earlier in the rows.

        A shortcut: two transactions at once do not see each other, so the sender
        looks again (`_is_repetition`).
        """
        keys = [row["key"] for row in rows if row["key"]]
        if not window or not keys:
            return rows
        since = fields.Datetime.now() - timedelta(minutes=window)
        # sudo: the outbox of everybody
        known = self.sudo()._read_group(
            [
                ("key", "in", keys),
                ("queued_at", ">", since),
                ("state", "in", ("waiting", "sent")),
            ],
            ["channel_id", "key"],
        )
        seen = {(channel.id, key) for channel, key in known}
        fresh = []
        for row in rows:
            mark = (row["channel_id"], row["key"])
            if not row["key"] or mark not in seen:
                seen.add(mark)
                fresh.append(row)
        return fresh

    @api.model
    def _queue(self, rows):
        now = fields.Datetime.now()
        # sudo: users cause messages, only administrators see the outbox
        common = {"queued_at": now, "next_attempt_at": now, "lang": self.env.lang}
        messages = self.sudo().create([{**row, **common} for row in rows])
        if messages:
            self._wake_once()
        return messages

    @api.model
    def _wake_once(self):
        """Start the sender right after this transaction, however much it queues."""
        precommit = self.env.cr.precommit
        if not precommit.data.get("jxc.notification"):
            precommit.data["jxc.notification"] = True
            precommit.add(self._wake)

    @api.model
    @api.private
    def _wake(self, at=None):
        # sudo: the sender's cron; only its start is asked for
        cron = self.env.ref("jxc_base.cron_notification_send", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at)

    @api.model
    @api.private
    def _send_test(self, channel):
        """Send a test message through one channel now; the message that tells how."""
        # sudo: the caller's right to change the channel was checked
        message = self.sudo().create(
            {
                **self._about(None),
                "company_id": (channel.company_id or self.env.company).id,
                "channel_id": channel.id,
                "purpose_id": self.env.ref("jxc_base.purpose_test").id,
                "title": self.env._("Test message of JXC"),
                "body": self.env._(
                    "**%(channel)s** works. Sent by %(user)s.",
                    channel=light_markdown.plain(channel.name),
                    user=light_markdown.plain(self.env.user.name),
                ),
                "partner_ids": [fields.Command.set(self.env.user.partner_id.ids)],
                "link": channel.get_base_url() + "/odoo",
                "lang": self.env.lang,
                "queued_at": fields.Datetime.now(),
            }
        )
        message._begin(fields.Datetime.now())
        outcome = message.channel_id._deliver(message)
        message._conclude(outcome, again=False)
        return message

    def _robot_body(self):
        """Body for a group, where nobody else says for whom it is."""
        names = ", ".join(
            light_markdown.plain(name) for name in self.partner_ids.mapped("name")
        )
        told = self.env._("For: %(names)s", names=names) if names else ""
        return "\n".join(part for part in (self.body, told) if part)

    def _webhook_payload(self):
        """Payload of a message that is no event (those bring their own)."""
        record = {
            "model": self.res_model or None,
            "id": self.res_id or None,
            "name": self.record_name or None,
            "link": self.link or None,
        }
        return {
            "event": "notification",
            "id": str(uuid.uuid4()),
            "at": self.queued_at.isoformat() + "Z",
            "company": {"id": self.company_id.id, "name": self.company_id.name},
            "record": record,
            "purpose": self.purpose_id.code,
            "title": light_markdown.to_text(self.title),
            "body": light_markdown.to_text(self.body or ""),
        }
