"""Promised dates of an order line: which of them counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FIRST, CONFIRMED, REVISED = "first", "confirmed", "revised"


@dataclass(frozen=True)
class Promise:
    """One entry of the ledger.

    ``kind`` first, confirmed or revised; ``day`` the promised day of the company;
    ``quantity`` in the product's unit; ``fault`` who made the change necessary, None
    where no date changed.
    """

    kind: str
    day: date
    quantity: float
    fault: str | None = None


def base_date(promises: Iterable[Promise], moved_by: str) -> date | None:
    """Return the day a line is measured against, None without any promise.

    The first promise, moved only by a change of date that the other side asked for: a
    supplier who postpones stays late, one whose customer postponed does not. What
    changes no date (a quantity, a confirmation) moves nothing.

    :param promises: entries of one line in the order in which they were recorded
    :param moved_by: the fault that moves it: "buyer" for purchases, "customer" for
        sales

    >>> first = Promise(FIRST, date(2026, 3, 2), 10)
    >>> late = Promise(REVISED, date(2026, 3, 9), 10, "supplier")
    >>> base_date([first, late], "buyer")
    datetime.date(2026, 3, 2)
    >>> base_date([first, late, Promise(REVISED, date(2026, 3, 16), 10, "buyer")],
    ...           "buyer")
    datetime.date(2026, 3, 16)
    """
    base = current = None
    for promise in promises:
        if base is None or _moves(promise, current, moved_by):
            base = promise.day
        current = promise.day
    return base


def _moves(promise: Promise, current: date | None, moved_by: str) -> bool:
    asked_for = promise.kind == REVISED and promise.fault == moved_by
    return asked_for and promise.day != current
