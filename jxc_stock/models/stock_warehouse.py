from odoo import api, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses._jxc_ensure_transfer_types()
        return warehouses

    def _jxc_ensure_transfer_types(self):
        """Operation types for transfers between warehouses, ready before the first.

        The transfer makes them when it is confirmed, but a stock user may not.
        """
        # sudo: set-up of the warehouse, no choice of the user is involved
        fresh = self.sudo().filtered(
            lambda w: not (w.out_inter_wh_type_id and w.in_inter_wh_type_id)
        )
        fresh._ensure_inter_wh_op_types()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        for lang in dict.fromkeys(["en_US", *installed]):
            fresh.with_context(lang=lang)._jxc_name_transfer_types()

    def _jxc_name_transfer_types(self):
        self.out_inter_wh_type_id.name = self.env._("Warehouse Transfers Out")
        self.in_inter_wh_type_id.name = self.env._("Warehouse Transfers In")

    @api.model
    def _jxc_ensure_all_transfer_types(self):
        self.with_context(active_test=False).search([])._jxc_ensure_transfer_types()
