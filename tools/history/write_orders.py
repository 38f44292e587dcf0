"""Amounts and progress of the planned orders, shared by both sides."""

from tools.history.sql import run, table


def amounts(scene, side):
    """Make h_<side>_sum (each line: net, tax, what really moved) and h_<side>_total."""
    table(
        scene.env.cr,
        f"h_{side.name}_sum",
        AMOUNTS.format(**side.names),
        cents=scene.cents,
    )
    run(scene.env.cr, f"CREATE UNIQUE INDEX ON h_{side.name}_sum (id)")
    rounding = scene.company.tax_calculation_rounding_method
    table(
        scene.env.cr,
        f"h_{side.name}_total",
        TOTALS.format(**side.names),
        cents=scene.cents,
        globally=rounding == "round_globally",
    )


# The stock of an order's line: received (or delivered) less what went back
AMOUNTS = """
    SELECT l.id, l.order_id, l.product_id, l.quantity, l.price,
        round(l.quantity * l.price, %(cents)s) AS net,
        coalesce(t.tax, 0) AS tax, coalesce(d.moved, 0) AS moved,
        coalesce(d.worth, 0) AS worth, coalesce(d.handled, 0) AS handled
    FROM h_{name}_line l
    LEFT JOIN (
        SELECT l.id, sum(round(round(l.quantity * l.price, %(cents)s)
            * t.amount / 100, %(cents)s)) AS tax
        FROM h_{name}_line l
        JOIN h_tax t ON t.product_id = l.product_id AND t.use = '{name}'
        GROUP BY l.id
    ) AS t USING (id)
    LEFT JOIN (
        SELECT m.{line} AS id, sum(CASE WHEN m.kind = '{kind}' THEN m.quantity
                ELSE -m.quantity END) AS moved,
            sum(v.value) AS worth, sum(m.quantity) AS handled
        FROM h_move m LEFT JOIN h_value v ON v.id = m.id
        WHERE m.state = 'done' AND m.{line} IS NOT NULL AND m.kind <> 'put_away'
        GROUP BY m.{line}
    ) AS d USING (id)"""
TOTALS = """
    SELECT s.order_id, CASE WHEN %(globally)s THEN round(sum(s.quantity * s.price),
            %(cents)s) ELSE sum(s.net) END AS net,
        CASE WHEN %(globally)s THEN coalesce(g.tax, 0) ELSE sum(s.tax) END AS tax,
        p.effective, p.picks, p.done, p.cancelled, bool_or(s.moved <> 0) AS moved
    FROM h_{name}_sum s
    LEFT JOIN (
        SELECT order_id, sum(tax) AS tax FROM (
            SELECT l.order_id, round(sum(l.quantity * l.price * t.amount / 100),
                %(cents)s) AS tax
            FROM h_{name}_line l
            JOIN h_tax t ON t.product_id = l.product_id AND t.use = '{name}'
            GROUP BY l.order_id, t.tax_id
        ) AS taxes GROUP BY order_id
    ) AS g ON g.order_id = s.order_id
    LEFT JOIN (
        SELECT {name}_id AS order_id,
            min(at) FILTER (WHERE kind = '{kind}' AND state = 'done') AS effective,
            count(*) AS picks, count(*) FILTER (WHERE state = 'done') AS done,
            count(*) FILTER (WHERE state = 'cancel') AS cancelled
        FROM h_pick WHERE {name}_id IS NOT NULL GROUP BY 1
    ) AS p ON p.order_id = s.order_id
    GROUP BY s.order_id, g.tax, p.effective, p.picks, p.done, p.cancelled"""


def described(scene, side):
    """Make h_<side>_name: the lines' text, in the language of the partner."""
    table(
        scene.env.cr,
        f"h_{side.name}_name",
        """SELECT l.id, concat('[' || p.code || '] ',
                coalesce(p.name ->> c.lang, p.name ->> 'en_US')) AS name
        FROM h_{name}_line l JOIN h_product p USING (product_id)
        JOIN res_partner c ON c.id = l.partner_id""".format(**side.names),
    )


def references(scene, side, relation, column):
    """One stock reference per order ties it to its movements, as core does."""
    cr = scene.env.cr
    table(
        cr,
        "h_reference",
        f"""SELECT id AS order_id, name, user_id, ordered_at,
            nextval('stock_reference_id_seq')::int AS id
        FROM (SELECT * FROM h_{side.name}_order_named ORDER BY id) AS o""",
    )
    run(
        cr,
        """INSERT INTO stock_reference
            (id, name, create_uid, write_uid, create_date, write_date)
        SELECT id, name, user_id, user_id, ordered_at, ordered_at FROM h_reference""",
    )
    run(
        cr,
        f"INSERT INTO {relation} ({column}, reference_id)"
        " SELECT order_id, id FROM h_reference",
    )
    run(
        cr,
        f"""INSERT INTO stock_reference_move_rel (move_id, reference_id)
        SELECT m.id, r.id FROM h_move m
        JOIN h_{side.name}_line l ON l.id = m.{side.line}
        JOIN h_reference r ON r.order_id = l.order_id""",
    )
