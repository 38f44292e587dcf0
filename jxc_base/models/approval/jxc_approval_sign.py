"""Steps of an approval: who signs now, and what a signature finishes."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core import approval
from ..common.jxc_gate import REVIEW, with_gate

OPEN = ("waiting", "pending")


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    def _jxc_absent(self):
        """Return the approvers the current user stands in for today.

        Nobody who asked for the approval decides for a colleague either.
        """
        self.ensure_one()
        # sudo: a setting of the company, and who asked, readable or not
        document = self.sudo()
        asked = document.review_ids.requested_by
        if self.env.user in asked and not document._get_company().jxc_self_approval:
            return self.env["res.users"]
        day = fields.Date.context_today(
            self.with_context(tz=document._get_company()._jxc_timezone().zone)
        )
        delegations = self.env["jxc.approval.delegation"]
        return delegations._absent(self.env.user, self._name, day)

    def _jxc_steps(self):
        # sudo: the signatures of everybody count, readable or not
        reviews = self.sudo().review_ids.sorted(lambda r: (r.sequence, r.id))
        return [review._jxc_step() for review in reviews]

    def _jxc_signatures(self):
        """Return the signatures the current user would give now."""
        self.ensure_one()
        if self.env.user in self._jxc_excluded_reviewers():
            return []
        if self.review_ids.filtered(lambda review: review.status == "rejected"):
            return []
        return approval.sign(self._jxc_steps(), self.env.uid, self._jxc_absent().ids)

    def _jxc_reviews_to_sign(self):
        """Return the open reviews this user may sign now, in their order."""
        signatures = self._jxc_signatures()
        mine = [given.key for given in signatures if given.user == self.env.uid]
        return self.env["tier.review"].browse(dict.fromkeys(mine))

    def validate_tier(self):
        """Approve as the signed-in user, and for those they stand in for."""
        self.ensure_one()
        if self.env.user in self._jxc_excluded_reviewers():
            raise UserError(self.env._("Nobody approves their own document."))
        reviews = self._jxc_reviews_to_sign()
        if reviews and self.has_comment:
            action = self._add_comment("validate", reviews)
            default = reviews[:1].definition_id.comment_approve_default
            action["context"]["default_comment"] = default or ""
            return action
        self._validate_tier(reviews)
        self._update_counter({"review_deleted": True})
        return None

    def action_jxc_approve_selected(self):
        """Approve the chosen documents that wait for this user; the others stay.

        :return: notification of how many were approved, and how many were not theirs
        """
        mine = self.filtered("can_review")
        for document in mine:
            document._validate_tier()
            document._update_counter({"review_deleted": True})
        message = self.env._(
            "%(done)s approved, %(left)s not waiting for you.",
            done=len(mine),
            left=len(self - mine),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if mine else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _compute_has_comment(self):
        for record in self:
            record.has_comment = any(
                record._jxc_reviews_to_sign().mapped("has_comment")
            )

    @api.model
    def _search_can_review(self, operator, value):
        """Documents this user may decide about now, for absent colleagues too."""
        absent = self.env["jxc.approval.delegation"]._absent_today(self.env.user)
        open_reviews = [
            ("reviewer_ids", "in", (self.env.user | absent).ids),
            ("status", "in", OPEN),
        ]
        found = self.with_context(active_test=False).search(
            [("review_ids", "any", open_reviews)]
        )
        mine = Domain("id", "in", found.filtered("can_review").ids)
        wanted = True in value if operator in ("in", "not in") else bool(value)
        return mine if wanted == (operator in ("=", "in")) else ~mine

    def _get_sequences_to_approve(self, user):
        reviews = self.with_user(user)._jxc_reviews_to_sign()
        # sudo: order numbers of steps that are this user's to sign
        return reviews.sudo().mapped("sequence")

    @api.depends("review_ids.jxc_signature_ids")
    def _compute_can_review(self):
        return super()._compute_can_review()

    def _validate_tier(self, tiers=False):
        """Sign every step that is this user's turn now."""
        self.ensure_one()
        self._jxc_hold_reviews()
        if tiers and not tiers & self._jxc_reviews_to_sign():
            return None
        signatures = self._jxc_signatures()
        if not signatures:
            return None
        opened = with_gate(self, REVIEW)
        opened._jxc_record_signatures(signatures)
        return opened._jxc_finish_steps()

    def _jxc_hold_reviews(self):
        """Of two who decide at the same time the later starts over.

        Each would count the signatures without the other's, and a step that wants
        both would wait for ever.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE tier_review SET status = status WHERE id IN (SELECT id"
                " FROM tier_review WHERE model = %s AND res_id IN %s"
                " ORDER BY id FOR UPDATE)",
                self._name,
                tuple(self.ids),
            )
        )

    def _jxc_record_signatures(self, signatures):
        users = self.env["res.users"]
        for given in signatures:
            review = self.env["tier.review"].browse(given.key)
            self._jxc_record(
                "signed", review, users.browse(given.approver), users.browse(given.user)
            )

    def _jxc_finish_steps(self):
        """Approve the steps with enough signatures; the next ones get their turn."""
        reviews = self.review_ids.filtered(lambda review: review.status in OPEN)
        # sudo: the signatures of everybody count, readable or not
        done = reviews.filtered(lambda r: approval.is_done(r.sudo()._jxc_step()))
        done.write(
            {
                "status": "approved",
                "done_by": self.env.uid,
                "reviewed_date": fields.Datetime.now(),
            }
        )
        (reviews - done)._update_review_status()
        if told := done.filtered("definition_id.notify_on_accepted"):
            self._jxc_tell_accepted(told)

    def _rejected_tier(self, tiers=False):
        """Refuse: one refusal stops the whole approval."""
        self.ensure_one()
        self._jxc_hold_reviews()
        reviews = with_gate(self, REVIEW)._jxc_reviews_to_sign()
        if not reviews or (tiers and not tiers & reviews):
            return None
        self._jxc_check_comment(reviews)
        reviews = with_gate(reviews, REVIEW)
        self._jxc_record("refused", reviews[:1])
        reviews.write(
            {
                "status": "rejected",
                "done_by": self.env.uid,
                "reviewed_date": fields.Datetime.now(),
            }
        )
        later = self.review_ids.filtered(lambda review: review.status == "waiting")
        with_gate(later, REVIEW).write({"status": "cancel"})
        if told := reviews.filtered("definition_id.notify_on_rejected"):
            self._jxc_tell_rejected(told)
        self._jxc_back_to_draft()
        return None

    def _jxc_tell_rejected(self, reviews):
        subtype = self.env.ref(self._get_rejected_notification_subtype())
        self.message_subscribe(
            partner_ids=reviews.reviewer_ids.partner_id.ids, subtype_ids=subtype.ids
        )
        self._notify_rejected_review()

    def _jxc_tell_accepted(self, reviews):
        subtype = self.env.ref(self._get_accepted_notification_subtype())
        self.message_subscribe(
            partner_ids=reviews.reviewer_ids.partner_id.ids, subtype_ids=subtype.ids
        )
        self._notify_accepted_reviews()

    def _jxc_record(self, kind, review=None, approver=None, user=None):
        """Add an entry to the trail.

        :param kind: value of ``jxc.approval.entry.kind``
        :param review: ``tier.review`` it is about, if one
        :param approver: ``res.users`` it is decided for
        :param user: ``res.users`` who decides; None: the current one
        """
        # sudo: nobody has the right to write the trail by themselves
        entries = self.env["jxc.approval.entry"].sudo()
        entries.create(self._prepare_jxc_entry(kind, review, approver, user))

    def _prepare_jxc_entry(self, kind, review, approver, user):
        # sudo: names of rules and users, of this document's own reviews
        review = (review or self.env["tier.review"]).sudo()
        acting = self.env.user
        # sudo: their names for the entry
        user = (user or acting).sudo()
        approver = (approver or user).sudo()
        return {
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "company_id": self._get_company().id,
            "kind": kind,
            "review_id": review.id,
            "rule_name": review.name,
            "user_id": user.id,
            "user_name": user.name,
            "approver_id": approver.id,
            "approver_name": approver.name if approver != user else False,
            "comment": self._jxc_new_comment(review) if user == acting else False,
        }

    def _jxc_new_comment(self, review):
        """The review's comment, unless an earlier signature of it gave it already."""
        known = review.jxc_signature_ids.mapped("comment")
        return False if review.comment in known else review.comment
