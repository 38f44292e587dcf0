"""Settings that decide how facts are counted: changing one has them counted again."""

from odoo import fields, models
from odoo.tools import SQL


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        res = super().write(vals)
        if "property_cost_method" in vals:
            products = self.env["product.product"].with_context(active_test=False)
            found = products.search([("categ_id", "in", self.ids)])
            self.env["jxc.stock.dirty"]._mark(found.ids, fields.Datetime.now())
        return res


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        res = super().write(vals)
        # type and tracking: core computes the other two from them, past this method
        everything = {"is_storable", "lot_valuated", "tracking", "type"} & vals.keys()
        if everything or "categ_id" in vals:
            products = self.with_context(active_test=False).product_variant_ids
            at = None if everything else fields.Datetime.now()
            self.env["jxc.stock.dirty"]._mark(products.ids, at)
        return res


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        zones = {c: c._jxc_facts_clock()._jxc_timezone() for c in self}
        methods = {company: company.cost_method for company in self}
        res = super().write(vals)
        dirty = self.env["jxc.stock.dirty"]
        for company in self:
            if zones[company] != company._jxc_facts_clock()._jxc_timezone():
                dirty._mark_moved(SQL("company_id = %s", company.id))
            elif methods[company] != company.cost_method:
                now = fields.Datetime.now()
                dirty._mark_moved(SQL("company_id = %s", company.id), now)
        return res


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        res = super().write(vals)
        if {"jxc_hold", "location_id", "usage", "company_id"} & vals.keys():
            below = self.with_context(active_test=False).search(
                [("id", "child_of", self.ids)]
            )
            self.env["jxc.stock.dirty"]._mark_moved(
                SQL(
                    "location_id = ANY(%(ids)s) OR location_dest_id = ANY(%(ids)s)",
                    ids=below.ids,
                )
            )
        return res
