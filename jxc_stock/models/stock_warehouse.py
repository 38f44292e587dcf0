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
        fresh._jxc_name_transfer_types()
        # core keeps it archived until a route needs it, and does not value what lies
        # in archived locations: goods on the way would be worth nothing
        transit = self.sudo().company_id.internal_transit_location_id
        transit.filtered(lambda place: not place.active).active = True

    def _jxc_name_transfer_types(self):
        """Names in every language; the transfer gives English ones."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        envs = {code: self.with_context(lang=code).env for code in installed}
        envs["en_US"] = self.with_context(lang="en_US").env
        outgoing = {key: env._("Warehouse Transfers Out") for key, env in envs.items()}
        incoming = {key: env._("Warehouse Transfers In") for key, env in envs.items()}
        for warehouse in self:
            warehouse.out_inter_wh_type_id.update_field_translations("name", outgoing)
            warehouse.in_inter_wh_type_id.update_field_translations("name", incoming)

    @api.model
    def _jxc_ensure_all_transfer_types(self):
        self.with_context(active_test=False).search([])._jxc_ensure_transfer_types()
