from odoo import fields, models
from odoo.tools import SQL


class JxcDataLine(models.AbstractModel):
    """What the datasets of order lines share: whose, which goods, in which unit.

    A dataset names its columns (`_select_own`), its tables (`_from_orders`: the lines
    as `l`, whom they are with as `partner`) and its condition (`_where`).
    """

    _name = "jxc.data.line"
    _description = "Dataset of Order Lines"

    partner_id = fields.Many2one("res.partner", readonly=True)
    company_partner_id = fields.Many2one("res.partner", readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")

    @property
    def _table_query(self):
        columns = SQL(", ").join([*self._select_shared(), *self._select_own()])
        tables = SQL("%s %s", self._from_orders(), self._from_goods())
        return SQL("SELECT %s FROM %s WHERE %s", columns, tables, self._where())

    def _select_shared(self):
        return [
            SQL("l.id"),
            SQL("l.order_id"),
            SQL("partner.id AS partner_id"),
            SQL("partner.commercial_partner_id AS company_partner_id"),
            SQL("partner.state_id"),
            SQL("partner.country_id"),
            SQL("l.product_id"),
            SQL("pt.categ_id"),
            SQL("pt.uom_id AS product_uom_id"),
            SQL("l.company_id"),
        ]

    def _in_product_unit(self, column):
        """A quantity of the line, in the product's unit."""
        return SQL("%s * u.factor / pu.factor", column)

    def _from_goods(self):
        return SQL(
            """
            JOIN product_product pp ON pp.id = l.product_id
            JOIN product_template pt ON pt.id = pp.product_tmpl_id
            JOIN uom_uom pu ON pu.id = pt.uom_id
            JOIN uom_uom u ON u.id = l.product_uom_id
            """
        )
