"""What one warehouse should send to another: from surplus to shortage.

A warehouse keeps its own target, whatever others lack, and gives only what is there
and free. It lacks something when what it will have is below its level; it is then
filled up to its target, never beyond. Quantities are in the product's unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import floor
from typing import NamedTuple

NOISE = 1e-6  # share of a step that binary fractions may hide


class Stock(NamedTuple):
    """A product in a warehouse.

    `available` is free now; `coming` and `going` are planned and not reserved yet;
    `least` and `most` the levels of its replenishment rule (0: none), `per_day` what
    customers take; `step` what it gets at once (unit or packing).
    """

    warehouse: int
    available: float
    coming: float = 0.0
    going: float = 0.0
    least: float = 0.0
    most: float = 0.0
    per_day: float = 0.0
    step: float = 1.0

    @property
    def projected(self) -> float:
        return self.available + self.coming - self.going


class Cover(NamedTuple):
    """For how many days of sales stock should last at least and at most."""

    least: float = 7.0
    most: float = 30.0


class Freight(NamedTuple):
    """What a transfer from one warehouse to another costs and how long it takes."""

    cost: float = 0.0
    days: float = 0.0


FREE = Freight()


class Offer(NamedTuple):
    """A proposed transfer, with the figures it was made from."""

    source: int
    target: int
    quantity: float
    spare: float
    keeps: float
    lack: float
    fills: float
    days_left: float | None
    cost: float
    days: float

    @property
    def urgent(self) -> bool:
        """Whether the target is sold out before the goods could arrive."""
        return self.days_left is not None and self.days_left <= self.days


def level(stock: Stock, cover: Cover) -> float:
    """Below this a warehouse lacks something: the rule's level or days of sales.

    >>> level(Stock(1, 0, least=5, per_day=2), Cover(7, 30))
    14
    """
    return max(stock.least, stock.per_day * cover.least, 0.0)


def keeps(stock: Stock, cover: Cover) -> float:
    """Own target of a warehouse: it never gives what is below.

    >>> keeps(Stock(1, 0, least=5, most=20, per_day=2), Cover(7, 30))
    60
    """
    return max(stock.most, level(stock, cover), stock.per_day * cover.most)


def fills(stock: Stock, cover: Cover) -> float:
    """Up to this a warehouse is filled: the maximum of its rule, else days of sales.

    Never more than `keeps`, so that nothing is sent back and forth.
    """
    return stock.most if stock.most > 0 else keeps(stock, cover)


def spare(stock: Stock, cover: Cover) -> float:
    """What a warehouse can give: free now and later, above its own target.

    What comes is no reason to give more than lies there, what goes is one to give less.

    >>> spare(Stock(1, 50, coming=100, going=10, most=20), Cover(7, 30))
    30
    """
    return max(min(stock.available, stock.projected) - keeps(stock, cover), 0.0)


def lack(stock: Stock, cover: Cover) -> float:
    """What a warehouse lacks up to its target; 0 while it is not below its level.

    >>> lack(Stock(1, 2, least=5, most=20), Cover(7, 30))
    18.0
    >>> lack(Stock(1, 6, least=5, most=20), Cover(7, 30))
    0.0
    """
    if stock.projected >= level(stock, cover) - NOISE:
        return 0.0
    return max(fills(stock, cover) - stock.projected, 0.0)


def days_left(stock: Stock) -> float | None:
    """Days until what is free now is sold; None when nothing is.

    >>> days_left(Stock(1, 10, per_day=4))
    2.5
    """
    if stock.per_day <= 0:
        return None
    return max(stock.available, 0.0) / stock.per_day


def whole(quantity: float, step: float) -> float:
    """The largest number of whole steps in a quantity.

    >>> whole(25, 12)
    24
    >>> whole(0.3, 0.1)
    0.3
    """
    if step <= 0:
        return max(quantity, 0.0)
    # a rounded product instead of 3 × 0.1 = 0.30000000000000004
    return round(max(floor(quantity / step + NOISE), 0) * step, 9)


def suggest(
    stocks: Iterable[Stock],
    freight: Mapping[tuple[int, int], Freight],
    cover: Cover,
    default: Freight = FREE,
    closed: frozenset[tuple[int, int]] = frozenset(),
) -> list[Offer]:
    """Transfers of one product, the most urgent first.

    The warehouse that is sold out first is served first, from where freight costs
    least; but where it would be sold out on the way, from where it comes fastest.

    :param stocks: the product in each warehouse, each once
    :param freight: (source, target) → freight; `default` for the others
    :param closed: (source, target) between which nothing is sent
    :return: offers; the same input in another order gives the same

    >>> suggest([Stock(1, 50), Stock(2, 0, least=5, most=20)], {}, Cover())[0].quantity
    20.0
    """
    ordered = sorted(stocks)
    left = {stock.warehouse: spare(stock, cover) for stock in ordered}
    given = dict(left)
    offers: list[Offer] = []
    for target in sorted(ordered, key=lambda stock: _urgency(stock, cover)):
        sources = [
            (source, freight.get((source.warehouse, target.warehouse), default))
            for source in ordered
            if source != target and (source.warehouse, target.warehouse) not in closed
        ]
        offers += _serve(target, sources, left, given, cover)
    return offers


def _serve(
    target: Stock,
    sources: Sequence[tuple[Stock, Freight]],
    left: dict[int, float],
    given: Mapping[int, float],
    cover: Cover,
) -> list[Offer]:
    """Offers to one warehouse; takes from `left` what is given."""
    offers, missing = [], lack(target, cover)
    whole_lack, remaining = missing, days_left(target)
    for source, way in sorted(sources, key=lambda one: _preference(one, remaining)):
        quantity = whole(min(left[source.warehouse], missing), target.step)
        if quantity <= 0:
            continue
        left[source.warehouse] -= quantity
        missing -= quantity
        offers.append(
            Offer(
                source.warehouse,
                target.warehouse,
                quantity,
                given[source.warehouse],
                keeps(source, cover),
                whole_lack,
                fills(target, cover),
                remaining,
                way.cost,
                way.days,
            )
        )
    return offers


def _urgency(stock: Stock, cover: Cover) -> tuple[float, float, int]:
    """Sooner sold out first, then what lacks the larger part of its target."""
    remaining = days_left(stock)
    target = fills(stock, cover)
    share = lack(stock, cover) / target if target else 0.0
    return (
        float("inf") if remaining is None else remaining,
        -share,
        stock.warehouse,
    )


def _preference(
    one: tuple[Stock, Freight], remaining: float | None
) -> tuple[float, float, float, int]:
    """In time first, then cheap; among those that are late the fastest."""
    source, way = one
    late = remaining is not None and way.days > remaining
    return (way.days if late else -1.0, way.cost, way.days, source.warehouse)
