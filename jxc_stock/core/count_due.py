"""Which places of which goods are due for a cycle count, spread over working days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple


class Spot(NamedTuple):
    """Goods in a place: ``key``, class, the day they were last counted (None: never),
    how often they were taken from since, and whether the book is below zero."""

    key: int
    grade: str | None
    last: date | None
    picks: int = 0
    negative: bool = False


class Due(NamedTuple):
    """A spot that should be counted, and why: "cycle", "picks" or "negative";
    ``late`` how many intervals have passed (above 1: overdue)."""

    key: int
    reason: str
    late: float


def interval(times: float) -> float:
    """Days between two counts when something is counted ``times`` a year.

    :raises ValueError: not at least once in ten years

    >>> interval(4)
    91.25
    """
    if times < 0.1:
        raise ValueError("counted less than once in ten years")
    return 365.0 / times


def lateness(spot: Spot, times: float, today: date) -> float:
    """Share of the interval that has passed since the last count; never counted: 2.

    Goods that are counted 0 times a year are not in the cycle: always 0.

    >>> lateness(Spot(1, "A", date(2026, 1, 1)), 4, date(2026, 4, 2))
    0.9972602739726028
    """
    if not times:
        return 0.0
    if spot.last is None:
        return 2.0
    return (today - spot.last).days / interval(times)


def daily_share(spots: Iterable[tuple[str | None, int]], times, days: int) -> int:
    """Return how many spots have to be counted on a working day to keep up.

    :param spots: (class, number of spots)
    :param times: {class: counts a year}; None and unknown classes count like C
    :param days: working days a year

    >>> daily_share([("A", 100), ("C", 500)], {"A": 4, "C": 1}, 250)
    4
    """
    yearly = sum(number * times.get(g, times.get("C", 1)) for g, number in spots)
    return ceil(yearly / max(1, days))


def choose(
    spots: Sequence[Spot], times, today: date, share: int, picks: int = 0
) -> list[Due]:
    """Return what to count today: all occasions, and the latest of the cycle.

    Occasions do not wait for their turn: a negative book, and ``picks`` or more
    pickings since the last count (0: no such occasion). The rest of ``share`` goes to
    the spots whose interval has passed furthest, if at least nine tenths of it have.

    :param times: {class: counts a year}; unknown classes count like C
    :param share: number of spots a day, see `daily_share`
    """
    found = []
    for spot in spots:
        often = times.get(spot.grade, times.get("C", 1))
        late = lateness(spot, often, today)
        found.append(Due(spot.key, _occasion(spot, picks) or "cycle", late))
    occasions = [due for due in found if due.reason != "cycle"]
    cycle = [due for due in found if due.reason == "cycle" and due.late >= 0.9]
    cycle.sort(key=lambda due: (-due.late, due.key))
    return occasions + cycle[: max(0, share - len(occasions))]


def _occasion(spot: Spot, picks: int) -> str | None:
    if spot.negative:
        return "negative"
    return "picks" if picks and spot.picks >= picks else None
