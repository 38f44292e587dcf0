"""Handing one message over: a method `_deliver_<kind>` for each kind of channel."""

import json
import logging
import time

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import light_markdown, robots, safe_post
from ...core.outbox import Outcome

_logger = logging.getLogger(__name__)
REST_SECONDS = 60  # of a channel whose other side did not answer
LONGEST_ANSWER = 500
FORMATS = {
    ("wecom", "markdown"): robots.wecom_markdown,
    ("wecom", "card"): robots.wecom_card,
    ("dingtalk", "markdown"): robots.dingtalk_markdown,
    ("dingtalk", "card"): robots.dingtalk_card,
}


class JxcChannel(models.Model):
    _inherit = "jxc.channel"

    @api.private
    def _deliver(self, message):
        """Make one attempt; whatever happens ends in an `Outcome`.

        :param message: one `jxc.notification` of this channel
        """
        self.ensure_one()
        spoken = {"lang": message.lang or self.env.lang}
        channel, message = self.with_context(**spoken), message.with_context(**spoken)
        try:
            with self.env.cr.savepoint():
                return getattr(channel, f"_deliver_{channel.kind}")(message)
        except UserError as error:
            return Outcome("failed", str(error)[:LONGEST_ANSWER])
        except Exception as error:
            # its text may hold what was sent, so only its kind is told
            kind = type(error).__name__
            _logger.warning("Notification %s: %s", message.id, kind)
            return Outcome("retry", kind)

    def _deliver_wecom(self, message):
        return self._deliver_robot(message, self._secret("address"))

    def _deliver_dingtalk(self, message):
        address = robots.dingtalk_signed(
            self._secret("address") or "",
            self._secret("secret"),
            int(fields.Datetime.now().timestamp() * 1000),
        )
        return self._deliver_robot(message, address)

    def _deliver_robot(self, message, address):
        link = self._open_link(message)
        make = FORMATS[self.kind, self.style]
        message.payload = make(self._robot_title(message), message._robot_body(), link)
        body = json.dumps(message.payload, ensure_ascii=False).encode()
        return self._post(
            address,
            body,
            {},
            lambda answer: robots.robot_outcome(self.kind, answer.status, answer.body),
        )

    def _robot_title(self, message):
        text = f"{message.title}\n{message.body or ''}"
        missing = self.keyword and self.keyword not in text
        return f"{self.keyword} {message.title}" if missing else message.title

    def _deliver_webhook(self, message):
        body = json.dumps(message.payload, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "X-JXC-Event": message.payload["event"],
            "X-JXC-Delivery": message.payload["id"],
        }
        secret = self._secret("secret")
        if secret:
            headers["X-JXC-Signature"] = robots.webhook_signature(
                int(fields.Datetime.now().timestamp()), body, secret
            )
        return self._post(self._secret("address"), body, headers, self._webhook_outcome)

    def _webhook_outcome(self, answer):
        outcome = robots.http_outcome(answer.status, answer.retry_after)
        said = answer.body[:LONGEST_ANSWER].decode(errors="replace").strip()
        text = f"{outcome.text} {said}".strip()
        return Outcome(outcome.state, text, outcome.pause)

    def _post(self, address, body, headers, judge):
        """POST to an address and judge the answer; secrets are cut out of its text."""
        if not address:
            return Outcome("failed", self.env._("The channel has no address."))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "JXC",
            **headers,
        }
        started = time.monotonic()
        try:
            answer = safe_post.post(address, body, headers, self._internal_hosts())
        except safe_post.PostError as error:
            _logger.warning("Channel %s: %s", self.id, error.reason)
            hopeless = error.reason in ("address", "scheme", "private")
            state = "failed" if hopeless else "retry"
            text = self._post_error(error.reason)
            return Outcome(state, text, 0 if hopeless else REST_SECONDS)
        outcome = judge(answer)
        _logger.info(
            "Channel %s: HTTP %s in %.1f s, %s",
            self.id,
            answer.status,
            time.monotonic() - started,
            outcome.state,
        )
        return Outcome(
            outcome.state, self._without_secrets(outcome.text), outcome.pause
        )

    def _without_secrets(self, text):
        address = self._secret("address") or ""
        keys = address.replace("=", "/").replace("?", "/").replace("&", "/").split("/")
        hidden = [address, self._secret("secret"), *keys[3:]]
        for secret in sorted(filter(None, hidden), key=len, reverse=True):
            if len(secret) >= 6:
                text = text.replace(secret, "***")
        return text[:LONGEST_ANSWER]

    @api.model
    def _internal_hosts(self):
        # sudo: the list is the administrator's; whoever sends obeys it
        parameters = self.env["ir.config_parameter"].sudo()
        return (parameters.get_param("jxc_base.internal_hosts") or "").split()

    @api.model
    def _post_error(self, reason):
        """Why a request got no answer, in the user's language."""
        return {
            "address": self.env._("This is no valid address."),
            "scheme": self.env._(
                "The address must begin with https://. Plain http is for hosts that "
                "are listed as internal in the JXC settings."
            ),
            "private": self.env._(
                "The address leads into the own network. List the host as internal in "
                "the JXC settings if that is intended."
            ),
            "unknown_host": self.env._("The host of the address was not found."),
            "refused": self.env._("The other side refused the connection."),
            "timeout": self.env._("The other side did not answer in time."),
            "tls": self.env._("The other side's certificate is not valid."),
            "answer": self.env._("The connection broke off."),
        }[reason]

    def _deliver_mail(self, message):
        partners = message.partner_ids | self.recipient_ids
        reached = partners.filtered("email")
        if not reached:
            return Outcome("failed", self.env._("No recipient has a mail address."))
        own = {partner: message._personal_link(partner) for partner in reached}
        links = {partner: link for partner, link in own.items() if link}
        mails = [self._mail(message, partner, link) for partner, link in links.items()]
        if others := reached.filtered(lambda partner: partner not in links):
            mails.append(self._mail(message, others))
        self.env["mail.mail"].create(mails)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        count = self.env._("Handed to the mail queue: %(count)s", count=len(reached))
        return Outcome("sent", count)

    def _mail(self, message, partners, own_link=None):
        """Values of a mail; one with a personal link does not stay after sending."""
        return {
            "subject": light_markdown.to_text(message.title),
            "body_html": self._html(message, own_link, self._open_link(message)),
            "recipient_ids": partners.ids,
            "email_from": message.company_id.email_formatted
            or self.env.user.email_formatted,
            "message_type": "auto_comment",
            "auto_delete": bool(own_link),
        }

    def _open_link(self, message):
        return message.link and (self.env._("Open"), message.link)

    def _html(self, message, *links):
        """Body and links, each (text, address) or nothing."""
        # safe as Markup: to_html escapes everything but its own marks
        body = Markup(light_markdown.to_html(message.body or ""))
        shown = (
            Markup('<p><a href="%s">%s</a></p>') % (address, text)
            for text, address in filter(None, links)
        )
        return body + Markup("").join(shown)

    def _deliver_activity(self, message):
        users = (message.partner_ids | self.recipient_ids).user_ids
        users = users.filtered(lambda user: user.active and not user.share)
        if not users:
            return Outcome("failed", self.env._("No recipient is a user."))
        record = message._record()
        target = record if hasattr(record, "activity_schedule") else None
        made = self._make_activities(message, target, users)
        if not made:
            reason = self.env._("No recipient may see the document.")
            return Outcome("failed", reason)
        return Outcome("sent", self.env._("Activities: %(count)s", count=len(made)))

    def _make_activities(self, message, target, users):
        if target:
            users = users.filtered(
                lambda user: (
                    target.with_user(user)
                    .with_context(allowed_company_ids=user.company_ids.ids)
                    .has_access("read")
                )
            )
        common = {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": light_markdown.to_text(message.title),
            "note": self._html(message, None if target else self._open_link(message)),
            "res_model_id": target and self.env["ir.model"]._get_id(target._name),
            "res_id": target and target.id,
            "date_deadline": message.company_id._jxc_today(),
        }
        # no mail beside the activity: mail is a channel of its own
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        return activities.create([{**common, "user_id": user.id} for user in users])
