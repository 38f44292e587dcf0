from odoo import fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import PURCHASE_PRICE
from odoo.tools import SQL


class JxcDataPurchase(models.Model):
    """Bought goods with the names of the business: one row per confirmed order line.

    Quantities in the product's unit, amounts without tax in the company's currency at
    the rate of the order. Sections and requests for quotation are left out.
    """

    _name = "jxc.data.purchase"
    _inherit = "jxc.data.line"
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
    user_id = fields.Many2one("res.users", "Buyer", readonly=True)
    quantity = fields.Float("Quantity Ordered", digits="Product Unit", readonly=True)
    received = fields.Float("Quantity Received", digits="Product Unit", readonly=True)
    billed = fields.Float("Quantity Billed", digits="Product Unit", readonly=True)
    amount = fields.Monetary(
        "Purchases without Tax",
        currency_field="company_currency_id",
        groups=PURCHASE_PRICE,
        readonly=True,
    )

    def _select_own(self):
        rate = SQL("COALESCE(NULLIF(o.currency_rate, 0), 1)")
        return [
            SQL("COALESCE(o.date_approve, o.date_order) AS date"),
            SQL("l.date_planned"),
            SQL("o.user_id"),
            SQL("kind.warehouse_id"),
            SQL("%s AS quantity", self._in_product_unit(SQL("l.product_qty"))),
            SQL("%s AS received", self._in_product_unit(SQL("l.qty_received"))),
            SQL("%s AS billed", self._in_product_unit(SQL("l.qty_invoiced"))),
            SQL("l.price_subtotal / %s AS amount", rate),
        ]

    def _from_orders(self):
        return SQL(
            """
            purchase_order_line l
            JOIN purchase_order o ON o.id = l.order_id
            JOIN res_partner partner ON partner.id = o.partner_id
            LEFT JOIN stock_picking_type kind ON kind.id = o.picking_type_id
            """
        )

    def _where(self):
        return SQL("o.state = 'purchase' AND l.display_type IS NULL")
