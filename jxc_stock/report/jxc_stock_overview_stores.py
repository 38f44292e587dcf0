from odoo import models
from odoo.fields import Domain


class JxcStockOverview(models.Model):
    """Whose figures are shown; what is available is computed for everybody alike."""

    _inherit = "jxc.stock.overview"

    def _jxc_detail_domain(self):
        """Warehouses of which the user sees all figures; the rest: `jxc.store.stock`.

        A record rule of this model says the same for lists.
        """
        # sudo: the warehouses of the user
        own = self.env.user.sudo().jxc_warehouse_ids
        if self.env.su or not own:
            return Domain.TRUE
        open_ones = Domain("company_id.jxc_stores_see", "=", "details")
        return Domain("id", "in", own.ids) | open_ones

    def _jxc_limited(self):
        """Whether there are warehouses whose figures the user does not see."""
        hidden = ~self._jxc_detail_domain()
        if hidden.is_false():
            return False
        # sudo: as in `_jxc_warehouses`
        warehouses = self.env["stock.warehouse"].sudo()
        mine = Domain("company_id", "in", self.env.companies.ids)
        return bool(warehouses.search_count(mine & hidden, limit=1))
