from odoo import api, models


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_sample_focus(self):
        return self._count_tile(
            "sample_focus",
            None,
            "product.product",
            [("jxc_sample_focus", "=", True), ("free_qty", "<=", 0)],
            late=True,
            hint=self.env._("None is available in any warehouse."),
            icon="fa-star",
        )
