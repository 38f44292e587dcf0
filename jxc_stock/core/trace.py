"""What happened to a lot, from its movements: kinds, sums, who still has some.

"Inside" are the stock and transit places of the companies looked at. Quantities are in
the product's unit. Recursion over lots made of lots is done in SQL
(`report/trace_sql.py`), after the model of core's traceability
(odoo/addons/stock/report/stock_traceability.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# kind -> what it does to the quantity inside
SIGNS = {
    "received": 1,
    "vendor_return": -1,
    "made": 1,
    "used": -1,
    "surplus": 1,
    "shortage": -1,
    "scrapped": -1,
    "other_receipt": 1,
    "other_issue": -1,
    "shipped": -1,
    "customer_return": 1,
    "other_in": 1,
    "other_out": -1,
    "inner": 0,
    "outside": 0,
}
COMES = {
    "supplier": "received",
    "production": "made",
    "inventory": "surplus",
    "customer": "customer_return",
}
GOES = {
    "supplier": "vendor_return",
    "production": "used",
    "inventory": "shortage",
    "customer": "shipped",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a movement."""

    usage: str
    inside: bool


def kind_of(
    source: Place, target: Place, scrap: bool = False, other: bool = False
) -> str:
    """A key of `SIGNS`.

    :param scrap: a scrap document says so
    :param other: a document of other receipts and issues says so

    Goods that go straight from a vendor to a customer were shipped and never inside;
    they are told apart by `shipped_by`.

    >>> kind_of(Place("supplier", False), Place("internal", True))
    'received'
    >>> kind_of(Place("internal", True), Place("inventory", False), scrap=True)
    'scrapped'
    >>> kind_of(Place("internal", True), Place("inventory", False), other=True)
    'other_issue'
    >>> kind_of(Place("internal", True), Place("transit", True))
    'inner'
    """
    if source.inside == target.inside:
        return "inner" if source.inside else "outside"
    if target.inside:
        found = COMES.get(source.usage, "other_in")
        return "other_receipt" if other and found == "surplus" else found
    found = GOES.get(target.usage, "other_out")
    if found == "shortage" and (scrap or other):
        return "scrapped" if scrap else "other_issue"
    return found


def at_customer(source_usage: str, target_usage: str) -> int:
    """+1: the goods come to a customer, -1: they come back, 0: neither.

    >>> at_customer("supplier", "customer"), at_customer("customer", "internal")
    (1, -1)
    """
    return (target_usage == "customer") - (source_usage == "customer")


def from_vendor(source_usage: str, target_usage: str) -> int:
    """+1: the goods come from a vendor, -1: they go back, 0: neither.

    >>> from_vendor("supplier", "customer"), from_vendor("transit", "supplier")
    (1, -1)
    """
    return (source_usage == "supplier") - (target_usage == "supplier")


def totals(steps: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Sums by kind, and their balance: what should be inside.

    :param steps: (kind, quantity)

    >>> sums = totals([("received", 10.0), ("shipped", 4.0), ("inner", 3.0)])
    >>> sums["received"], sums["shipped"], sums["balance"]
    (10.0, 4.0, 6.0)
    """
    sums = dict.fromkeys(SIGNS, 0.0)
    for kind, quantity in steps:
        sums[kind] += quantity
    return {**sums, "balance": sum(sums[kind] * sign for kind, sign in SIGNS.items())}


def depths(start: int, edges: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Steps from a lot to each it leads to; circles end by themselves.

    :param edges: lot -> lots made of it (or that it was made of)

    >>> depths(1, {1: [2, 3], 2: [4], 4: [1]})
    {1: 0, 2: 1, 3: 1, 4: 2}
    """
    found, border = {start: 0}, [start]
    while border:
        following = []
        for lot in border:
            for other in edges.get(lot, ()):
                if other not in found:
                    found[other] = found[lot] + 1
                    following.append(other)
        border = following
    return found
