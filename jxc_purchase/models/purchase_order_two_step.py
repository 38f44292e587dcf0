from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _approval_allowed(self):
        """Rules take the place of the amount of the purchase settings, not both.

        Where the company has any active approval rule for purchase orders, the rules
        alone decide: an order none of them matches confirms at once.
        """
        if self._jxc_has_rules(self.company_id):
            return True
        return super()._approval_allowed()


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _make_po_get_domain(self, company_id, values, partner):
        """Needs never join an RFQ under approval: they get one of their own."""
        domain = super()._make_po_get_domain(company_id, values, partner)
        return (*domain, ("review_ids", "=", False))
