"""Unique (and mandatory) product codes as a policy of the company."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        # A template of several variants has no code of its own; they get theirs later.
        for template in templates.filtered(lambda t: t.product_variant_count == 1):
            template.product_variant_ids._jxc_check_missing_codes()
        return templates

    def write(self, vals):
        result = super().write(vals)
        if {"company_id", "active", "attribute_line_ids"} & set(vals):
            variants = self.with_context(active_test=False).product_variant_ids
            variants._check_jxc_code_unique()
        return result


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        # The variants of a template get their code after they were made, see above.
        for product, vals in zip(products, vals_list, strict=True):
            if "product_tmpl_id" not in vals:
                product._jxc_check_missing_codes()
        return products

    def write(self, vals):
        result = super().write(vals)
        if "default_code" in vals and not vals["default_code"]:
            self._jxc_check_missing_codes()
        return result

    def _jxc_code_policy(self) -> str:
        """Policy for one product; a shared one obeys the strictest company."""
        # sudo: reads one setting, also of companies the user is not in
        companies = self.sudo().company_id or self.env["res.company"].sudo().search([])
        policies = set(companies.mapped("jxc_product_code_policy"))
        return next((p for p in ("required", "unique") if p in policies), "off")

    def _jxc_check_missing_codes(self):
        for product in self.filtered(lambda p: not p.default_code):
            if product._jxc_code_policy() == "required":
                raise ValidationError(
                    self.env._(
                        "“%(product)s” needs a product code (internal reference).",
                        product=product.name,
                    )
                )

    @api.constrains("default_code")
    def _check_jxc_code_unique(self):
        coded = self.filtered("default_code")
        checked = coded.filtered(lambda p: p._jxc_code_policy() != "off")
        if not checked:
            return
        self.env["jxc.lock"]._acquire(checked._jxc_code_lock_keys())
        by_code = checked._jxc_products_by_code()
        for product in checked:
            for other in by_code.get(product.default_code, ()):
                if product._jxc_same_code_space(other):
                    raise ValidationError(product._jxc_code_taken(other))

    def _jxc_code_lock_keys(self) -> list[str]:
        """One lock for all codes: two at once would not see each other's product."""
        return ["product.code"]

    def _jxc_products_by_code(self):
        # sudo: a code of a product that the user cannot see is taken all the same
        products = self.sudo().with_context(active_test=False)
        found = products.search(
            Domain("default_code", "in", self.mapped("default_code"))
        )
        return found.grouped("default_code")

    def _jxc_same_code_space(self, other) -> bool:
        if self.id == other.id:
            return False
        # sudo: compares companies, shows nothing of them
        mine, theirs = self.sudo().company_id, other.company_id
        return not mine or not theirs or mine == theirs

    def _jxc_code_taken(self, other) -> str:
        state = "" if other.active else self.env._(" (archived)")
        return self.env._(
            "The product code %(code)s already belongs to “%(product)s”%(archived)s.",
            code=self.default_code,
            product=other.name,
            archived=state,
        )
