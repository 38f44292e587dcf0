"""What may change while approval is asked for, and what a refusal leaves behind."""

from lxml import etree

from odoo import api, models
from odoo.exceptions import UserError

from ..common.jxc_gate import REVIEW, with_gate


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    # State a refused document returns to; None: the model has its own way
    _jxc_draft_state = "draft"

    # --- what may change ------------------------------------------------------

    def _check_allow_write_under_validation(self, vals):
        """Notes and the like may change: what approval is about is guarded before.

        Header by ``_jxc_material_change``, lines by ``jxc.approval.line.mixin``.
        """
        return True

    @api.model
    def _get_all_validation_exceptions(self):
        """The form locks what approval is about, nothing else."""
        locked = {*self._jxc_material_fields, *self._jxc_line_fields()}
        free = [name for name in self._fields if name not in locked]
        return [*super()._get_all_validation_exceptions(), *free]

    @api.model
    def _jxc_line_fields(self):
        """Return the names of the fields with the guarded lines."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "one2many"
            and self._jxc_approval_line_models.get(field.comodel_name)
            == field.inverse_name
        ]

    def _get_tier_validation_readonly_domain(self):
        return "validation_status not in ('no', False, 'rejected')"

    def _compute_need_validation(self):
        """A refused document is asked for again like a new one."""
        for record in self:
            record.need_validation = bool(
                isinstance(record.id, int)
                and record._check_state_from_condition()
                and (not record._jxc_has_reviews() or record._jxc_is_refused())
                and record._jxc_matching_rules()
            )

    # --- refusing -------------------------------------------------------------

    def reject_tier(self):
        """Refuse; asks for the comment that says what to change."""
        self.ensure_one()
        reviews = self._jxc_reviews_to_sign()
        if not reviews:
            return None
        view = self.env.ref("jxc_base.comment_wizard_view_refuse")
        return {
            **self._add_comment("reject", reviews),
            "name": self.env._("Reject %(name)s", name=self.display_name),
            "views": [(view.id, "form")],
            "view_id": view.id,
        }

    def _add_tier_validation_label(self, node, params):
        """The banner of a refused document says who refused and why."""
        label = super()._add_tier_validation_label(node, params)
        for banner in label.xpath("//div[contains(@class, 'alert-danger')]"):
            for child in banner:
                banner.remove(child)
            names = {"name": "rejected_message", "widget": "html", "readonly": "1"}
            etree.SubElement(banner, "field", {**names, "nolabel": "1"})
        return label

    def _jxc_check_comment(self, reviews):
        if not any((review.comment or "").strip() for review in reviews):
            raise UserError(
                self.env._("Say why you refuse, so that it can be changed.")
            )

    def _jxc_back_to_draft(self):
        """A refused document is a draft again, whatever was sent or asked."""
        target = self._jxc_draft_state
        if not target or self[self._state_field] == target:
            return
        # sudo: approvers need not have the right to write the document
        self.sudo().write({self._state_field: target})

    def _jxc_drop_refused(self):
        """Drop the reviews of refused documents; the trail keeps the refusal."""
        for document in self:
            if document._jxc_is_refused():
                # sudo: reviews of every company
                reviews = document.sudo().review_ids
                with_gate(reviews, REVIEW).unlink()
                document.invalidate_recordset(["review_ids", "validation_status"])

    def _jxc_refused_message(self):
        """Return who refused and why, as far as that still stands."""
        # sudo: names and comments of this document's own reviews
        reviews = self.sudo().review_ids.filtered(lambda r: r.status == "rejected")
        if not reviews:
            return ""
        return self.env._(
            "%(document)s was rejected by %(users)s: %(reason)s. Change it and ask "
            "again.",
            document=self.display_name,
            users=", ".join(reviews.done_by.mapped("name")),
            reason="; ".join(filter(None, reviews.mapped("comment"))) or "-",
        )
