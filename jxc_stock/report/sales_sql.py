"""What deliveries to customers brought and cost: net sales of what was delivered.

The price is that of the order line, net of discounts and tax, in the company's currency
at the rate of the order. Deliveries without an order line bring nothing here.
"""

from odoo.tools import SQL

from . import daily_sql


def delivered(env, condition: SQL) -> SQL:
    """Rows of deliveries (returns negative) of own goods.

    Columns: company_id, product_id, warehouse_id, day, sales, cost.

    :param condition: on `line` (stock_move_line), `move` (stock_move) and `side`
    """
    return SQL(
        """
        SELECT flow.company_id, flow.product_id, flow.warehouse_id, flow.day,
               -flow.quantity * COALESCE(price.net, 0) AS sales,
               -sign(flow.quantity) * flow.value AS cost
          FROM (%(flows)s) flow
          JOIN stock_move move ON move.id = flow.move_id
          LEFT JOIN LATERAL (
               SELECT COALESCE(
                          line.price_subtotal / NULLIF(line.product_uom_qty, 0),
                          line.price_unit * (1 - COALESCE(line.discount, 0) / 100))
                      * goods.factor::numeric / sold.factor::numeric
                      / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric AS net
                 FROM sale_order_line line
                 JOIN sale_order sale ON sale.id = line.order_id
                 JOIN uom_uom sold ON sold.id = line.product_uom_id
                 JOIN product_product product ON product.id = line.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 JOIN uom_uom goods ON goods.id = template.uom_id
                WHERE line.id = move.sale_line_id
                  AND line.product_id = flow.product_id) price ON TRUE
         WHERE flow.kind = 'external' AND flow.partner = 'customer' AND flow.own
        """,
        flows=daily_sql.valued_flows(daily_sql.flows(env, condition)),
    )


def between(since, until) -> SQL:
    """Condition for `delivered`: movements from `since` to before `until` (UTC)."""
    return SQL(
        "move.date >= %s::timestamp AND move.date < %s::timestamp"
        " AND 'customer' IN (source.usage, target.usage)",
        since,
        until,
    )
