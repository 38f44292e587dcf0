"""Which request lines become one line of an RFQ."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby


@dataclass(frozen=True)
class Want:
    """A quantity wanted by a day; ``key`` holds whatever must be equal to merge."""

    id: int
    key: Hashable
    day: date
    quantity: float


def merge(wants: Iterable[Want], window_days: int) -> list[list[Want]]:
    """Group wants of the same key whose days lie close together.

    A group starts with its earliest day and takes every want up to ``window_days``
    later, so no want waits for one that is wanted much later.

    :param window_days: days, 0 = the same day only
    :return: groups in the order of key and day; each want is in exactly one

    >>> a, b = Want(1, "x", date(2026, 1, 1), 5), Want(2, "x", date(2026, 1, 3), 7)
    >>> [len(group) for group in merge([a, b], 2)], len(merge([a, b], 1))
    ([2], 2)
    """
    ordered = sorted(wants, key=lambda want: (repr(want.key), want.day, want.id))
    groups: list[list[Want]] = []
    for _key, same in groupby(ordered, key=lambda want: want.key):
        current: list[Want] = []
        for want in same:
            if current and (want.day - current[0].day).days > window_days:
                groups.append(current)
                current = []
            current.append(want)
        groups.append(current)
    return groups
