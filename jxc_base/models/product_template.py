from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "jxc.mnemonic.mixin"]

    jxc_spec = fields.Char(string="Specification", help="For example 500ml×12.")
    jxc_model = fields.Char(string="Model")
    jxc_brand = fields.Char(string="Brand", index="btree_not_null")
    jxc_origin = fields.Char(string="Place of Origin")

    @api.depends(
        "name",
        "jxc_mnemonic",
        "jxc_spec",
        "jxc_model",
        "jxc_brand",
        "product_variant_ids.default_code",
        "product_variant_ids.barcode_ids.name",
        "product_variant_ids.active",
    )
    def _compute_jxc_search(self):
        return super()._compute_jxc_search()

    def _jxc_search_parts(self):
        variants = self.with_context(active_test=False).product_variant_ids
        return [
            *super()._jxc_search_parts(),
            self.jxc_spec,
            self.jxc_model,
            self.jxc_brand,
            *variants.mapped("default_code"),
            *variants.mapped("barcode"),
            *variants.barcode_ids.mapped("name"),
        ]

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike" and isinstance(value, str) and value.strip():
            return self._jxc_display_domain(value)
        return super()._search_display_name(operator, value)

    @api.model
    def _jxc_display_domain(self, value):
        domain = Domain("jxc_find", "ilike", value)
        if partner_id := self.env.context.get("partner_id"):
            seller = Domain("product_code", "ilike", value)
            seller |= Domain("product_name", "ilike", value)
            seller &= Domain("partner_id", "=", partner_id)
            domain |= Domain("seller_ids", "any", seller)
        return domain
