"""Chinese working days: weekends, public holidays, make-up working days (调休).

The holidays of a year are announced each November, so only the years in
``data/cn_holidays.json`` (2023 to 2026) are known. For other years Saturdays and
Sundays are off and ``known`` is False; ``strict`` raises instead.
Source: notices of the General Office of the State Council, https://www.gov.cn/.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

MAX_DAYS = 10_000


class UnknownYear(LookupError):
    """The holidays of the year have not been announced or entered."""


@dataclass(frozen=True)
class Day:
    """``working`` or not; ``known`` False when only weekends count; ``holiday`` its
    Chinese name, None otherwise."""

    working: bool
    known: bool
    holiday: str | None = None


@cache
def _years() -> dict[int, dict[date, str | None]]:
    """Per year the days that differ from the week: name of a holiday, None for work."""
    path = Path(__file__).parent.parent / "data" / "cn_holidays.json"
    years = json.loads(path.read_text(encoding="utf-8"))["years"]
    return {int(year): _exceptions(row) for year, row in years.items()}


def _exceptions(row: dict) -> dict[date, str | None]:
    days: dict[date, str | None] = {
        date.fromisoformat(text): None for text in row["work"]
    }
    for first, last, name in row["off"]:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            days[day] = name
            day += timedelta(days=1)
    return days


def known_years() -> list[int]:
    """Years whose official arrangement is in the data, ascending.

    >>> known_years()
    [2023, 2024, 2025, 2026]
    """
    return sorted(_years())


def day_info(day: date) -> Day:
    """What kind of day it is; never raises for a date.

    >>> day_info(date(2026, 2, 16))
    Day(working=False, known=True, holiday='春节')
    """
    day = date(day.year, day.month, day.day)
    year = _years().get(day.year)
    week = day.weekday() < 5
    if year is None:
        return Day(week, False)
    if day not in year:
        return Day(week, True)
    return Day(year[day] is None, True, year[day])


def is_working_day(day: date, *, strict: bool = False) -> bool:
    """Whether people work on ``day``.

    :param strict: raise for a year that is not known instead of counting weekends.
    :raise UnknownYear: see ``strict``.

    >>> is_working_day(date(2026, 2, 28))  # a Saturday, worked for the spring festival
    True
    """
    info = day_info(day)
    if strict and not info.known:
        raise UnknownYear(f"the holidays of {day.year} are not known")
    return info.working


def add_working_days(day: date, count: int, *, strict: bool = False) -> date:
    """The ``count``-th working day after (negative: before) ``day``.

    0 gives ``day`` itself when it is a working day, else the next one.

    :param count: working days, at most 10,000 either way.
    :raise ValueError: a larger ``count``. :raise UnknownYear: see is_working_day.

    >>> add_working_days(date(2026, 9, 30), 1)
    datetime.date(2026, 10, 8)
    """
    if abs(count) > MAX_DAYS:
        raise ValueError(f"at most {MAX_DAYS} working days")
    if count == 0:
        while not is_working_day(day, strict=strict):
            day += timedelta(days=1)
        return day
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, strict=strict)
    return day


def working_days_between(start: date, end: date, *, strict: bool = False) -> int:
    """Working days after ``start`` up to and including ``end``; negative if before.

    So ``working_days_between(d, add_working_days(d, n)) == n``.

    :raise ValueError: more than 20,000 days apart.

    >>> working_days_between(date(2026, 9, 30), date(2026, 10, 9))
    2
    """
    if abs((end - start).days) > 2 * MAX_DAYS:
        raise ValueError(f"at most {2 * MAX_DAYS} days apart")
    if end < start:
        # the same steps backwards: days from end up to, not including, start
        days = (end + timedelta(days=n) for n in range((start - end).days))
        return -sum(is_working_day(day, strict=strict) for day in days)
    days = (start + timedelta(days=n + 1) for n in range((end - start).days))
    return sum(is_working_day(day, strict=strict) for day in days)
