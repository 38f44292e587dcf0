"""Insert the planned sales orders and their lines."""

from tools.history.orders import SALE
from tools.history.sql import copy, insert, rows, run, table
from tools.history.write_orders import amounts, described, references
from tools.history.write_stock import stamps

# Sold goods are invoiced by what was delivered or by what was ordered
TO_INVOICE = "CASE WHEN p.invoice_policy = 'delivery' THEN s.moved ELSE s.quantity END"
# Cost of what was delivered as it left, of the rest as it is then (sale_stock_margin)
COST = """CASE WHEN p.method = 'standard' OR s.moved <= 0 OR s.handled = 0 THEN a.cost
    ELSE (s.moved * s.worth / s.handled + greatest(s.quantity - s.moved, 0)
        * a.cost::numeric) / (s.moved + greatest(s.quantity - s.moved, 0)) END"""


def write(scene):
    """Insert orders and lines; their stock side is planned already."""
    amounts(scene, SALE)
    described(scene, SALE)
    margins(scene)
    sellers(scene)
    insert_orders(scene)
    insert_lines(scene)


def finish(scene):
    """What refers to movements, once they are there."""
    references(scene, SALE, "stock_reference_sale_rel", "sale_id")


def margins(scene):
    """Make h_margin: cost and margin of each line, and what is to be invoiced."""
    table(
        scene.env.cr,
        "h_margin",
        f"""SELECT id, order_id, cost, to_invoice, net - cost * quantity AS margin
        FROM (SELECT s.id, s.order_id, s.net, s.quantity, {TO_INVOICE} AS to_invoice,
                ({COST})::numeric AS cost
            FROM h_sale_sum s JOIN h_product p USING (product_id)
            JOIN h_ask a ON a.line_id = s.id) AS costs""",
    )
    run(scene.env.cr, "CREATE UNIQUE INDEX ON h_margin (id)")


def sellers(scene):
    """Make h_seller: the sales team of each salesperson."""
    cr, teams = scene.env.cr, scene.env["crm.team"].with_company(scene.company)
    found = rows(cr, "SELECT DISTINCT user_id FROM h_sale_order ORDER BY 1")
    run(cr, "DROP TABLE IF EXISTS h_seller")
    run(cr, "CREATE TEMPORARY TABLE h_seller (user_id int, team_id int)")
    pairs = ((u, teams._get_default_team_id(user_id=u).id or None) for (u,) in found)
    copy(cr, "h_seller", pairs)


def insert_orders(scene):
    company = scene.company
    insert(
        scene.env.cr,
        "sale_order",
        {
            "id": "o.id",
            "name": "o.name",
            "company_id": "%(company)s",
            "currency_id": "%(currency)s",
            "user_id": "o.user_id",
            "warehouse_id": "o.warehouse_id",
            **parties(),
            "state": "'sale'",
            "locked": "%(locked)s",
            "require_signature": "%(sign)s",
            "require_payment": "%(pay)s",
            "prepayment_percent": "%(prepay)s",
            "validity_date": "o.ordered_at::date + %(validity)s::int",
            "currency_rate": "1",
            "date_order": "o.ordered_at",
            "commitment_date": "o.planned_at",
            "picking_policy": "'direct'",
            "amount_untaxed": "t.net",
            "amount_tax": "t.tax",
            "amount_total": "t.net + t.tax",
            "margin": "round(g.margin, %(cents)s)",
            "margin_percent": "coalesce(round(g.margin, %(cents)s)::float8"
            " / nullif(t.net, 0)::float8, 0)",
            "invoice_status": "CASE WHEN g.open THEN 'to invoice' ELSE 'no' END",
            "delivery_status": DELIVERY_STATUS,
            "effective_date": "t.effective",
            "validation_status": "'no'",
            **stamps("o.user_id", "o.ordered_at", "o.ordered_at"),
        },
        SOURCE,
        company=company.id,
        currency=scene.currency,
        cents=scene.cents,
        locked=scene.env["res.groups"]._is_feature_enabled(
            "sale.group_auto_done_setting"
        ),
        sign=company.portal_confirmation_sign,
        pay=company.portal_confirmation_pay,
        prepay=company.prepayment_percent,
        validity=company.quotation_validity_days,
    )


def parties():
    """Return {column: SQL} of the customer, his addresses, terms and seller."""
    child = (
        "coalesce((SELECT min(a.id) FROM res_partner a WHERE a.parent_id = o.partner_id"
        " AND a.type = '{}' AND a.active), o.partner_id)"
    )
    return {
        "partner_id": "o.partner_id",
        "partner_invoice_id": child.format("invoice"),
        "partner_shipping_id": child.format("delivery"),
        "payment_term_id": "(c.property_payment_term_id ->> %(company)s::text)::int",
        "pricelist_id": "coalesce((c.specific_property_product_pricelist"
        " ->> %(company)s::text)::int, (SELECT id FROM product_pricelist WHERE active"
        " AND coalesce(company_id, %(company)s) = %(company)s"
        " ORDER BY sequence, id LIMIT 1))",
        "team_id": "u.team_id",
    }


DELIVERY_STATUS = """CASE WHEN coalesce(t.picks, 0) = coalesce(t.cancelled, 0) THEN NULL
    WHEN t.picks = t.done + t.cancelled THEN 'full'
    WHEN t.done > 0 AND t.moved THEN 'partial'
    WHEN t.done > 0 THEN 'started' ELSE 'pending' END"""
SOURCE = """
    FROM h_sale_order_named o JOIN h_sale_total t ON t.order_id = o.id
    JOIN res_partner c ON c.id = o.partner_id
    JOIN (SELECT order_id, sum(margin) AS margin, bool_or(to_invoice <> 0) AS open
        FROM h_margin GROUP BY order_id) AS g ON g.order_id = o.id
    LEFT JOIN h_seller u ON u.user_id = o.user_id ORDER BY o.id"""


def insert_lines(scene):
    cr = scene.env.cr
    insert(
        cr,
        "sale_order_line",
        {**line_columns(), **stamps("l.user_id", "l.ordered_at", "l.ordered_at")},
        """FROM h_sale_line l JOIN h_sale_sum s USING (id) JOIN h_margin g USING (id)
        JOIN h_sale_name n USING (id)
        JOIN h_product p ON p.product_id = l.product_id ORDER BY l.id""",
        company=scene.company.id,
        currency=scene.currency,
        cents=scene.cents,
    )
    run(
        cr,
        """INSERT INTO account_tax_sale_order_line_rel
            (sale_order_line_id, account_tax_id)
        SELECT l.id, t.tax_id FROM h_sale_line l
        JOIN h_tax t ON t.product_id = l.product_id AND t.use = 'sale'""",
    )


def line_columns():
    """Return {column: SQL} of a sales line."""
    per_unit = "coalesce(round(({}) / nullif(s.quantity, 0), %(cents)s), 0)"
    return {
        "id": "l.id",
        "order_id": "l.order_id",
        "company_id": "%(company)s",
        "currency_id": "%(currency)s",
        "order_partner_id": "l.partner_id",
        "salesman_id": "l.user_id",
        "warehouse_id": "l.warehouse_id",
        "sequence": "10",
        "product_id": "l.product_id",
        "product_uom_id": "p.uom_id",
        "name": "n.name",
        "state": "'sale'",
        "qty_delivered_method": "'stock_move'",
        "product_uom_qty": "s.quantity",
        "price_unit": "s.price",
        "technical_price_unit": "s.price",
        "discount": "0",
        "price_subtotal": "s.net",
        "price_tax": "s.tax",
        "price_total": "s.net + s.tax",
        "price_reduce_taxexcl": per_unit.format("s.net"),
        "price_reduce_taxinc": per_unit.format("s.net + s.tax"),
        "qty_delivered": "s.moved",
        "qty_invoiced": "0",
        "qty_to_invoice": "g.to_invoice",
        "invoice_status": "CASE WHEN g.to_invoice <> 0 THEN 'to invoice' ELSE 'no' END",
        "untaxed_amount_invoiced": "0",
        "untaxed_amount_to_invoice": "round(s.price * g.to_invoice, %(cents)s)",
        "collapse_prices": "false",
        "collapse_composition": "false",
        "is_optional": "false",
        "customer_lead": "0",
        "purchase_price": "g.cost",
        "margin": "g.margin",
        "margin_percent": "coalesce(g.margin::float8 / nullif(s.net, 0)::float8, 0)",
    }
