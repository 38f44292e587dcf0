"""Figures that people called normal: for what, how long, how far limits move."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from .alerts import Finding, Limits

PLACES = ("res_model", "res_id", "product_id", "partner_id", "warehouse_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal:
    """A figure that is normal for a record, product, partner or warehouse.

    What is None does not matter. ``figure`` has the unit of the detector; ``until`` is
    the last day it counts, None: until revoked. One that ``fades`` moves the limit less
    every day, back to where it was after that day.
    """

    normal_id: int
    company_id: int
    figure: float
    since: date
    until: date | None = None
    fades: bool = False
    res_model: str | None = None
    res_id: int | None = None
    product_id: int | None = None
    partner_id: int | None = None
    warehouse_id: int | None = None

    def weight(self, today: date) -> float:
        """Share of the move that counts on a day, 1 down to 0.

        >>> fades = Normal(normal_id=1, company_id=1, figure=9, fades=True,
        ...     since=date(2026, 3, 1), until=date(2026, 3, 10))
        >>> [fades.weight(date(2026, 3, day)) for day in (1, 6, 10, 11)]
        [1.0, 0.5, 0.1, 0.0]
        >>> replace(fades, fades=False).weight(date(2026, 3, 10))
        1.0
        """
        if self.until is None:
            return 1.0
        left = (self.until - today).days + 1
        if left <= 0:
            return 0.0
        days = max((self.until - self.since).days + 1, 1)
        return min(left / days, 1.0) if self.fades else 1.0


def moved(limits: Limits, normal: Normal, today: date) -> Limits:
    """Limits of a rule, moved so that the normal figure is still good.

    All levels move by the distance from the mildest one to the figure, times the
    weight of the day. A figure on the good side of the mildest level moves nothing.

    >>> limits = Limits((("warning", 10), ("critical", 20)), over=True)
    >>> fine = Normal(normal_id=1, company_id=1, figure=14, since=date(2026, 3, 1))
    >>> moved(limits, fine, date(2026, 3, 9)).levels
    (('warning', 14.0), ('critical', 24.0))
    >>> moved(limits, replace(fine, figure=8), date(2026, 3, 9)) is limits
    True
    """
    gap = normal.figure - limits.levels[0][1]
    by = gap * normal.weight(today)
    if by == 0 or (by > 0) != limits.over:
        return limits
    levels = tuple((severity, level + by) for severity, level in limits.levels)
    return replace(limits, levels=levels, strict=True)


class Normals:
    """All that is normal for the findings of a detector, found without a search."""

    def __init__(self, normals: Iterable[Normal]):
        self._shelves = defaultdict(lambda: defaultdict(list))
        for normal in normals:
            names = tuple(n for n in PLACES if getattr(normal, n) is not None)
            self._shelves[names][_key(normal, names)].append(normal)

    def __bool__(self) -> bool:
        return bool(self._shelves)

    def of(self, finding: Finding) -> Iterator[Normal]:
        """Everything that was called normal for the record of a finding."""
        for names, shelf in self._shelves.items():
            yield from shelf.get(_key(finding, names), ())

    def move(
        self, limits: Limits, finding: Finding, today: date
    ) -> tuple[Limits, Normal | None]:
        """The limits for a finding, and what moved them furthest, if anything."""
        found, by = limits, None
        for normal in self.of(finding):
            candidate = moved(limits, normal, today)
            ahead = candidate.levels[0][1] - found.levels[0][1]
            if ahead and (ahead > 0) == limits.over:
                found, by = candidate, normal
        return found, by


def _key(thing: Finding | Normal, names: tuple[str, ...]) -> tuple:
    return thing.company_id, *(getattr(thing, name) for name in names)
