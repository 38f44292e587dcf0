"""A product's day rows: its flows and the company's value, spread over its places.

A place has the company's unit cost of the day times its own goods. Values are whole
smallest units of the currency (cents), so nothing is lost: what rounding leaves over
goes to a place that moved that day. A place that did not move keeps its value as long
as the unit cost stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from .valuation import Closing, in_cents

EXACT = 9  # decimals of a quantity kept, against noise of binary fractions
NOISE = 5  # cents up to which an unexplained change is called rounding


class Place(NamedTuple):
    """Where goods are and whose they are; warehouse 0: none."""

    warehouse: int
    area: str
    own: bool


class Flow(NamedTuple):
    """What one day changed at one place: product units, and cents."""

    day: date
    place: Place
    came: float = 0.0
    went: float = 0.0
    moved_in: float = 0.0
    moved_out: float = 0.0
    shifted: float = 0.0
    sold: float = 0.0
    came_cents: int = 0
    went_cents: int = 0
    sold_cents: int = 0

    @property
    def change(self) -> float:
        inner = self.moved_in - self.moved_out + self.shifted
        return self.came - self.went + inner


class Row(NamedTuple):
    """A day row; opening + flow + late = closing, and so in cents with `revalued`."""

    day: date
    place: Place
    opening: float
    flow: Flow
    late: float
    closing: float
    opening_cents: int
    moved_in_cents: int
    moved_out_cents: int
    shifted_cents: int
    revalued: int
    closing_cents: int
    cause: str | None = None


class History(NamedTuple):
    """What came before the first day, and what is to be said about the days.

    `openings`: place → (quantity, cents) at the end of the day before `since`;
    `unit_cost` then, None if unknown; `late`: place → quantity changed in closed
    months; `months`: first days of months that need rows; `causes`: day → cause of a
    revaluation.
    """

    since: date
    openings: Mapping[Place, tuple[float, int]] = {}
    unit_cost: float | None = None
    late: Mapping[Place, float] | None = None
    months: Sequence[date] = ()
    causes: Mapping[date, str] = {}
    shared: bool = False


def spread(
    closings: Sequence[Closing],
    flows: Iterable[Flow],
    history: History,
    digits: int = 2,
) -> list[Row]:
    """Rows of every day on which something changed at a place, in order of day.

    :param closings: the company's value; the first on `history.since` or before any
        flow; days in order
    :param flows: at most one per day and place, from `history.since` on
    :param digits: decimals of the currency

    >>> here, there = Place(1, "stock", True), Place(2, "stock", True)
    >>> day = date(2026, 3, 2)
    >>> rows = spread([Closing(day, 30, 8.0, 240.0)],
    ...     [Flow(day, here, came=10, came_cents=10000)],
    ...     History(day, {here: (10, 7000), there: (10, 7000)}, 7.0))
    >>> [(row.place.warehouse, row.closing_cents, row.revalued) for row in rows]
    [(1, 16000, -1000), (2, 8000, 1000)]
    """
    ledger = _Ledger(history, 10**digits)
    by_day = {
        day: {flow.place: flow for flow in group}
        for day, group in groupby(sorted(flows), attrgetter("day"))
    }
    values = {closing.day: closing for closing in closings}
    rows: list[Row] = []
    for day in sorted({*by_day, *values, *history.months}):
        ledger.value(values.get(day))
        rows += ledger.close(day, by_day.get(day, {}))
    return rows


class _Ledger:
    """Quantity and cents of every place while the days pass."""

    def __init__(self, history: History, scale: int) -> None:
        self.history, self.scale = history, scale
        self.stock = dict(history.openings)
        self.months = set(history.months)
        self.total = sum(cents for _quantity, cents in self.stock.values())
        self.unit, self.worth = history.unit_cost or 0.0, self.total
        self.moved_unit = history.unit_cost is None

    def value(self, closing: Closing | None) -> None:
        """Take over the company's unit cost and value of the day."""
        if closing:
            self.moved_unit |= closing.unit_cost != self.unit
            self.unit = closing.unit_cost
            self.worth = in_cents(self._shared(closing), self.scale)

    def _shared(self, closing: Closing) -> float:
        """Core says value × quantity ÷ quantity: a half cent can fall either way."""
        if not self.history.shared or not closing.quantity:
            return closing.value
        return closing.value * closing.quantity / closing.quantity

    def close(self, day: date, flows: Mapping[Place, Flow]) -> list[Row]:
        """Book the day; its rows, places in order."""
        late = self._late(day)
        touched = {*flows, *late}
        if self.moved_unit or day in self.months:
            touched |= {place for place, state in self.stock.items() if any(state)}
        before = {place: self.stock.get(place, (0.0, 0)) for place in touched}
        for place in touched:
            self._book(place, flows.get(place), late.get(place, 0.0))
        self._settle(flows, before)
        self.moved_unit = False
        rows = [
            self._row(day, place, flows.get(place), late.get(place, 0.0), state)
            for place, state in sorted(before.items())
        ]
        known = None if _moved_only(rows) else self.history.causes.get(day)
        return [
            row._replace(cause=self._cause(row, known))
            for row in rows
            if self._worth_a_row(row, flows)
        ]

    def _late(self, day: date) -> Mapping[Place, float]:
        if day != self.history.since or not self.history.late:
            return {}
        return {place: late for place, late in self.history.late.items() if late}

    def _cents(self, quantity: float) -> int:
        return in_cents(self.unit * quantity, self.scale)

    def _book(self, place: Place, flow: Flow | None, late: float) -> None:
        quantity, cents = self.stock.get(place, (0.0, 0))
        change = (flow.change if flow else 0.0) + late
        if not change and not self.moved_unit:
            return
        quantity = round(quantity + change, EXACT)
        new = self._cents(quantity) if place.own else 0
        self.stock[place] = (quantity, new)
        self.total += new - cents

    def _settle(self, flows: Mapping[Place, Flow], before: dict) -> None:
        """Give what rounding left over to a place, best one that moved."""
        rest = self.worth - self.total
        if not rest:
            return
        held = [place for place, (q, _c) in self.stock.items() if q and place.own]
        if not held:
            return
        place = max(held, key=lambda p: (p in flows, abs(self.stock[p][0]), p))
        before.setdefault(place, self.stock[place])
        quantity, cents = self.stock[place]
        self.stock[place] = (quantity, cents + rest)
        self.total += rest

    def _row(
        self,
        day: date,
        place: Place,
        flow: Flow | None,
        late: float,
        before: tuple[float, int],
    ) -> Row:
        flow = flow or Flow(day, place)
        quantity, cents = self.stock.get(place, (0.0, 0))
        inner = [
            self._cents(part) if part and place.own else 0
            for part in (flow.moved_in, flow.moved_out, flow.shifted)
        ]
        explained = flow.came_cents - flow.went_cents + inner[0] - inner[1] + inner[2]
        revalued = cents - before[1] - explained
        return Row(
            day,
            place,
            before[0],
            flow,
            late,
            quantity,
            before[1],
            *inner,
            revalued,
            cents,
        )

    def _cause(self, row: Row, known: str | None) -> str | None:
        if not row.revalued:
            return None
        if known:
            return known
        if self._late(row.day):
            return "closed"
        if abs(row.revalued) <= NOISE:
            return "rounding"
        late = self.history.late is not None and row.day == self.history.since
        return "closed" if late else "average"

    def _worth_a_row(self, row: Row, flows: Mapping[Place, Flow]) -> bool:
        if row.place in flows or row.late or row.revalued:
            return True
        return row.day in self.months and bool(row.closing or row.closing_cents)


def _moved_only(rows: Sequence[Row]) -> bool:
    """Whether flows explain the company's value; places differ by the average only.

    A few cents over all places are noise as long as single places differ by more: a
    document may be about no more than that.
    """
    revalued = [row.revalued for row in rows]
    total = abs(sum(revalued))
    return not total or total <= NOISE < max(map(abs, revalued))
