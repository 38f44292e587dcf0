"""Stock overview at the reference load: 10,000 products × 5 warehouses.

1,000,000 done and 30,000 open moves. Goal: a page of 80 products in less than 300 ms,
whatever filter or order.
"""

from bench.frame import Row, measure

PRODUCTS, WAREHOUSES, DONE_MOVES, OPEN_MOVES = 10_000, 5, 1_000_000, 30_000
BINS = 10
GOAL_MS = 300
LIST_GOAL_MS = 1000
PAGES = {
    "first page": {},
    "page 50": {"offset": 50 * 80},
    "search": {"search": "bench 12"},
    "sorted by available": {"order": "available", "descending": True},
    "short": {"state": "short"},
    "out of stock": {"state": "out"},
    "incoming": {"state": "incoming"},
}
OURS = "product.default_code ~ '^BENCH[0-9]+$'"
NUMBERED = f"""(SELECT id, row_number() OVER (ORDER BY id) AS place
    FROM product_product product WHERE {OURS}) product"""


def run(env, scale: float) -> list[Row]:
    """Return one row for each page, and one for the list of what is short."""
    load(env, scale)
    overview = env["jxc.stock.overview"]
    rows = [page(env, overview, name, options) for name, options in PAGES.items()]

    def short():
        return overview.search([("short", "=", True)], limit=80).mapped("on_hand")

    rows.append(measure("list: short", [short], LIST_GOAL_MS, env.invalidate_all))
    return rows


def page(env, overview, name, options) -> Row:
    calls = [lambda: overview.get_overview(dict(options))]
    return measure(f"page: {name}", calls, GOAL_MS, env.invalidate_all)


def load(env, scale: float) -> None:
    """Plant products, quants and moves by SQL, a fixed seed each time."""
    env.cr.execute("SELECT setseed(0.7)")
    warehouses = env["stock.warehouse"].create(
        [{"name": f"Bench {n}", "code": f"BN{n}"} for n in range(WAREHOUSES)]
    )
    model = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "default_code": "BENCH"}
    )
    products = max(int(PRODUCTS * scale), 1)
    make_products(env, model, products)
    make_quants(env, model, warehouses)
    move = model_move(env, model, warehouses[0])
    make_moves(env, move, warehouses, "done", int(DONE_MOVES * scale) // products)
    make_moves(env, move, warehouses, "assigned", OPEN_MOVES // PRODUCTS)
    env.cr.execute("ANALYZE product_product, product_template, stock_quant, stock_move")
    env.invalidate_all()


def make_products(env, model, count: int) -> None:
    template = model.product_tmpl_id
    changes = {
        "name": "jsonb_build_object('en_US', 'Bench ' || n)",
        "default_code": "'BENCH' || n",
    }
    clone(env, template, changes, f"generate_series(1, {count}) n")
    changes = {
        "product_tmpl_id": "template.id",
        "default_code": "template.default_code",
        "combination_indices": "''",
    }
    only = "template.default_code ~ '^BENCH[0-9]+$'"
    clone(env, model, changes, "product_template template", only)


def make_quants(env, model, warehouses) -> None:
    """Plant a quarter of the products in each bin, the first bin on hold."""
    bins = env["stock.location"].create(
        [
            {"name": f"B{n}", "location_id": warehouse.lot_stock_id.id}
            for warehouse in warehouses
            for n in range(BINS)
        ]
    )
    bins[0].jxc_hold = "quality"
    quant = env["stock.quant"].create(
        {"product_id": model.id, "location_id": bins[1].id, "quantity": 1}
    )
    changes = {
        "product_id": "product.id",
        "location_id": "place.id",
        "quantity": "floor(random() * 50) - 1",
    }
    source = "product_product product, stock_location place"
    places = ", ".join(map(str, bins.ids))
    only = f"{OURS} AND place.id IN ({places}) AND random() < 0.25"
    clone(env, quant, changes, source, only)


def model_move(env, model, warehouse):
    return env["stock.move"].create(
        {
            "product_id": model.id,
            "product_uom": model.uom_id.id,
            "product_uom_qty": 5,
            "location_id": env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": warehouse.lot_stock_id.id,
        }
    )


def make_moves(env, move, warehouses, state: str, each: int) -> None:
    """Plant `each` moves per product, half of them in, half out, in all warehouses."""
    stock = ", ".join(map(str, warehouses.lot_stock_id.ids))
    place = f"(ARRAY[{stock}])[1 + ((n + product.place) % {WAREHOUSES})]"
    supplier = str(env.ref("stock.stock_location_suppliers").id)
    customer = str(env.ref("stock.stock_location_customers").id)
    source = f"{NUMBERED}, generate_series(1, {max(each // 2, 1)}) n"
    for come_from, go_to in ((supplier, place), (place, customer)):
        changes = {
            "product_id": "product.id",
            "state": f"'{state}'",
            "location_id": come_from,
            "location_dest_id": go_to,
            "location_final_id": "NULL",
            "date": "now() + (n % 60) * interval '1 day'",
            "jxc_done_at": "NULL",
        }
        clone(env, move, changes, source)


def clone(env, record, changes: dict, source: str, condition: str = "TRUE") -> None:
    """Insert a copy of the record's row for each row of `source`, columns changed.

    The expressions are constants of this file; nothing comes from outside.
    """
    from odoo.tools import SQL

    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [record._table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = [changes.get(name, f'base."{name}"') for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s base, %s WHERE base.id = %s AND %s",
            SQL.identifier(record._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(SQL(value.replace("%", "%%")) for value in values),
            SQL.identifier(record._table),
            SQL(source.replace("%", "%%")),
            record.id,
            SQL(condition.replace("%", "%%")),
        )
    )
