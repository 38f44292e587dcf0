"""What the workbench asks of documents that need approval."""

from odoo import api, models
from odoo.fields import Domain


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    @api.model
    def _jxc_waiting_domain(self):
        """Domain of the documents that wait for the current user."""
        return Domain("can_review", "=", True)

    def _jxc_decide(self, accept, comment):
        """Approve or refuse this document as the current user.

        :param bool accept: approve, else refuse
        :param str comment: written to the trail
        :raises UserError: not this user's turn any more
        """
        self._jxc_review_from_link(None, accept, comment)
