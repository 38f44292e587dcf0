"""From which day on a ledger reads the daily facts, and how it names its rows."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

OWNERS, AREAS, HOLDERS = ("own", "other"), ("stock", "hold", "transit"), 1_000_000
PLACES = HOLDERS * len(AREAS) * len(OWNERS)


class RowKey(NamedTuple):
    """What the id of a ledger's row says; a place has a warehouse or a company."""

    product: int
    warehouse: int | None
    company: int | None
    area: str
    ownership: str


def product_code(product: int) -> int:
    """A number that no row of a place has: all places of a product."""
    return product * PLACES


def row_key(code: int) -> RowKey | int | None:
    """The place of a row's id, the product of a `product_code`, or None.

    >>> row_key((7 * HOLDERS + 3 * 2) * 6 + 2)
    RowKey(product=7, warehouse=3, company=None, area='hold', ownership='own')
    >>> row_key((7 * HOLDERS + 4 * 2 + 1) * 6 + 5)
    RowKey(product=7, warehouse=None, company=4, area='transit', ownership='other')
    >>> row_key(product_code(7)), row_key(41)
    (7, None)
    """
    product, place = divmod(code, PLACES)
    if product < 1 or not place:
        return product if product > 0 else None
    holder, rest = divmod(place, len(AREAS) * len(OWNERS))
    number, of_company = divmod(holder, 2)
    return RowKey(
        product,
        None if of_company else number,
        number if of_company else None,
        AREAS[rest // 2],
        OWNERS[rest % 2],
    )


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
