"""Run the valuation over the planned movements and keep its figures.

h_value: value of each movement (key); h_ask: unit cost when a sales line last moved.
"""

from itertools import groupby
from operator import itemgetter

from odoo.tools.float_utils import float_round

from tools.history import value
from tools.history.sql import analyze, copy, rows, run

CHUNK = 500
EVENTS = """
    SELECT product_id, at, tie, id, kind, quantity, price, origin FROM (
        SELECT m.product_id, m.at, 0 AS tie, m.id, CASE
                WHEN m.kind = 'receipt' THEN 'in'
                WHEN m.kind = 'return_in' THEN 'back'
                WHEN m.kind = 'adjust' AND m.source_id = %(loss)s THEN 'own'
                ELSE 'out' END AS kind,
            m.quantity::float8 AS quantity, coalesce(m.price, 0) AS price,
            coalesce(o.id, 0) AS origin
        FROM h_move m LEFT JOIN h_move o ON o.key = m.origin_key
        WHERE m.state = 'done' AND m.product_id = ANY(%(products)s)
            AND m.kind NOT IN ('put_away', 'ship', 'arrive')
        UNION ALL
        SELECT l.product_id, coalesce(d.at, l.ordered_at), 1, -l.id, 'ask', 0, 0, 0
        FROM h_sale_line l LEFT JOIN (
            SELECT sale_line_id, max(at) AS at FROM h_move
            WHERE sale_line_id IS NOT NULL AND state = 'done' GROUP BY sale_line_id
        ) AS d ON d.sale_line_id = l.id
        WHERE l.product_id = ANY(%(products)s)
    ) AS events
    ORDER BY product_id, at, tie, id"""


def compute(scene):
    """Fill h_value, h_ask and h_cost_end from the planned movements."""
    cr = scene.env.cr
    for name, columns in (
        ("h_value", "id int, value numeric"),
        ("h_ask", "line_id int, cost float8"),
        ("h_cost_end", "product_id int, cost float8"),
    ):
        run(cr, f"DROP TABLE IF EXISTS {name}")
        run(cr, f"CREATE TEMPORARY TABLE {name} ({columns})")
    found = rows(
        cr, "SELECT product_id, method, cost FROM h_product ORDER BY product_id"
    )
    run(cr, "CREATE INDEX ON h_move (product_id)")
    run(cr, "CREATE INDEX ON h_sale_line (product_id)")
    for start in range(0, len(found), CHUNK):
        one_chunk(scene, found[start : start + CHUNK])
    run(cr, "CREATE UNIQUE INDEX ON h_value (id)")
    analyze(cr, "h_value", "h_ask", "h_cost_end")


def one_chunk(scene, products):
    cr, cents = scene.env.cr, 10**-scene.cents
    known = {product: (method, cost) for product, method, cost in products}
    events = rows(cr, EVENTS, products=list(known), loss=scene.loss)
    values, asked, ends = [], [], []

    def money(amount):
        return float_round(amount, precision_rounding=cents)

    for product, group in groupby(events, itemgetter(0)):
        method, cost = known[product]
        stream = [value.Event(*row[3:]) for row in group]
        figures, end = value.run(method, stream, cost, money)
        values += ((key, repr(v)) for key, v in figures.items() if key > 0)
        asked += ((-key, repr(v)) for key, v in figures.items() if key < 0)
        ends.append((product, repr(end)))
    copy(cr, "h_value", values)
    copy(cr, "h_ask", asked)
    copy(cr, "h_cost_end", ends)


def store_costs(scene):
    """Write the products' final unit cost; their first price dates before it all."""
    cr = scene.env.cr
    run(
        cr,
        """UPDATE product_product p SET standard_price = coalesce(p.standard_price,
                '{}'::jsonb) || jsonb_build_object(%(company)s::text, c.cost)
        FROM h_cost_end c JOIN h_product h USING (product_id)
        WHERE p.id = c.product_id AND h.method <> 'standard'""",
        company=scene.company.id,
    )
    run(
        cr,
        """UPDATE product_value v SET date = m.at - interval '1 day'
        FROM (SELECT product_id, min(at) AS at FROM h_move GROUP BY product_id) AS m
        WHERE v.product_id = m.product_id AND v.company_id = %(company)s
            AND v.move_id IS NULL AND v.lot_id IS NULL AND v.date >= m.at""",
        company=scene.company.id,
    )
