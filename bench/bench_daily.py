"""Daily facts at the reference load: an incremental run, and everything anew.

Goal: less than 10 s after 10,000 new done movements; less than 120 s for the rebuild.
"""

from bench.frame import Row, percentile, reset_peak
from bench.load import once, reference

MOVES = 10_000
REPEAT = 3
GOAL_RUN, GOAL_REBUILD = 10_000, 120_000


def run(env, scale: float) -> list[Row]:
    """Return one row for the run and one for the rebuild; all is rolled back."""
    reference(env, scale)
    facts = env["jxc.stock.daily"]
    count = max(int(MOVES * scale), 100)
    rows = [incremental(env, facts, count)]
    rebuild = once("rebuild of all facts", facts._rebuild, GOAL_REBUILD)
    env.cr.rollback()
    env.invalidate_all()
    return [*rows, rebuild]


def incremental(env, facts, count) -> Row:
    """Plant movements, measure the run, roll back; again."""
    reset_peak()
    samples = []
    for _repetition in range(REPEAT):
        planted = plant(env, count)
        samples.append(once("", facts._run))
        env.cr.rollback()
        env.invalidate_all()
    times = sorted(row.median_ms for row in samples)
    return Row(
        what=f"run after {planted:,} new movements",
        median_ms=times[len(times) // 2],
        p95_ms=percentile(times, 0.95),
        peak_mib=max(row.peak_mib for row in samples),
        goal_ms=GOAL_RUN,
    )


def plant(env, count) -> int:
    """Repeat the last deliveries and receipts as done just now; how many moves."""
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE planted ON COMMIT DROP AS
        SELECT move.id AS old, nextval('stock_move_id_seq') AS new
          FROM stock_move move
          JOIN stock_location origin ON origin.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
         WHERE move.state = 'done'
           AND (origin.usage = 'supplier' OR target.usage = 'customer')
         ORDER BY move.date DESC, move.id DESC LIMIT %s
        """,
        [count],
    )
    moment = "(now() AT TIME ZONE 'UTC')"
    copy(env, "stock_move", "id", {"id": "planted.new", "date": moment})
    changed = {"id": "nextval('stock_move_line_id_seq')", "move_id": "planted.new"}
    copy(env, "stock_move_line", "move_id", {**changed, "date": moment})
    env.cr.execute("ANALYZE stock_move, stock_move_line")
    env.cr.execute("SELECT COUNT(*) FROM planted")
    return env.cr.fetchone()[0]


def copy(env, table, key, changed):
    """Insert the planted rows of a table again; `changed` {column: SQL of ours}."""
    env.cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_name = %s AND is_generated = 'NEVER'""",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = ", ".join(changed.get(name, f'old."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    # names come from the catalogue, the rest are constants of this file
    env.cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values}"
        f" FROM {table} old JOIN planted ON planted.old = old.{key}"
    )
