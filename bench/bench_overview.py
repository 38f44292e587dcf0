"""Stock overview: 10,000 products × 5 warehouses, 1,000,000 done and 30,000 open moves.

Goal: a page of 80 products in less than 300 ms; filters and figure orders, which need
every product's figures, in less than 1 s.
"""

from odoo.tools import SQL

from bench.frame import Row, measure

PRODUCTS, WAREHOUSES, DONE_MOVES, OPEN_MOVES = 10_000, 5, 1_000_000, 30_000
BINS = 10
SEED = "SELECT setseed(0.7)"
GOAL_PAGE, GOAL_ALL = 300, 1000
PAGES = {
    "first page": ({}, GOAL_PAGE),
    "page 50": ({"offset": 50 * 80}, GOAL_PAGE),
    "search": ({"search": "BENCH12"}, GOAL_PAGE),
    "ordered by available": ({"order": "available", "descending": True}, GOAL_ALL),
    "short": ({"state": "short"}, GOAL_ALL),
    "out of stock": ({"state": "out"}, GOAL_ALL),
    "incoming": ({"state": "incoming"}, GOAL_ALL),
}
OURS = "product.default_code ~ '^BENCH[0-9]+$'"


def run(env, scale: float) -> list[Row]:
    """Return one row for each page asked for, one for the panel, one for the list."""
    load(env, scale)
    overview = env["jxc.stock.overview"]
    clean = env.invalidate_all
    rows = [
        measure(name, [lambda o=options: overview.get_overview(o)], goal, clean)
        for name, (options, goal) in PAGES.items()
    ]
    product = env["product.product"].search([("default_code", "=", "BENCH7")])
    rows.append(
        measure("panel", [lambda: overview.get_details(product.id)], GOAL_PAGE, clean)
    )
    rows.append(measure("list, short", [lambda: short_list(overview)], GOAL_ALL, clean))
    return rows


def short_list(overview):
    return overview.search([("short", "=", True)], limit=80).mapped("on_hand")


def load(env, scale: float) -> None:
    """Plant products, quants and moves by SQL, in the caller's transaction."""
    env.cr.execute(SEED)
    products = max(int(PRODUCTS * scale), 100)
    warehouses = env["stock.warehouse"].create(
        [{"name": f"Bench {n}", "code": f"BN{n}"} for n in range(WAREHOUSES)]
    )
    model = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "default_code": "BENCH"}
    )
    make_products(env, model, products)
    make_quants(env, model, warehouses)
    for count, state in ((DONE_MOVES, "done"), (OPEN_MOVES, "assigned")):
        make_moves(env, model, warehouses, state, int(count * scale / products))
    env.cr.execute("ANALYZE product_product, product_template, stock_quant, stock_move")
    env.invalidate_all()


def clone(env, record, changes, source, condition="TRUE"):
    """Insert a copy of `record`'s row for each row of `source`, columns changed."""
    env.flush_all()
    table = SQL.identifier(record._table)
    columns = SQL(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        record._table,
    )
    names = [row[0] for row in env.execute_query(columns)]
    values = [
        SQL(changes[name]) if name in changes else SQL("base.%s", SQL.identifier(name))
        for name in names
    ]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s base, %s WHERE base.id = %s AND %s",
            table,
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(values),
            table,
            SQL(source),
            record.id,
            SQL(condition),
        )
    )


def make_products(env, model, count):
    clone(
        env,
        model.product_tmpl_id,
        {
            "name": "jsonb_build_object('en_US', 'Bench ' || n)",
            "default_code": "'BENCH' || n",
        },
        f"generate_series(1, {count}) n",
    )
    clone(
        env,
        model,
        {
            "product_tmpl_id": "template.id",
            "default_code": "template.default_code",
            "combination_indices": "''",
        },
        "product_template template",
        "template.default_code ~ '^BENCH[0-9]+$'",
    )


def make_quants(env, model, warehouses):
    bins = env["stock.location"].create(
        [
            {"name": f"B{n}", "location_id": warehouse.lot_stock_id.id}
            for warehouse in warehouses
            for n in range(BINS)
        ]
    )
    bins[0].jxc_hold = "quality"
    quant = env["stock.quant"].create(
        {"product_id": model.id, "location_id": bins[0].id, "quantity": 1}
    )
    clone(
        env,
        quant,
        {
            "product_id": "product.id",
            "location_id": "place.id",
            "quantity": "floor(random() * 50) - 1",
        },
        "product_product product, stock_location place",
        f"{OURS} AND place.id IN ({', '.join(map(str, bins.ids))}) AND random() < 0.25",
    )


def make_moves(env, model, warehouses, state, per_product):
    supplier = env.ref("stock.stock_location_suppliers").id
    customer = env.ref("stock.stock_location_customers").id
    stocks = ", ".join(str(warehouse.lot_stock_id.id) for warehouse in warehouses)
    half = max(per_product // 2, 1)
    place = f"(ARRAY[{stocks}])[1 + ((product.id + n) %% {WAREHOUSES})]"
    move = env["stock.move"].create(
        {
            "product_id": model.id,
            "product_uom": model.uom_id.id,
            "product_uom_qty": 5,
            "location_id": supplier,
            "location_dest_id": warehouses[0].lot_stock_id.id,
        }
    )
    for source, target in ((str(supplier), place), (place, str(customer))):
        clone(
            env,
            move,
            {
                "product_id": "product.id",
                "state": f"'{state}'",
                "location_id": source,
                "location_dest_id": target,
                "location_final_id": "NULL",
                "date": "now() + (n %% 60) * interval '1 day'",
            },
            f"product_product product, generate_series(1, {half}) n",
            OURS,
        )
