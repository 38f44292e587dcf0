"""Orders to vendors by reorder point, and what comes of them."""

from collections import defaultdict
from math import ceil

from . import planted
from .year import share

ORDERED, RECEIVED, REJECTED = (15 * 60, 17 * 60), (8 * 60, 10 * 60), (740, 770)
PLANNED = 11 * 60
COVER, SAFETY, AGAIN = 10, 2, 4
FRESH_SHARE, FRESH_MOST = 0.5, 7
"""Fresh goods are bought for half of their life, at most a week."""
LATE_DAYS = (4, 9, 6, 5, 8, 7)
"""Delays of the late vendor, in turn; on average six and a half days."""
LATE_PATTERN = (True, False, True, True, False)
SHORT = (10, 14, 6)
REJECT_EVERY = 4


class Buying:
    """Purchase lines on their way, by day of arrival."""

    def __init__(self, world):
        self.world, self.arrivals = world, defaultdict(list)
        self.count = defaultdict(int)

    def order(self, day):
        """Order what has fallen to its reorder point, a document per vendor."""
        for bought in planted.BOUGHT:
            self._plant(day, bought)
        if self.world.year.vendors_closed(day) or self.world.year.closed(day):
            return
        wanted = defaultdict(list)
        for code in self.world.shop.goods:
            for warehouse in self._buyers(code):
                self._review(day, warehouse, code, wanted)
        for (vendor, warehouse), lines in sorted(wanted.items()):
            self._place(day, vendor, warehouse, lines)

    def _buyers(self, code):
        return (1,) if self.world.shop.central(code) else self.world.shop.warehouses

    def _review(self, day, warehouse, code, wanted):
        """Add (code, cartons) to ``wanted`` when the position is too low."""
        shop, good = self.world.shop, self.world.shop.goods[code]
        vendor = shop.vendors[good.vendor]
        fresh = not shop.central(code)
        seen = fresh or reviewed(vendor, self.world.year.date(day))
        if not seen or code == planted.DEAD.code:
            return
        keys = [(warehouse, code)]
        if not fresh:
            keys = [(number, code) for number in shop.warehouses]
        cartons = self._cartons(day, vendor, good, keys, fresh)
        if cartons >= vendor.least or (cartons and not fresh):
            wanted[vendor.code, warehouse].append((code, max(cartons, vendor.least)))
        elif cartons:
            wanted[shop.second, warehouse].append((code, cartons))

    def _cartons(self, day, vendor, good, keys, fresh):
        """Return cartons to order: up to the cover, 0 above the reorder point."""
        position = self.world.position(keys[0], day) / good.per_carton
        lowest, highest = (self._fresh if fresh else self._durable)(
            day, vendor, good, keys
        )
        if position >= lowest:
            return 0
        return max(ceil(highest - position), 1)

    def _durable(self, day, vendor, good, keys):
        """Return the reorder point and the level to order up to, in cartons."""
        pace = self.world.pace
        until = self.world.year.due(day + AGAIN, vendor.lead) + SAFETY
        lowest = max(pace.need(keys, day, until), 0.3)
        return lowest, lowest + pace.rate(keys) * COVER

    def _fresh(self, day, vendor, good, keys):
        """The same for goods that must be sold within half of their life."""
        pace = self.world.pace
        until = self.world.year.due(day + 1, vendor.lead)
        cover = max(min(int(good.life_days * FRESH_SHARE), FRESH_MOST), 1)
        lowest = pace.told(keys[0], day, until)
        return lowest, pace.told(keys[0], day, until - 1 + cover)

    def _place(self, day, vendor, warehouse, lines):
        """Write the order lines and plan their arrival."""
        world, year = self.world, self.world.year
        seller = world.shop.vendors[vendor]
        due = year.due(day, seller.lead)
        doc = f"P{day:03d}-{vendor}-{warehouse}"
        arrives = year.due(due, self._delay(vendor, doc))
        for code, cartons in lines:
            price = self._price(vendor, code, day)
            row = self._write(day, due, doc, seller, warehouse, code, cartons, price)
            self.arrivals[arrives].append((row, None))

    def _write(self, day, due, doc, seller, warehouse, code, cartons, price):
        world, year = self.world, self.world.year
        quantity = cartons * world.shop.goods[code].per_carton
        world.coming[warehouse, code] += quantity
        return world.history.add(
            *("purchases", doc, seller.code, warehouse, code),
            year.at(day, world.minute(*ORDERED, doc)),
            year.at(due, PLANNED),
            *(quantity, price, seller.user),
        )

    def _delay(self, vendor, doc):
        """Return days that the vendor is late with a document."""
        if vendor != planted.CASES["late_vendor"].vendor:
            return 1 if share("late", doc) < 0.08 else 0
        self.count[vendor] += 1
        number = self.count[vendor] - 1
        late = LATE_PATTERN[number % len(LATE_PATTERN)]
        return LATE_DAYS[number % len(LATE_DAYS)] if late else 0

    def _price(self, vendor, code, day):
        """Return the price per base unit: near the list, changing month by month."""
        world = self.world
        cost = float(world.shop.goods[code].cost)
        factor = 0.98 + 0.04 * share("price", vendor, world.year.date(day).month)
        if vendor == world.shop.second:
            factor *= 1.04
        return max(round(cost * factor * self._outlier(vendor, code, day), 2), 0.01)

    def _outlier(self, vendor, code, day):
        case = planted.CASES["price_outlier"]
        new = ("outlier", code) not in self.count
        if (vendor, code) != (case.vendor, case.code) or day < planted.SLIP_FROM:
            return 1
        self.count["outlier", code] += 1
        return case.expected["factor"] if new else 1

    def _plant(self, day, bought):
        shop, key = self.world.shop, (bought.warehouse, bought.code)
        if bought.ordered != day or key not in self.world.shelves:
            return
        seller = shop.vendors[shop.goods[bought.code].vendor]
        due = planted.due(bought)
        doc = f"P{day:03d}-{seller.code}-{bought.warehouse}-{bought.key}"
        price = self._price(seller.code, bought.code, day)
        row = self._write(
            *(day, due, doc, seller, bought.warehouse, bought.code),
            *(bought.cartons, price),
        )
        if bought.received:
            lot = None
            if bought.expires is not None:
                lot = self.world.dated(bought.code, bought.expires)
            there = self.world.year.open_from(bought.received)
            self.arrivals[there].append((row, lot))

    # ---- receiving

    def receive(self, day):
        """Put what arrives on the shelf; a few lines go straight back."""
        for row, lot in self.arrivals.pop(day, ()):
            self._receive(day, row, lot or self.world.made(row.code, day))

    def _receive(self, day, row, lot):
        world, key = self.world, (row.warehouse, row.code)
        world.coming[key] -= row.quantity
        quantity = row.quantity - self._missing(row)
        doc = f"R{day:03d}-{row.doc}"
        at = world.year.at(day, world.minute(*RECEIVED, doc))
        receipt = world.history.add("receipts", row.id, doc, at, quantity, lot)
        world.shelves[key].put(lot, quantity)
        if row.vendor == planted.CASES["rejected_vendor"].vendor:
            self._reject(day, row, receipt)

    def _missing(self, row):
        """Return what the short vendor leaves out: 5 to 15 % of 10 cartons or more."""
        size = self.world.shop.goods[row.code].per_carton
        cartons = row.quantity // size
        if row.vendor != planted.CASES["short_vendor"].vendor or cartons < 10:
            return 0
        self.count["short"] += 1
        percent = SHORT[self.count["short"] % len(SHORT)]
        lost = round(cartons * percent / 100)
        return min(max(lost, -(-cartons * 5 // 100)), cartons * 15 // 100) * size

    def _reject(self, day, row, receipt):
        self.count["rejected"] += 1
        if self.count["rejected"] % REJECT_EVERY:
            return
        world, size = self.world, self.world.shop.goods[row.code].per_carton
        quantity = ceil(receipt.quantity // size * 2 / 5) * size
        doc = f"V{receipt.doc}"
        at = world.year.at(day, world.minute(*REJECTED, doc))
        world.history.add("returns", receipt.id, None, doc, at, quantity, receipt.lot)
        world.shelves[row.warehouse, row.code].remove(receipt.lot, quantity)


def reviewed(vendor, date):
    """Whether the buyer looks at the vendor's goods, twice a week.

    Monday and Thursday, Tuesday and Friday or Wednesday and Saturday, by vendor.
    """
    first = int(vendor.code[1:]) % 3
    return date.weekday() in (first, first + 3)
