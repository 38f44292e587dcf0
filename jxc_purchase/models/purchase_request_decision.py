from odoo import models


class PurchaseRequest(models.Model):
    """Stands before the approval mixin: what follows from the last signature."""

    _inherit = "purchase.request"

    def _validate_tier(self, tiers=False):
        self.line_ids._jxc_check_reasons()
        result = super()._validate_tier(tiers)
        if self.state == "to_approve" and self.validation_status == "validated":
            self._jxc_approve(self.env.user)
        return result

    def _rejected_tier(self, tiers=False):
        result = super()._rejected_tier(tiers)
        if self.state == "to_approve" and self.validation_status == "rejected":
            # sudo: all comments belong to the reason, whoever may read the reviews
            comments = self.sudo().review_ids.filtered("comment").mapped("comment")
            self._jxc_reject("; ".join(comments))
        return result
