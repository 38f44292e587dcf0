from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def create_purchase_request(self, procurement_group):
        """Needs of others become requests although they may not write requests."""
        # sudo: a salesperson confirming an order has no right on purchase requests
        procurement, rule = procurement_group
        return super().create_purchase_request((procurement, rule.sudo()))

    @api.model
    def _prepare_purchase_request_line(self, request_id, procurement):
        vals = super()._prepare_purchase_request_line(request_id, procurement)
        vals["jxc_source_ref"] = procurement.origin
        if vals.get("orderpoint_id"):
            vals["jxc_source"] = "min_stock"
        elif procurement.values.get("sale_line_id"):
            vals["jxc_source"] = "sale_line"
            vals["jxc_sale_line_id"] = procurement.values["sale_line_id"]
        return vals
