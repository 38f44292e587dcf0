"""Core's valuation of one company where several share a product."""

from contextlib import contextmanager
from contextvars import ContextVar

from odoo import models

# Not a key of the context: a client could send that.
_company_only: ContextVar[bool] = ContextVar("jxc_valued_company_only", default=False)


@contextmanager
def company_only():
    """What is valued inside counts the stock of the current company only."""
    token = _company_only.set(True)
    try:
        yield
    finally:
        _company_only.reset(token)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _with_valuation_context(self):
        """Inside `company_only`, the stock of the current company only.

        Core values with sudo and so counts the locations of every company, but reads
        the movements of one: a shared product would get the quantity of all of them
        (FIFO, and whenever the price was set last).
        """
        product = super()._with_valuation_context()
        if not _company_only.get():
            return product
        locations = self.env["stock.location"].browse(product.env.context["location"])
        company = self.env.company
        own = locations.filtered(lambda location: location.company_id == company)
        return product.with_context(location=own.ids)
