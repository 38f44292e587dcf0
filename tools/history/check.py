"""`check(env)`: what in the company's history contradicts itself, or Odoo's own rules.

Every statement of `INVARIANTS` returns rows that are wrong; a right history has none.
They ask the tables of Odoo, not the staging tables, so they hold for any history.
"""

from itertools import groupby
from operator import itemgetter

from tools.history import check_orm
from tools.history.sql import rows
from tools.history.value import Average

SAMPLE = 25

INVARIANTS = {
    "on hand is the sum of what moved": """
        SELECT product_id, location_id, lot_id, sum(quantity) FROM (
            SELECT product_id, location_id, lot_id, owner_id, quantity FROM stock_quant
            UNION ALL SELECT product_id, location_id, lot_id, owner_id,
                quantity_product_uom FROM stock_move_line WHERE state = 'done'
            UNION ALL SELECT product_id, location_dest_id, lot_id, owner_id,
                -quantity_product_uom FROM stock_move_line WHERE state = 'done'
        ) AS flows JOIN product_product p ON p.id = product_id
        JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
        GROUP BY product_id, location_id, lot_id, owner_id
        HAVING abs(sum(quantity)) > 0.00001""",
    "reserved is what open lines take": """
        SELECT product_id, flows.location_id, lot_id, sum(quantity) FROM (
            SELECT product_id, location_id, lot_id, owner_id,
                reserved_quantity AS quantity FROM stock_quant
            UNION ALL SELECT product_id, location_id, lot_id, owner_id,
                -quantity_product_uom FROM stock_move_line
                WHERE state NOT IN ('done', 'cancel', 'draft')
        ) AS flows JOIN stock_location l ON l.id = flows.location_id
        WHERE l.usage IN ('internal', 'transit')
        GROUP BY product_id, flows.location_id, lot_id, owner_id
        HAVING abs(sum(quantity)) > 0.00001""",
    "reserved is at most on hand": """
        SELECT product_id, q.location_id, lot_id, reserved_quantity - quantity
        FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
        WHERE l.usage IN ('internal', 'transit')
            AND reserved_quantity > greatest(quantity, 0) + 0.00001""",
    "no stock below zero": """
        SELECT product_id, q.location_id, lot_id, quantity
        FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
        WHERE l.usage IN ('internal', 'transit') AND quantity < -0.00001""",
    "a movement is the sum of its lines": """
        SELECT m.id, m.state, m.quantity, sum(l.quantity)
        FROM stock_move m LEFT JOIN stock_move_line l ON l.move_id = m.id
        WHERE m.state NOT IN ('draft', 'cancel') GROUP BY m.id
        HAVING abs(m.quantity - coalesce(sum(l.quantity), 0)) > 0.00001""",
    "lines and transfers have the state of their movement": """
        SELECT m.id, m.state, l.state FROM stock_move_line l
        JOIN stock_move m ON m.id = l.move_id WHERE m.state <> l.state
        UNION ALL SELECT m.id, m.state, p.state FROM stock_move m
        JOIN stock_picking p ON p.id = m.picking_id
        WHERE (m.state = 'done' AND p.state <> 'done')
            OR (p.state = 'done' AND m.state NOT IN ('done', 'cancel'))""",
    "done movements know when": """
        SELECT id, date, jxc_done_at FROM stock_move
        WHERE state = 'done' AND (jxc_done_at IS NULL
            OR greatest(jxc_done_at, date) > now() + interval '1 day')""",
    "received is what came less what went back, at most what was ordered": """
        SELECT l.id, l.product_qty, l.qty_received, sum(d.quantity)
        FROM purchase_order_line l LEFT JOIN (
            SELECT m.purchase_line_id, CASE WHEN t.usage = 'supplier'
                THEN -m.quantity ELSE m.quantity END AS quantity
            FROM stock_move m JOIN stock_location t ON t.id = m.location_dest_id
            JOIN stock_location f ON f.id = m.location_id
            WHERE m.state = 'done' AND 'supplier' IN (t.usage, f.usage)
        ) AS d ON d.purchase_line_id = l.id
        WHERE l.qty_received_method = 'stock_moves' GROUP BY l.id
        HAVING abs(l.qty_received - coalesce(sum(d.quantity), 0)) > 0.00001
            OR l.qty_received > l.product_qty""",
    "delivered is what left less what came back, at most what was ordered": """
        SELECT l.id, l.product_uom_qty, l.qty_delivered, sum(d.quantity)
        FROM sale_order_line l LEFT JOIN (
            SELECT m.sale_line_id, CASE WHEN t.usage = 'customer'
                THEN m.quantity ELSE -m.quantity END AS quantity
            FROM stock_move m JOIN stock_location t ON t.id = m.location_dest_id
            JOIN stock_location f ON f.id = m.location_id
            WHERE m.state = 'done' AND 'customer' IN (t.usage, f.usage)
        ) AS d ON d.sale_line_id = l.id
        WHERE l.qty_delivered_method = 'stock_move' GROUP BY l.id
        HAVING abs(l.qty_delivered - coalesce(sum(d.quantity), 0)) > 0.00001
            OR l.qty_delivered > l.product_uom_qty""",
    "purchase orders are the sum of their lines": """
        SELECT o.id, o.amount_untaxed, o.amount_total FROM purchase_order o
        LEFT JOIN purchase_order_line l ON l.order_id = o.id GROUP BY o.id
        HAVING abs(o.amount_untaxed - coalesce(sum(l.price_subtotal), 0))
                > 0.005 + 0.005 * count(l) * %(globally)s
            OR abs(o.amount_total - coalesce(sum(l.price_total), 0))
                > 0.005 + 0.005 * count(l) * %(globally)s""",
    "sales orders are the sum of their lines": """
        SELECT o.id, o.amount_untaxed, o.amount_total FROM sale_order o
        LEFT JOIN sale_order_line l ON l.order_id = o.id GROUP BY o.id
        HAVING abs(o.amount_untaxed - coalesce(sum(l.price_subtotal), 0))
                > 0.005 + 0.005 * count(l) * %(globally)s
            OR abs(o.amount_total - coalesce(sum(l.price_total), 0))
                > 0.005 + 0.005 * count(l) * %(globally)s""",
    "what was sold costs what its goods were worth when they left": """
        SELECT l.id, l.purchase_price, d.cost FROM sale_order_line l JOIN (
            SELECT sale_line_id, sum(value) / sum(quantity) AS cost FROM stock_move
            WHERE state = 'done' AND (is_in OR is_out) AND sale_line_id IS NOT NULL
            GROUP BY sale_line_id
        ) AS d ON d.sale_line_id = l.id
        WHERE l.product_id <> ALL(%(standard)s) AND l.product_uom_qty > 0
            AND l.qty_delivered >= l.product_uom_qty
            AND abs(l.purchase_price - d.cost) > 0.00001""",
    "returns go the way back": """
        SELECT m.id, m.quantity, o.quantity FROM stock_move m
        JOIN stock_move o ON o.id = m.origin_returned_move_id
        WHERE m.state = 'done' AND (m.product_id <> o.product_id OR m.date < o.date)""",
    "what crosses the company's border is valued, nothing else": """
        SELECT m.id, m.is_in, m.is_out, m.value FROM stock_move m
        JOIN stock_location f ON f.id = m.location_id
        JOIN stock_location t ON t.id = m.location_dest_id
        WHERE m.state = 'done' AND m.company_id = %(company)s
            AND (m.is_in <> (f.usage NOT IN ('internal', 'transit')
                    AND t.usage IN ('internal', 'transit'))
                OR m.is_out <> (f.usage IN ('internal', 'transit')
                    AND t.usage NOT IN ('internal', 'transit'))
                OR NOT (m.is_in OR m.is_out) AND m.value <> 0)""",
    "document numbers are unique and their sequences are past them": """
        SELECT name, count(*) FROM stock_picking WHERE company_id = %(company)s
        GROUP BY name HAVING count(*) > 1
        UNION ALL SELECT name, count(*) FROM purchase_order
        WHERE company_id = %(company)s GROUP BY name HAVING count(*) > 1
        UNION ALL SELECT name, count(*) FROM sale_order
        WHERE company_id = %(company)s GROUP BY name HAVING count(*) > 1""",
}


def check(env, sample=SAMPLE):
    """Return what is wrong, one sentence each; an empty list when nothing is.

    :param sample: products (and documents of each kind) that Odoo itself computes again
    """
    env.flush_all()
    found, company = [], env.company
    globally = company.tax_calculation_rounding_method == "round_globally"
    sold = env["sale.order.line"]._read_group([], ["product_id"])
    given = {
        "company": company.id,
        "globally": int(globally),
        "standard": [p.id for (p,) in sold if p.cost_method == "standard"],
    }
    for rule, query in INVARIANTS.items():
        broken = rows(env.cr, query, **given)
        if broken:
            first = "; ".join(str(tuple(map(str, row))) for row in broken[:3])
            found.append(f"{rule}: {len(broken)} are wrong, {first}")
    found += costs(env)
    found += check_orm.products(env, sample)
    found += check_orm.recomputed(env, sample)
    return found


REPLAY = """
    SELECT m.product_id, m.is_in, m.quantity::float8, m.value::float8
    FROM stock_move m WHERE (m.is_in OR m.is_out) AND m.company_id = %(company)s
        AND m.product_id = ANY(%(products)s)
    ORDER BY m.product_id, m.date, m.id"""


def costs(env, chunk=1000):
    """Replay the incoming values of every product at average cost: is that its cost?"""
    ids = rows(
        env.cr,
        "SELECT DISTINCT product_id FROM stock_move WHERE is_in AND company_id = %(c)s"
        " ORDER BY 1",
        c=env.company.id,
    )
    wrong = []
    for start in range(0, len(ids), chunk):
        products = env["product.product"].browse(
            row[0] for row in ids[start : start + chunk]
        )
        wrong += wrong_costs(env, products)
    return [f"cost of {len(wrong)} products: {wrong[:3]}"] if wrong else []


def wrong_costs(env, products):
    average = products.filtered(lambda p: p.cost_method == "average")
    manual = {
        row[0]
        for row in rows(
            env.cr,
            """SELECT v.product_id FROM product_value v WHERE v.move_id IS NULL
            AND v.product_id = ANY(%(products)s) AND v.date > (SELECT min(m.date)
                FROM stock_move m WHERE m.product_id = v.product_id AND m.is_in)""",
            products=average.ids,
        )
    }
    found = rows(env.cr, REPLAY, company=env.company.id, products=average.ids)
    for product_id, moves in groupby(found, itemgetter(0)):
        product = env["product.product"].browse(product_id)
        cost = replayed(moves, product.standard_price)
        if product_id not in manual and abs(cost - product.standard_price) > 1e-6:
            yield product_id, product.standard_price, cost


def replayed(moves, cost):
    book = Average(cost, lambda amount: amount)
    for _product, incoming, quantity, value in moves:
        if incoming:
            book.put(quantity, value)
        else:
            book.take(quantity)
    return book.cost
