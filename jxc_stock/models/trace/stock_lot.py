from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class StockLot(models.Model):
    _inherit = "stock.lot"

    jxc_vendor_lot = fields.Char(
        "Vendor's Lot",
        index="trigram",
        tracking=True,
        help="The number the vendor or maker printed on the goods, where ours differs.",
    )
    jxc_recall_id = fields.Many2one(
        "jxc.recall",
        "Recall",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="While it is set, this lot is neither reserved nor delivered.",
    )

    @api.depends("product_id", "use_expiration_date", "expiration_date", "alert_date")
    @api.depends_context("formatted_display_name", "jxc_lot_with_product")
    def _compute_display_name(self):
        super()._compute_display_name()
        if self.env.context.get("jxc_lot_with_product"):
            for lot in self:
                goods = lot.product_id.display_name or ""
                lot.display_name = f"{lot.name} · {goods}"

    @api.model_create_multi
    def create(self, vals_list):
        self._jxc_refuse_recall(
            any(vals.get("jxc_recall_id") for vals in vals_list)
            or self.env.context.get("default_jxc_recall_id")
        )
        return super().create(vals_list)

    def write(self, vals):
        self._jxc_refuse_recall("jxc_recall_id" in vals)
        res = super().write(vals)
        if "jxc_recall_id" in vals:
            self._jxc_forget_recalls()
        return res

    def _jxc_refuse_recall(self, given):
        if given and not self.env.su:
            raise UserError(
                self.env._("A lot is blocked and released by a recall document.")
            )

    @api.model
    @tools.ormcache()
    def _jxc_recalled_ids(self):
        """Ids of all blocked lots, as a tuple: for figures, not for guards."""
        # sudo: a recalled lot is not free, whoever asks
        lots = self.sudo().with_context(active_test=False)
        return tuple(lots.search([("jxc_recall_id", "!=", False)]).ids)

    def _jxc_forget_recalls(self):
        self.flush_model(["jxc_recall_id"])
        self.env.registry.clear_cache()
        self.env["product.product"].invalidate_model(["free_qty", "virtual_available"])
        self.env["stock.quant"].invalidate_model(["available_quantity"])

    def action_jxc_trace(self):
        """Open the trace of this lot."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("jxc_stock.jxc_trace_action")
        return {**action, "params": {"lot_id": self.id}}

    def _jxc_trace(self):
        """Values of the printed trace, with the reader's rights."""
        self.ensure_one()
        trace = self.env["jxc.trace"]
        return {**trace.get_trace(self.id), "labels": trace._sum_labels()}
