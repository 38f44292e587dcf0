from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .jxc_stock_class import ABC


class ProductProduct(models.Model):
    _inherit = "product.product"

    jxc_abc = fields.Selection(
        ABC, "ABC", compute="_compute_jxc_abc", search="_search_jxc_abc"
    )

    @api.depends_context("company", "warehouse_id")
    def _compute_jxc_abc(self):
        found = self._origin._jxc_class()
        for product in self:
            product.jxc_abc = found.get(product._origin.id)

    def _search_jxc_abc(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self._jxc_class_rows(Domain("abc", "in", list(value)))
        return [("id", "in", rows.subselect(SQL.identifier(rows.table, "product_id")))]

    @api.model
    def _jxc_class_rows(self, domain):
        """Query of the classes that hold now, for the company or `warehouse_id`."""
        warehouse = self.env.context.get("warehouse_id")
        where = Domain("latest", "=", True) & Domain("warehouse_id", "=", warehouse)
        where &= Domain("company_id", "=", self.env.company.id)
        # sudo: the class of goods is no secret, what it goes by is
        return self.env["jxc.stock.class"].sudo()._search(where & domain)

    @api.private
    def _jxc_class(self):
        """The class that holds now, in the whole company or in `warehouse_id`."""
        found = super()._jxc_class()
        if self.ids:
            query = self._jxc_class_rows(Domain("product_id", "in", self.ids))
            # sudo: as in `_jxc_class_rows`
            rows = self.env["jxc.stock.class"].sudo().browse(query)
            found.update({row.product_id.id: row.abc or None for row in rows})
        return found

    @api.private
    def _jxc_class_names(self):
        """{id: ABC and XYZ letters} of those that have a class in the company."""
        goods = self.with_context(warehouse_id=False)
        query = goods._jxc_class_rows(Domain("product_id", "in", self.ids))
        # sudo: as in `_jxc_class_rows`
        rows = self.env["jxc.stock.class"].sudo().browse(query)
        return {row.product_id.id: row.name for row in rows}

    def action_jxc_classes(self):
        return self.product_tmpl_id.action_jxc_classes()


class ProductTemplate(models.Model):
    _inherit = "product.template"

    jxc_class_text = fields.Char("Class", compute="_compute_jxc_class_text")

    @api.depends_context("company")
    def _compute_jxc_class_text(self):
        products = self.env["product.product"]
        query = products.with_context(warehouse_id=False)._jxc_class_rows(
            Domain("product_id.product_tmpl_id", "in", self.ids)
        )
        # sudo: the class of goods is no secret, what it goes by is
        rows = self.env["jxc.stock.class"].sudo().browse(query)
        by_template = rows.grouped("product_tmpl_id")
        for template in self:
            own = by_template.get(template._origin, rows.browse())
            names = sorted(set(own.mapped("name")))
            template.jxc_class_text = ", ".join(names)

    def action_jxc_classes(self):
        """The classes of the product by warehouse, with those of past months."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_class_action"
        )
        action["domain"] = [("product_tmpl_id", "in", self.ids)]
        action["context"] = {"search_default_filter_latest": 1}
        return action
