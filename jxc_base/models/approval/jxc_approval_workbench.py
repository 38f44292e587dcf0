"""What the workbench asks of documents that need approval."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class JxcApprovalMixin(models.AbstractModel):
    _inherit = "jxc.approval.mixin"

    @api.model
    def _jxc_waiting_domain(self):
        """Domain of the documents that wait for the current user."""
        return Domain("can_review", "=", True)

    def _jxc_decide(self, accept, comment, shown):
        """Approve or refuse this document as the current user.

        :param bool accept: approve, else refuse
        :param str comment: written to the trail
        :param str shown: ``shown`` of the page that was decided about
        :raises UserError: not this user's turn any more, or no longer the same document
        """
        self._jxc_review_from_link(None, accept, comment, shown)

    def _jxc_check_shown(self, shown):
        """Refuse to decide about something else than what was shown."""
        if shown != self._jxc_review_page()["shown"]:
            raise UserError(
                self.env._("The document has changed meanwhile. Please look again.")
            )
