from odoo import api, fields, models, tools

HOLD_KINDS = [
    ("quality", "Quality Check"),
    ("quarantine", "Quarantine"),
    ("expired", "Expired"),
]


class StockLocation(models.Model):
    _inherit = "stock.location"

    jxc_hold = fields.Selection(
        selection=HOLD_KINDS,
        string="Hold",
        help="Goods in this location and below it stay in the quantity on hand and"
        " in the valuation, but are not free: they are not promised, not reserved"
        " and count as missing for replenishment.",
    )
    jxc_hold_effective = fields.Selection(
        selection=HOLD_KINDS,
        string="Effective Hold",
        compute="_compute_jxc_hold_effective",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The hold of this location or of the nearest location above it.",
    )

    @api.depends("jxc_hold", "location_id.jxc_hold_effective")
    def _compute_jxc_hold_effective(self):
        for location in self:
            location.jxc_hold_effective = (
                location.jxc_hold or location.location_id.jxc_hold_effective
            )

    @api.model
    @tools.ormcache()
    def _jxc_hold_location_ids(self):
        """Ids of all locations whose goods are not free, as a tuple."""
        # sudo: which shelf is on hold is the same for every user and company
        held = self.sudo().with_context(active_test=False)
        return tuple(held.search([("jxc_hold_effective", "!=", False)]).ids)

    def _jxc_forget_hold(self):
        self.env.registry.clear_cache()
        self.env["product.product"].invalidate_model(["free_qty", "virtual_available"])
        self.env["stock.quant"].invalidate_model(["available_quantity"])

    @api.model_create_multi
    def create(self, vals_list):
        locations = super().create(vals_list)
        if any(locations.mapped("jxc_hold_effective")):
            self._jxc_forget_hold()
        return locations

    def write(self, vals):
        res = super().write(vals)
        if {"jxc_hold", "location_id"} & vals.keys():
            self._jxc_forget_hold()
        return res

    def unlink(self):
        held = any(self.mapped("jxc_hold_effective"))
        res = super().unlink()
        if held:
            self._jxc_forget_hold()
        return res
