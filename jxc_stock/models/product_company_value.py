"""Core's valuation of one company where several share a product."""

from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _with_valuation_context(self):
        """With `jxc_valued_company_only`, the stock of the current company only.

        Core values with sudo and so counts the locations of every company, but reads
        the movements of one: a shared product would get the quantity of all of them
        (FIFO, and whenever the price was set last).
        """
        product = super()._with_valuation_context()
        if not self.env.context.get("jxc_valued_company_only"):
            return product
        locations = self.env["stock.location"].browse(product.env.context["location"])
        company = self.env.company
        own = locations.filtered(lambda location: location.company_id == company)
        return product.with_context(location=own.ids)
