from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...core import approval
from ..common.jxc_gate import (
    CONFIRMING,
    REVIEW,
    STATE,
    changed_fields,
    check_computed,
    gate_open,
    with_gate,
)

# Said aloud: a caller's context could bring archived rules back
ACTIVE = ("active", "=", True)


class JxcApprovalMixin(models.AbstractModel):
    """Guards of a document with approval rules (``tier.definition``).

    Put it *before* the document, so that its methods come first::

        class SaleOrder(models.Model):
            _name = "sale.order"
            _inherit = ["jxc.approval.mixin", "sale.order"]
            _jxc_material_fields = ("partner_id", "payment_term_id")
            _jxc_owner_fields = ("create_uid", "user_id")
            _jxc_approval_line_models = {"sale.order.line": "order_id"}

            def action_confirm(self):
                return super(SaleOrder, self._jxc_business_method()).action_confirm()

    and let the lines inherit ``jxc.approval.line.mixin`` the same way.
    """

    _name = "jxc.approval.mixin"
    _inherit = "tier.validation"
    _description = "Guards of documents that need approval"

    # Marks models whose reviews only the business methods may touch
    _jxc_reviews_guarded = True
    # States that only a business method may enter; empty: ``_state_to``
    _jxc_confirmed_states = ()
    # Header fields that an approval is about
    _jxc_material_fields = ()
    # Users who must not approve: requester, creator, responsible
    _jxc_owner_fields = ("create_uid",)
    # {model of the lines: its link to this document}
    _jxc_approval_line_models = {}

    # --- what the models call -------------------------------------------------

    def _jxc_business_method(self):
        """Return ``self`` allowed to enter a confirmed state.

        For use in the methods behind the buttons only, never in ``write``.
        """
        return with_gate(self, STATE)

    def _jxc_is_frozen(self):
        """Tell whether an approval is under way or was given."""
        self.ensure_one()
        return self._jxc_has_reviews() and not self._jxc_is_refused()

    def _jxc_has_reviews(self):
        # sudo: reviews of a rule of another company freeze the document as well
        return bool(self.sudo().review_ids)

    def _jxc_is_refused(self):
        """Tell whether somebody refused: the document is free to be changed."""
        # sudo: as above
        return "rejected" in self.sudo().review_ids.mapped("status")

    def _jxc_is_confirmed(self):
        """Tell whether the document is in a state that approval protects."""
        self.ensure_one()
        return self[self._state_field] in self._jxc_protected_states()

    def _jxc_protected_states(self):
        return tuple(self._jxc_confirmed_states or self._state_to)

    def _jxc_owners(self):
        """Return the users who must not approve this document themselves."""
        self.ensure_one()
        # sudo: the creator may be unreadable for the approver
        document = self.sudo()
        owners = self.env["res.users"].sudo()
        for name in self._jxc_owner_fields:
            owners |= document[name]
        return owners

    def _jxc_excluded_reviewers(self):
        """Return the owners, or nobody where the company lets them approve."""
        # sudo: a setting of the company, readable or not
        if self._get_company().sudo().jxc_self_approval:
            return self.env["res.users"]
        return self._jxc_owners()

    def _jxc_matching_rules(self):
        """Return the approval rules that apply to this document as it is now."""
        self.ensure_one()
        # sudo: everybody is subject to the rules, whoever may read them
        rules = self.env["tier.definition"].sudo()
        companies = [False, *self._get_company().ids]
        found = rules.search(
            [
                ("model", "=", self._name),
                ("company_id", "in", companies),
                ACTIVE,
            ]
        )
        return found.filtered(self.evaluate_tier)

    @api.model
    def _jxc_has_rules(self, company):
        """Tell whether any active rule for this kind of document exists.

        :param company: ``res.company`` record
        """
        # sudo: everybody is subject to the rules, whoever may read them
        return bool(
            self.env["tier.definition"]
            .sudo()
            .search_count(
                [
                    ("model", "=", self._name),
                    ("company_id", "in", [False, company.id]),
                    ACTIVE,
                ],
                limit=1,
            )
        )

    # --- creating and writing -------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._jxc_check_forged(vals)
            if vals.get(self._state_field) in self._jxc_protected_states():
                raise UserError(self._jxc_state_message())
        records = super().create(vals_list)
        # Once more: defaults of the context may have set the state
        for record in records:
            if record._jxc_is_confirmed():
                raise UserError(record._jxc_state_message())
        return records

    def write(self, vals):
        if not self.env.su:
            self._jxc_check_forged(vals)
            self._jxc_check_direct_state(vals)
        material = self._jxc_material_change(vals)
        material._jxc_check_open()
        result = super().write(vals)
        material._jxc_check_rules_after_change()
        return result

    def unlink(self):
        return super(JxcApprovalMixin, with_gate(self, REVIEW)).unlink()

    def _jxc_check_forged(self, vals):
        """Approvals come from approvers, not with the values of the document."""
        check_computed(self, vals)
        if vals.get("review_ids") or vals.get("validation_status", "no") not in (
            "no",
            False,
        ):
            raise UserError(
                self.env._("Approvals are given by the approvers, not written.")
            )

    def _jxc_check_direct_state(self, vals):
        if vals.get(self._state_field) not in self._jxc_protected_states():
            return
        opened = gate_open(self, STATE)
        for record in self.filtered(lambda record: not record._jxc_is_confirmed()):
            # Not from a cancelled document either: its approvals are gone
            if not opened or record[self._state_field] not in self._state_from:
                raise UserError(record._jxc_state_message())

    def _jxc_material_change(self, vals):
        names = [name for name in self._jxc_material_fields if name in vals]
        if not names:
            return self.browse()
        return self.filtered(lambda record: changed_fields(record, vals, names))

    def _jxc_check_open(self):
        """Refuse a material change of documents under or after approval.

        :raises UserError: says how to re-open the document
        """
        for record in self:
            if record._jxc_is_frozen():
                raise UserError(record._jxc_frozen_message())

    def _jxc_check_rules_after_change(self):
        """Refuse to lift a confirmed document over a rule it was never asked for."""
        if self.env.su:
            return
        for record in self:
            if not record._jxc_is_confirmed() or record._jxc_is_frozen():
                continue
            rules = record._jxc_matching_rules()
            if rules:
                raise UserError(record._jxc_outgrown_message(rules))

    # --- approving ------------------------------------------------------------

    def evaluate_tier(self, tier):
        """Apply a rule to the whole document, whoever asks.

        sudo: a rule may compare figures (margin, cost) which the user may not
        read; only whether the rule applies gets out.
        """
        # sudo: see above
        documents = self.sudo()
        if tier.definition_type == "jxc_rule":
            # sudo: everybody is subject to the rules, whoever may read them
            step = tier.sudo().jxc_step_id
            # A step may vanish with a field of an addon: it fits nothing then
            matching = documents.filtered_domain(step._domain()) if step else self[:0]
        else:
            matching = super(JxcApprovalMixin, documents).evaluate_tier(tier)
        return matching.with_env(self.env)

    def request_validation(self):
        """Ask the approvers; refused where nobody but the owner could approve.

        :raises AccessError: a document the user may only read
        """
        if not gate_open(self, CONFIRMING):
            self.check_access("write")
        self._jxc_drop_refused()
        self.invalidate_recordset(["need_validation"])
        asked = with_gate(self, REVIEW).with_context(active_test=True)
        opened = super(JxcApprovalMixin, asked)
        reviews = opened.request_validation() or self.env["tier.review"]
        reviews = reviews.with_env(self.env)
        # sudo: whether anybody is left to approve, whoever may read the reviews
        for review in reviews.sudo():
            if not approval.can_be_done(review._jxc_step()):
                document = self.browse(review.res_id)
                raise ValidationError(document._jxc_no_approver_message(review))
        for document in self.browse(dict.fromkeys(reviews.mapped("res_id"))):
            document._jxc_record("asked")
        return reviews

    def _prepare_tier_review_vals(self, definition, sequence):
        vals = super()._prepare_tier_review_vals(definition, sequence)
        if gate_open(self, CONFIRMING):
            # An approver who confirms is not the one who asks for it
            vals["requested_by"] = self.sudo().create_uid.id
        return vals

    def restart_validation(self):
        """Re-open: drop all approvals, so that the document can be changed.

        :raises AccessError: a document the user may only read
        """
        self.check_access("write")
        for document in self.filtered("review_ids"):
            # Of a confirmed one nothing is dropped
            if document[self._state_field] in self._state_from:
                document._jxc_record("reopened")
        return super(JxcApprovalMixin, with_gate(self, REVIEW)).restart_validation()

    def _tier_validation_check_state_on_write(self, vals):
        for record in self:
            if record._check_state_conditions(vals):
                record._jxc_check_approved()

    def _jxc_check_approved(self):
        """Refuse to confirm while approvals are missing.

        An approver who confirms somebody else's document approves it by that.
        """
        refused = self._jxc_refused_message()
        self._jxc_drop_refused()
        if not self._jxc_is_frozen() and self._jxc_matching_rules():
            self._validate_tier(with_gate(self, CONFIRMING).request_validation())
        # sudo: every review counts, readable or not
        missing = self.sudo().review_ids.filtered(lambda r: r.status != "approved")
        if missing:
            raise ValidationError(refused or self._jxc_missing_message(missing))

    def _tier_validation_check_write_remove_reviews(self, vals):
        opened = super(JxcApprovalMixin, with_gate(self, REVIEW))
        return opened._tier_validation_check_write_remove_reviews(vals)
