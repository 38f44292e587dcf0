"""What holds in the end, and who says so, on the forms where policies are set."""

from odoo import fields, models


class JxcPolicyLevel(models.AbstractModel):
    _inherit = "jxc.policy.level"

    jxc_policy_text = fields.Text("In Force", compute="_compute_jxc_policy_text")

    def _compute_jxc_policy_text(self):
        for record in self:
            record.jxc_policy_text = "\n".join(record._jxc_policy_lines())

    def _jxc_policy_lines(self):
        """Lines of text: policy, value, who says so."""
        return []

    def _jxc_policy_line(self, kind, warehouse=None, product=None, category=None):
        policy = self.env["jxc.policy"]
        company = self.env.company
        if category:
            rule = policy._rule_of(kind, [*policy._categories(category), company])
        else:
            rule = policy._rule(kind, company, warehouse, product)
        return self.env._(
            "%(policy)s: %(value)s (%(origin)s)",
            policy=policy._name_of(kind),
            value=policy._value_name(kind, rule.value),
            origin=policy._origin_name(rule.origin),
        )


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _jxc_policy_lines(self):
        kinds = ("negative", "order", "expired")
        return [self._jxc_policy_line(kind, warehouse=self) for kind in kinds]


class ProductCategory(models.Model):
    _inherit = "product.category"

    def _jxc_policy_lines(self):
        return [self._jxc_policy_line(k, category=self) for k in ("order", "expired")]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _jxc_policy_lines(self):
        """What holds in each warehouse of the company, the same ones together."""
        product = self.product_variant_ids[:1]
        # sudo: names of warehouses, as in the overview
        warehouses = self.env["stock.warehouse"].sudo()
        found = warehouses.search([("company_id", "=", self.env.company.id)], limit=20)
        kinds = ["negative"]
        if self.tracking != "none":
            kinds += ["order", "expired"] if self.use_expiration_date else ["order"]
        texts = {}
        for kind in kinds:
            for warehouse in found:
                line = self._jxc_policy_line(kind, warehouse, product)
                texts.setdefault(line, []).append(warehouse.code)
        return [f"{text} – {', '.join(codes)}" for text, codes in texts.items()]
