from odoo import api, models
from odoo.fields import Domain

from .common.jxc_search_mixin import tokens_of


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "jxc.search.mixin"]

    @api.depends(
        "product_tmpl_id.name",
        "product_tmpl_id.jxc_mnemonic",
        "product_tmpl_id.jxc_spec",
        "product_tmpl_id.jxc_model",
        "product_tmpl_id.jxc_brand",
        "default_code",
        "barcode_ids.name",
        "product_template_attribute_value_ids.name",
    )
    def _compute_jxc_search(self):
        return super()._compute_jxc_search()

    def _jxc_names(self):
        return self.product_tmpl_id._jxc_names()

    def _jxc_search_parts(self):
        template = self.product_tmpl_id
        manual = template.jxc_mnemonic if template.jxc_mnemonic_manual else None
        return [
            *self._jxc_names(),
            manual,
            template.jxc_spec,
            template.jxc_model,
            template.jxc_brand,
            *self.product_template_attribute_value_ids.mapped("name"),
            self.default_code,
            *self.barcode_ids.mapped("name"),
        ]

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike" and isinstance(value, str) and value.strip():
            domain = Domain("jxc_find", "ilike", value)
            if self.env.context.get("partner_id"):
                domain |= Domain(super()._search_display_name(operator, value))
            return domain
        return super()._search_display_name(operator, value)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Products that hold every typed word, the likeliest first.

        Order: exact code or barcode; mnemonic equal; mnemonic beginning so; any
        fragment. Falls back on core for ``[code] name`` and the vendor's own names.
        """
        if operator != "ilike" or not (name or "").strip():
            return super().name_search(name, domain, operator, limit)
        products = self._jxc_ranked(name.strip(), Domain(domain or Domain.TRUE), limit)
        if not products and ("[" in name or self.env.context.get("partner_id")):
            return super().name_search(name, domain, operator, limit)
        # sudo: the names of products that the search has already allowed
        return [(product.id, product.display_name) for product in products.sudo()]

    @api.model
    def _jxc_ranked(self, name, domain, limit):
        found = self.browse()
        for step in self._jxc_rank_steps(name):
            rest = limit and limit - len(found)
            if limit and rest <= 0:
                break
            step_domain = domain & step
            if found:
                step_domain &= Domain("id", "not in", found.ids)
            found |= self.search_fetch(
                step_domain, ["display_name"], limit=rest or None, order="id"
            )
        return found

    @api.model
    def _jxc_rank_steps(self, name):
        token = " ".join(tokens_of(name))
        prefix = token.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        templates = self.env["product.template"].with_context(active_test=False)
        # Two steps: joined by "or", neither index would be used
        yield Domain("default_code", "=", name)
        yield Domain("barcode", "=", name)
        yield Domain(
            "product_tmpl_id", "in", templates._search([("jxc_mnemonic", "=", token)])
        )
        yield Domain("product_tmpl_id.jxc_mnemonic", "=like", prefix + "%")
        yield self._jxc_find_domain(name)
