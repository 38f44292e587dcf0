from odoo import models
from odoo.exceptions import AccessError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """Only stock roles complete transfers.

        Core lets sellers, buyers and accountants write transfers, since their orders
        and invoices touch them; completing one is a statement about goods.
        """
        user = self.env.user
        has_role = user.has_group("jxc_base.group_jxc_user")
        if (
            not self.env.su
            and has_role
            and not user.has_group("stock.group_stock_user")
        ):
            raise AccessError(
                self.env._("Only the warehouse completes receipts and deliveries.")
            )
        return super().button_validate()
