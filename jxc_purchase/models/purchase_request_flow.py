from odoo import fields, models
from odoo.exceptions import UserError

from ..core import request_quantities

APPROVED_STATES = ("approved", "in_progress", "ordered", "done")


class PurchaseRequest(models.Model):
    """Who may move a request from which state to which."""

    _inherit = "purchase.request"
    _state_from = ["draft", "to_approve"]
    _state_to = ["approved"]
    _cancel_state = "cancelled"

    def _jxc_check_transition(self, target):
        """Refuse a change of state that this user may not make.

        Buttons, imports and remote calls all end in ``write``, so all obey.

        :param target: wanted value of ``state``
        :raises UserError: with what to do instead
        """
        self.ensure_one()
        if target == self.state:
            return
        check = getattr(self, f"_jxc_check_to_{target}", None)
        error = check() if check else self.env._("This state does not exist.")
        if error:
            message = f"{self.name}: {error}"
            raise UserError(message)

    def _jxc_is_purchaser(self):
        return self.env.user.has_group("jxc_base.group_purchaser")

    def _jxc_check_to_to_approve(self):
        if self.state != "draft":
            return self.env._("Only a draft can be submitted.")
        return self._jxc_submit_error()

    def _jxc_check_to_approved(self):
        if self.state != "to_approve":
            return self.env._("Only a submitted request can be approved.")
        if self._jxc_is_own(self.env.user):
            return self.env._("Nobody approves their own request.")
        # sudo: reviews of a rule of another company count as well
        if self.sudo().review_ids or self.need_validation:
            if self.validation_status == "validated":
                return None
            return self.env._("The approvers named by the rules decide.")
        if not self.env.user.has_group("jxc_base.group_purchase_manager"):
            return self.env._("A purchase manager has to approve this request.")
        return None

    def _jxc_check_to_in_progress(self):
        return self.env._("Make RFQs from its lines: the state follows them.")

    _jxc_check_to_ordered = _jxc_check_to_in_progress
    _jxc_check_to_done = _jxc_check_to_in_progress

    def _jxc_check_to_rejected(self):
        if self.state != "to_approve":
            return self.env._("Only a submitted request can be rejected.")
        if not (self.jxc_can_approve or self.can_review):
            return self.env._("Only its approvers can reject this request.")
        return None

    def _jxc_check_to_cancelled(self):
        if self.state in ("ordered", "done", "rejected"):
            return self.env._("It is already finished.")
        if any(self.line_ids.mapped("jxc_taken_qty")):
            return self.env._(
                "Some of it is in an RFQ or order: cancel that first, or close the "
                "remaining quantity of the lines."
            )
        if self.requested_by != self.env.user and not self._jxc_is_purchaser():
            return self.env._("Only the requester or a purchaser can cancel it.")
        return None

    def _jxc_check_to_draft(self):
        if any(self.line_ids.mapped("jxc_taken_qty")):
            return self.env._("Some of it is already in an RFQ or order.")
        if self.state in ("to_approve", "rejected", "cancelled"):
            allowed = self.requested_by == self.env.user or self._jxc_is_purchaser()
        else:
            allowed = self.env.user.has_group("jxc_base.group_purchase_manager")
        if not allowed:
            return self.env._("You cannot take this request back.")
        return None

    def _jxc_submit_error(self):
        """What is missing before the request can be submitted, or None."""
        lines = self.line_ids.filtered(lambda line: not line.cancelled)
        if not lines:
            return self.env._("Add at least one product to the request.")
        for line in lines:
            error = line._jxc_line_error()
            if error:
                return error
        return None

    def button_to_approve(self):
        """Submit: freeze the suggestion and ask the approvers, or approve at once."""
        for request in self:
            request._jxc_check_transition("to_approve")
        # sudo: the transition was checked with the user's own rights just above
        self.sudo().write(
            {
                "state": "to_approve",
                "jxc_submitted_by": self.env.uid,
                "jxc_submitted_at": fields.Datetime.now(),
                "jxc_reason": False,
            }
        )
        self.invalidate_recordset(["need_validation"])
        for request in self:
            request._jxc_start_approval()
        return True

    def request_validation(self):
        """Asking for the review of a draft submits it."""
        drafts = self.filtered(lambda request: request.state == "draft")
        if drafts:
            drafts.button_to_approve()
        return super(PurchaseRequest, self - drafts).request_validation()

    def _jxc_start_approval(self):
        if self.need_validation:
            self.request_validation()
        elif self.company_id.jxc_request_auto_approve:
            self._jxc_approve(False)

    def _jxc_approve(self, user):
        # sudo: called only after the rules were met; approvers have no write access
        self.sudo().write(
            {
                "state": "approved",
                "jxc_approved_by": user and user.id,
                "jxc_approved_at": fields.Datetime.now(),
            }
        )
        self._jxc_update_progress()

    def button_approved(self):
        """Approve as a purchase manager where no rule names other approvers."""
        for request in self:
            request._jxc_check_transition("approved")
            request.line_ids._jxc_check_reasons()
            request._jxc_approve(self.env.user)
        return True

    def button_rejected(self):
        """Reject; asks for the reason."""
        return self._jxc_ask_reason("reject")

    def action_jxc_cancel(self):
        """Cancel; asks for the reason."""
        return self._jxc_ask_reason("cancel")

    def _jxc_ask_reason(self, action):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "jxc.purchase.request.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_request_ids": self.ids,
                "default_action": action,
            },
        }

    def _jxc_reject(self, reason):
        # sudo: callers have checked that the user is an approver of this request
        self.sudo().with_context(skip_validation_check=True).write(
            {"state": "rejected", "jxc_reason": reason}
        )
        # sudo: as above
        self.sudo().message_post(
            body=self.env._(
                "Rejected by %(user)s: %(reason)s",
                user=self.env.user.name,
                reason=reason or "-",
            )
        )

    def _jxc_cancel(self, reason):
        for request in self:
            request._jxc_check_transition("cancelled")
        # sudo: the transition was checked with the user's own rights just above
        self.sudo().with_context(skip_validation_check=True).write(
            {"state": "cancelled", "jxc_reason": reason}
        )

    def button_draft(self):
        """Take the request back to change it; it has to be approved again."""
        for request in self:
            request._jxc_check_transition("draft")
        # sudo: the transition was checked; reviews go with it, approval starts anew
        requests = self.sudo().with_context(skip_validation_check=True)
        requests.review_ids.unlink()
        requests.invalidate_recordset(["review_ids", "validation_status"])
        requests.line_ids.do_uncancel()
        requests.write(
            {
                "state": "draft",
                "jxc_submitted_by": False,
                "jxc_submitted_at": False,
                "jxc_approved_by": False,
                "jxc_approved_at": False,
            }
        )
        requests.line_ids.write({"jxc_qty_reason": False, "jxc_closed": False})
        for line in requests.line_ids:
            line.product_qty = line.jxc_suggested_qty
        return True

    def button_in_progress(self):
        """Follow the orders made from the lines (nobody sets this by hand)."""
        self._jxc_update_progress()
        return True

    def button_done(self):
        """Nobody sets this by hand: received or closed lines finish a request."""
        for request in self:
            request._jxc_check_transition("done")
        return True

    def check_auto_reject(self):
        """A request whose lines are all cancelled is cancelled, not rejected."""
        return None

    def _jxc_update_progress(self):
        """Set approved / in RFQ / ordered / done from what became of the lines."""
        # sudo: buyers and warehouse workers move the state of requests of others
        for request in self.sudo().filtered(lambda r: r.state in APPROVED_STATES):
            lines = request.line_ids.filtered(lambda line: not line.cancelled)
            state = request_quantities.progress(
                line._jxc_progress_facts() for line in lines
            )
            if state != request.state:
                request.write({"state": state})

    def _jxc_add_missing_reviews(self):
        """Ask the approvers of rules that a raised quantity newly reaches."""
        for request in self.filtered("review_ids"):
            known = request.review_ids.definition_id
            known |= known.jxc_version_of_id
            rules = request._jxc_matching_rules() - known
            first = max(request.review_ids.mapped("sequence")) + 1
            vals_list = []
            for place, rule in enumerate(rules.sorted("sequence", reverse=True)):
                vals = request._prepare_tier_review_vals(rule, first + place)
                vals_list.append(dict(vals, requested_by=request.jxc_submitted_by.id))
            reviews = self.env["tier.review"].create(vals_list)
            reviews._update_review_status()

    def _jxc_open(self):
        """Action that opens these requests."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchase Requests"),
            "res_model": "purchase.request",
            "view_mode": "list,form",
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action.update(view_mode="form", res_id=self.id)
        return action
