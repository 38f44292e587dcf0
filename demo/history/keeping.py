"""The stores: opening stock, transfers between warehouses, counts and scrap."""

from collections import defaultdict
from datetime import timedelta
from math import floor

from demo import opening

from . import planted
from .rows import Lot
from .year import share

OPENED, COUNTED, SCRAPPED = 5 * 60, 390, 400
ARRIVED, SHIPPED = (7 * 60, 8 * 60), (18 * 60, 19 * 60)
SHIPPING_WEEKDAYS = (0, 2, 4)
SAFETY, COVER = 3, 7
COUNT_EVERY, COUNT_SHARE, WRONG_SHARE = 28, 0.12, 0.25
SCRAP_WEEKDAYS = (0, 3)
REASONS = ("破损", "错发", "计量差异", "包装改换")


class Keeping:
    """Goods between warehouses, by day of arrival."""

    def __init__(self, world):
        self.world, self.arrivals = world, defaultdict(list)

    # ---- the first morning

    def open(self):
        """Put the opening stock on the shelves, as of the first morning."""
        world, start = self.world, self.world.year.start
        goods = world.shop.goods.values()
        at = world.year.at(0, OPENED)
        for number, good, _bin, made, pieces in opening.plan(
            goods, world.shop.warehouses, start
        ):
            lot = None
            if good.life_days:
                last = made + timedelta(days=good.life_days)
                lot = Lot(last, f"{made:%Y%m%d}")
            if number == 1 and world.shop.central(good.code):
                pieces *= len(world.shop.warehouses)  # for the others as well
            extra = planted.EXTRA_OPENING.get((number, good.code))
            if extra and not world.shelves[number, good.code].lots:
                pieces += extra * good.per_carton
            key = number, good.code
            self._adjust("opening", f"O{number}", key, at, pieces, lot, "期初库存")

    def _adjust(self, kind, doc, key, at, quantity, lot, reason):
        world = self.world
        world.history.add("adjusts", doc, kind, *key, at, quantity, lot, reason)
        if quantity > 0:
            world.shelves[key].put(lot, quantity)
        else:
            world.shelves[key].remove(lot, -quantity)

    # ---- every morning

    def count(self, day):
        """Count an eighth of the articles every four weeks; some are wrong."""
        self._count_loss(day)
        if day % COUNT_EVERY != COUNT_EVERY // 2 or self.world.year.closed(day):
            return
        at = self.world.year.at(day, COUNTED)
        for key in self.world.shelves:
            if share("count", day, key) < COUNT_SHARE and key[1] not in planted.EXACT:
                self._count(day, key, at)

    def _count(self, day, key, at):
        shelf = self.world.shelves[key]
        if share("wrong", day, key) > WRONG_SHARE or not shelf.lots:
            return
        lot = shelf.lots[0]
        size = 1 + int(share("size", day, key) * 4)
        found = size if share("sign", day, key) > 0.65 else -size
        found = max(found, -shelf.quantity[lot])
        reason = REASONS[int(share("reason", day, key) * len(REASONS))]
        self._adjust("count", f"C{day:03d}-{key[0]}", key, at, found, lot, reason)

    def _count_loss(self, day):
        case = planted.CASES["count_loss"]
        key = case.warehouse, case.code
        due = planted.LAST - case.expected["days_ago"]
        if day != due or key not in self.world.shelves:
            return
        at, left = self.world.year.at(day, COUNTED), -case.expected["pieces"]
        shelf = self.world.shelves[key]
        for lot in list(shelf.lots):
            part = min(left, shelf.quantity[lot])
            if part:
                self._adjust("count", f"C{day:03d}-loss", key, at, -part, lot, "盘亏")
            left -= part

    def scrap(self, day):
        """Scrap what has expired, on Mondays and Thursdays; one lot is overlooked."""
        world, today = self.world, self.world.year.date(day)
        if today.weekday() not in SCRAP_WEEKDAYS or world.year.closed(day):
            return
        at, kept = world.year.at(day, SCRAPPED), planted.CASES["expired_lot"]
        for key, shelf in world.shelves.items():
            if key == (kept.warehouse, kept.code) and day >= planted.LAST - 7:
                continue
            for lot, quantity in shelf.expired(today):
                doc = f"X{day:03d}-{key[0]}"
                self._adjust("scrap", doc, key, at, -quantity, lot, "过期报废")

    # ---- between warehouses

    def arrive(self, day):
        """Put on the shelf what the main warehouse sent."""
        for row in self.arrivals.pop(day, ()):
            key = row.target, row.code
            self.world.coming[key] -= row.quantity
            self.world.shelves[key].put(row.lot, row.quantity)

    def ship(self, day):
        """Send the others what has fallen to its reorder point, thrice a week."""
        year = self.world.year
        self._ship_planted(day)
        if year.closed(day) or year.date(day).weekday() not in SHIPPING_WEEKDAYS:
            return
        for target in self.world.shop.warehouses:
            for code in self.world.shop.goods:
                if target != 1 and self.world.shop.central(code):
                    self._replenish(day, target, code)

    def _replenish(self, day, target, code):
        world, key = self.world, (target, code)
        if day >= planted.UNSHIPPED.get(key, day + 1):
            return
        size = world.shop.goods[code].per_carton
        until = world.year.open_from(day + 3) + SAFETY
        lowest = world.pace.need([key], day, until)
        position = world.position(key, day) / size
        if position >= max(lowest, 0.3):
            return
        wanted = max(round(lowest + world.pace.rate([key]) * COVER - position), 1)
        free = world.sellable((1, code), day) - world.waiting[1, code]
        cartons = min(wanted, floor(free / size))
        if cartons > 0:
            self._send(day, target, code, cartons * size)

    def _send(self, day, target, code, quantity, arrives=True, key=""):
        """Write a transfer, lot by lot; it arrives the next open morning."""
        world, year = self.world, self.world.year
        doc = f"T{day:03d}-{target}{key}"
        shipped = year.at(day, world.minute(*SHIPPED, doc))
        there = year.open_from(day + 1)
        arrived = year.at(there, world.minute(*ARRIVED, doc))
        done = arrives and there <= planted.LAST
        taken = world.shelves[1, code].take(quantity, year.date(day))
        for lot, part in taken:
            row = world.history.add(
                *("transfers", doc, 1, target, code, shipped),
                *(arrived if done else None, part, lot),
            )
            world.coming[target, code] += part
            if done:
                self.arrivals[there].append(row)

    def _ship_planted(self, day):
        world = self.world
        for moved in planted.MOVED:
            keys = {(1, moved.code), (moved.target, moved.code)}
            when = world.year.open_from(moved.day)
            if when == day and keys <= set(world.shelves):
                size = world.shop.goods[moved.code].per_carton
                self._send(
                    *(day, moved.target, moved.code, moved.cartons * size),
                    *(moved.arrives, f"-{moved.key}"),
                )
