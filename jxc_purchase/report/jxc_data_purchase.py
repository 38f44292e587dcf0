from odoo import fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import PURCHASE_PRICE
from odoo.tools import SQL


class JxcDataPurchase(models.Model):
    """Bought goods with the names of the business: one row per confirmed order line.

    Quantities in the product's unit, amounts without tax in the company's currency at
    the rate of the order. Sections and requests for quotation are left out.
    """

    _name = "jxc.data.purchase"
    _description = "Purchase Lines"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "purchase.order": [
            "currency_rate",
            "date_approve",
            "date_order",
            "partner_id",
            "picking_type_id",
            "state",
            "user_id",
        ],
        "purchase.order.line": [
            "company_id",
            "date_planned",
            "display_type",
            "order_id",
            "price_subtotal",
            "product_id",
            "product_qty",
            "product_uom_id",
            "qty_invoiced",
            "qty_received",
        ],
        "res.partner": ["commercial_partner_id", "country_id", "state_id"],
        "stock.picking.type": ["warehouse_id"],
        "uom.uom": ["factor"],
    }

    date = fields.Datetime("Confirmed on", readonly=True)
    date_planned = fields.Datetime("Expected Arrival", readonly=True)
    order_id = fields.Many2one("purchase.order", "Purchase Order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Vendor", readonly=True)
    company_partner_id = fields.Many2one(
        "res.partner", "Vendor's Company", readonly=True
    )
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    user_id = fields.Many2one("res.users", "Buyer", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    quantity = fields.Float("Quantity Ordered", digits="Product Unit", readonly=True)
    received = fields.Float("Quantity Received", digits="Product Unit", readonly=True)
    billed = fields.Float("Quantity Billed", digits="Product Unit", readonly=True)
    amount = fields.Monetary(
        "Purchases without Tax",
        currency_field="company_currency_id",
        groups=PURCHASE_PRICE,
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM %s WHERE %s", self._select(), self._from(), self._where()
        )

    def _select(self):
        return SQL(", ").join([*self._select_dimensions(), *self._select_measures()])

    def _select_dimensions(self):
        return [
            SQL("l.id"),
            SQL("COALESCE(o.date_approve, o.date_order) AS date"),
            SQL("l.date_planned"),
            SQL("l.order_id"),
            SQL("o.partner_id"),
            SQL("vendor.commercial_partner_id AS company_partner_id"),
            SQL("vendor.state_id"),
            SQL("vendor.country_id"),
            SQL("o.user_id"),
            SQL("kind.warehouse_id"),
            SQL("l.product_id"),
            SQL("pt.categ_id"),
            SQL("pt.uom_id AS product_uom_id"),
            SQL("l.company_id"),
        ]

    def _select_measures(self):
        unit = SQL("u.factor / pu.factor")
        rate = SQL("COALESCE(NULLIF(o.currency_rate, 0), 1)")
        return [
            SQL("l.product_qty * %s AS quantity", unit),
            SQL("l.qty_received * %s AS received", unit),
            SQL("l.qty_invoiced * %s AS billed", unit),
            SQL("l.price_subtotal / %s AS amount", rate),
        ]

    def _from(self):
        return SQL(
            """
            purchase_order_line l
            JOIN purchase_order o ON o.id = l.order_id
            JOIN res_partner vendor ON vendor.id = o.partner_id
            LEFT JOIN stock_picking_type kind ON kind.id = o.picking_type_id
            JOIN product_product pp ON pp.id = l.product_id
            JOIN product_template pt ON pt.id = pp.product_tmpl_id
            JOIN uom_uom pu ON pu.id = pt.uom_id
            JOIN uom_uom u ON u.id = l.product_uom_id
            """
        )

    def _where(self):
        return SQL("o.state = 'purchase' AND l.display_type IS NULL")
