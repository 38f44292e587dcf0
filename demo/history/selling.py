"""Customers order, get their goods the next day, and send a few back."""

from collections import defaultdict

from . import planted
from .world import FRESH_DAYS

ORDERED, DELIVERED, RETURNED = (8 * 60, 17 * 60), (13 * 60, 17 * 60), (1050, 1080)
PLANNED = 17 * 60
PATIENCE = 7
"""Days after the planned one; what has not come by then is cut from the order."""
RETURN_EVERY, RETURNING_EVERY = 250, 8


class Selling:
    """Open order lines, oldest first, and the goods on their way back."""

    def __init__(self, world):
        self.world, self.open, self.cut = world, {}, {}
        self.back = defaultdict(list)
        self.seen = defaultdict(int)

    def order(self, day, lines):
        """Write the orders of a day; one document per customer and warehouse."""
        world, year = self.world, self.world.year
        planned = year.at(day + 1, PLANNED)
        for line in lines:
            good = world.shop.goods[line.code]
            quantity = line.cartons * good.per_carton
            doc = f"S{day:03d}-{line.customer:02d}"
            row = world.history.add(
                *("sales", doc, line.customer, line.warehouse, line.code),
                year.at(day, world.minute(*ORDERED, doc)),
                planned,
                *(quantity, line.price, world.shop.sellers[line.customer]),
            )
            self.open[row.id] = [row, quantity, day + 1]
            world.waiting[line.warehouse, line.code] += quantity
        world.pace.learn(day, lines)

    def deliver(self, day):
        """Deliver what is due and there, whole cartons, oldest order first."""
        for key, (row, left, due) in list(self.open.items()):
            taken = self._take(day, row, left)
            left -= sum(quantity for _lot, quantity in taken)
            self.open[key][1] = left
            if not left or day >= due + PATIENCE:
                del self.open[key]
            if left and key not in self.open:
                self.cut[key] = left
                self.world.waiting[row.warehouse, row.code] -= left

    def _take(self, day, row, left):
        world = self.world
        key = row.warehouse, row.code
        size = world.shop.goods[row.code].per_carton
        there = min(left, world.sellable(key, day)) // size * size
        if not there:
            return []
        taken = world.shelves[key].take(there, world.year.date(day))
        world.waiting[key] -= there
        doc = f"D{day:03d}-{row.doc}"
        at = world.year.at(day, world.minute(*DELIVERED, doc))
        for lot, quantity in taken:
            delivery = world.history.add("deliveries", row.id, doc, at, quantity, lot)
            self._maybe_back(day, row, delivery)
        return taken

    def _maybe_back(self, day, row, delivery):
        """Every n-th delivered line of durable goods comes back two days later."""
        good = self.world.shop.goods[row.code]
        if 0 < good.life_days <= FRESH_DAYS or row.code in planted.RARE:
            return
        picky = row.customer in planted.CASES["returning_customer"].customers
        who = row.customer if picky else None
        self.seen[who] += 1
        every = RETURNING_EVERY if picky else RETURN_EVERY
        if not self.seen[who] % every:
            self.back[day + 2].append((row, delivery))

    def take_back(self, day):
        """One carton of each such line comes back, into its lot."""
        world = self.world
        for row, delivery in self.back.pop(day, ()):
            if world.year.closed(day):
                self.back[day + 1].append((row, delivery))
                continue
            size = world.shop.goods[row.code].per_carton
            quantity = min(delivery.quantity, size)
            doc = f"B{day:03d}-{delivery.doc}"
            at = world.year.at(day, world.minute(*RETURNED, doc))
            world.history.add(
                "returns", None, delivery.id, doc, at, quantity, delivery.lot
            )
            world.shelves[row.warehouse, row.code].put(delivery.lot, quantity)
