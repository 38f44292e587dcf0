"""Operation types of other receipts and issues, one pair per warehouse."""

from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    jxc_other_in_type_id = fields.Many2one(
        "stock.picking.type", "Other Receipts Type", copy=False, check_company=True
    )
    jxc_other_out_type_id = fields.Many2one(
        "stock.picking.type", "Other Issues Type", copy=False, check_company=True
    )

    def _jxc_other_type(self, direction):
        """Operation type of `direction` ("in", "out") here, made where missing.

        :return: `stock.picking.type`
        """
        self.ensure_one()
        # sudo: set-up of the warehouse, no choice of the user is involved
        warehouse = self.sudo()
        name = f"jxc_other_{direction}_type_id"
        if not warehouse[name]:
            warehouse[name] = warehouse._jxc_make_other_type(direction)
        return warehouse[name].with_env(self.env)

    def _jxc_make_other_type(self, direction):
        coming = direction == "in"
        counter = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company_id.id)],
            order="id",
            limit=1,
        )
        ends = [counter, self.lot_stock_id]
        if not coming:
            ends.reverse()
        kind = self.env["stock.picking.type"].create(
            {
                "name": "Other Receipts" if coming else "Other Issues",
                "code": "incoming" if coming else "outgoing",
                "sequence_code": "QTRK" if coming else "QTCK",
                "warehouse_id": self.id,
                "company_id": self.company_id.id,
                "default_location_src_id": ends[0].id,
                "default_location_dest_id": ends[1].id,
                "reservation_method": "manual",
                "use_create_lots": coming,
                "use_existing_lots": True,
                "sequence": 90,
            }
        )
        self._jxc_name_other_type(kind, coming)
        return kind

    @api.model
    def _jxc_name_other_type(self, kind, coming):
        """A name in every language, whoever makes the type first."""
        names = {}
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            names[code] = env._("Other Receipts") if coming else env._("Other Issues")
        kind.update_field_translations("name", names)
