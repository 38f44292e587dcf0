"""Telling approvers: their turn, a reminder, an escalation."""

from datetime import timedelta

from odoo import api, fields, models

from ...core import light_markdown
from ..common.jxc_gate import CONFIRMING, REVIEW, gate_open, with_gate


class TierReview(models.Model):
    _inherit = "tier.review"

    jxc_turn_at = fields.Datetime("Waiting Since", readonly=True)
    jxc_reminded_at = fields.Datetime("Reminded", readonly=True)
    jxc_escalated_at = fields.Datetime("Escalated", readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("status") == "pending":
            self.filtered(lambda review: not review.jxc_turn_at)._jxc_turn()
        return result

    def _jxc_turn(self):
        """The step became the turn of its approvers: note it and tell them."""
        reviews = self._jxc_guarded()
        if reviews:
            with_gate(reviews, REVIEW).write({"jxc_turn_at": fields.Datetime.now()})
        if gate_open(self, CONFIRMING):
            # Decided in the same moment by the approver who confirms
            return
        for review in reviews:
            review._jxc_tell("turn", review.reviewer_ids)

    def _jxc_tell(self, occasion, users):
        """Tell each approver, or who represents them; by mail with a link of their own.

        :param occasion: ``turn``, ``reminder`` or ``escalation``
        :param users: ``res.users`` records
        """
        document = self.env[self.model].browse(self.res_id)
        # sudo: everybody who may decide is told, whoever caused it
        review, document = self.sudo(), document.sudo()
        users |= self.env["jxc.approval.delegation"]._delegates(users, self.model)
        for user in users - self.env.user:
            texts = review.with_context(lang=user.lang)._jxc_texts(occasion, document)
            key = f"approval:{occasion}:{review.id}:{user.id}"
            self.env["jxc.notification"].with_context(lang=user.lang)._send(
                "approval", document, user, key=key, personal="approve", **texts
            )

    def _jxc_texts(self, occasion, document):
        name = light_markdown.plain(document.display_name)
        titles = {
            "turn": self.env._("%(document)s waits for your approval", document=name),
            "reminder": self.env._(
                "Reminder: %(document)s waits for your approval", document=name
            ),
            "escalation": self.env._(
                "Escalated: %(document)s waits too long for approval", document=name
            ),
        }
        body = self.env._(
            "Asked by %(user)s. Rule: %(rule)s.",
            user=light_markdown.plain(self.requested_by.name or ""),
            rule=light_markdown.plain(self.name or ""),
        )
        return {
            "title": titles[occasion],
            "body": body,
        }

    # --- time passes ----------------------------------------------------------

    @api.model
    def _cron_jxc_remind(self):
        """Remind and escalate what waits longer than its rule says."""
        now = fields.Datetime.now()
        for review in self.search(
            [("status", "=", "pending"), ("jxc_turn_at", "!=", False)]
        ):
            if review._jxc_waits():
                review._jxc_escalate_due(now)
                review._jxc_remind_due(now)

    def _jxc_waits(self):
        if not self._jxc_guarded():
            return False
        document = self.env[self.model].browse(self.res_id).exists()
        return bool(document) and document.validation_status == "pending"

    def _jxc_remind_due(self, now):
        hours = self.definition_id.jxc_remind_hours
        last = self.jxc_reminded_at or self.jxc_turn_at
        if not hours or last > now - timedelta(hours=hours):
            return
        self.jxc_reminded_at = now
        signed = self.jxc_signature_ids.approver_id
        self._jxc_tell("reminder", self.reviewer_ids - signed)

    def _jxc_escalate_due(self, now):
        rule = self.definition_id
        if not rule.jxc_escalate_hours or self.jxc_escalated_at:
            return
        if self.jxc_turn_at > now - timedelta(hours=rule.jxc_escalate_hours):
            return
        if not self._jxc_stand_ins():
            # Tried again with the next run: somebody may be named until then
            return
        self.write({"jxc_escalated_at": now, "jxc_reminded_at": now})
        document = self.env[self.model].browse(self.res_id)
        document._jxc_record("escalated", self)
        self._jxc_tell("escalation", self._jxc_escalated())

    def _jxc_escalated(self):
        """Return who may decide alone since the step was escalated."""
        self.ensure_one()
        return self._jxc_stand_ins() if self.jxc_escalated_at else self.env["res.users"]

    def _jxc_stand_ins(self):
        """Return who would decide after an escalation, besides the approvers."""
        users = self._jxc_escalation_users().filtered("active")
        return users - self._jxc_barred() - self._jxc_normal_reviewers()

    @api.model
    def _get_reviewer_fields(self):
        return [*super()._get_reviewer_fields(), "jxc_escalated_at"]

    def _get_reviewers(self):
        return self._jxc_normal_reviewers() | self._jxc_escalated()

    def _jxc_normal_reviewers(self):
        return super()._get_reviewers()
