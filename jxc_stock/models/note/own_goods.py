"""Goods of our own: documents of ours use up nothing that others left with us."""

from odoo import models
from odoo.fields import Domain


def own_goods(records):
    """Return ``records`` that find and reserve goods of their company only."""
    return records.with_context(jxc_own_goods=True)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        if strict or owner_id or not self.env.context.get("jxc_own_goods"):
            return domain
        return Domain(domain) & self._jxc_own_domain(location_id.company_id)

    def _jxc_own_domain(self, companies):
        """Domain of the goods that belong to the companies themselves."""
        # sudo: the partner of a company is no secret
        return Domain("owner_id", "in", [False, *companies.sudo().partner_id.ids])
