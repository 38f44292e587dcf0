"""Rules of stock policies over plain values: whose word counts, what is short, too old.

Source: spec/china.md (negative stock by company, warehouse, product) and
spec/capabilities.md K05 (FIFO/FEFO, expired lots, remaining life per customer).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


def nearest(levels: Iterable[tuple[str | None, object]]) -> tuple[str | None, object]:
    """Return the first level that says something, as (value, where it says so).

    :param levels: (value or None, origin) from the most specific to the most general

    >>> nearest([(None, "product"), ("forbid", "warehouse"), ("warn", "company")])
    ('forbid', 'warehouse')
    >>> nearest([(None, "company")])
    (None, None)
    """
    return next(((value, origin) for value, origin in levels if value), (None, None))


def required_days(
    kind: str | None, value: float, shelf_days: float | None
) -> float | None:
    """Return the days a lot must have left; None when nothing is asked or known.

    :param kind: "days", "percent" of the shelf life, "none" or None
    :param value: days, or percent from 0 to 100
    :param shelf_days: shelf life of the product in days, None or 0 when unknown

    >>> required_days("days", 90, None)
    90
    >>> required_days("percent", 66.7, 360)
    240.12
    >>> required_days("percent", 50, None) is None
    True
    """
    if kind == "days":
        return value
    if kind == "percent" and shelf_days:
        return round(shelf_days * value / 100, 6)
    return None


def days_left(expiry: date, today: date) -> int:
    """Return the days until the expiry, negative afterwards.

    >>> days_left(date(2026, 3, 1), date(2026, 2, 27))
    2
    """
    return (expiry - today).days


def net_changes(
    flows: Iterable[tuple[Hashable, Hashable, float]],
) -> dict[Hashable, float]:
    """Return what a batch changes where: {key: in − out}.

    :param flows: (key it leaves, key it comes to, quantity in the product's unit)

    >>> net_changes([("shelf", "dock", 5), ("dock", "customer", 5)])
    {'shelf': -5.0, 'dock': 0.0, 'customer': 5.0}
    """
    net: dict[Hashable, float] = defaultdict(float)
    for source, target, quantity in flows:
        net[source] -= quantity
        net[target] += quantity
    return dict(net)


@dataclass(frozen=True)
class Short:
    """What a batch takes of one key beyond what is there.

    `there` before the batch, `taken` by it altogether, `missing` of it; in the
    product's unit, `missing` is positive.
    """

    key: Hashable
    there: float
    taken: float
    missing: float


def shortages(
    final: Mapping[Hashable, float],
    net: Mapping[Hashable, float],
    compare: Callable[[Hashable, float, float], int],
) -> list[Short]:
    """Return the keys that a batch brings below zero, or further below it.

    What was below zero before and is taken from by nobody, or only added to, is not
    this batch's fault.

    :param final: {key: quantity after the batch}
    :param net: {key: in − out of the batch}
    :param compare: (key, a, b) → −1, 0, 1 as precise as the key's unit

    >>> sign = lambda _key, a, b: (round(a - b, 2) > 0) - (round(a - b, 2) < 0)
    >>> shortages({"a": 0.3 - 0.1 - 0.2, "b": -2}, {"a": -0.3, "b": -5}, sign)
    [Short(key='b', there=3, taken=5, missing=2)]
    """
    found = []
    for key, change in net.items():
        after = final.get(key, 0.0)
        if compare(key, change, 0.0) < 0 and compare(key, after, 0.0) < 0:
            missing = min(-after, -change)
            found.append(Short(key, after - change, -change, missing))
    return found


@dataclass(frozen=True)
class Offer:
    """A lot that could be taken; `due` orders lots, `free` is its quantity."""

    lot: Hashable
    due: date | None
    free: float


def better_offer(chosen: date | None, offers: Iterable[Offer]) -> Offer | None:
    """Return the offer that should go first: the earliest before the chosen day.

    A lot without a day goes last; on the same day no lot is better than another.

    >>> first, second = Offer("A", date(2026, 1, 5), 3), Offer("B", None, 9)
    >>> better_offer(date(2026, 1, 6), [second, first]).lot
    'A'
    >>> better_offer(date(2026, 1, 5), [first, second]) is None
    True
    >>> better_offer(None, [second, first]).lot
    'A'
    """
    dated = [offer for offer in offers if offer.due is not None]
    earlier = [offer for offer in dated if chosen is None or offer.due < chosen]
    return min(earlier, key=lambda offer: (offer.due, -offer.free), default=None)
