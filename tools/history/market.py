"""A made-up trading year, always the same for one seed: who orders what, and when.

Pure: numbers in, plain rows out (products, warehouses and partners are positions from
0, days are counted from the first day). `reference.py` turns positions into records.

Of the products 30 % sell fast, 40 % steadily, 25 % slowly and 5 % in lumps; half of
all have a season. A product is bought for one warehouse (its hub) and shipped to the
others that sell it.
"""

import math
from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

DAYS = 364
FESTIVAL = range(40, 54)
KINDS = (("fast", 0.30, 8.0), ("steady", 0.40, 3.0), ("slow", 0.25, 0.5))
LUMPY = ("lumpy", 1.0, 0.7)


@dataclass(frozen=True)
class Size:
    """How large the year is."""

    products: int
    warehouses: int
    customers: int
    vendors: int
    sellers: int
    sale_lines: int
    purchase_lines: int
    moves: int
    days: int = DAYS

    @classmethod
    def scaled(cls, scale):
        """Return the size of the reference load times `scale`, never too small."""

        def part(whole, least):
            return max(round(whole * scale), least)

        return cls(
            products=part(10_000, 20),
            warehouses=5,
            customers=part(5_000, 10),
            vendors=part(500, 5),
            sellers=part(80, 3),
            sale_lines=part(240_000, 400),
            purchase_lines=part(60_000, 100),
            moves=part(1_000_000, 2_000),
        )


@dataclass
class Good:
    """What is fixed about a product: its cost in cents, its vendor, where it lies."""

    kind: str
    weight: float
    season: float
    vendor: int
    places: list[int]
    cost: int
    markup: float
    lead: int
    lots: bool
    life: int
    sales: list = field(default_factory=list)

    @property
    def hub(self):
        return self.places[0]


@dataclass(frozen=True)
class Order:
    day: int
    warehouse: int
    customer: int
    seller: int
    due: int


def goods(size, seed):
    """Return the list of `Good`."""
    dice = Random(f"{seed}:goods")
    return [one_good(size, dice) for _n in range(size.products)]


def one_good(size, dice):
    draw, kind, base = dice.random(), LUMPY[0], LUMPY[2]
    for name, share, weight in KINDS:
        if draw < share:
            kind, base = name, weight
            break
        draw -= share
    hub = dice.randrange(size.warehouses)
    others = [w for w in range(size.warehouses) if w != hub]
    extra = dice.sample(others, dice.choice((0, 1, 2, 2, 3, 4)))
    return Good(
        kind=kind,
        weight=base * dice.lognormvariate(0, 0.6),
        season=dice.choice((0.0, 0.0, 0.3, 0.6)) * dice.choice((-1, 1)),
        vendor=dice.randrange(size.vendors),
        places=[hub, *extra],
        cost=max(round(dice.lognormvariate(6.5, 1.1)), 20),
        markup=dice.uniform(1.15, 1.6),
        lead=dice.choice((3, 5, 7, 10, 14, 21, 30)),
        lots=dice.random() < 0.15,
        life=dice.choice((90, 180, 360, 540)),
    )


def busy(day, days):
    """Return how busy a day is: weekends are slow, the Spring Festival nearly dead."""
    if day in FESTIVAL:
        return 0.08
    before = 1.5 if day in range(FESTIVAL.start - 12, FESTIVAL.start) else 1.0
    return before * (0.35 if day % 7 in (5, 6) else 1.0) * (1 + 0.2 * day / days)


def orders(size, catalogue, seed):
    """Return the sales orders; their lines are noted at each `Good`.

    A line is (order, day, warehouse, quantity, price in cents).
    """
    dice = Random(f"{seed}:orders")
    days = list(accumulate(busy(day, size.days) for day in range(size.days)))
    shelves = [Shelf(catalogue, w) for w in range(size.warehouses)]
    made, left = [], size.sale_lines
    while left:
        lines = min(dice.choice((1, 1, 2, 3, 4, 5, 6, 8, 10)), left)
        day = bisect(days, dice.random() * days[-1])
        warehouse = dice.randrange(size.warehouses)
        order = Order(
            day=day,
            warehouse=warehouse,
            customer=int(size.customers * dice.random() ** 2),
            seller=dice.randrange(size.sellers),
            due=day + dice.choice((1, 1, 2, 2, 3, 5, 10)),
        )
        shelves[warehouse].fill(dice, order, len(made), lines)
        made.append(order)
        left -= lines
    return made


class Shelf:
    """The products that one warehouse sells, by how well they sell."""

    def __init__(self, catalogue, warehouse):
        self.goods = [good for good in catalogue if warehouse in good.places]
        self.goods = self.goods or catalogue
        self.sums = list(accumulate(good.weight for good in self.goods))

    def fill(self, dice, order, number, lines):
        for _line in range(lines):
            good = self.pick(dice, order.day)
            price = round(good.cost * good.markup * dice.choice((0.95, 1, 1, 1, 1.02)))
            row = (number, order.day, order.warehouse, amount(dice, good), price)
            good.sales.append(row)

    def pick(self, dice, day):
        """Draw a product; one out of season is drawn again, once."""
        good = self.goods[bisect(self.sums, dice.random() * self.sums[-1])]
        if dice.random() < abs(good.season) * (1 - wave(good, day)) / 2:
            good = self.goods[bisect(self.sums, dice.random() * self.sums[-1])]
        return good


def wave(good, day):
    return math.copysign(1, good.season) * math.sin(2 * math.pi * day / DAYS)


def amount(dice, good):
    """Return the quantity of a sales line, whole units."""
    if good.kind == "lumpy":
        return dice.choice((20, 40, 60, 120, 200))
    return dice.choice((1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20))
