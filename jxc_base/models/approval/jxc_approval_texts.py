from markupsafe import Markup

from odoo import models
from odoo.exceptions import ValidationError


class JxcApprovalMixin(models.AbstractModel):
    """What approvers and owners read, in their language."""

    _inherit = "jxc.approval.mixin"

    # --- refusals -------------------------------------------------------------

    def _jxc_state_message(self):
        return self.env._(
            "%(document)s cannot be put into a confirmed state directly. Save it "
            "as a draft and use the button for it.",
            document=self.display_name or self.env["ir.model"]._get(self._name).name,
        )

    def _jxc_reopen_hint(self):
        """How this kind of document is re-opened; refined by the models."""
        if self._jxc_is_confirmed():
            return self.env._("Cancel it and set it back to draft to re-open it.")
        return self.env._("Press “Restart Validation” to re-open it.")

    def _jxc_frozen_message(self):
        return self.env._(
            "%(document)s is under approval or approved: its lines and terms cannot "
            "change. %(hint)s",
            document=self.display_name,
            hint=self._jxc_reopen_hint(),
        )

    def _jxc_outgrown_message(self, rules):
        return self.env._(
            "With this change %(document)s would need approval (%(rules)s). %(hint)s",
            document=self.display_name,
            rules=", ".join(rules.mapped("name")),
            hint=self._jxc_reopen_hint(),
        )

    def _jxc_no_approver_message(self, review):
        if review.review_type in ("jxc_manager", "jxc_head"):
            return self._jxc_no_manager_message(review)
        if review.reviewer_ids:
            return self.env._(
                "The rule “%(rule)s” wants %(count)s signatures for %(document)s, but "
                "only %(users)s can sign. Ask an administrator to name more approvers.",
                rule=review.name,
                count=review.definition_id.jxc_quorum_count,
                document=self.display_name,
                users=", ".join(review.reviewer_ids.mapped("name")),
            )
        return self.env._(
            "The rule “%(rule)s” has no approver for %(document)s besides its owner, "
            "and nobody approves their own document. Ask an administrator to name "
            "another approver in the rule.",
            rule=review.name,
            document=self.display_name,
        )

    def _jxc_no_manager_message(self, review):
        return self.env._(
            "The rule “%(rule)s” asks the manager of %(user)s, but nobody is entered "
            "as that. Ask an administrator to complete the departments in settings.",
            rule=review.name,
            user=self.sudo()._jxc_requester(review).name,  # sudo: a name
        )

    def _jxc_missing_message(self, reviews):
        lines = [f"- {r.name}: {r.todo_by}" for r in reviews.sorted("sequence")]
        return self.env._(
            "%(document)s needs approval first. Press “Request Validation” and wait "
            "for:\n%(reviews)s",
            document=self.display_name,
            reviews="\n".join(lines),
        )

    def _tier_validation_check_write_allowed(self, vals):
        try:
            return super()._tier_validation_check_write_allowed(vals)
        except ValidationError as error:
            names = self.fields_get(list(vals), ["string"]).values()
            raise ValidationError(
                self.env._(
                    "%(document)s is under approval: %(fields)s cannot change now. "
                    "%(hint)s",
                    document=", ".join(self.mapped("display_name")),
                    fields=", ".join(sorted(name["string"] for name in names)),
                    hint=self[:1]._jxc_reopen_hint(),
                )
            ) from error

    # --- banner and chatter ---------------------------------------------------

    def _get_to_validate_message(self):
        icon = Markup('<i class="fa fa-lg fa-info-circle"></i> ')
        pending = self.review_ids.filtered(lambda review: review.status == "pending")
        if not pending:
            return icon + self.env._("This document needs approval.")
        return icon + self.env._(
            "Waiting for the approval of %(approvers)s",
            approvers=pending[0].todo_by or "",
        )

    def _get_validated_message(self):
        if self.validation_status != "validated":
            return ""
        return Markup('<i class="fa fa-thumbs-up"></i> ') + self.env._("Approved")

    def _get_rejected_message(self):
        if self.validation_status != "rejected":
            return ""
        icon = Markup('<i class="fa fa-lg fa-thumbs-down"></i> ')
        return icon + self._jxc_refused_message()

    def _compute_next_review(self):
        for record in self:
            pending = record.review_ids.sorted("sequence").filtered(
                lambda review: review.status == "pending"
            )
            record.next_review = bool(pending) and self.env._(
                "Next: %(rule)s", rule=pending[0].name
            )

    def _notify_created_review_body(self):
        return self.env._("%(user)s asks for approval.", user=self.env.user.name)

    def _notify_requested_review_body(self, tier_reviews=None):
        if not tier_reviews:
            return self._notify_created_review_body()
        return self.env._(
            "%(user)s asks for the approval of %(approvers)s.",
            user=(tier_reviews[:1].requested_by or self.env.user).name,
            approvers=", ".join(filter(None, tier_reviews.mapped("todo_by"))),
        )

    def _jxc_own_comment(self):
        mine = self.review_ids.filtered(
            lambda review: review._jxc_is_mine() and review.comment
        )
        return mine[:1].comment

    def _notify_accepted_reviews_body(self):
        body = self.env._("Approved by %(user)s.", user=self.env.user.name)
        return " ".join(filter(None, [body, self._jxc_own_comment()]))

    def _notify_rejected_review_body(self):
        body = self.env._("Rejected by %(user)s.", user=self.env.user.name)
        return " ".join(filter(None, [body, self._jxc_own_comment()]))

    def _notify_restarted_review_body(self):
        return self.env._("Re-opened by %(user)s.", user=self.env.user.name)
