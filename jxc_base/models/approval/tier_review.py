from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core import approval
from ..common.jxc_gate import REVIEW, gate_open, with_gate


class TierReview(models.Model):
    """Reviews are facts: made, signed and dropped by the document's methods only.

    Every user has all rights on reviews (they are written while a document is
    submitted or signed), so without this anybody could approve by RPC.
    """

    _inherit = "tier.review"

    # Not stored: names of groups are translated
    todo_by = fields.Char(store=False, compute_sudo=True)
    jxc_signature_ids = fields.One2many(
        "jxc.approval.entry",
        "review_id",
        string="Signatures",
        domain=[("kind", "=", "signed")],
    )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        # Afterwards: the model may come from a default of the context
        if reviews._jxc_guarded():
            self._jxc_check_gate()
        return reviews

    def write(self, vals):
        if self._jxc_guards(vals.get("model")):
            self._jxc_check_gate()
        if self._jxc_guarded() and (set(vals) - {"comment"} or self._jxc_foreign()):
            self._jxc_check_gate()
        return super().write(vals)

    def unlink(self):
        if self._jxc_guarded():
            self._jxc_check_gate()
        return super().unlink()

    def _update_review_status(self):
        return super(TierReview, with_gate(self, REVIEW))._update_review_status()

    @api.model
    def _jxc_guards(self, model):
        document = self.env.get(model) if model else None
        return getattr(document, "_jxc_reviews_guarded", False)

    def _jxc_guarded(self):
        return self.filtered(lambda review: self._jxc_guards(review.model))

    def _jxc_foreign(self):
        """Reviews this user has no part in: not even a comment."""
        return self.filtered(
            lambda review: (
                review.status not in ("waiting", "pending") or not review._jxc_is_mine()
            )
        )

    def _jxc_is_mine(self):
        """Tell whether it is this user's, or of somebody they stand in for."""
        if self.env.user in self.reviewer_ids:
            return True
        document = self.env[self.model].browse(self.res_id)
        # sudo: delegations among colleagues
        return bool(document._jxc_absent() & self.sudo().reviewer_ids)

    def _jxc_check_gate(self):
        if not self.env.su and not gate_open(self, REVIEW):
            raise AccessError(
                self.env._(
                    "Approvals are requested, given and refused with the buttons of "
                    "the document."
                )
            )

    def _jxc_step(self):
        """Return this review as a step of ``core.approval``; wants sudo."""
        self.ensure_one()
        rule = self.definition_id
        # One named user is one signature, whatever was chosen for a group before
        alone = rule.review_type == "individual"
        return approval.Step(
            key=self.id,
            approvers=frozenset(self.reviewer_ids.ids),
            instead=frozenset(self._jxc_escalated().ids),
            signed={s.approver_id.id: s.user_id.id for s in self.jxc_signature_ids},
            quorum="any" if alone else rule.jxc_quorum or "any",
            count=rule.jxc_quorum_count,
            sequential=self.approve_sequence,
            open=self.status in ("waiting", "pending"),
        )

    @api.model
    def _get_reviewer_fields(self):
        return [
            *super()._get_reviewer_fields(),
            "reviewer_group_id.all_user_ids",
            "model",
            "res_id",
        ]

    def _get_reviewers(self):
        """Members of implying groups approve as well; owners never do."""
        reviewers = super()._get_reviewers()
        if self.reviewer_group_id and not self.reviewer_id:
            reviewers |= self.reviewer_group_id.all_user_ids
            if self.definition_id.exclude_requester:
                reviewers -= self.requested_by
        return reviewers - self._jxc_barred()

    def _jxc_barred(self):
        """Return who must not decide: owners and who asked."""
        if not self._jxc_guards(self.model) or not self.res_id:
            return self.env["res.users"]
        document = self.env[self.model].browse(self.res_id)
        excluded = document._jxc_excluded_reviewers()
        # sudo: a setting of the company, readable or not
        if not document._get_company().sudo().jxc_self_approval:
            excluded |= self.requested_by
        return excluded

    @api.depends("reviewer_ids", "reviewer_group_id.name")
    @api.depends_context("lang")
    def _compute_todo_by(self):
        for review in self:
            names = review.reviewer_ids.mapped("name")
            more = f" +{len(names) - 3}" if len(names) > 3 else ""
            review.todo_by = (
                review.reviewer_group_id.name or ", ".join(names[:3]) + more
            )
