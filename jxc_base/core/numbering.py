"""Ranges and rendering of document numbers ``prefix-YYYYMMDD-NNNN`` (B07).

Source: spec of Chinese user expectations, numbers with daily or monthly reset.
"""

import calendar
import re
from datetime import date
from typing import Literal

Reset = Literal["daily", "monthly", "yearly"]
RESETS: tuple[Reset, ...] = ("daily", "monthly", "yearly")

# strftime patterns of the date part: a number never repeats although it restarts.
DATE_PATTERNS: dict[str, str] = {"daily": "%Y%m%d", "monthly": "%Y%m", "yearly": "%Y"}


def period_for(day: date, reset: str) -> tuple[date, date]:
    """First and last day (both inclusive) of the numbering range that holds ``day``.

    :param day: a date or a datetime (its time is ignored).
    :param reset: ``daily``, ``monthly`` or ``yearly``.
    :raise ValueError: another ``reset``.

    >>> period_for(date(2024, 2, 9), "monthly")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    day = date(day.year, day.month, day.day)
    if reset == "daily":
        return day, day
    if reset == "monthly":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    if reset == "yearly":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    raise ValueError(f"reset must be one of {', '.join(RESETS)}, not {reset!r}")


def render(prefix: str, day: date, number: int, padding: int = 4, reset="daily") -> str:
    """Document number of the ``number``-th document of the range.

    The date part is as fine as the reset (day, month or year). A number longer than
    ``padding`` digits is written in full, never cut.

    :raise ValueError: a number below 1, an unknown reset, a padding below 0.

    >>> render("CGDD", date(2026, 3, 5), 7)
    'CGDD-20260305-0007'
    >>> render("PD", date(2026, 3, 5), 12, reset="monthly")
    'PD-202603-0012'
    """
    if number < 1 or padding < 0:
        raise ValueError("number starts at 1 and padding at 0")
    period_for(day, reset)
    return f"{prefix}-{day.strftime(DATE_PATTERNS[reset])}-{number:0{padding}d}"


def parse(text: str, prefix: str, reset: str = "daily") -> int | None:
    """Running number of a rendered document number, None when it is not of that form.

    >>> parse("CGDD-20260305-0007", "CGDD")
    7
    """
    digits = {"daily": 8, "monthly": 6, "yearly": 4}[reset]
    match = re.fullmatch(rf"{re.escape(prefix)}-\d{{{digits}}}-(\d+)", text)
    return int(match[1]) if match else None
