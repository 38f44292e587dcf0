"""Stock overview at the reference load: 10,000 products × 5 warehouses.

Goal: a page of 80 products in under 300 ms, whatever filter or order.
"""

import random
import time
from statistics import median

from odoo.tools import SQL

PRODUCTS, WAREHOUSES, DONE_MOVES, OPEN_MOVES = 10_000, 5, 1_000_000, 30_000
GOAL = 0.3
ROUNDS = 5
PAGES = {
    "first page": {},
    "page 50": {"offset": 50 * 80},
    "search": {"search": "bench 12"},
    "sorted by available": {"order": "available", "descending": True},
    "short": {"state": "short"},
    "out of stock": {"state": "out"},
    "incoming": {"state": "incoming"},
}


def _clone(env, table, record_id, changes, source, condition="TRUE"):
    """Insert copies of one row for each row of `source`, with changed columns."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    names = [row[0] for row in env.cr.fetchall()]
    values = [
        SQL(changes[name]) if name in changes else SQL("base.%s", SQL.identifier(name))
        for name in names
    ]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s base, %s WHERE base.id = %s AND %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(values),
            SQL.identifier(table),
            SQL(source),
            record_id,
            SQL(condition),
        )
    )


def load(env, scale):
    """Plant products, quants and moves by SQL; returns nothing, commits nothing."""
    random.seed(7)
    env.cr.execute("SELECT setseed(0.7)")
    products = int(PRODUCTS * scale)
    company = env.company
    warehouses = env["stock.warehouse"].create(
        [{"name": f"Bench {n}", "code": f"BN{n}"} for n in range(WAREHOUSES)]
    )
    model = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "default_code": "BENCH"}
    )
    supplier = env.ref("stock.stock_location_suppliers")
    customer = env.ref("stock.stock_location_customers")
    move = env["stock.move"].create(
        {
            "product_id": model.id,
            "product_uom": model.uom_id.id,
            "product_uom_qty": 5,
            "location_id": supplier.id,
            "location_dest_id": warehouses[0].lot_stock_id.id,
        }
    )
    quant = env["stock.quant"].create(
        {
            "product_id": model.id,
            "location_id": warehouses[0].lot_stock_id.id,
            "quantity": 1,
        }
    )
    env.flush_all()
    _clone(
        env,
        "product_template",
        model.product_tmpl_id.id,
        {
            "name": "jsonb_build_object('en_US', 'Bench ' || n)",
            "default_code": "'BENCH' || n",
        },
        f"generate_series(1, {products}) n",
    )
    _clone(
        env,
        "product_product",
        model.id,
        {
            "product_tmpl_id": "template.id",
            "default_code": "template.default_code",
            "combination_indices": "''",
        },
        "product_template template",
        "template.default_code ~ '^BENCH[0-9]+$'",
    )
    bins = env["stock.location"].create(
        [
            {"name": f"B{n}", "location_id": warehouse.lot_stock_id.id}
            for warehouse in warehouses
            for n in range(10)
        ]
    )
    env.flush_all()
    held = bins[0]
    held.jxc_hold = "quality"
    env.flush_all()
    stock = ", ".join(str(warehouse.lot_stock_id.id) for warehouse in warehouses)
    ours = "product.default_code ~ '^BENCH[0-9]+$'"
    _clone(
        env,
        "stock_quant",
        quant.id,
        {
            "product_id": "product.id",
            "location_id": "place.id",
            "quantity": "floor(random() * 50) - 1",
        },
        "product_product product, stock_location place",
        f"{ours} AND place.id IN ({', '.join(map(str, bins.ids))}) AND random() < 0.25",
    )
    for count, state, per in (
        (int(DONE_MOVES * scale), "done", 0),
        (int(OPEN_MOVES * scale), "assigned", 1),
    ):
        for way in ("in", "out"):
            place = f"(ARRAY[{stock}])[1 + (n %% {WAREHOUSES})]"
            _clone(
                env,
                "stock_move",
                move.id,
                {
                    "product_id": "product.id",
                    "state": f"'{state}'",
                    "location_id": str(supplier.id) if way == "in" else place,
                    "location_dest_id": place if way == "in" else str(customer.id),
                    "location_final_id": "NULL",
                    "date": "now() + (n %% 60) * interval '1 day'",
                    "jxc_done_at": "NULL",
                },
                "(SELECT id, row_number() OVER (ORDER BY id) AS place"
                " FROM product_product product WHERE "
                f"{ours}) product, generate_series(1, {count // 2 // products}) n"
                if not per
                else "(SELECT product.id FROM product_product product WHERE "
                f"{ours}) product, generate_series(1, {max(1, count // 2 // products)}) n",
            )
    env.cr.execute("ANALYZE product_product, product_template, stock_quant, stock_move")
    env.invalidate_all()
    return company


def run(env, scale=1.0):
    """Measure the overview; everything planted is rolled back.

    :return: list of dicts: name, seconds (median of 5), goal
    """
    results = []
    with env.cr.savepoint(flush=True) as savepoint:
        load(env, scale)
        overview = env["jxc.stock.overview"]
        for name, options in PAGES.items():
            overview.get_overview(options)
            times = []
            for _round in range(ROUNDS):
                env.invalidate_all()
                start = time.perf_counter()
                overview.get_overview(options)
                times.append(time.perf_counter() - start)
            results.append(
                {"name": f"overview: {name}", "seconds": median(times), "goal": GOAL}
            )
        start = time.perf_counter()
        overview.search([("short", "=", True)], limit=80).mapped("on_hand")
        results.append(
            {
                "name": "overview: list, short",
                "seconds": time.perf_counter() - start,
                "goal": 1.0,
            }
        )
        savepoint.rollback()
    return results
