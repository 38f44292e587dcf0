"""Plans of returns, put-aways, transfers between warehouses and adjustments."""

from odoo.tools.translate import get_translation

from tools.history import numbering
from tools.history.sql import analyze, number_rows, run, table

PUT_AWAY_HOURS = 2


def plan_put_away(scene):
    """In warehouses that receive in steps goods go on from the input to their place."""
    cr = scene.env.cr
    analyze(cr, "h_move", "h_line")
    run(cr, PUT_AWAY_MOVES, hours=PUT_AWAY_HOURS, last=scene.last)
    analyze(cr, "h_move")
    run(cr, PUT_AWAY_LINES)
    run(cr, PUT_AWAY_PICKS)


PUT_AWAY_MOVES = """
    INSERT INTO h_move (kind, doc, ref, pick, product_id, warehouse_id, type_id,
        source_id, dest_id, final_id, born, at, deadline, demand, quantity, state,
        after_key, user_id, origin, propagate, rank)
    SELECT 'put_away', m.doc, m.ref, 'away:' || m.pick, m.product_id, m.warehouse_id,
        p.store_type_id, p.input_id, p.lot_stock_id, p.lot_stock_id, m.at,
        least(m.at + %(hours)s * interval '1 hour', %(last)s), m.deadline, m.quantity,
        m.quantity, 'done', m.key, m.user_id, m.origin, true, 1
    FROM h_move m JOIN h_place p ON p.warehouse_id = m.warehouse_id AND p.stepped
    WHERE m.kind = 'receipt' AND m.state = 'done'
    ORDER BY m.key"""
PUT_AWAY_LINES = """
    INSERT INTO h_line (move_key, source, source_id, lot, quantity)
    SELECT m.key, 'put_away', l.source_id, l.lot, l.quantity
    FROM h_move m JOIN h_line l ON l.move_key = m.after_key
    WHERE m.kind = 'put_away' ORDER BY l.key"""
PUT_AWAY_PICKS = """
    INSERT INTO h_pick (key, kind, type_id, number_kind, warehouse_id, source_id,
        dest_id, born, at, planned, deadline, state, origin, purchase_id)
    SELECT m.pick, 'put_away', m.type_id, concat('type:', m.type_id), m.warehouse_id,
        m.source_id, m.dest_id, min(m.born), min(m.at), min(m.born), min(m.deadline),
        'done', min(m.origin), NULL
    FROM h_move m WHERE m.kind = 'put_away'
    GROUP BY m.pick, m.type_id, m.warehouse_id, m.source_id, m.dest_id"""


def plan_returns(scene):
    """Goods sent back to vendors and goods brought back by customers."""
    cr = scene.env.cr
    table(cr, "h_back", BACK)
    run(
        cr,
        BACK_MOVES,
        supplier=scene.supplier,
        customer=scene.customer,
    )
    analyze(cr, "h_move")
    run(cr, BACK_LINES)
    origin = get_translation(
        "stock", scene.env.lang or "en_US", "Return of %(picking_name)s", {}
    )
    head, tail = (origin % {"picking_name": "\0"}).split("\0")
    run(cr, BACK_PICKS, head=head, tail=tail)


# One movement per return document and returned movement
BACK = """
    SELECT r.id, r.doc, r.quantity, r.lot,
        min(r.at) OVER (PARTITION BY m.pick, r.doc) AS at, m.key AS origin_key,
        m.pick AS origin_pick, m.kind = 'receipt' AS buying
    FROM history_return r JOIN h_line l
        ON l.source = CASE WHEN r.receipt_id IS NULL THEN 'delivery' ELSE 'receipt' END
        AND l.source_id = coalesce(r.receipt_id, r.delivery_id)
    JOIN h_move m ON m.key = l.move_key"""
BACK_MOVES = """
    INSERT INTO h_move (kind, doc, pick, product_id, warehouse_id, type_id, source_id,
        dest_id, partner_id, born, at, demand, quantity, state, purchase_line_id,
        sale_line_id, origin_key, user_id, origin, rule_id, propagate, rank)
    SELECT CASE WHEN b.buying THEN 'return_out' ELSE 'return_in' END, b.doc,
        concat('back:', b.doc, ':', b.origin_pick), m.product_id, m.warehouse_id,
        coalesce(t.return_picking_type_id, t.id),
        CASE WHEN b.buying THEN p.lot_stock_id ELSE %(customer)s END,
        CASE WHEN b.buying THEN %(supplier)s ELSE p.lot_stock_id END,
        k.partner_id, b.at, b.at, sum(b.quantity), sum(b.quantity), 'done',
        m.purchase_line_id, m.sale_line_id, m.key, m.user_id, m.origin, m.rule_id,
        m.propagate, CASE WHEN b.buying THEN 2 ELSE 3 END
    FROM h_back b JOIN h_move m ON m.key = b.origin_key
    JOIN h_pick k ON k.key = m.pick
    JOIN h_place p ON p.warehouse_id = m.warehouse_id
    JOIN stock_picking_type t ON t.id = m.type_id
    GROUP BY b.buying, b.doc, b.origin_pick, b.at, m.key, m.product_id, m.warehouse_id,
        t.id, p.lot_stock_id, k.partner_id, m.purchase_line_id, m.sale_line_id,
        m.user_id, m.origin, m.rule_id, m.propagate
    ORDER BY b.at, m.key"""
BACK_LINES = """
    INSERT INTO h_line (move_key, source, source_id, lot, quantity)
    SELECT m.key, 'return', b.id, b.lot, b.quantity
    FROM h_back b JOIN h_move m ON m.kind IN ('return_in', 'return_out')
        AND m.origin_key = b.origin_key AND m.doc = b.doc
    ORDER BY m.key, b.id"""
BACK_PICKS = """
    INSERT INTO h_pick (key, kind, type_id, number_kind, warehouse_id, partner_id,
        source_id, dest_id, born, at, planned, state, origin, return_key, sale_id,
        purchase_id)
    SELECT DISTINCT ON (m.pick) m.pick, m.kind, m.type_id, m.kind, m.warehouse_id,
        m.partner_id, m.source_id, m.dest_id, m.at, m.at, m.at, 'done',
        concat(%(head)s, '<', o.key, '>', %(tail)s), o.key, o.sale_id, o.purchase_id
    FROM h_move m JOIN h_move r ON r.key = m.origin_key JOIN h_pick o ON o.key = r.pick
    WHERE m.kind IN ('return_in', 'return_out')
    ORDER BY m.pick, m.key"""


def plan_transfers(scene):
    """Goods between warehouses: shipped into the transit location, then received."""
    cr = scene.env.cr
    table(cr, "h_transfer", TRANSFER, uid=scene.uid)
    number_rows(cr, "h_transfer", "stock_interwarehouse_transfer", "shipped_at, doc")
    numbering.assign(
        scene,
        "transfer",
        numbering.of_code(scene, "stock.interwarehouse.transfer"),
        "SELECT doc AS key, shipped_at AS at, id AS tie FROM h_transfer",
    )
    table(
        cr,
        "h_transfer_named",
        "SELECT t.*, n.name FROM h_transfer t"
        " JOIN h_number n ON n.key = t.doc AND n.kind = 'transfer'",
    )
    table(cr, "h_transfer_line", TRANSFER_LINE)
    number_rows(
        cr, "h_transfer_line", "stock_interwarehouse_transfer_line", "transfer_id, key"
    )
    run(cr, SHIP_MOVES, transit=scene.transit)
    analyze(cr, "h_move")
    run(cr, ARRIVE_MOVES, transit=scene.transit)
    analyze(cr, "h_move")
    run(cr, TRANSFER_LINES)
    run(cr, TRANSFER_PICKS)


TRANSFER = """
    SELECT doc, min(from_warehouse_id) AS from_id, min(to_warehouse_id) AS to_id,
        min(shipped_at) AS shipped_at, %(uid)s::int AS user_id,
        bool_or(arrived_at IS NULL) AS open, max(arrived_at) AS arrived_at
    FROM history_transfer GROUP BY doc"""
TRANSFER_LINE = """
    SELECT t.id AS transfer_id, min(l.id) AS key, l.product_id,
        sum(l.quantity) AS quantity, min(l.arrived_at) AS arrived_at
    FROM history_transfer l JOIN h_transfer t USING (doc)
    GROUP BY t.id, l.product_id"""
SHIP_MOVES = """
    INSERT INTO h_move (kind, doc, ref, pick, product_id, warehouse_id, type_id,
        source_id, dest_id, partner_id, born, at, demand, quantity, state, user_id,
        origin, propagate, transfer_line_id, rank)
    SELECT 'ship', t.doc, l.id, concat('ship:', t.doc), l.product_id, t.from_id,
        f.out_inter_wh_type_id, f.lot_stock_id, %(transit)s, d.partner_id,
        t.shipped_at, t.shipped_at, l.quantity, l.quantity, 'done', t.user_id, t.name,
        true, l.id, 2
    FROM h_transfer_line l JOIN h_transfer_named t ON t.id = l.transfer_id
    JOIN h_place f ON f.warehouse_id = t.from_id
    JOIN h_place d ON d.warehouse_id = t.to_id
    ORDER BY t.shipped_at, l.id"""
ARRIVE_MOVES = """
    INSERT INTO h_move (kind, doc, ref, pick, product_id, warehouse_id, type_id,
        source_id, dest_id, partner_id, born, at, demand, quantity, state, after_key,
        user_id, origin, propagate, transfer_line_id, rank)
    SELECT 'arrive', m.doc, l.id, concat('arrive:', m.doc,
            CASE WHEN l.arrived_at IS NULL AND k.late < k.lines THEN ':rest' END),
        l.product_id, t.to_id, d.in_inter_wh_type_id, %(transit)s, d.lot_stock_id,
        d.partner_id, t.shipped_at,
        CASE WHEN l.arrived_at IS NULL THEN t.shipped_at + interval '2 days'
            ELSE min(l.arrived_at) OVER (PARTITION BY t.id) END, l.quantity,
        l.quantity,
        CASE WHEN l.arrived_at IS NULL THEN 'assigned' ELSE 'done' END, m.key,
        t.user_id, t.name, true, l.id, 1
    FROM h_move m JOIN h_transfer_line l ON l.id = m.ref
    JOIN h_transfer_named t ON t.id = l.transfer_id
    JOIN h_place d ON d.warehouse_id = t.to_id
    JOIN (SELECT transfer_id, count(*) AS lines,
            count(*) FILTER (WHERE arrived_at IS NULL) AS late
        FROM h_transfer_line GROUP BY transfer_id) AS k ON k.transfer_id = t.id
    WHERE m.kind = 'ship' ORDER BY m.key"""
TRANSFER_LINES = """
    INSERT INTO h_line (move_key, source, source_id, lot, quantity)
    SELECT m.key, m.kind, r.id, r.lot, r.quantity
    FROM h_move m JOIN history_transfer r
        ON r.doc = m.doc AND r.product_id = m.product_id
    WHERE m.kind IN ('ship', 'arrive') ORDER BY m.key, r.id"""
TRANSFER_PICKS = """
    INSERT INTO h_pick (key, kind, type_id, number_kind, warehouse_id, partner_id,
        source_id, dest_id, born, at, planned, state, origin, transfer_id, back_key)
    SELECT m.pick, m.kind, m.type_id, concat('type:', m.type_id), m.warehouse_id,
        m.partner_id, m.source_id, m.dest_id, min(m.born),
        CASE WHEN bool_and(m.state = 'done') THEN min(m.at) END, min(m.at),
        min(m.state), min(m.origin), t.id,
        CASE WHEN m.pick LIKE '%%:rest' THEN concat('arrive:', t.doc) END
    FROM h_move m JOIN h_transfer t ON t.doc = m.doc
    WHERE m.kind IN ('ship', 'arrive')
    GROUP BY m.pick, m.kind, m.type_id, m.warehouse_id, m.partner_id, m.source_id,
        m.dest_id, t.id, t.doc"""


def plan_adjustments(scene):
    """Opening stock, count differences and scrap: over the company's loss location."""
    cr = scene.env.cr
    table(cr, "h_scrap", SCRAP)
    number_rows(cr, "h_scrap", "stock_scrap", "at, key")
    numbering.assign(
        scene,
        "scrap",
        numbering.of_code(scene, "stock.scrap"),
        "SELECT key::text AS key, at, id AS tie FROM h_scrap",
    )
    run(cr, ADJUST_MOVES, loss=scene.loss, uid=scene.uid)
    analyze(cr, "h_move")
    run(
        cr,
        """INSERT INTO h_line (move_key, source, source_id, lot, quantity)
        SELECT m.key, 'adjust', a.id, a.lot, abs(a.quantity)
        FROM h_move m JOIN history_adjust a ON a.id = m.ref
        WHERE m.kind = 'adjust' ORDER BY m.key""",
    )


SCRAP = """
    SELECT id AS key, product_id, warehouse_id, at, abs(quantity) AS quantity, lot
    FROM history_adjust WHERE kind = 'scrap'"""
ADJUST_MOVES = """
    INSERT INTO h_move (kind, doc, ref, product_id, source_id, dest_id, born, at,
        demand, quantity, state, user_id, reason, inventory, propagate, scrap_id,
        origin, rank)
    SELECT 'adjust', a.doc, a.id, a.product_id,
        CASE WHEN a.quantity > 0 AND a.kind <> 'scrap' THEN %(loss)s
            ELSE g.location_id END,
        CASE WHEN a.quantity > 0 AND a.kind <> 'scrap' THEN g.location_id
            ELSE %(loss)s END,
        a.at, a.at, abs(a.quantity), abs(a.quantity), 'done', %(uid)s,
        coalesce(n.name, a.reason, a.doc), a.kind <> 'scrap', true, s.id, n.name,
        CASE WHEN a.quantity > 0 THEN 0 ELSE 2 END
    FROM history_adjust a JOIN h_shelf g USING (warehouse_id, product_id)
    LEFT JOIN h_scrap s ON s.key = a.id
    LEFT JOIN h_number n ON n.kind = 'scrap' AND n.key = a.id::text
    WHERE a.quantity <> 0
    ORDER BY a.at, a.id"""
