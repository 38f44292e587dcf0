"""The reference load: a year of a large trading company, the same for every seed.

At scale 1: 10,000 products, 5 warehouses, 1,000,000 done movements, 300,000 order
lines, 5,000 customers, 500 vendors, 200 users. It ends yesterday.

    python -m tools.history.reference --config FILE --db NAME [--scale 0.1]
"""

import argparse
import json
import sys
from datetime import datetime, timedelta

import pytz

from tools.history import life, market, reference_master, staging, write
from tools.history.sql import copy, rows, run

PARAMETER = "jxc.history.reference"
SEED = 20260101
USERS = 200


def load(env, scale=1.0, seed=SEED, say=print, facts=True):
    """Return the seconds by step of the load; fill the database unless it is there.

    :raises ValueError: the database holds a load of another scale or seed
    """
    wanted = {"scale": scale, "seed": seed}
    parameters = env["ir.config_parameter"].sudo()
    known = json.loads(parameters.get_param(PARAMETER) or "{}")
    if known:
        if {key: known[key] for key in wanted} != wanted:
            raise ValueError(f"The database holds another reference load: {known}")
        return known["seconds"]
    seconds = fill(env, scale, seed, say, facts=facts)
    text = json.dumps({**wanted, "seconds": seconds})
    parameters.set_param(PARAMETER, text)
    return seconds


def fill(env, scale, seed=SEED, say=print, today=None, facts=True):
    """Make master data and history in the company of `env`; return seconds by step.

    :param scale: share of the full load; small companies keep a least size
    :param today: the company's day after the last day of the history
    """
    clock = write.Clock(say)
    size = market.Size.scaled(scale)
    today = today or env.company._jxc_today()
    with clock.step("market"):
        catalogue = market.goods(size, seed)
        orders = market.orders(size, catalogue, seed)
        happened = live(size, catalogue, orders, seed)
    with clock.step("master"):
        categories = reference_master.company(env)
        start = first_moment(env, today, size.days)
        known = {
            "warehouses": reference_master.warehouses(env, size.warehouses),
            "sellers": reference_master.users(env, max(round(USERS * scale), 10)),
            "customers": reference_master.partners(
                env, size.customers, "customer_rank", seed
            ),
            "vendors": reference_master.partners(
                env, size.vendors, "supplier_rank", seed
            ),
        }
        known["products"] = reference_master.products(
            env, catalogue, categories, known["vendors"], start, seed
        )
    with clock.step("staging"):
        stage(env, known, orders, happened, start)
    return {**clock.seconds, **write.write(env, say, facts)}


def live(size, catalogue, orders, seed):
    """Return the `life.Rows` of all products."""
    happened = life.Rows()
    for number, good in enumerate(catalogue):
        life.Life(size, number, good, orders, happened, seed).run()
    life.fill_up(size, catalogue, happened, seed)
    return happened


def first_moment(env, today, days):
    """Return the UTC moment at which the history's first day begins."""
    zone = env.company._jxc_timezone()
    midnight = datetime.combine(today - timedelta(days=days), datetime.min.time())
    return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)


def stage(env, known, orders, happened, start):
    """Write what happened into the staging tables."""
    cr = env.cr
    staging.create(cr)
    for name, columns, found in (
        ("warehouse", "n int, id int", enumerate(known["warehouses"])),
        ("customer", "n int, id int", enumerate(known["customers"])),
        ("vendor", "n int, id int", enumerate(known["vendors"])),
        ("seller", "n int, id int", enumerate(known["sellers"])),
        ("item", "n int, id int", enumerate(known["products"])),
        (
            "order",
            "n int, day int, warehouse int, customer int, seller int, due int",
            ((n, *vars(order).values()) for n, order in enumerate(orders)),
        ),
    ):
        run(cr, f"DROP TABLE IF EXISTS r_{name}")
        run(cr, f"CREATE TEMPORARY TABLE r_{name} ({columns})")
        copy(cr, f"r_{name}", found)
    for name, (columns, statement) in STAGES.items():
        run(cr, "DROP TABLE IF EXISTS r_raw")
        run(cr, f"CREATE TEMPORARY TABLE r_raw (n bigserial, {columns})")
        names = [part.split()[0] for part in columns.split(", ")]
        copy(cr, "r_raw", getattr(happened, name), names)
        run(cr, statement, start=start)


def at(minutes):
    return f"%(start)s::timestamp + ({minutes}) * interval '1 minute'"


STAGES = {
    "purchase": (
        "vendor int, hub int, item int, day int, planned int, quantity int, price int,"
        " rest text",
        f"""INSERT INTO history_purchase (id, doc, vendor_id, warehouse_id, product_id,
            ordered_at, planned_at, quantity, price, rest)
        SELECT r.n, concat('P', r.vendor, '-', r.hub, '-', r.day), v.id, w.id, i.id,
            {at("r.day * 1440 + 45")}, {at("r.planned * 1440 + 600")}, r.quantity,
            r.price / 100.0, r.rest
        FROM r_raw r JOIN r_vendor v ON v.n = r.vendor JOIN r_item i ON i.n = r.item
        JOIN r_warehouse w ON w.n = r.hub ORDER BY r.n""",
    ),
    "receipt": (
        "key int, doc text, minute int, quantity int, lot text, expires int",
        f"""INSERT INTO history_receipt (id, purchase_id, doc, at, quantity, lot,
            expires_at)
        SELECT n, key, doc, {at("minute")}, quantity, lot, {at("expires")}
        FROM r_raw ORDER BY n""",
    ),
    "sale": (
        "ordered int, item int, quantity int, price int",
        f"""INSERT INTO history_sale (id, doc, customer_id, warehouse_id, product_id,
            ordered_at, planned_at, quantity, price, user_id)
        SELECT r.n, concat('S', o.n), c.id, w.id, i.id,
            {at("o.day * 1440 + 30 + mod(o.n, 300)")}, {at("o.due * 1440 + 600")},
            r.quantity, r.price / 100.0, s.id
        FROM r_raw r JOIN r_order o ON o.n = r.ordered JOIN r_item i ON i.n = r.item
        JOIN r_customer c ON c.n = o.customer JOIN r_seller s ON s.n = o.seller
        JOIN r_warehouse w ON w.n = o.warehouse ORDER BY r.n""",
    ),
    "delivery": (
        "key int, doc text, minute int, quantity int, lot text",
        f"""INSERT INTO history_delivery (id, sale_id, doc, at, quantity, lot)
        SELECT n, key, doc, {at("minute")}, quantity, lot FROM r_raw ORDER BY n""",
    ),
    "back": (
        "receipt int, delivery int, doc text, minute int, quantity int, lot text",
        f"""INSERT INTO history_return (id, receipt_id, delivery_id, doc, at, quantity,
            lot)
        SELECT n, receipt, delivery, doc, {at("minute")}, quantity, lot
        FROM r_raw ORDER BY n""",
    ),
    "transfer": (
        "doc text, source int, target int, item int, minute int, arrived int,"
        " quantity int, lot text",
        f"""INSERT INTO history_transfer (id, doc, from_warehouse_id, to_warehouse_id,
            product_id, shipped_at, arrived_at, quantity, lot)
        SELECT r.n, r.doc, f.id, t.id, i.id, {at("r.minute")}, {at("r.arrived")},
            r.quantity, r.lot
        FROM r_raw r JOIN r_item i ON i.n = r.item
        JOIN r_warehouse f ON f.n = r.source JOIN r_warehouse t ON t.n = r.target
        ORDER BY r.n""",
    ),
    "adjust": (
        "doc text, kind text, place int, item int, minute int, quantity int, lot text",
        f"""INSERT INTO history_adjust (id, doc, kind, warehouse_id, product_id, at,
            quantity, lot)
        SELECT r.n, r.doc, r.kind, w.id, i.id, {at("r.minute")}, r.quantity, r.lot
        FROM r_raw r JOIN r_item i ON i.n = r.item
        JOIN r_warehouse w ON w.n = r.place ORDER BY r.n""",
    ),
}


def digest(env):
    """Return one text that is the same when the staging tables hold the same."""
    parts = []
    for name in staging.TABLES:
        ((text,),) = rows(
            env.cr,
            f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
            f" FROM {name} t",
        )
        parts.append(text)
    return "-".join(parts)


def main(argv=None):
    """Fill a database and commit."""
    from bench.frame import open_environment

    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--without-facts", action="store_true")
    options = parser.parse_args(argv)
    with open_environment(options.config, options.db) as env:
        seconds = load(env, options.scale, facts=not options.without_facts)
        env.cr.commit()
    print(f"reference load: {sum(seconds.values()):.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
