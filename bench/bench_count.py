"""A stock count of 100,000 lines with 2 % differences, beside core's own apply.

10,000 products in 10 bins of one warehouse, on top of the reference load, whose
movements the query for the book of the moment has to pass by. Goal: lines and tasks in
less than 20 s, the differences posted in less than 60 s. Core applies the same share of
differences to 2,000 quants; it makes a movement for each line, changed or not.
"""

from bench.frame import Row
from bench.load import once, reference

PRODUCTS, BINS, EVERY = 10_000, 10, 50
SAMPLE = 2_000
GOAL_PREPARE, GOAL_POST = 20_000, 60_000


def run(env, scale: float) -> list[Row]:
    """Return rows for preparing, reviewing and posting, and for core's apply."""
    reference(env, scale)
    env = env(context={"tracking_disable": True})
    warehouse, bins = stocked(env, int(PRODUCTS * scale))
    count = env["jxc.count"].create({"warehouse_id": warehouse.id})
    rows = [once("prepare: lines and tasks", count.action_start, GOAL_PREPARE)]
    found = len(count.line_ids)
    enter(env, count)
    rows.append(once("review: book of the moment, judgement", count.action_review))
    count.action_submit()
    count._jxc_business_method().write({"state": "posting"})
    different = count.post_lines
    rows.append(once(f"post {different:,} of {found:,} lines", post(count), GOAL_POST))
    rows.append(once(f"core: apply {SAMPLE:,} lines", core(env, bins)))
    env.cr.rollback()
    return rows


def stocked(env, products: int):
    """A warehouse with this many products in each of its bins, 100 of each."""
    warehouse = env["stock.warehouse"].create({"name": "Bench Count", "code": "BCNT"})
    bins = env["stock.location"].create(
        [
            {"name": f"Bin {n}", "location_id": warehouse.lot_stock_id.id}
            for n in range(BINS)
        ]
    )
    goods = env["product.product"].create(
        [
            {"name": f"Bench Count {n}", "is_storable": True, "standard_price": 10}
            for n in range(products)
        ]
    )
    env.flush_all()
    env.cr.execute(
        "INSERT INTO stock_quant (product_id, location_id, company_id, quantity,"
        " reserved_quantity, in_date) SELECT p, l, %s, 100, 0, now()"
        " FROM unnest(%s) AS p, unnest(%s) AS l",
        [env.company.id, goods.ids, bins.ids],
    )
    env.cr.execute("ANALYZE stock_quant")
    env.invalidate_all()
    return warehouse, bins


def enter(env, count) -> None:
    """What the counters entered: every fiftieth line is one off."""
    env.flush_all()
    env.cr.execute(
        "INSERT INTO jxc_count_entry (count_id, task_id, company_id, round,"
        " location_id, product_id, mode, quantity, uom_id, product_qty, user_id,"
        " user_name, received_at, scanned_at)"
        " SELECT l.count_id, t.id, l.company_id, 1, l.location_id, l.product_id, 'set',"
        "  q, %(uom)s, q, %(user)s, 'Bench', now() - interval '1 hour',"
        "  now() - interval '1 hour'"
        " FROM jxc_count_line l JOIN jxc_count_task t ON t.count_id = l.count_id"
        "  AND t.location_id = l.location_id,"
        " LATERAL (SELECT CASE WHEN l.id %% %(every)s = 0 THEN 99 ELSE 100 END AS q) v"
        " WHERE l.count_id = %(count)s",
        {
            "uom": env.ref("uom.product_uom_unit").id,
            "user": env.uid,
            "every": EVERY,
            "count": count.id,
        },
    )
    env.cr.execute("ANALYZE jxc_count_entry, jxc_count_line")
    env.invalidate_all()


def post(count):
    """A call that posts batch by batch, as the job does."""

    def all_batches():
        while count.state == "posting":
            count._post_batch()
            count.env.flush_all()
            count.env.invalidate_all()

    return all_batches


def core(env, bins):
    """A call that applies counted quants with core's button."""
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants = quants.search([("location_id", "in", bins.ids)], limit=SAMPLE)
    for place, quant in enumerate(quants):
        change = -1 if place % EVERY == 0 else 0
        quant.inventory_quantity = quant.quantity + change
    env.flush_all()
    return quants.action_apply_inventory
