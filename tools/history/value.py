"""Value every movement of one product in the order of time, as Odoo would have done.

Pure: plain tuples in, plain tuples out. The rules are those of the module
`stock_account` (`_set_value`, `_run_avco`, `_run_fifo`, `_update_standard_price`).
"""

from collections import deque
from typing import NamedTuple

IN, BACK, OWN, OUT, ASK = "in", "back", "own", "out", "ask"


class Event(NamedTuple):
    """One thing that happens to a product.

    kind: `in` (bought, `price` per unit), `back` (returned by a customer, `origin` is
    the event that went out), `own` (found or opening stock, at cost), `out` (leaves),
    `ask` (nothing moves; the unit cost of the moment is wanted).
    """

    id: int
    kind: str
    quantity: float = 0.0
    price: float = 0.0
    origin: int = 0


def run(method, events, cost, money):
    """Return ({event id: value, or unit cost for `ask`}, unit cost at the end).

    :param method: `average`, `fifo` or `standard`
    :param events: `Event`s of one product in the order of time
    :param cost: unit cost before the first event
    :param money: function that rounds to the company's currency

    >>> run("average", [Event(1, "in", 10, 6), Event(2, "in", 10, 8),
    ...                 Event(3, "out", 5)], 0.0, lambda x: round(x, 2))
    ({1: 60, 2: 80, 3: 35.0}, 7.0)
    """
    book = {"average": Average, "fifo": Fifo, "standard": Book}[method](cost, money)
    values, sent = {}, {}
    for event in events:
        if event.kind == ASK:
            values[event.id] = book.cost
            continue
        if event.kind == OUT:
            value = book.take(event.quantity)
            sent[event.id] = (value, event.quantity)
        else:
            value = book.put(event.quantity, book.worth(event, sent))
        values[event.id] = value
    return values, book.cost


class Book:
    """Standard cost: bought goods keep their price, everything leaves at cost."""

    def __init__(self, cost, money):
        self.cost, self.money = cost, money

    def worth(self, event, sent):
        """Return the value of goods coming in, not yet rounded."""
        if event.kind == IN:
            return event.price * event.quantity
        if event.kind == BACK and event.origin in sent:
            value, quantity = sent[event.origin]
            return value * event.quantity / quantity
        return self.cost * event.quantity

    def put(self, quantity, value):
        return self.money(value)

    def take(self, quantity):
        return self.money(self.cost * quantity)


class Average(Book):
    """Moving average, valid below zero: the next receipt then sets the cost."""

    def __init__(self, cost, money):
        super().__init__(cost, money)
        self.average, self.quantity, self.total = cost, 0.0, 0.0

    def put(self, quantity, value):
        value = self.money(value)
        before, self.quantity = self.quantity, self.quantity + quantity
        if before > 0:
            self.total += value
            self.average = self.total / self.quantity
        else:
            self.average = value / quantity if quantity else self.average
            self.total = self.average * self.quantity
        self.cost = self.average or self.cost
        return value

    def take(self, quantity):
        value = super().take(quantity)
        self.total -= quantity * self.average
        self.quantity -= quantity
        return value


class Fifo(Book):
    """First in, first out; what leaves below zero leaves at the last known price."""

    def __init__(self, cost, money):
        super().__init__(cost, money)
        self.stack, self.quantity, self.last = deque(), 0.0, None

    def put(self, quantity, value):
        value = self.money(value)
        self.quantity += quantity
        left = min(quantity, max(self.quantity, 0.0))
        self.stack.append([left, quantity, value])
        self.last = value / quantity if quantity else self.last
        self._follow()
        return value

    def take(self, quantity):
        wanted, value, price = quantity, 0.0, None
        while wanted > 0 and self.stack and self.quantity > 0:
            left, whole, worth = self.stack[0]
            part = min(left, wanted)
            value += worth * part / whole if whole else 0.0
            price = worth / whole if whole else price
            wanted -= part
            self._shorten(part)
        value += max(wanted, 0.0) * (self.cost if price is None else price)
        self.quantity -= quantity
        self._follow()
        return self.money(value)

    def _shorten(self, part):
        self.stack[0][0] -= part
        if self.stack[0][0] <= 1e-9:
            self.stack.popleft()

    def _follow(self):
        """The cost follows what is in stock, or the last receipt."""
        if self.quantity > 1e-9:
            worth = sum(left * value / whole for left, whole, value in self.stack)
            self.cost = self.money(worth) / self.quantity
        elif self.last is not None:
            self.cost = self.last
