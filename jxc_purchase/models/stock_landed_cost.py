from odoo import models
from odoo.addons.jxc_base.core.value_cause import because


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def button_validate(self):
        """One by one, so that each receipt is told which cost changed its value."""
        for cost in self:
            with because("landed", cost):
                super(StockLandedCost, cost).button_validate()
        return True
