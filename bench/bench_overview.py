"""Stock overview at the reference load: 10,000 products × 5 warehouses.

Goal: a page of 80 products in less than 300 ms; filters and orders over all products,
which need every product's figures, in less than 1 s. As a finance user, who sees
values, and once more as a salesperson, who does not.
"""

from bench.frame import Row, measure
from bench.load import as_role, reference

GOAL_PAGE, GOAL_ALL = 300, 1000
PLAIN = {
    "first page": {},
    "page 50": {"offset": 50 * 80},
    "ordered by name": {"order": "name"},
    "ordered by category": {"order": "category"},
    "search by code": {"search": "REF012"},
    "search by mnemonic": {"search": "ht"},
    "search by name": {"search": "酱油"},
}
FIGURES = (
    "on_hand",
    "reserved",
    "available",
    "incoming",
    "outgoing",
    "in_transit",
    "hold",
    "forecast",
    "sold",
    "cover",
    "value",
)
STATES = (
    "short",
    "out",
    "negative",
    "hold",
    "expired",
    "incoming",
    "transit",
    "never",
    "cover_week",
    "cover_lead",
)
LIST = {
    "list: something there": ([("on_hand", "!=", 0)], "product_id, warehouse_id"),
    "list: short": ([("short", "=", True)], "product_id, warehouse_id"),
    "list: covers under 7 days": ([("cover", "<", 7)], "product_id, warehouse_id"),
    "list: ordered by value": ([("on_hand", "!=", 0)], "value desc"),
    "list: ordered by cover": ([("on_hand", "!=", 0)], "cover"),
}
SHOWN = (
    "product_id",
    "warehouse_id",
    "on_hand",
    "available",
    "incoming",
    "next_arrival_date",
    "outgoing",
    "in_transit",
    "cover",
    "value",
    "currency_id",
)


def run(env, scale: float) -> list[Row]:
    """Return rows for pages, orders and filters of the grid, the panel, the list."""
    reference(env, scale)
    overview = as_role(env, "finance")["jxc.stock.overview"]
    rows = [*grid(overview), *panel(overview), *lists(overview)]
    seller = as_role(env, "salesperson")["jxc.stock.overview"]
    return [*rows, page("salesperson: first page", seller, {}, GOAL_PAGE)]


def page(what, overview, options, goal) -> Row:
    clean = overview.env.invalidate_all
    return measure(what, [lambda: overview.get_overview(dict(options))], goal, clean)


def grid(overview):
    for what, options in PLAIN.items():
        yield page(what, overview, options, GOAL_PAGE)
    for figure in FIGURES:
        options = {"order": figure, "descending": figure != "cover"}
        yield page(f"ordered by {figure}", overview, options, GOAL_ALL)
    for state in STATES:
        yield page(f"filter {state}", overview, {"state": state}, GOAL_ALL)
    one = overview.get_setup()["warehouses"][-1]["id"]
    options = {"warehouse_ids": [one], "order": "value", "state": "short"}
    yield page("one warehouse, short, by value", overview, options, GOAL_ALL)


def panel(overview):
    clean = overview.env.invalidate_all
    busy = overview.get_overview({"order": "sold", "descending": True, "limit": 5})
    ids = [product["id"] for product in busy["products"]]
    calls = [lambda key=key: overview.get_details(key) for key in ids]
    yield measure("panel of a product that sells most", calls, GOAL_PAGE, clean)


def lists(overview):
    """What the list asks for: a page with its number of rows, and a group with sums."""
    shown, clean = {name: {} for name in SHOWN}, overview.env.invalidate_all
    for what, (domain, order) in LIST.items():
        asked = {"limit": 80, "order": order, "count_limit": 10_001}
        calls = [lambda d=domain, a=asked: overview.web_search_read(d, shown, **a)]
        yield measure(what, calls, GOAL_ALL, clean)
    sums = ["on_hand:sum", "available:sum", "value:sum"]
    groups = [lambda: overview._read_group([], ["categ_id"], sums)]
    yield measure("list: by category with sums", groups, GOAL_ALL, clean)
