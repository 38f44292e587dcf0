"""Lots, what lies where at the end, and what open deliveries reserve of it."""

from tools.history.sql import analyze, number_rows, rows, run, table


def plan_lots(scene):
    """Make h_lot: each lot with its expiry, from its shelf life if none is staged."""
    cr = scene.env.cr
    table(cr, "h_lot", LOTS)
    number_rows(cr, "h_lot", "stock_lot", "first_at, product_id, name")
    run(cr, "CREATE INDEX ON h_lot (product_id, name)")
    analyze(cr, "h_lot")


LOTS = """
    SELECT m.product_id, l.lot AS name, min(m.at) AS first_at,
        CASE WHEN p.expires THEN coalesce(min(r.expires_at), min(a.expires_at),
            min(m.at) + p.life * interval '1 day') END AS expires
    FROM h_line l JOIN h_move m ON m.key = l.move_key
    JOIN h_product p USING (product_id)
    LEFT JOIN history_receipt r ON l.source = 'receipt' AND r.id = l.source_id
    LEFT JOIN history_adjust a ON l.source = 'adjust' AND a.id = l.source_id
    WHERE l.lot IS NOT NULL GROUP BY m.product_id, l.lot, p.expires, p.life"""


def plan_places(scene):
    """Make h_ml: every done line with its lot and the places it left and reached."""
    cr = scene.env.cr
    table(cr, "h_ml", PLACED)
    run(cr, "CREATE INDEX ON h_ml (product_id)")
    table(
        cr,
        "h_flow",
        """SELECT product_id, from_id AS location_id, lot_id, at, -quantity AS quantity
        FROM h_ml WHERE state = 'done'
        UNION ALL SELECT product_id, to_id, lot_id, at, quantity
        FROM h_ml WHERE state = 'done'""",
    )
    table(cr, "h_quant", QUANTS)


PLACED = """
    SELECT l.key, m.id AS move_id, m.state, m.kind, m.product_id, m.pick, m.at, m.born,
        l.quantity, t.id AS lot_id, t.name AS lot, t.expires,
        CASE WHEN m.source_id = s.lot_stock_id THEN
            coalesce(g.location_id, m.source_id) ELSE m.source_id END AS from_id,
        CASE WHEN m.dest_id = s.lot_stock_id THEN
            coalesce(g.location_id, m.dest_id) ELSE m.dest_id END AS to_id
    FROM h_line l JOIN h_move m ON m.key = l.move_key
    LEFT JOIN h_place s ON s.warehouse_id = m.warehouse_id
    LEFT JOIN h_shelf g
        ON g.warehouse_id = m.warehouse_id AND g.product_id = m.product_id
    LEFT JOIN h_lot t ON t.product_id = m.product_id AND t.name = l.lot"""
QUANTS = """
    SELECT product_id, location_id, lot_id, sum(quantity) AS quantity,
        min(at) FILTER (WHERE quantity > 0 AND at >= coalesce(since, at)) AS in_date,
        min(at) AS first_at, 0::numeric AS reserved
    FROM (
        SELECT *, max(at) FILTER (WHERE empty) OVER (
            PARTITION BY product_id, location_id, lot_id) AS since
        FROM (
            SELECT *, sum(quantity) OVER (PARTITION BY product_id, location_id, lot_id
                ORDER BY at, quantity DESC ROWS UNBOUNDED PRECEDING) <= 0 AS empty
            FROM h_flow
        ) AS runs
    ) AS flows
    GROUP BY product_id, location_id, lot_id HAVING sum(quantity) <> 0"""


def reserve(scene):
    """Reserve goods for open deliveries (earliest first, first to expire first)."""
    cr = scene.env.cr
    table(cr, "h_reserved", RESERVED, last=scene.last)
    run(cr, RESERVED_LINES)
    run(
        cr,
        """UPDATE h_quant q SET reserved = r.quantity
        FROM (SELECT product_id, from_id, lot_id, sum(quantity) AS quantity
            FROM h_ml WHERE state <> 'done' AND kind IN ('delivery', 'arrive')
            GROUP BY product_id, from_id, lot_id) AS r
        WHERE r.product_id = q.product_id AND r.from_id = q.location_id
            AND r.lot_id IS NOT DISTINCT FROM q.lot_id""",
    )
    run(cr, RESERVED_MOVES)
    run(
        cr,
        """UPDATE h_pick k SET state = 'assigned' FROM h_move m
        WHERE m.pick = k.key AND k.state = 'confirmed'
            AND m.state IN ('assigned', 'partially_available')""",
    )


# Demand and supply laid end to end on one axis: where two stretches overlap, the
# goods of the one serve the other.
RESERVED = """
    WITH demand AS (
        SELECT m.key, m.product_id, g.location_id, sum(m.demand) OVER w AS upto,
            m.demand AS size
        FROM h_move m JOIN h_shelf g USING (warehouse_id, product_id)
        WHERE m.kind = 'delivery' AND m.state = 'confirmed'
        WINDOW w AS (PARTITION BY m.product_id, g.location_id ORDER BY m.at, m.key)
    ), supply AS (
        SELECT q.product_id, q.location_id, q.lot_id, q.quantity AS size,
            sum(q.quantity) OVER (PARTITION BY q.product_id, q.location_id
                ORDER BY t.expires NULLS LAST, q.lot_id) AS upto
        FROM h_quant q LEFT JOIN h_lot t ON t.id = q.lot_id
        WHERE q.quantity > 0 AND (t.expires IS NULL OR t.expires > %(last)s)
    )
    SELECT d.key, s.lot_id, least(d.upto, s.upto)
        - greatest(d.upto - d.size, s.upto - s.size) AS quantity
    FROM demand d JOIN supply s USING (product_id, location_id)
    WHERE least(d.upto, s.upto) > greatest(d.upto - d.size, s.upto - s.size)"""
RESERVED_LINES = """
    INSERT INTO h_ml (key, move_id, state, kind, product_id, pick, at, born, quantity,
        lot_id, lot, expires, from_id, to_id)
    SELECT NULL, m.id, 'assigned', m.kind, m.product_id, m.pick, m.at, m.born,
        r.quantity, t.id, NULL, t.expires, g.location_id, m.dest_id
    FROM h_reserved r JOIN h_move m USING (key)
    JOIN h_shelf g USING (warehouse_id, product_id)
    LEFT JOIN h_lot t ON t.id = r.lot_id
    ORDER BY m.id, r.lot_id"""
RESERVED_MOVES = """
    UPDATE h_move m SET quantity = r.quantity,
        state = CASE WHEN r.quantity < m.demand THEN 'partially_available'
            ELSE 'assigned' END
    FROM (SELECT key, sum(quantity) AS quantity FROM h_reserved GROUP BY key) AS r
    WHERE r.key = m.key"""


def expect(scene):
    """Open receipts expect their goods: one line without a lot, state assigned."""
    cr = scene.env.cr
    run(
        cr,
        """UPDATE h_move SET state = 'assigned', quantity = demand
        WHERE kind = 'receipt' AND state = 'confirmed'""",
    )
    run(
        cr,
        """UPDATE h_pick SET state = 'assigned'
        WHERE kind = 'receipt' AND state = 'confirmed'""",
    )
    run(
        cr,
        """INSERT INTO h_ml (key, move_id, state, kind, product_id, pick, at, born,
            quantity, expires, from_id, to_id)
        SELECT NULL, m.id, 'assigned', m.kind, m.product_id, m.pick, m.at, m.born,
            m.demand, CASE WHEN p.expires THEN m.at + p.life * interval '1 day' END,
            m.source_id,
            CASE WHEN m.dest_id = s.lot_stock_id THEN g.location_id ELSE m.dest_id END
        FROM h_move m JOIN h_product p USING (product_id)
        JOIN h_place s USING (warehouse_id)
        JOIN h_shelf g USING (warehouse_id, product_id)
        WHERE m.kind = 'receipt' AND m.state = 'assigned' ORDER BY m.id""",
    )


def negatives(scene):
    """Return (product, location, lot, quantity) of places that ran below zero."""
    return rows(
        scene.env.cr,
        """SELECT q.product_id, q.location_id, q.lot_id, q.quantity FROM h_quant q
        JOIN stock_location l ON l.id = q.location_id
        WHERE l.usage IN ('internal', 'transit') AND q.quantity < 0""",
    )
