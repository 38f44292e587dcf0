"""Which policy holds for these goods at this place, and who says so."""

from collections import namedtuple

from odoo import api, models, tools
from odoo.fields import Domain

from ...core import policy as core

# Kind -> (field, values that ask for something, levels that may say so)
KINDS = {
    "negative": ("jxc_negative_policy", ("warn", "forbid")),
    "order": ("jxc_order_policy", ("advise", "enforce")),
    "expired": ("jxc_expired_policy", ("expiration", "removal")),
    "life": ("jxc_life_kind", ("days", "percent")),
    "scan": ("jxc_scan_required", (True,)),
}
LEVELS = (
    "res.company",
    "stock.warehouse",
    "product.category",
    "product.template",
    "stock.picking.type",
    "res.partner",
    "res.partner.category",
)
# What holds: value, the record that says so, and a number where the kind has one
Rule = namedtuple("Rule", "value origin number", defaults=(None,))


class JxcPolicy(models.AbstractModel):
    """Reads policies with all rights: what holds does not depend on who asks."""

    _name = "jxc.policy"
    _description = "Stock Policies in Force"

    @api.model
    @api.private
    @tools.ormcache()
    def _in_force(self):
        """Kinds of policies that any level of any company asks for.

        Most companies have none: everything else is asked only when this says so.
        :return: frozenset of the keys of `KINDS`, and "freeze"
        """
        kinds = {kind for kind in KINDS if self._asked(kind)}
        if self.env["jxc.stock.freeze"]._pending():
            kinds.add("freeze")
        return frozenset(kinds)

    def _asked(self, kind):
        name, values = KINDS[kind]
        domain = Domain(name, "in", values)
        # sudo: whether any company has a policy, whoever asks
        companies = self.env["res.company"].sudo().search([])
        for level in LEVELS:
            records = companies.env[level].with_context(active_test=False)
            field = records._fields.get(name)
            if not field:
                continue
            for company in companies if field.company_dependent else companies[:1]:
                if records.with_company(company).search_count(domain, limit=1):
                    return True
        return False

    @api.model
    @api.private
    def _rule(self, kind, company, warehouse=None, product=None):
        """The rule of a kind for a product in a warehouse.

        :param kind: "negative", "order" or "expired"
        :return: Rule; its value is None when nothing is asked
        """
        return self._rule_of(kind, self._levels(company, warehouse, product))

    def _rule_of(self, kind, levels):
        name = KINDS[kind][0]
        named = [(r[name], r) for r in levels if name in r._fields]
        return Rule(*core.nearest(named))

    def _levels(self, company, warehouse, product):
        """Records from the most specific to the most general."""
        # sudo: see the class
        company = company.sudo()
        product = (product or self.env["product.product"]).sudo().with_company(company)
        levels = [*product.product_tmpl_id, *self._categories(product.categ_id)]
        # sudo: see the class
        return [*levels, *(warehouse.sudo() if warehouse else ()), company]

    def _categories(self, category):
        while category:
            yield category
            category = category.parent_id

    @api.model
    @api.private
    def _life(self, company, product, partner=None):
        """Days of life a lot of the product must have left for the customer.

        :return: Rule of (days, percent, none or None), record, days or None
        """
        # sudo: see the class
        customer = (partner or self.env["res.partner"]).sudo()
        found = self._life_of_customer(customer, product)
        if not found:
            found = self._life_of_goods(company, product)
        kind, value, origin = found or (None, 0, None)
        return Rule(kind, origin, self._required(kind, value, product))

    def _required(self, kind, value, product):
        # sudo: see the class
        return core.required_days(kind, value, product.sudo().expiration_time or None)

    def _life_of_customer(self, partner, product):
        """(kind, value, origin) of the address, the company above it, its tags."""
        people = partner | partner.parent_id | partner.commercial_partner_id
        for person in people:
            if person.jxc_life_kind:
                return person.jxc_life_kind, person.jxc_life_value, person
        tags = people.category_id.filtered("jxc_life_kind")
        if not tags:
            return None

        def asked(tag):
            kind, value = tag.jxc_life_kind, tag.jxc_life_value
            return self._required(kind, value, product) or 0

        tag = max(tags, key=asked)  # the one that asks for most
        return tag.jxc_life_kind, tag.jxc_life_value, tag

    def _life_of_goods(self, company, product):
        # sudo: see the class
        product = product.sudo().with_company(company)
        for level in (*self._categories(product.categ_id), company.sudo()):
            if level.jxc_life_kind:
                return level.jxc_life_kind, level.jxc_life_value, level
        return None

    @api.model
    @api.private
    def _origin_name(self, origin):
        """The level a rule comes from, in words."""
        if not origin:
            return ""
        # sudo: the name of the level, see the class
        name = origin.sudo().display_name
        return {
            "res.company": self.env._("company %(name)s", name=name),
            "stock.warehouse": self.env._("warehouse %(name)s", name=name),
            "product.category": self.env._("category %(name)s", name=name),
            "product.template": self.env._("product %(name)s", name=name),
            "stock.picking.type": self.env._("operation type %(name)s", name=name),
            "res.partner": self.env._("customer %(name)s", name=name),
            "res.partner.category": self.env._("tag %(name)s", name=name),
        }[origin._name]

    @api.model
    @api.private
    def _name_of(self, kind):
        """The name of a kind of policy in the user's language."""
        return (
            self.env["res.company"]
            ._fields[KINDS[kind][0]]
            ._description_string(self.env)
        )

    @api.model
    @api.private
    def _value_name(self, kind, value):
        """The value of a rule in the user's language."""
        field = self.env["res.company"]._fields[KINDS[kind][0]]
        return dict(field._description_selection(self.env)).get(value, "")
