"""Price lists that start from the cost."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..common.jxc_cost_guard import COST


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._jxc_check_cost_base()
        return items

    def write(self, vals):
        result = super().write(vals)
        self._jxc_check_cost_base()
        return result

    def _jxc_check_cost_base(self):
        """Refuse rules on the cost by those who may not see it: they would read it.

        :raise AccessError: when one of the rules starts from the cost
        """
        if self.env.su or self.env.user.has_group(COST):
            return
        if "standard_price" in self.mapped("base"):
            raise AccessError(
                self.env._("Only who may see costs makes prices that start from them.")
            )
