"""Stock levels: which of them is passed, what is wrong with them, how to set many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

FIELDS = ("minimum", "maximum", "safety", "cover", "most")
QUANTITIES = ("minimum", "maximum", "safety")
DAYS = ("cover", "most")
WAYS = ("keep", "days", "fixed", "percent")
DIGITS = 9  # decimals beyond which a figure is noise of floating point


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of a product in a warehouse; 0: none.

    :param minimum: product unit, below it goods are ordered
    :param maximum: product unit, up to it
    :param safety: product unit, what is left when the next delivery arrives
    :param cover: days of sales the stock lasts at least
    :param most: days of sales the stock lasts at most
    """

    minimum: float = 0.0
    maximum: float = 0.0
    safety: float = 0.0
    cover: int = 0
    most: int = 0


def wrong(levels: Levels) -> list[str]:
    """Return what does not fit together: codes, the gravest first.

    ``negative:<field>``, ``min_max`` (minimum above maximum), ``safety_min`` (safety
    stock above a minimum), ``cover_most``.

    >>> wrong(Levels(10, 5)), wrong(Levels(10, 20, 12)), wrong(Levels(safety=5))
    (['min_max'], ['safety_min'], [])
    >>> wrong(Levels(-1, 0)), wrong(Levels(cover=30, most=20))
    (['negative:minimum'], ['cover_most'])
    """
    found = [f"negative:{name}" for name in FIELDS if getattr(levels, name) < 0]
    if levels.minimum > levels.maximum:
        found.append("min_max")
    if 0 < levels.minimum < levels.safety:
        found.append("safety_min")
    if 0 < levels.most < levels.cover:
        found.append("cover_most")
    return found


def conform(levels: Levels) -> Levels:
    """Return the levels with the upper ones raised to what is asked of the lower ones.

    >>> conform(Levels(10, 5, 12))
    Levels(minimum=12, maximum=12, safety=12, cover=0, most=0)
    >>> conform(Levels(safety=5)), conform(Levels(cover=9, most=0)).most
    (Levels(minimum=0.0, maximum=0.0, safety=5, cover=0, most=0), 0)
    """
    minimum = max(levels.minimum, levels.safety) if levels.minimum else 0.0
    most = max(levels.most, levels.cover) if levels.most else 0
    maximum = max(levels.maximum, minimum)
    return replace(levels, minimum=minimum, maximum=maximum, most=most)


def state(levels: Levels, on_hand: float, available: float, forecast: float) -> str:
    """Return where a stock stands: out, safety, short, surplus, ok, none (no levels).

    Nothing is available of goods that should be there, whatever is on its way: out.
    Else as the warnings say: what is available against the safety stock, what there
    will be against the minimum, what lies there against the maximum. The gravest
    counts.

    >>> state(Levels(10, 20), 0, 0, 24), state(Levels(maximum=20), 0, 0, 0)
    ('out', 'ok')

    >>> state(Levels(10, 20, 5), 4, 4, 24), state(Levels(10, 20, 5), 8, 8, 9)
    ('safety', 'short')
    >>> state(Levels(10, 20, 5), 21, 21, 30), state(Levels(10, 20), 10, 10, 10)
    ('surplus', 'ok')
    >>> state(Levels(), 0, 0, 0)
    'none'
    """
    if (levels.safety or levels.minimum) and available <= 0:
        return "out"
    if levels.safety and available < levels.safety:
        return "safety"
    if levels.minimum and forecast < levels.minimum:
        return "short"
    if levels.maximum and on_hand > levels.maximum:
        return "surplus"
    return "ok" if any((levels.safety, levels.minimum, levels.maximum)) else "none"


def new_level(
    way: str, figure: float, old: float, per_day: float, step: float
) -> float | None:
    """Return a level set in one of the `WAYS`, rounded up; None: it stays as it is.

    days: ``figure`` days of demand (without demand it stays); fixed: ``figure``;
    percent: ``old`` and ``figure`` per cent more or less (0 stays 0).

    :param per_day: mean demand a day, product unit
    :param step: smallest unit of the product, or 1 for days

    >>> new_level("days", 14, 0, 0.3, 1), new_level("days", 14, 5, 0, 1)
    (5.0, None)
    >>> new_level("fixed", 7, 5, 0, 1), new_level("percent", -20, 10, 0, 1)
    (7.0, 8.0)
    >>> new_level("percent", 10, 10, 0, 0.5), new_level("keep", 1, 2, 3, 1)
    (11.0, None)
    """
    if way == "keep" or (way == "days" and per_day <= 0):
        return None
    wanted = {
        "days": figure * per_day,
        "fixed": figure,
        "percent": old * (1 + figure / 100),
    }[way]
    return round_up(max(wanted, 0.0), step)


def round_up(quantity: float, step: float) -> float:
    """Return the next multiple of ``step`` that is not below.

    >>> round_up(4.2, 1), round_up(0.1 + 0.2, 0.1), round_up(5, 0)
    (5.0, 0.3, 5.0)
    """
    if step <= 0:
        return float(quantity)
    return float(round(ceil(round(quantity / step, DIGITS)) * step, DIGITS))
