"""The state of the shop while the year is simulated; pure values, no Odoo."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from math import sqrt

from .rows import History, Lot
from .shelf import Shelf
from .year import CLOSED_DAYS, DAYS, share

FRESH_DAYS = 60
MEMORY = 28
"""Days after which half of what is expected comes from what was ordered lately."""
RESERVE = 1.5


@dataclass(frozen=True)
class Vendor:
    """Lead time in days and least cartons of a line; the buyer's login."""

    code: str
    lead: int
    least: int
    user: str = "cg1"


@dataclass(frozen=True)
class Shop:
    """What is simulated: articles, vendors, salespersons, warehouses (1 is the main).

    ``second``: the vendor that sells single cartons at once, 4 % dearer.
    """

    goods: dict
    vendors: dict
    sellers: dict
    warehouses: tuple
    second: str = "V14"

    def central(self, code):
        """Whether the first warehouse buys the article for all."""
        life = self.goods[code].life_days
        return 1 in self.warehouses and (life == 0 or life > FRESH_DAYS)


class World:
    """Shelves, expected demand and the rows written so far.

    Quantities are base units. ``coming``: ordered from vendors or sent by the main
    warehouse and not arrived; ``waiting``: ordered by customers and not delivered.
    """

    def __init__(self, year, shop, orders):
        self.year, self.shop, self.history = year, shop, History()
        self.shelves = {
            (number, code): Shelf(good.life_days)
            for number in shop.warehouses
            for code, good in shop.goods.items()
        }
        self.coming, self.waiting = defaultdict(int), defaultdict(int)
        self.pace = Pace(year, orders, shop)

    def minute(self, first, last, *key):
        """Return a minute of the day in the window, always the same for a key."""
        return first + int(share(*key) * (last - first))

    def sellable(self, key, day):
        return self.shelves[key].sellable(self.year.date(day))

    def position(self, key, day):
        """Return what there is or comes, less what customers wait for."""
        return self.sellable(key, day) + self.coming[key] - self.waiting[key]

    def made(self, code, day):
        """Return the lot that a vendor delivers on ``day``, or None."""
        life = self.shop.goods[code].life_days
        if not life:
            return None
        produced = self.year.date(day) - timedelta(days=life * 5 // 100)
        return Lot(produced + timedelta(days=life), f"{produced:%Y%m%d}")

    def dated(self, code, expires):
        """Return the lot whose last day is ``expires`` days after the last day."""
        last = self.year.end + timedelta(days=expires)
        produced = last - timedelta(days=self.shop.goods[code].life_days)
        return Lot(last, f"{produced:%Y%m%d}")


KNOWN = 0.8


class Pace:
    """Cartons a day that each article is expected to sell in each warehouse."""

    def __init__(self, year, orders, shop):
        self.mean, self.recent = defaultdict(float), {}
        for lines in orders.values():
            for line in lines:
                self.mean[line.warehouse, line.code] += line.cartons / DAYS
        self.recent = dict(self.mean)
        self.known = _running(orders, shop)
        self.busy = [_busy(year, day) for day in range(DAYS + 90)]
        self.sums = [0]
        for weight in self.busy:
            self.sums.append(self.sums[-1] + weight)

    def learn(self, day, lines):
        """Take in the orders of a day."""
        if not self.busy[day]:
            return
        sold = defaultdict(int)
        for line in lines:
            sold[line.warehouse, line.code] += line.cartons
        for key, recent in self.recent.items():
            now = sold[key] / self.busy[day]
            self.recent[key] = recent + (now - recent) / MEMORY

    def rate(self, keys):
        """Return cartons of a normal day over several (warehouse, code)."""
        return sum((self.mean[k] + self.recent.get(k, 0)) / 2 for k in keys)

    def need(self, keys, day, until):
        """Return cartons that suffice from ``day`` until ``until`` most of the time."""
        expected = self.rate(keys) * (self.sums[until] - self.sums[day])
        return expected + RESERVE * sqrt(expected)

    def told(self, key, day, until):
        """Return cartons of fresh goods, most of which customers have announced."""
        known = self.known.get(key)
        if not known:
            return 0
        announced = known[min(until, DAYS)] - known[min(day + 1, DAYS)]
        return KNOWN * announced + (1 - KNOWN) * self.need([key], day, until)


def _running(orders, shop):
    """Return {(warehouse, code): cartons ordered before each day} of fresh goods."""
    daily = defaultdict(lambda: [0] * DAYS)
    for day, lines in orders.items():
        for line in lines:
            if not shop.central(line.code):
                daily[line.warehouse, line.code][day] += line.cartons
    return {key: [0, *accumulate(cartons)] for key, cartons in daily.items()}


def _busy(year, day):
    """Return how many normal days' orders come on a day: 0, 1 or, ahead of time, 2."""
    if year.quiet(day):
        return 0
    return 2 if year.quiet(day + CLOSED_DAYS) else 1
