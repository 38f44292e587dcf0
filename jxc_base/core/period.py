"""Days, weeks, months and quarters of a company's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, WEEK, MONTH, QUARTER = "day", "week", "month", "quarter"
KINDS = (DAY, WEEK, MONTH, QUARTER)
_MONTHS = {MONTH: 1, QUARTER: 3}


@dataclass(frozen=True, order=True)
class Period:
    """One period: ``kind`` day, week, month or quarter; ``start`` its first day."""

    kind: str
    start: date

    @classmethod
    def of(cls, kind: str, day: date) -> Period:
        """Return the period that contains a day; weeks begin on Monday (ISO 8601).

        :raises ValueError: unknown kind

        >>> Period.of("quarter", date(2026, 5, 17)).start
        datetime.date(2026, 4, 1)
        >>> Period.of("week", date(2026, 3, 1)).label
        '2026-W09'
        """
        if kind == DAY:
            return cls(kind, day)
        if kind == WEEK:
            return cls(kind, day - timedelta(days=day.weekday()))
        if kind not in _MONTHS:
            raise ValueError(f"no such period: {kind!r}")
        month = (day.month - 1) // _MONTHS[kind] * _MONTHS[kind] + 1
        return cls(kind, date(day.year, month, 1))

    @property
    def end(self) -> date:
        """Last day."""
        return self.shifted(1).start - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days.

        >>> Period("month", date(2028, 2, 1)).days
        29
        """
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """Name that needs no language: 2026-03-05, 2026-W10, 2026-03, 2026-Q1."""
        if self.kind == WEEK:
            year, week, _day = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind == QUARTER:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return self.start.isoformat()[: 7 if self.kind == MONTH else 10]

    def shifted(self, number: int) -> Period:
        """Return the period ``number`` later (negative: earlier).

        >>> Period("month", date(2026, 1, 1)).shifted(-2).label
        '2025-11'
        """
        if self.kind in _MONTHS:
            months = self.start.year * 12 + self.start.month - 1
            year, month = divmod(months + number * _MONTHS[self.kind], 12)
            return Period(self.kind, date(year, month + 1, 1))
        step = 7 if self.kind == WEEK else 1
        return Period(self.kind, self.start + timedelta(days=step * number))

    def year_before(self) -> Period:
        """Return the same period a year ago; week 53 answers with week 52.

        >>> Period("day", date(2028, 2, 29)).year_before().label
        '2027-02-28'
        >>> Period("week", date(2026, 12, 28)).year_before().label
        '2025-W52'
        """
        if self.kind == WEEK:
            year, week, _day = self.start.isocalendar()
            return Period(self.kind, date.fromisocalendar(year - 1, min(week, 52), 1))
        day = 28 if (self.start.month, self.start.day) == (2, 29) else self.start.day
        return Period(self.kind, self.start.replace(year=self.start.year - 1, day=day))

    def elapsed(self, today: date) -> int:
        """Return how many of its days have begun on ``today``, at least one.

        >>> Period("month", date(2026, 3, 1)).elapsed(date(2026, 3, 10))
        10
        """
        return max(1, (min(self.end, today) - self.start).days + 1)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Return when it begins and the next one begins, as naive UTC times.

        :param zone: name of the company's time zone

        >>> Period("month", date(2026, 3, 1)).bounds("Asia/Shanghai")[0]
        datetime.datetime(2026, 2, 28, 16, 0)
        """
        first, after = (
            datetime.combine(day, time.min, ZoneInfo(zone))
            .astimezone(UTC)
            .replace(tzinfo=None)
            for day in (self.start, self.end + timedelta(days=1))
        )
        return first, after


def trend(period: Period, number: int = 13) -> list[Period]:
    """Return ``number`` periods that end with this one, oldest first.

    >>> [p.label for p in trend(Period("month", date(2026, 1, 1)), 3)]
    ['2025-11', '2025-12', '2026-01']
    """
    return [period.shifted(step - number + 1) for step in range(number)]
