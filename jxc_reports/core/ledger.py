"""From which day on a ledger has to read the daily facts."""

from collections.abc import Mapping
from datetime import date


def scan_starts(first: date, carried: Mapping[int, date | None]) -> dict[int, date]:
    """The day from which each company's facts must be read for a period.

    Facts are sparse; the first day of each month, up to the last carried one, has a
    row for whatever is in stock. Reading from the newest such day that is not after
    the period's first is enough; a company without any is read from the beginning.

    :param first: first day of the period
    :param carried: first day of the last carried month by company, or None

    >>> scan_starts(date(2026, 5, 20), {1: date(2026, 11, 1), 2: date(2026, 3, 1)})
    {1: datetime.date(2026, 5, 1), 2: datetime.date(2026, 3, 1)}
    >>> scan_starts(date(2026, 5, 20), {1: None})
    {1: datetime.date(1, 1, 1)}
    """
    month = first.replace(day=1)
    return {key: min(month, day or date.min) for key, day in carried.items()}
