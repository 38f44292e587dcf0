"""Order timelines, look-up by mnemonic and the phone page at the reference load.

Goal: less than 300 ms for a page of 80 orders with their next step, for one order with
its timeline, and for what a scanned code shows; less than 1 s for what has to look at
every open order (groups, filters over the next step).
"""

from bench.frame import Row, measure
from bench.load import as_role, reference

GOAL, GOAL_ALL, GOAL_SEARCH = 300, 1000, 50
OPEN = [("jxc_stage", "not in", ["done", "cancelled"])]
SALES = (
    "name",
    "date_order",
    "partner_id",
    "user_id",
    "amount_total",
    "currency_id",
    "invoice_status",
    "jxc_stage",
    "jxc_late",
    "jxc_late_stage",
    "jxc_late_cause",
)
PURCHASES = ("name", "partner_id", "date_order", "amount_total", "jxc_timeline")
PATTERNS = ("ht", "jy", "酱油", "REF012", "海天", "xyj")


def run(env, scale: float) -> list[Row]:
    """Return rows for sales orders, purchase orders, names and codes."""
    reference(env, scale)
    boss, seller = as_role(env, "boss"), as_role(env, "salesperson")
    worker = as_role(env, "warehouse_worker")
    own_orders(env, seller)
    rows = [*sales("boss", boss), *sales("salesperson", seller), *purchases(boss)]
    rows += [*names(seller), *codes(worker)]
    env.cr.rollback()
    return rows


def own_orders(env, seller):
    """The salesperson gets the customers and orders of the busiest one of the load."""
    orders = env["sale.order"]
    groups = orders._read_group([], ["user_id"], ["__count"], order="__count desc")
    if groups and groups[0][0] != seller.user:
        env.cr.execute(
            "UPDATE sale_order SET user_id = %s WHERE user_id = %s",
            [seller.uid, groups[0][0].id],
        )
        env.invalidate_all()


def listed(what, model, domain, names, goal, **asked) -> Row:
    """What a list asks for: 80 rows and how many there are up to 10,001."""
    shown = {name: {} for name in names}
    asked = {"limit": 80, "count_limit": 10_001, **asked}
    calls = [lambda: model.web_search_read(domain, shown, **asked)]
    return measure(what, calls, goal, model.env.invalidate_all)


def sales(who, env):
    orders, clean = env["sale.order"], env.invalidate_all
    yield listed(f"{who}: page of 80 orders", orders, [], SALES, GOAL)
    yield listed(f"{who}: page 10", orders, [], SALES, GOAL, offset=800)
    yield listed(f"{who}: orders not finished", orders, OPEN, SALES, GOAL_ALL)
    for stage in ("reserved", "shipped", "paid"):
        domain = [("jxc_stage", "=", stage)]
        yield listed(f"{who}: next step {stage}", orders, domain, SALES, GOAL_ALL)
    late = [("jxc_late", "=", True)]
    yield listed(f"{who}: late", orders, late, SALES, GOAL_ALL)
    groups = [lambda: orders.web_read_group(OPEN, ["jxc_stage"], ["__count"])]
    yield measure(f"{who}: progress by next step", groups, GOAL_ALL, clean)
    some = orders.search([("state", "=", "sale")], limit=5).ids
    calls = [
        lambda key=key: orders.browse(key).web_read({"jxc_timeline": {}})
        for key in some
    ]
    yield measure(f"{who}: timeline of one order", calls, GOAL, clean)


def purchases(env):
    orders, clean = env["purchase.order"], env.invalidate_all
    yield listed("purchase orders: 80 timelines", orders, [], PURCHASES, GOAL)
    some = orders.search([("state", "=", "purchase")], limit=5).ids
    calls = [
        lambda key=key: orders.browse(key).web_read({"jxc_timeline": {}})
        for key in some
    ]
    yield measure("purchase orders: timeline of one", calls, GOAL, clean)


def names(env):
    products, clean = env["product.product"], env.invalidate_all
    partners = env["res.partner"]
    calls = [lambda p=p: products.name_search(p, limit=8) for p in PATTERNS]
    yield measure("drop-down of products", calls, GOAL_SEARCH, clean)
    calls = [lambda p=p: partners.name_search(p, limit=8) for p in PATTERNS]
    yield measure("drop-down of customers", calls, GOAL_SEARCH, clean)


def codes(env):
    """What the phone page shows of a product, a lot, a bin and a transfer."""
    pda, clean = env["jxc.pda"], env.invalidate_all
    busy = env["jxc.stock.overview"].get_overview(
        {"order": "sold", "descending": True, "limit": 3}
    )["products"]
    lots = env["stock.lot"].search([], limit=3).mapped("name")
    transfers = env["stock.picking"].search([("state", "=", "done")], limit=3)
    for kind, found in (
        ("product", [product["code"] for product in busy]),
        ("lot", lots),
        ("transfer", transfers.mapped("name")),
    ):
        calls = [lambda code=code: pda.look_up(code) for code in found]
        if calls:
            yield measure(f"phone page: {kind}", calls, GOAL, clean)
    place = env["stock.warehouse"].search([], limit=1, order="id desc").lot_stock_id
    calls = [lambda: pda.card("stock.location", place.id)]
    yield measure("phone page: location", calls, GOAL, clean)
