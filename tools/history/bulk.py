"""Insert many rows fast: indexes come afterwards, triggers and foreign keys rest."""

from contextlib import contextmanager

from tools.history.sql import analyze, rows, run, scalar

TABLES = (
    *("purchase_order", "purchase_order_line", "sale_order", "sale_order_line"),
    *("stock_picking", "stock_move", "stock_move_line", "stock_quant", "stock_lot"),
)
RELATIONS = ("stock_reference", "stock_reference_move_rel", "stock_move_move_rel")
WORTH_IT = 20_000


@contextmanager
def fast(cr, clock):
    """Drop the indexes of the tables for the block when many rows will come.

    Triggers and foreign keys are switched off where the role may do so: every row is
    derived from rows that exist, the daily facts are rebuilt, and `check` follows.
    """
    many = scalar(cr, "SELECT count(*) FROM h_move") >= WORTH_IT
    dropped = drop_indexes(cr) if many else []
    allowed = scalar(cr, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if allowed:
        run(cr, "SET LOCAL session_replication_role = replica")
    yield
    if allowed:
        run(cr, "SET LOCAL session_replication_role = origin")
    with clock.step("indexes"):
        run(cr, "SET LOCAL maintenance_work_mem = '512MB'")
        for statement in dropped:
            run(cr, statement.replace("%", "%%"))
        analyze(cr, *TABLES, *RELATIONS)


def drop_indexes(cr, names=TABLES):
    """Drop the plain indexes of the tables; return the statements that make them."""
    found = rows(
        cr,
        """SELECT c.relname, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_class t ON t.oid = i.indrelid
        WHERE t.relname = ANY(%(names)s) AND t.relnamespace = 'public'::regnamespace
            AND NOT i.indisunique AND NOT i.indisprimary
        ORDER BY c.relname""",
        names=list(names),
    )
    for name, _statement in found:
        run(cr, f'DROP INDEX "{name}"')
    return [statement for _name, statement in found]
