"""What a product's stock was worth at the end of each day, by cost method.

The same arithmetic as Odoo 19 (stock_account: `_run_avco`, `_run_fifo`,
`_get_standard_price_at_date`), so that the last day equals core's valuation; but one
pass gives every day, a pass can go on from a stored state, and receipts count with
the value that was known on the day, not with what a later bill made of it.
Quantities are in the product's unit, values in the company's currency, unrounded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import floor
from typing import NamedTuple, Protocol

PRICE, MOVE = 0, 1  # at the same moment a price counts before a movement


class Event(NamedTuple):
    """A movement over the border of the company, or a price set by hand.

    Events are applied in the order (at, kind, id). `quantity_all` is the change of
    stock including goods of other owners (FIFO in core counts them); `value` is what
    came in is worth, or for a PRICE the new unit cost.
    """

    day: date
    at: datetime
    kind: int
    id: int
    quantity_in: float = 0.0
    quantity_out: float = 0.0
    quantity_all: float = 0.0
    value: float = 0.0


class Change(NamedTuple):
    """Until `known_on` the receipt `id` was thought to be worth `value`."""

    known_on: date
    id: int
    value: float


class Closing(NamedTuple):
    """State at the end of a day; `value` is `quantity` × `unit_cost` or its stack."""

    day: date
    quantity: float
    unit_cost: float
    value: float


class Machine(Protocol):
    """One cost method: takes events in order, says the value in between."""

    def apply(self, event: Event, value: float) -> None: ...

    def settle(self, price: float) -> None: ...

    def state(self) -> tuple[float, float, float]: ...


@dataclass(slots=True)
class Average:
    """Moving average: total value ÷ quantity, restarted when stock was not positive."""

    quantity: float = 0.0
    unit_cost: float = 0.0
    value: float = 0.0

    def apply(self, event: Event, value: float) -> None:
        if event.kind == PRICE:
            self.unit_cost, self.value = value, value * self.quantity
            return
        if event.quantity_in:
            self._receive(event.quantity_in, value)
        if event.quantity_out:
            self.value -= event.quantity_out * self.unit_cost
            self.quantity -= event.quantity_out

    def _receive(self, quantity: float, value: float) -> None:
        before = self.quantity
        self.quantity += quantity
        if before > 0:
            self.value += value
            self.unit_cost = self.value / self.quantity
        else:
            self.unit_cost = value / quantity
            self.value = self.unit_cost * self.quantity

    def settle(self, price: float) -> None:
        """The average does not depend on the price on the product."""

    def state(self) -> tuple[float, float, float]:
        return self.quantity, self.unit_cost, self.value


@dataclass(slots=True)
class Standard:
    """Quantity × the price of the day; the first price counts for the time before."""

    quantity: float = 0.0
    unit_cost: float = 0.0

    def apply(self, event: Event, value: float) -> None:
        if event.kind == PRICE:
            self.unit_cost = value
        self.quantity += event.quantity_in - event.quantity_out

    def settle(self, price: float) -> None:
        self.unit_cost = price

    def state(self) -> tuple[float, float, float]:
        return self.quantity, self.unit_cost, self.quantity * self.unit_cost


@dataclass(slots=True)
class Fifo:
    """The newest receipts that together make up the stock."""

    price: float = 0.0
    quantity: float = 0.0
    everything: float = 0.0
    receipts: list[tuple[float, float]] = field(default_factory=list)
    settled: bool = False

    def apply(self, event: Event, value: float) -> None:
        if event.kind == PRICE:
            return
        self.quantity += event.quantity_in - event.quantity_out
        self.everything += event.quantity_all
        if event.quantity_in:
            self.receipts.append((event.quantity_in, value))

    def settle(self, price: float) -> None:
        self.price, self.settled = price, True

    def state(self) -> tuple[float, float, float]:
        value = self._worth(self.everything)
        unit = value / self.quantity if self.quantity else self._last_price()
        return self.quantity, unit, value

    def _worth(self, wanted: float) -> float:
        if wanted <= 0:
            return wanted * (self.price if self.settled else self._last_price())
        worth = 0.0
        for quantity, value in reversed(self.receipts):
            part = min(quantity, wanted)
            worth += value * part / quantity
            wanted -= part
            if wanted <= 0:
                return worth
        return worth + wanted * self._last_price()

    def _last_price(self) -> float:
        if not self.receipts:
            return self.price
        quantity, value = self.receipts[-1]
        return value / quantity


def machine(
    method: str, start: Closing | None = None, price: float = 0.0, first: float = 0.0
) -> Machine:
    """The machine of a cost method, going on from `start`.

    :param method: "average", "standard" or "fifo" (which cannot go on from a state)
    :param price: unit cost on the product now; for FIFO without any receipt
    :param first: first price known, for standard cost without `start`
    :raises ValueError: unknown method
    """
    if method == "average":
        return Average(*start[1:]) if start else Average()
    if method == "standard":
        return Standard(*start[1:3]) if start else Standard(0.0, first)
    if method == "fifo":
        return Fifo(price)
    raise ValueError(f"unknown cost method {method!r}")


def closings(
    method: str,
    events: Sequence[Event],
    changes: Iterable[Change] = (),
    *,
    since: date,
    price: float = 0.0,
    start: Closing | None = None,
) -> list[Closing]:
    """Value at the end of each day from `since` on, on which something happened.

    A day counts with the values known at its end: a receipt billed later at another
    price has its first value until the day of the bill. `since` itself is always
    reported, so the list is never empty.

    :param events: in order; from the beginning, or after `start`
    :param changes: later changes of the value of receipts among `events`, those of
        one day in the order in which they happened
    :param price: unit cost on the product now; the last day counts with it where the
        method looks at it (standard cost, FIFO below zero)
    :param start: state before the first event; without `changes` only

    >>> d, at = date, datetime
    >>> buy = Event(d(2026, 3, 2), at(2026, 3, 2), MOVE, 1, quantity_in=10, value=480)
    >>> sell = Event(d(2026, 3, 4), at(2026, 3, 4), MOVE, 2, quantity_out=4)
    >>> bill = Change(d(2026, 3, 6), 1, 400)  # 400 until the bill said 480
    >>> [(c.day.day, c.quantity, c.value)
    ...  for c in closings("average", [buy, sell], [bill], since=d(2026, 3, 1))]
    [(1, 0.0, 0.0), (2, 10.0, 400.0), (4, 6.0, 240.0), (6, 6.0, 288.0)]
    """
    changes = sorted(changes, key=lambda change: change.known_on)
    found: list[Closing] = []
    first = next((event.value for event in events if event.kind == PRICE), price)
    for begin, end, values in spans(changes):
        days = _days(events, begin, end, since)
        if days:
            runner = machine(method, start, price, first)
            found += run(runner, events, values, days, None if end else price)
    return found


def spans(
    changes: Sequence[Change],
) -> Iterator[tuple[date | None, date | None, dict[int, float]]]:
    """Periods with the same knowledge: (first day, day after, value by receipt)."""
    borders = sorted({change.known_on for change in changes})
    for begin, end in zip([None, *borders], [*borders, None], strict=True):
        values: dict[int, float] = {}
        for change in changes:
            if end and change.known_on >= end:
                values.setdefault(change.id, change.value)
        yield begin, end, values


def _days(
    events: Sequence[Event], begin: date | None, end: date | None, since: date
) -> list[date]:
    days = {event.day for event in events} | {since}
    if begin:
        days.add(begin)
    return sorted(
        day
        for day in days
        if day >= since and (not begin or day >= begin) and (not end or day < end)
    )


def run(
    runner: Machine,
    events: Sequence[Event],
    values: Mapping[int, float],
    days: Sequence[date],
    price: float | None,
) -> Iterator[Closing]:
    """Apply the events; yield the state at the end of each of `days` (ascending)."""
    position, count = 0, len(events)
    for day in days:
        while position < count and events[position].day <= day:
            event = events[position]
            known = event.value if event.kind == PRICE else values.get(event.id)
            runner.apply(event, event.value if known is None else known)
            position += 1
        if price is not None and day == days[-1]:
            runner.settle(price)
        yield Closing(day, *runner.state())


def in_cents(value: float, scale: int) -> int:
    """Round half away from zero like core, which first lifts by the last bit.

    >>> in_cents(2.675, 100), in_cents(-2.675, 100), in_cents(0.0, 100)
    (268, -268, 0)
    """
    lifted = floor(abs(value) * scale * (1 + 2**-52) + 0.5)
    return lifted if value >= 0 else -lifted


def together(parts: Iterable[Sequence[Closing]], digits: int) -> list[Closing]:
    """Add up the closings of the lots of a product valued by lot.

    Each lot's value is rounded to `digits` first, as core does.

    >>> day = date(2026, 3, 2)
    >>> together([[Closing(day, 1, 2.675, 2.675)], [Closing(day, 1, 1, 1)]], 2)[0].value
    3.68
    """
    by_day: dict[date, list[tuple[int, Closing]]] = {}
    for lot, part in enumerate(parts):
        for closing in part:
            by_day.setdefault(closing.day, []).append((lot, closing))
    found, last = [], {}
    for day in sorted(by_day):
        last.update(by_day[day])
        quantity = sum(closing.quantity for closing in last.values())
        cents = sum(in_cents(closing.value, 10**digits) for closing in last.values())
        value = cents / 10**digits
        found.append(Closing(day, quantity, value / quantity if quantity else 0, value))
    return found
