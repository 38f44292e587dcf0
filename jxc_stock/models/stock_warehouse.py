from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _ensure_inter_wh_op_types(self):
        """Operation types for transfers between warehouses, made before the first.

        Not with the warehouse: one that never transfers keeps the types of core.
        """
        # sudo: set-up of the warehouse, no choice of the user is involved
        fresh = self.sudo().filtered(
            lambda w: not (w.out_inter_wh_type_id and w.in_inter_wh_type_id)
        )
        if fresh:
            super(StockWarehouse, fresh)._ensure_inter_wh_op_types()
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
