from odoo import api, models


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tiles(self):
        return [*super()._tiles(), "sample_focus"]

    @api.model
    def _tile_sample_focus(self):
        if not self._has_role("stock.group_stock_user"):
            return None
        sold_out = [("jxc_sample_focus", "=", True), ("free_qty", "<=", 0)]
        return self._count_tile(
            "sample_focus",
            self.env._("Focus Products Sold Out"),
            "product.product",
            sold_out,
            late=True,
            hint=self.env._("None is available in any warehouse."),
        )
