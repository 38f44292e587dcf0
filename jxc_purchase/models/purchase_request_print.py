from odoo import models
from odoo.addons.jxc_base.core.capitals import amount_in_capitals


class PurchaseRequest(models.Model):
    _inherit = "purchase.request"

    def _jxc_cost_in_capitals(self):
        """Estimated cost in Chinese capitals, for the print."""
        return amount_in_capitals(str(self.currency_id.round(self.estimated_cost)))
