"""Indicators: value, limits and what moved them. No data is None, never 0."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .period import Period

HIGHER, LOWER, TARGET = "higher", "lower", "target"
GOOD, WARN, ALARM, NONE = "good", "warn", "alarm", "none"
REST = ""  # what the parts of a dimension leave of the total


class Lines(NamedTuple):
    """The records behind one half of a figure.

    ``measure`` is the stored field whose sum is the figure, None: their number.
    """

    model: str
    domain: list
    measure: str | None = None


class Figure(NamedTuple):
    """What an indicator answers for one value of a dimension.

    ``key`` id or code of the value, None where there is none (and for the total);
    ``denominator`` None for an indicator that is a plain sum; ``lines`` by "numerator"
    and "denominator".
    """

    key: int | str | None
    numerator: float
    denominator: float | None = None
    lines: Mapping[str, Lines] = {}


def key_text(key: int | str | None) -> str:
    """Return a key as it is stored; "0" stands for records without a value.

    >>> key_text(17), key_text("1-30"), key_text(None), key_text(False)
    ('17', '1-30', '0', '0')
    """
    return str(key) if key else "0"


def factor(scaling: str, percent: bool, period: Period, today: date) -> float:
    """Return what numerator ÷ denominator is multiplied with.

    :param scaling: "none"; "days": days of the period (so far, while it is open);
        "annual": 365 ÷ those days
    :param percent: whether the value is shown in percent

    >>> factor("annual", False, Period("day", date(2026, 3, 1)), date(2026, 3, 1))
    365.0
    """
    days = period.elapsed(today)
    scale = {"none": 1.0, "days": float(days), "annual": 365.0 / days}[scaling]
    return scale * (100.0 if percent else 1.0)


def value(
    numerator: float | None, denominator: float | None, ratio: bool, scale: float = 1.0
) -> float | None:
    """Return numerator ÷ denominator · scale; of a plain sum numerator · scale.

    :return: None without a numerator, or with nothing to divide by

    >>> value(30, 40, True, 100), value(30, 0, True), value(30, None, False)
    (75.0, None, 30.0)
    """
    if numerator is None:
        return None
    if not ratio:
        return float(numerator * scale)
    return numerator / denominator * scale if denominator else None


@dataclass(frozen=True)
class Limits:
    """Target and limits in the indicator's unit, None where not set.

    ``warn`` and ``alarm`` are values for higher and lower, distances from the target
    for target.
    """

    direction: str = HIGHER
    target: float | None = None
    warn: float | None = None
    alarm: float | None = None


def state(figure: float | None, limits: Limits) -> str:
    """Return good, warn, alarm, or none without a value or limits.

    A value at a limit is still on the better side of it.

    >>> percent = Limits(HIGHER, 98, warn=98, alarm=95)
    >>> [state(v, percent) for v in (98, 97, 95, 94.9, None)]
    ['good', 'warn', 'warn', 'alarm', 'none']
    >>> [state(v, Limits(TARGET, 5, warn=1, alarm=2)) for v in (4, 6.5, 2)]
    ['good', 'warn', 'alarm']
    """
    if figure is None or (limits.warn is None and limits.alarm is None):
        return NONE
    if limits.direction == TARGET and limits.target is None:
        return NONE
    for name in (ALARM, WARN):
        limit = getattr(limits, name)
        if limit is not None and _beyond(figure, limit, limits):
            return name
    return GOOD


def _beyond(figure: float, limit: float, limits: Limits) -> bool:
    if limits.direction == HIGHER:
        return figure < limit
    if limits.direction == LOWER:
        return figure > limit
    return abs(figure - limits.target) > limit


class Part(NamedTuple):
    """What one value of a dimension contributed to a change.

    ``contribution`` = ``own`` (its own ratio changed) + ``weight`` (it counts for more
    or less), in the indicator's unit; ``before`` and ``after`` its own values.
    """

    key: str
    before: float | None
    after: float | None
    contribution: float
    own: float
    weight: float


Pair = tuple[float, float]


def moved(
    before: Mapping[str, Pair],
    after: Mapping[str, Pair],
    total_before: Pair,
    total_after: Pair,
    ratio: bool,
) -> list[Part] | None:
    """Return the contributions to the change of a figure, the largest first.

    For N/D, with means over the two periods (bar) and changes (Δ):
    part i = (Δnᵢ − R̄·Δdᵢ) / D̄ = d̄ᵢ·Δrᵢ / D̄ + (r̄ᵢ − R̄)·Δdᵢ / D̄.
    The parts add up to the change exactly because ΔN = D̄·ΔR + R̄·ΔD. What the parts
    leave of the totals is the part with the key REST. For a plain sum part i = Δnᵢ.
    Source: symmetric (Marshall–Edgeworth) split of a ratio into rate and mix.

    :param before: by key (numerator already scaled, denominator)
    :param total_before: the same of the whole
    :param ratio: False: denominators are not looked at
    :return: None where there was no value in one of the periods

    >>> [(p.key, p.contribution) for p in moved(
    ...     {"a": (10, 100), "b": (20, 100)}, {"a": (10, 100), "b": (40, 100)},
    ...     (30, 200), (50, 200), True)]
    [('b', 0.1), ('a', 0.0)]
    """
    mean = _mean_of(total_before, total_after) if ratio else (0.0, 1.0)
    if mean is None:
        return None
    pairs = [
        (key, before.get(key, (0.0, 0.0)), after.get(key, (0.0, 0.0)))
        for key in {**before, **after}
    ]
    rest = (REST, _rest(total_before, before), _rest(total_after, after))
    if any(not _nothing(n, t) for n, t in _against(rest, total_before, total_after)):
        pairs.append(rest)
    parts = [_part(*pair, mean, ratio) for pair in pairs]
    return sorted(parts, key=lambda part: (-abs(part.contribution), part.key))


def _mean_of(before: Pair, after: Pair) -> Pair | None:
    """Mean ratio and mean denominator of two periods."""
    middle = (before[1] + after[1]) / 2
    if not before[1] or not after[1] or not middle:
        return None
    return (before[0] / before[1] + after[0] / after[1]) / 2, middle


def _rest(total: Pair, parts: Mapping[str, Pair]) -> Pair:
    return (
        total[0] - math.fsum(pair[0] for pair in parts.values()),
        total[1] - math.fsum(pair[1] for pair in parts.values()),
    )


def _against(rest, total_before: Pair, total_after: Pair) -> Iterable[Pair]:
    yield from zip(rest[1], total_before, strict=True)
    yield from zip(rest[2], total_after, strict=True)


def _nothing(left: float, total: float) -> bool:
    return abs(left) <= 1e-9 * max(1.0, abs(total))


def _part(key: str, old: Pair, new: Pair, mean: Pair, ratio: bool) -> Part:
    change, growth = new[0] - old[0], new[1] - old[1]
    before, after = value(*old, ratio), value(*new, ratio)
    if not ratio:
        return Part(key, before, after, change, change, 0.0)
    whole = (change - mean[0] * growth) / mean[1]
    own = 0.0
    if before is not None and after is not None:
        own = (old[1] + new[1]) / 2 * (after - before) / mean[1]
    return Part(key, before, after, whole, own, whole - own)
