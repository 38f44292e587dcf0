"""Future balance of a product: what will be free on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

Number = Decimal | float | int


@dataclass(frozen=True)
class Step:
    """Balance at the end of a day: what came in, what went out, what is left."""

    day: date
    incoming: Number
    outgoing: Number
    balance: Number


def future_balance(
    opening: Number, events: Iterable[tuple[date, Number]], today: date
) -> list[Step]:
    """Running balance by day, one step a day that has movements.

    balance(d) = opening + sum of events up to and including d. What is overdue can
    only happen from today on and counts today.

    :param opening: quantity now, product unit
    :param events: (day, quantity): positive comes in, negative goes out; any order
    :return: steps in order of day, empty without events

    >>> d = date
    >>> [(s.day.day, s.balance) for s in future_balance(
    ...     5, [(d(2026, 3, 9), 4), (d(2026, 3, 1), -6)], d(2026, 3, 5))]
    [(5, -1), (9, 3)]
    """
    dated = sorted(((max(day, today), quantity) for day, quantity in events))
    steps, balance = [], opening
    for day, group in groupby(dated, key=lambda event: event[0]):
        quantities = [quantity for _day, quantity in group]
        incoming = sum(quantity for quantity in quantities if quantity > 0)
        outgoing = -sum(quantity for quantity in quantities if quantity < 0)
        balance += incoming - outgoing
        steps.append(Step(day, incoming, outgoing, balance))
    return steps
