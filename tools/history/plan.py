"""The tables every kind of document is planned in before Odoo's tables are touched.

h_pick: one row per transfer of goods; h_move: one row per movement; h_line: one row
per movement line. Rows know each other by `key`; ids of Odoo's tables come last, in
the order of time.
"""

from tools.history.sql import analyze, number_rows, run

PICK = """
    key text, kind text, type_id int, number_kind text, warehouse_id int,
    partner_id int, source_id int, dest_id int, born timestamp, at timestamp,
    planned timestamp, deadline timestamp, state text, origin text, back_key text,
    return_key text, sale_id int, purchase_id int, transfer_id int, user_id int"""
MOVE = """
    key bigserial, kind text, doc text, ref bigint, pick text, product_id int,
    warehouse_id int, type_id int, source_id int, dest_id int, final_id int,
    partner_id int, born timestamp, at timestamp, deadline timestamp,
    demand numeric, quantity numeric, state text, purchase_line_id int,
    sale_line_id int, origin_key bigint, after_key bigint, price float8,
    user_id int, origin text, reason text, inventory boolean, rule_id int,
    propagate boolean, transfer_line_id int, scrap_id int, rank int"""
LINE = """
    key bigserial, move_key bigint, source text, source_id bigint, lot text,
    expires timestamp, quantity numeric"""


def prepare(cr):
    """Make the empty tables."""
    for name, columns in (("h_pick", PICK), ("h_move", MOVE), ("h_line", LINE)):
        run(cr, f"DROP TABLE IF EXISTS {name}")
        run(cr, f"CREATE TEMPORARY TABLE {name} ({columns})")


def settle(cr):
    """Give transfers and movements their ids; movements in the order of time."""
    run(
        cr,
        """UPDATE h_pick k SET deadline = m.deadline, planned = CASE WHEN
            k.kind IN ('receipt', 'delivery') THEN m.deadline ELSE k.planned END
        FROM (SELECT pick, min(deadline) AS deadline FROM h_move
            WHERE deadline IS NOT NULL GROUP BY pick) AS m
        WHERE m.pick = k.key""",
    )
    analyze(cr, "h_pick", "h_move", "h_line")
    number_rows(cr, "h_pick", "stock_picking", "born, key")
    number_rows(
        cr,
        "h_move",
        "stock_move",
        "state NOT IN ('done', 'cancel'), at, rank, key",
    )
    run(cr, "CREATE UNIQUE INDEX ON h_move (key)")
    run(cr, "CREATE INDEX ON h_line (move_key)")
    run(cr, "CREATE UNIQUE INDEX ON h_pick (key)")
    analyze(cr, "h_pick", "h_move", "h_line")


def index(cr):
    """Let returns and put-aways find what they refer to."""
    run(cr, "CREATE INDEX ON h_move (key)")
    run(cr, "CREATE INDEX ON h_line (source_id)")
    analyze(cr, "h_pick", "h_move", "h_line")
