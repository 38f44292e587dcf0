from odoo import api, models
from odoo.fields import Domain


class PurchaseRequest(models.Model):
    """Stands before the approval mixin: what follows from the last signature."""

    _inherit = "purchase.request"

    def _validate_tier(self, tiers=False):
        self.line_ids._jxc_check_reasons()
        result = super()._validate_tier(tiers)
        if self.state == "to_approve" and self.validation_status == "validated":
            self._jxc_approve(self.env.user)
        return result

    def reject_tier(self):
        """Rejecting needs a reason, so that the requester knows what to change."""
        self.ensure_one()
        return self._jxc_ask_reason("reject")

    def _rejected_tier(self, tiers=False):
        result = super()._rejected_tier(tiers)
        if self.state == "to_approve" and self.validation_status == "rejected":
            # sudo: all comments belong to the reason, whoever may read the reviews
            comments = self.sudo().review_ids.filtered("comment").mapped("comment")
            self._jxc_reject("; ".join(comments))
        return result

    # --- conditions of rules: cancelled lines do not count ---

    @api.model
    def _jxc_criterion_category(self, rule, categories):
        return self._jxc_any_line(super()._jxc_criterion_category(rule, categories))

    @api.model
    def _jxc_criterion_partner(self, rule, partners):
        return self._jxc_any_line(super()._jxc_criterion_partner(rule, partners))

    @api.model
    def _jxc_any_line(self, domain):
        return Domain("line_ids", "any", Domain("cancelled", "=", False) & domain)
