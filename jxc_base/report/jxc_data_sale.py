from odoo import fields, models
from odoo.tools import SQL

from ..models.common.jxc_cost_guard import COST


class JxcDataSale(models.Model):
    """Sold goods with the names of the business: one row per confirmed order line.

    Quantities in the product's unit, amounts without tax in the company's currency at
    the rate of the order. Sections, down payments and quotations are left out.
    """

    _name = "jxc.data.sale"
    _inherit = "jxc.data.line"
    _description = "Sales Lines"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.partner": ["commercial_partner_id", "country_id", "state_id"],
        "sale.order": [
            "currency_rate",
            "date_order",
            "partner_id",
            "state",
            "team_id",
            "user_id",
            "warehouse_id",
        ],
        "sale.order.line": [
            "company_id",
            "display_type",
            "is_downpayment",
            "margin",
            "order_id",
            "price_subtotal",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "qty_delivered",
            "qty_invoiced",
        ],
        "uom.uom": ["factor"],
    }

    date = fields.Datetime("Order Date", readonly=True)
    order_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_partner_id = fields.Many2one(
        "res.partner", "Customer's Company", readonly=True
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    quantity = fields.Float(
        "Quantity Sold", digits="Product Unit", readonly=True, aggregator="sum"
    )
    delivered = fields.Float("Quantity Delivered", digits="Product Unit", readonly=True)
    invoiced = fields.Float("Quantity Invoiced", digits="Product Unit", readonly=True)
    amount = fields.Monetary(
        "Sales without Tax", currency_field="company_currency_id", readonly=True
    )
    cost = fields.Monetary(
        "Cost of Sales",
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
    )
    margin = fields.Monetary(
        "Gross Margin",
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
    )

    def _select_own(self):
        rate = SQL("COALESCE(NULLIF(s.currency_rate, 0), 1)")
        return [
            SQL("s.date_order AS date"),
            SQL("s.user_id"),
            SQL("s.team_id"),
            SQL("s.warehouse_id"),
            SQL("%s AS quantity", self._in_product_unit(SQL("l.product_uom_qty"))),
            SQL("%s AS delivered", self._in_product_unit(SQL("l.qty_delivered"))),
            SQL("%s AS invoiced", self._in_product_unit(SQL("l.qty_invoiced"))),
            SQL("l.price_subtotal / %s AS amount", rate),
            SQL("(l.price_subtotal - COALESCE(l.margin, 0)) / %s AS cost", rate),
            SQL("COALESCE(l.margin, 0) / %s AS margin", rate),
        ]

    def _from_orders(self):
        return SQL(
            """
            sale_order_line l
            JOIN sale_order s ON s.id = l.order_id
            JOIN res_partner partner ON partner.id = s.partner_id
            """
        )

    def _where(self):
        return SQL(
            "s.state = 'sale' AND l.display_type IS NULL"
            " AND l.is_downpayment IS NOT TRUE"
        )
