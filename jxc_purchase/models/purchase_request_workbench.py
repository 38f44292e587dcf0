from odoo import api, models
from odoo.fields import Domain


class PurchaseRequest(models.Model):
    """Requests that no rule is for wait for every purchase manager as well."""

    _inherit = "purchase.request"

    @api.model
    def _jxc_waiting_domain(self):
        submitted = Domain("state", "=", "to_approve")
        free = self.search(submitted & Domain("review_ids", "=", False))
        mine = Domain("id", "in", free.filtered("jxc_can_approve").ids)
        return super()._jxc_waiting_domain() | (submitted & mine)

    def _jxc_decide(self, accept, comment, shown):
        self.ensure_one()
        if not self.jxc_can_approve:
            return super()._jxc_decide(accept, comment, shown)
        self._jxc_check_shown(shown)
        if not accept:
            self._jxc_check_transition("rejected")
            return self._jxc_reject(comment)
        self.button_approved()
        if comment:
            self.message_post(body=comment)
        return None
