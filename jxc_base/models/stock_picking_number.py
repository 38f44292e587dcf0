"""Numbers of pickings: returns have their own, new warehouses join their company's."""

from odoo import api, models

RETURN_CODES = {"incoming": "jxc.return.purchase", "outgoing": "jxc.return.sale"}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._jxc_return_number(vals) for vals in vals_list])

    @api.model
    def _jxc_return_number(self, vals):
        """A return is numbered CGTH/XSTH once the presets are in use."""
        if not vals.get("return_id") or vals.get("name", "/") not in ("/", False):
            return vals
        # sudo: reads two settings of the company, nothing of the documents
        returned = self.browse(vals["return_id"]).sudo()
        code = RETURN_CODES.get(returned.picking_type_code)
        if not code or not returned.company_id.jxc_numbers_applied:
            return vals
        sequences = self.env["ir.sequence"].with_company(returned.company_id)
        number = sequences.next_by_code(code)
        return {**vals, "name": number} if number else vals


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        presets = self.env["jxc.number.preset"]
        presets._apply_to_new_warehouses(warehouses.company_id)
        return warehouses
