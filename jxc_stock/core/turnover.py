"""How often stock is turned over, and whether that is enough."""

ENOUGH = 0.75  # part of the benchmark below which it is bad, above it is to be watched
STEADY = 0.05  # relative change against last month that is none


def turnover(sold: float, average: float, days: int) -> float | None:
    """Turns a year: cost of goods sold ÷ mean stock value × 365 ÷ days.

    :param sold: cost of the goods delivered in the period, less what came back
    :param average: mean of the stock value at the end of each day of the period
    :param days: length of the period, at least 1
    :return: None without stock
    :raises ValueError: a period without days

    >>> turnover(220, 440, 31) == 0.5 * 365 / 31
    True
    >>> turnover(10, 0, 31) is None
    True
    """
    if days < 1:
        raise ValueError("a period has at least one day")
    return sold / average * 365 / days if average > 0 else None


def verdict(turns: float | None, benchmark: float) -> str | None:
    """good from the benchmark on, watch from `ENOUGH` of it on, else bad.

    >>> [verdict(turns, 4) for turns in (4, 3, 2.9, None)]
    ['good', 'watch', 'bad', None]
    """
    if turns is None or benchmark <= 0:
        return None
    if turns >= benchmark:
        return "good"
    return "watch" if turns >= ENOUGH * benchmark else "bad"


def trend(turns: float | None, before: float | None) -> str | None:
    """up, down or steady against the month before; None where one is missing.

    >>> [trend(turns, 4) for turns in (4.3, 4.1, 3.7, None)]
    ['up', 'steady', 'down', None]
    """
    if turns is None or before is None:
        return None
    if abs(turns - before) <= STEADY * abs(before):
        return "steady"
    return "up" if turns > before else "down"
