"""The year of one product, day by day: bought, received, shipped on, sold, counted.

Pure and random with a fixed seed. Rows are tuples, moments are minutes since the start
of the first day (UTC). The steps of a day follow each other: receipts, put-away,
arrivals, transfers, deliveries, returns, counts; goods are there before they leave.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from random import Random

MINUTES = 1440
RECEIPT, ARRIVAL, SHIP, ORDER = 60, 250, 280, 30
DELIVERY, RETURN, COUNT = 360, 540, 600
NEVER = "cancelled"


@dataclass
class Rows:
    """What happened, ready for the staging tables; ids are positions from 1."""

    purchase: list = field(default_factory=list)
    receipt: list = field(default_factory=list)
    sale: list = field(default_factory=list)
    delivery: list = field(default_factory=list)
    back: list = field(default_factory=list)
    transfer: list = field(default_factory=list)
    adjust: list = field(default_factory=list)
    moves: int = 0


class Stock:
    """Lots in one warehouse, oldest first; goods without lots are one lot None."""

    def __init__(self):
        self.lots, self.total = deque(), 0

    def put(self, lot, quantity):
        if self.lots and self.lots[-1][0] == lot:
            self.lots[-1][1] += quantity
        else:
            self.lots.append([lot, quantity])
        self.total += quantity

    def take(self, quantity):
        """Return [(lot, quantity)] of at most `quantity` units."""
        taken, wanted = [], min(quantity, self.total)
        self.total -= wanted
        while wanted:
            lot, held = self.lots[0]
            part = min(held, wanted)
            taken.append((lot, part))
            wanted -= part
            self.lots[0][1] -= part
            if not self.lots[0][1]:
                self.lots.popleft()
        return taken


class Life:
    """Simulates one product into `rows`."""

    def __init__(self, size, number, good, orders, rows, seed):
        self.size, self.number, self.good = size, number, good
        self.orders, self.rows = orders, rows
        self.dice = Random(f"{seed}:{number}")
        self.stock = {place: Stock() for place in good.places}
        self.due, self.returns = defaultdict(list), defaultdict(list)
        self.on_order, self.owed = 0, defaultdict(int)
        self.lot_number = 0
        self.plan()

    def plan(self):
        """Set how much is bought and shipped at a time."""
        good, days = self.good, self.size.days
        self.demand = defaultdict(int)
        for row in good.sales:
            self.demand[row[2]] += row[3]
        total = sum(self.demand.values())
        share = self.size.purchase_lines / self.size.sale_lines
        self.rounds = max(round(len(good.sales) * share), 1)
        self.lot_size = max(-(-total // self.rounds), 5)
        self.daily = total / days
        per_place = self.size.moves * 0.45 / self.size.products
        self.every = max(round(days / max(per_place / 2, 1)), 3)
        self.offset = self.dice.randrange(self.every)

    def run(self):
        """Live through all days."""
        self.open()
        for sale in self.good.sales:
            self.due[sale[1]].append(("order", sale))
        for day in range(self.size.days):
            self.live(day)
            if len(self.good.places) > 1 and day % self.every == self.offset:
                self.balance(day)
            for back in self.returns.pop(day, ()):
                self.back(day, *back)
            if day % 61 == self.number % 61:
                self.count(day)

    def live(self, day):
        while day in self.due:
            for step in sorted(self.due.pop(day), key=lambda s: STEPS[s[0]]):
                getattr(self, step[0])(day, *step[1:])

    def open(self):
        """Stock on the first day: enough until the first purchase arrives."""
        for place in self.good.places:
            cover = (self.good.lead + 20) * (1 if place == self.good.hub else 0.7)
            need = self.demand[place] / self.size.days
            quantity = max(round(cover * need), 2)
            lot = self.new_lot()
            self.stock[place].put(lot, quantity)
            self.adjust(0, 0, "opening", place, quantity, lot)

    def new_lot(self):
        if not self.good.lots:
            return None
        self.lot_number += 1
        return f"L{self.number:05d}-{self.lot_number:03d}"

    def adjust(self, day, minute, kind, place, quantity, lot):
        at = day * MINUTES + minute
        row = (f"{kind}-{place}-{day}", kind, place, self.number, at, quantity, lot)
        self.rows.adjust.append(row)
        self.rows.moves += 1

    # --- selling ---------------------------------------------------------------

    def order(self, day, sale):
        number, _day, place, quantity, price = sale
        self.rows.sale.append((number, self.number, quantity, price))
        line = [len(self.rows.sale), number, place, quantity]
        if place in self.stock:
            self.owed[place] += quantity
            self.due[day + self.dice.choice((0, 0, 1, 1, 2))].append(("send", line))
        self.reorder(day)

    def send(self, day, line):
        """Deliver what is there; the rest follows in some days."""
        key, number, place, left = line
        wish = left if left == 1 or self.dice.random() < 0.82 else left // 2
        taken = self.stock[place].take(wish)
        at = day * MINUTES + DELIVERY + number % 170
        for lot, quantity in taken:
            self.rows.delivery.append((key, f"{number}-{day}", at, quantity, lot))
            line[3] -= quantity
            self.owed[place] -= quantity
        if taken:
            self.rows.moves += 1
            self.maybe_back(day, place, "delivery", len(self.rows.delivery), taken[-1])
        if line[3]:
            self.due[day + self.dice.choice((1, 2, 3, 4))].append(("send", line))

    def maybe_back(self, day, place, way, row, taken):
        odds = 0.02 if way == "delivery" else 0.03
        if self.dice.random() < odds:
            lot, quantity = taken
            part = self.dice.randint(1, quantity)
            step = (place, way, row, lot, part)
            self.returns[day + self.dice.randint(1, 14)].append(step)

    def back(self, day, place, way, row, lot, quantity):
        """Goods back from a customer, or rejected ones back to the vendor."""
        stock = self.stock[place]
        if way == "delivery":
            stock.put(lot, quantity)
        elif lot is None and stock.total >= quantity:
            stock.take(quantity)
        else:
            return
        at = day * MINUTES + RETURN + self.number % 50
        receipt, delivery = (None, row) if way == "delivery" else (row, None)
        doc = f"{way}-{self.number}-{day}"
        self.rows.back.append((receipt, delivery, doc, at, quantity, lot))
        self.rows.moves += 1

    # --- buying ----------------------------------------------------------------

    def reorder(self, day):
        """Buy when what is there and on its way does not last until the next lot."""
        held = sum(stock.total for stock in self.stock.values())
        position = held + self.on_order - sum(self.owed.values())
        if position <= self.daily * (self.good.lead + 10):
            missing = max(-position, 0)
            self.buy(day, self.lot_size + missing)

    def buy(self, day, quantity):
        drift = 1 + 0.06 * (day / self.size.days - 0.5)
        price = max(round(self.good.cost * drift * self.dice.uniform(0.98, 1.02)), 1)
        planned = day + self.good.lead
        self.rows.purchase.append(
            (self.good.vendor, self.good.hub, self.number, day, planned)
            + (quantity, price, NEVER if self.dice.random() < 0.02 else None)
        )
        key, short = len(self.rows.purchase), self.rows.purchase[-1][-1]
        self.on_order += quantity
        late = self.dice.choice((-1, 0, 0, 0, 0, 0, 0, 1, 2, 6))
        parts = [quantity]
        if quantity > 3 and self.dice.random() < 0.4:
            first = self.dice.randint(quantity // 2, quantity - 1)
            parts = [first] if short else [first, quantity - first]
        arrival = max(planned + late, day + 1)
        for part in parts:
            self.due[arrival].append(("arrive", key, part))
            arrival += self.dice.randint(1, 9)
        self.on_order -= quantity - sum(parts)

    def arrive(self, day, key, quantity):
        lot, hub = self.new_lot(), self.good.hub
        at = day * MINUTES + RECEIPT + self.good.vendor % 50
        expires = at + self.good.life * MINUTES if lot else None
        doc = f"{self.good.vendor}-{hub}-{day}"
        self.rows.receipt.append((key, doc, at, quantity, lot, expires))
        self.rows.moves += 1 + (hub < 2)
        self.on_order -= quantity
        self.stock[hub].put(lot, quantity)
        taken = (lot, quantity)
        self.maybe_back(day, hub, "receipt", len(self.rows.receipt), taken)

    # --- moving and counting ---------------------------------------------------

    def balance(self, day):
        """Ship from the hub what the other places will need, or back what they hold."""
        for place in self.good.places[1:]:
            need = self.demand[place] / self.size.days * (self.every + 10)
            gap = round(need) + self.owed[place] - self.stock[place].total
            if gap >= 0:
                keep = round(self.daily * 2)
                free = max(self.stock[self.good.hub].total - keep, 0)
                self.ship(day, self.good.hub, place, min(max(gap, 1), free))
            elif -gap > need + 2:
                self.ship(day, place, self.good.hub, -gap // 2)

    def ship(self, day, source, target, quantity):
        doc = f"{source}-{target}-{day}"
        at = day * MINUTES + SHIP + source
        taken = self.stock[source].take(quantity)
        for lot, part in taken:
            days = 1 + (source + target + day) % 3
            arrival = day + days
            arrived = arrival * MINUTES + ARRIVAL + target
            on_way = arrival >= self.size.days
            self.rows.transfer.append(
                (doc, source, target, self.number, at)
                + (None if on_way else arrived, part, lot)
            )
            self.due[arrival].append(("unload", target, lot, part))
        if taken:
            self.rows.moves += 1 if arrival >= self.size.days else 2

    def unload(self, _day, place, lot, quantity):
        self.stock[place].put(lot, quantity)

    def count(self, day):
        """A count finds one too many or one too few, here and there."""
        for place, stock in self.stock.items():
            if self.dice.random() < 0.5:
                continue
            if stock.total and self.dice.random() < 0.5:
                ((lot, quantity),) = stock.take(1)
                kind = "scrap" if self.dice.random() < 0.1 else "count"
                self.adjust(day, COUNT, kind, place, -quantity, lot)
            elif stock.lots or not self.good.lots:
                lot = stock.lots[-1][0] if stock.lots else None
                stock.put(lot, 1)
                self.adjust(day, COUNT, "count", place, 1, lot)


STEPS = {"arrive": 0, "unload": 1, "order": 2, "send": 3}


def fill_up(size, catalogue, rows, seed):
    """Add counts that find one more until there are `size.moves` done movements."""
    dice = Random(f"{seed}:counts")
    plain = [n for n, good in enumerate(catalogue) if not good.lots]
    while rows.moves < size.moves:
        number = dice.choice(plain)
        place = dice.choice(catalogue[number].places)
        day = dice.randrange(size.days)
        at = day * MINUTES + COUNT + 30
        doc = f"count-{place}-{day}"
        rows.adjust.append((doc, "count", place, number, at, 1, None))
        rows.moves += 1
