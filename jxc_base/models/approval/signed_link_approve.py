"""The purpose "approve": one approver decides about one document."""

from odoo import models
from odoo.exceptions import UserError

MAX_COMMENT = 500


class JxcSignedLink(models.Model):
    _inherit = "jxc.signed.link"

    def _link_approve(self):
        """Page with the document and the two buttons."""
        return "jxc_base.link_approve", self._jxc_record()._jxc_review_page()

    def _link_approve_for(self, record, partner):
        """Link of an approver whose turn it is."""
        user = partner.user_ids.filtered(lambda user: user.active and not user.share)
        address = user and record._jxc_approval_link(user[0])
        if not address:
            return None
        return self.env._("Decide now, without signing in"), address

    def _link_approve_do(self, form):
        """Approve or refuse; returns what was done."""
        record = self._jxc_record()
        decision = form.get("decision")
        comment = (form.get("comment") or "").strip()[:MAX_COMMENT]
        if decision not in ("accept", "refuse"):
            raise UserError(record.env._("Choose one of the two buttons."))
        if decision == "refuse" and not comment:
            raise UserError(
                record.env._("Say why you refuse, so that it can be changed.")
            )
        accept, shown = decision == "accept", form.get("shown")
        record._jxc_review_from_link(self, accept, comment, shown)
        if decision == "accept":
            return record.env._("%(name)s: approved.", name=record.display_name)
        return record.env._("%(name)s: refused.", name=record.display_name)
