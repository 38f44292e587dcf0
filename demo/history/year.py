"""The 364 days of the history: which day of the source, who is closed, what time.

Days are numbered 0 … 363; the last one is yesterday. The weekday and, within half a
week, the season of the source's day stay: its 52 whole weeks are turned like a wheel.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zlib import crc32

DAYS = 364
LOCAL = timedelta(hours=8)
CLOSED_DAYS = 14
CLOSED_EARLIER = 2
VENDORS_EARLIER, VENDORS_LATER = 3, 2


def share(*key):
    """Return a number in [0, 1) that is always the same for the same key.

    It stands for chance: no seed, no order of calls, the same on every machine.

    >>> share("V01", 12) == share("V01", 12) != share("V01", 13)
    True
    """
    return crc32(repr(key).encode()) / 2**32


@dataclass(frozen=True)
class Year:
    """The 52 weeks that end on ``end`` (included), in Shanghai.

    :param festivals: first official days of the Spring Festivals in or near the year.
    """

    end: date
    festivals: tuple[date, ...] = ()

    @cached_property
    def start(self):
        return self.end - timedelta(days=DAYS - 1)

    @cached_property
    def turn(self):
        """Return the source's day (0 …) of our first day: same weekday, same season."""
        season = self.start.timetuple().tm_yday - 1
        weekday = (self.start.weekday() + 1) % 7  # the source's first day is a Sunday
        return season + (weekday - season + 3) % 7 - 3

    def source_day(self, day):
        """Return the day 1 … 364 of the demand files that is our ``day``.

        >>> year = Year(date(2026, 11, 21))
        >>> year.source_day(363), year.date(363).strftime("%a")  # 1 is a Sunday
        (329, 'Sat')
        """
        return (self.turn + day) % DAYS + 1

    def date(self, day):
        return self._dates[day]

    @cached_property
    def _dates(self):
        return [self.start + timedelta(days=day) for day in range(DAYS + 1)]

    @cached_property
    def _midnight(self):
        return datetime.combine(self.start, time()) - LOCAL

    def number(self, when):
        """Return the number of a date; below 0 or above 363 outside of the year."""
        return (when - self.start).days

    def at(self, day, minute):
        """Return the time in UTC, naive, of a minute of our day in Shanghai."""
        return self._midnight + timedelta(days=day, minutes=minute)

    @cached_property
    def closures(self):
        """Return [(first, last)] closed days of the shop; may reach out of the year."""
        firsts = [self.number(day) - CLOSED_EARLIER for day in self.festivals]
        return [(first, first + CLOSED_DAYS - 1) for first in sorted(firsts)]

    def closed(self, day):
        """Whether the shop neither delivers nor receives."""
        return any(first <= day <= last for first, last in self.closures)

    def open_from(self, day):
        """Return the first day from ``day`` on that the shop is open."""
        while self.closed(day):
            day += 1
        return day

    def quiet(self, day):
        """Whether nobody orders: what is ordered today would be delivered tomorrow."""
        return self.closed(day + 1)

    def vendors_closed(self, day):
        return any(
            first - VENDORS_EARLIER <= day <= last + VENDORS_LATER
            for first, last in self.closures
        )

    def due(self, day, lead):
        """Return the day on which goods ordered on ``day`` should come."""
        day += lead
        while self.closed(day) or self.vendors_closed(day):
            day += 1
        return day
