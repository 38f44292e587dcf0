"""Stock ledger of any month at the reference load, all products and warehouses.

Goal: less than 1 s, and not more than three times the plain aggregate over the facts.
Core's valuation at a date is measured on a sample of products beside it.
"""

from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from bench.frame import Row, measure
from bench.load import as_role, once, reference

GOAL, MOST = 1000, 3
SAMPLE = 200
PLAIN = """
    SELECT company_id, product_id, warehouse_id, area, ownership,
           SUM(in_quantity), SUM(out_quantity), SUM(moved_in_quantity),
           SUM(moved_out_quantity), SUM(shifted_quantity), SUM(late_quantity),
           SUM(in_value), SUM(out_value), SUM(moved_in_value), SUM(moved_out_value),
           SUM(shifted_value), SUM(revaluation), SUM(sold_quantity), SUM(sold_value),
           SUM(opening_quantity) FILTER (WHERE day = %(first)s),
           SUM(opening_value) FILTER (WHERE day = %(first)s)
      FROM jxc_stock_daily
     WHERE company_id = %(company)s AND day BETWEEN %(first)s AND %(last)s
     GROUP BY company_id, product_id, warehouse_id, area, ownership
"""
HIDDEN = {"display_name", "create_uid", "create_date", "write_uid", "write_date"}


def run(env, scale: float) -> list[Row]:
    """Return the ledger of some periods, each beside the plain aggregate."""
    reference(env, scale)
    ledger = as_role(env, "finance")["jxc.stock.ledger"]
    today = env.company._jxc_today()
    rows = []
    for what, first, last in periods(today):
        plain = aggregate(env, what, first, last)
        rows += [plain, *of_period(ledger, what, first, last, plain)]
    return [*rows, core(env, today - timedelta(days=60))]


def periods(today):
    """A month long ago, the last full one, this one, and a piece of the year."""
    this = today.replace(day=1)
    for what, first in (
        ("month, half a year ago", this - relativedelta(months=6)),
        ("last month", this - relativedelta(months=1)),
    ):
        yield what, first, first + relativedelta(months=1, days=-1)
    yield "this month", this, today
    start = this - relativedelta(months=8)
    yield (
        "day 10 to day 20 of next month",
        start.replace(day=10),
        start + (relativedelta(months=1, day=20)),
    )


def aggregate(env, what, first, last) -> Row:
    values = {"first": first, "last": last, "company": env.company.id}

    def call():
        env.cr.execute(PLAIN, values)
        return env.cr.fetchall()

    return measure(f"{what}: plain aggregate", [call])


def of_period(ledger, what, first, last, plain):
    """The whole table, its totals, and a page of the list."""
    asked = ledger.with_context(jxc_from=str(first), jxc_to=str(last))
    names = [name for name in asked.fields_get() if name not in HIDDEN | {"id"}]
    clean = asked.env.invalidate_all

    def everything():
        query = asked._search([])
        columns = [asked._field_to_sql(query.table, name, query) for name in stored]
        return asked.env.execute_query(query.select(*columns))

    stored = [name for name in names if asked._fields[name].store]
    row = measure(f"{what}: all rows", [everything], GOAL, clean, plain)
    if row.ratio > MOST:
        row = replace(row, goal_ms=round(MOST * plain.median_ms))
    yield row
    sums = [
        f"{name}:sum"
        for name in stored
        if asked._fields[name].aggregator == "sum"
        and asked._fields[name].type in ("float", "monetary")
    ]
    totals = [lambda: asked._read_group([], [], sums)]
    yield measure(f"{what}: totals", totals, GOAL, clean)
    shown = {name: {} for name in names}
    page = [lambda: asked.web_search_read([], shown, limit=80, count_limit=10_001)]
    yield measure(f"{what}: page of the list", page, GOAL, clean)


def core(env, day) -> Row:
    """Core computes the value at a date product by product."""
    products = env["product.product"].search([("is_storable", "=", True)], limit=SAMPLE)
    dated = products.with_context(to_date=f"{day} 15:59:59")
    env.invalidate_all()
    count = len(products)
    return once(
        f"core: value at a date, {count} products", lambda: dated.mapped("total_value")
    )
