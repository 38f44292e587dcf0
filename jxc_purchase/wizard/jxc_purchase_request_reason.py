from odoo import fields, models
from odoo.exceptions import UserError


class JxcPurchaseRequestReason(models.TransientModel):
    _name = "jxc.purchase.request.reason"
    _description = "Reason for Rejecting, Cancelling or Closing"

    request_ids = fields.Many2many("purchase.request", required=True)
    line_ids = fields.Many2many("purchase.request.line")
    action = fields.Selection(
        [("reject", "Reject"), ("cancel", "Cancel"), ("close", "Close Remaining")],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Do what was asked, with the reason kept on the document.

        :raises UserError: when the reason is empty
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Please give a reason."))
        getattr(self, f"_apply_{self.action}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_reject(self):
        for request in self.request_ids:
            request._jxc_check_transition("rejected")
            reviews = request.review_ids.filtered(
                lambda review: (
                    review._jxc_is_mine() and review.status in ("waiting", "pending")
                )
            )
            if reviews:
                reviews.write({"comment": self.reason})
                request._rejected_tier(reviews)
            else:
                request._jxc_reject(self.reason)

    def _apply_cancel(self):
        self.request_ids._jxc_cancel(self.reason)

    def _apply_close(self):
        self.line_ids._jxc_close(self.reason)
