"""Approvers that are not a user or group of the rule: named users, managers, heads."""

from odoo import models


class TierReview(models.Model):
    _inherit = "tier.review"

    def _get_reviewers(self):
        """Also named users, managers and heads; who left the company does not count."""
        reviewers = super()._get_reviewers()
        finder = getattr(self, f"_reviewers_{self.review_type}", None)
        if finder:
            reviewers |= finder() - self._jxc_barred()
        return reviewers.filtered("active")

    def _reviewers_jxc_users(self):
        # sudo: the rule, readable or not
        return self.sudo().definition_id.jxc_reviewer_ids

    def _reviewers_jxc_manager(self):
        document = self._jxc_document()
        return document._jxc_requester(self)._jxc_manager(document._get_company())

    def _reviewers_jxc_head(self):
        document = self._jxc_document()
        return document._jxc_requester(self)._jxc_head(document._get_company())

    def _jxc_document(self):
        # sudo: company and requester of the document, readable or not
        return self.env[self.model].sudo().browse(self.res_id)

    def _jxc_escalation_users(self):
        """Return who is named to decide when the approvers did not."""
        # sudo: the rule, its users and groups, readable or not
        rule = self.sudo().definition_id
        if rule.jxc_escalate_to == "named":
            return rule.jxc_escalate_user_id | rule.jxc_escalate_group_id.all_user_ids
        if rule.jxc_escalate_to == "head":
            return self._reviewers_jxc_head()
        company = self._jxc_document()._get_company()
        return self._jxc_normal_reviewers()._jxc_manager(company)
