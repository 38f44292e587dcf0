"""Orders of both sides and what was received or delivered for them, as plans."""

from dataclasses import dataclass

from tools.history import numbering
from tools.history.sql import analyze, number_rows, run, table

PATIENCE_DAYS = 30


@dataclass(frozen=True)
class Side:
    """Names that differ between buying and selling."""

    name: str
    kind: str
    orders: str
    done: str
    link: str
    partner: str
    planned: str
    line: str
    type: str
    rank: int
    propagate: bool

    @property
    def names(self):
        """Words for `str.format` in the statements below."""
        return vars(self)


PURCHASE = Side(
    name="purchase",
    kind="receipt",
    orders="history_purchase",
    done="history_receipt",
    link="purchase_id",
    partner="vendor_id",
    planned="min(coalesce(planned_at, ordered_at))",
    line="purchase_line_id",
    type="in_type_id",
    rank=0,
    propagate=True,
)
SALE = Side(
    name="sale",
    kind="delivery",
    orders="history_sale",
    done="history_delivery",
    link="sale_id",
    partner="customer_id",
    planned="max(planned_at)",
    line="sale_line_id",
    type="out_type_id",
    rank=2,
    propagate=False,
)


def plan(scene, side):
    """Plan the orders of one side with all their transfers of goods."""
    plan_orders(scene, side)
    plan_done(scene, side)
    plan_rest(scene, side)


def plan_orders(scene, side):
    """Make h_<side>_order and h_<side>_line with ids, and the order numbers."""
    cr, orders = scene.env.cr, f"h_{side.name}_order"
    table(
        cr,
        orders,
        """SELECT doc, min({partner}) AS partner_id, min(warehouse_id) AS warehouse_id,
            min(ordered_at) AS ordered_at, {planned} AS planned_at,
            coalesce(min(user_id), %(uid)s) AS user_id
        FROM {orders} GROUP BY doc""".format(**side.names),
        uid=scene.uid,
    )
    number_rows(cr, orders, f"{side.name}_order", "ordered_at, doc")
    table(
        cr,
        f"h_{side.name}_line",
        """SELECT l.id AS key, o.id AS order_id, o.partner_id, o.warehouse_id,
            l.product_id, o.ordered_at, o.user_id,
            coalesce(l.planned_at, o.planned_at, o.ordered_at) AS planned_at,
            o.planned_at AS promised_at, l.quantity,
            round(l.price, %(digits)s) AS price, l.rest
        FROM {orders} l JOIN h_{name}_order o USING (doc)""".format(**side.names),
        digits=scene.price_digits,
    )
    lines = f"h_{side.name}_line"
    number_rows(cr, lines, f"{side.name}_order_line", "order_id, key")
    run(cr, f"CREATE UNIQUE INDEX ON {lines} (key)")
    numbering.assign(
        scene,
        side.name,
        numbering.of_code(scene, f"{side.name}.order"),
        f"SELECT doc AS key, ordered_at AS at, id AS tie FROM {orders}",
    )
    table(
        cr,
        f"{orders}_named",
        f"SELECT o.*, n.name FROM {orders} o"
        " JOIN h_number n ON n.key = o.doc AND n.kind = %(kind)s",
        kind=side.name,
    )


def plan_done(scene, side):
    """Plan what really arrived or left: one transfer per order and document."""
    cr = scene.env.cr
    table(
        cr,
        f"h_{side.kind}_doc",
        """SELECT order_id, doc, at,
            lag(at) OVER w AS born, lag(doc) OVER w AS back_doc,
            lead(doc) OVER w IS NULL AS last
        FROM (SELECT l.order_id, d.doc, min(d.at) AS at
            FROM {done} d JOIN h_{name}_line l ON l.key = d.{link}
            GROUP BY l.order_id, d.doc) AS docs
        WINDOW w AS (PARTITION BY order_id ORDER BY at, doc)""".format(**side.names),
    )
    run(cr, DONE_MOVES.format(**side.names, **ends(side)), **given(scene, side))
    analyze(cr, "h_move")
    run(cr, DONE_LINES.format(**side.names))
    run(cr, DONE_PICKS.format(**side.names, **ends(side)), **given(scene, side))


def ends(side):
    """Return the SQL of where goods come from, go to and end."""
    if side.name == "purchase":
        return {
            "source": "%(outside)s::int",
            "dest": "p.input_id",
            "final": "p.lot_stock_id",
            "rule": "NULL::int",
            "party": "CASE WHEN d.back_doc IS NULL THEN NULL ELSE l.partner_id END",
            "salekey": "NULL::int",
            "buykey": "o.id::int",
            "price": "l.price",
        }
    return {
        "source": "p.lot_stock_id",
        "dest": "%(outside)s::int",
        "final": "%(outside)s::int",
        "rule": "p.rule_id",
        "party": "l.partner_id",
        "salekey": "o.id::int",
        "buykey": "NULL::int",
        "price": "NULL::float8",
    }


def given(scene, side):
    outside = scene.supplier if side.name == "purchase" else scene.customer
    return {"outside": outside, "rank": side.rank, "propagate": side.propagate}


DONE_MOVES = """
    INSERT INTO h_move (kind, doc, ref, pick, product_id, warehouse_id, type_id,
        source_id, dest_id, final_id, partner_id, born, at, deadline, demand, quantity,
        state, {line}, price, user_id, origin, rule_id, propagate, rank)
    SELECT '{kind}', d.doc, l.key, concat('{name}:', l.order_id, ':', d.doc),
        l.product_id, l.warehouse_id, p.{type}, {source}, {dest}, {final}, {party},
        coalesce(d.born, l.ordered_at), d.at, l.planned_at, sum(r.quantity),
        sum(r.quantity), 'done', l.id, {price}, l.user_id, o.name, {rule},
        %(propagate)s, %(rank)s
    FROM {done} r JOIN h_{name}_line l ON l.key = r.{link}
    JOIN h_{kind}_doc d ON d.order_id = l.order_id AND d.doc = r.doc
    JOIN h_{name}_order_named o ON o.id = l.order_id
    JOIN h_place p ON p.warehouse_id = l.warehouse_id
    GROUP BY l.key, l.order_id, l.product_id, l.warehouse_id, l.partner_id, l.id,
        l.ordered_at, l.planned_at, l.price, l.user_id, d.doc, d.at, d.born, d.back_doc,
        o.name, p.{type}, p.input_id, p.lot_stock_id, p.rule_id
    ORDER BY d.at, l.id"""
DONE_LINES = """
    INSERT INTO h_line (move_key, source, source_id, lot, quantity)
    SELECT m.key, '{kind}', r.id, r.lot, r.quantity
    FROM {done} r JOIN h_move m
        ON m.kind = '{kind}' AND m.ref = r.{link} AND m.doc = r.doc
    ORDER BY m.key, r.id"""
DONE_PICKS = """
    INSERT INTO h_pick (key, kind, type_id, number_kind, warehouse_id, partner_id,
        source_id, dest_id, born, at, planned, deadline, state, origin, back_key,
        sale_id, purchase_id)
    SELECT concat('{name}:', d.order_id, ':', d.doc), '{kind}', p.{type}, '{kind}',
        o.warehouse_id, o.partner_id, {source}, {dest},
        coalesce(d.born, o.ordered_at), d.at, coalesce(o.planned_at, o.ordered_at),
        coalesce(o.planned_at, o.ordered_at), 'done', o.name,
        CASE WHEN d.back_doc IS NULL THEN NULL
            ELSE concat('{name}:', d.order_id, ':', d.back_doc) END,
        {salekey}, {buykey}
    FROM h_{kind}_doc d JOIN h_{name}_order_named o ON o.id = d.order_id
    JOIN h_place p ON p.warehouse_id = o.warehouse_id"""


def plan_rest(scene, side):
    """Plan what of each line is still to come, and what was given up."""
    cr = scene.env.cr
    table(
        cr,
        "h_rest",
        REST.format(**side.names),
        last=scene.last,
        patience=PATIENCE_DAYS,
    )
    run(cr, SHORT.format(**side.names))
    run(cr, "DELETE FROM h_rest WHERE short")
    run(cr, REST_MOVES.format(**side.names, **ends(side)), **given(scene, side))
    analyze(cr, "h_pick")
    run(cr, REST_PICKS.format(**side.names, **ends(side)), **given(scene, side))


# `pick` is the transfer that the rest of a line waits in, or was cancelled with
REST = """
    WITH done AS (
        SELECT ref, sum(quantity) AS quantity, max(at) AS at FROM h_move
        WHERE kind = '{kind}' GROUP BY ref
    ), lines AS (
        SELECT l.*, l.quantity - coalesce(d.quantity, 0) AS missing, d.at,
            coalesce(l.rest, CASE WHEN greatest(l.planned_at, d.at)
                < %(last)s::timestamp - %(patience)s * interval '1 day'
                THEN 'cancelled' ELSE 'open' END) = 'open' AS open
        FROM h_{name}_line l LEFT JOIN done d ON d.ref = l.key
    )
    SELECT l.*, f.doc AS back_doc, f.at AS last_at,
        NOT l.open AND l.at IS NOT DISTINCT FROM f.at AND f.at IS NOT NULL AS short,
        concat('{name}:', l.order_id, ':', CASE WHEN l.open THEN '/open'
            ELSE coalesce(f.doc, '/none') END) AS pick
    FROM lines l LEFT JOIN h_{kind}_doc f ON f.order_id = l.order_id AND f.last
    WHERE l.missing > 0"""
# Given up with the order's last transfer: its movement keeps the whole demand
SHORT = """
    UPDATE h_move m SET demand = m.demand + r.missing FROM h_rest r
    WHERE r.short AND m.kind = '{kind}' AND m.ref = r.key AND m.at = r.at"""
REST_MOVES = """
    INSERT INTO h_move (kind, doc, ref, pick, product_id, warehouse_id, type_id,
        source_id, dest_id, final_id, partner_id, born, at, deadline, demand, quantity,
        state, {line}, price, user_id, origin, rule_id, propagate, rank)
    SELECT '{kind}', '/rest', l.key, l.pick, l.product_id, l.warehouse_id, p.{type},
        {source}, {dest}, {final}, {party}, coalesce(l.last_at, l.ordered_at),
        CASE WHEN l.open THEN l.planned_at
            ELSE coalesce(l.last_at, l.planned_at) END,
        l.planned_at, l.missing, 0,
        CASE WHEN l.open THEN 'confirmed' ELSE 'cancel' END, l.id, {price}, l.user_id,
        o.name, {rule}, %(propagate)s, %(rank)s
    FROM h_rest l JOIN h_{name}_order_named o ON o.id = l.order_id
    JOIN h_place p ON p.warehouse_id = l.warehouse_id
    CROSS JOIN LATERAL (SELECT l.back_doc) AS d
    ORDER BY l.planned_at, l.id"""
REST_PICKS = """
    INSERT INTO h_pick (key, kind, type_id, number_kind, warehouse_id, partner_id,
        source_id, dest_id, born, at, planned, deadline, state, origin, back_key,
        sale_id, purchase_id)
    SELECT DISTINCT ON (l.pick) l.pick, '{kind}', p.{type}, '{kind}', o.warehouse_id,
        o.partner_id, {source}, {dest}, coalesce(l.last_at, o.ordered_at),
        NULL::timestamp, l.planned_at, l.planned_at,
        CASE WHEN l.open THEN 'confirmed' ELSE 'cancel' END, o.name,
        CASE WHEN l.back_doc IS NULL THEN NULL
            ELSE concat('{name}:', l.order_id, ':', l.back_doc) END,
        {salekey}, {buykey}
    FROM h_rest l JOIN h_{name}_order_named o ON o.id = l.order_id
    JOIN h_place p ON p.warehouse_id = l.warehouse_id
    WHERE NOT EXISTS (SELECT FROM h_pick k WHERE k.key = l.pick)
    ORDER BY l.pick, l.planned_at"""
