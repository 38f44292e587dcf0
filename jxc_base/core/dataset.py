"""Questions to a dataset: what was asked, checked against what it offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GRANULARITIES = ("day", "week", "month", "quarter", "year")
AGGREGATES = ("sum", "avg", "min", "max", "count", "count_distinct")
MAX_ROWS = 100_000


@dataclass(frozen=True)
class Offer:
    """One dimension or measure: its name, label, and what is taken when none is said.

    :param how: granularity of a date dimension or aggregate of a measure; None for
        other dimensions
    """

    name: str
    label: str
    how: str | None = None


def specs(
    asked: Iterable[str], offers: Mapping[str, Offer], allowed: Iterable[str]
) -> list[str]:
    """Names as for ``formatted_read_group``: ``["partner_id", "date:month"]``.

    :param asked: names, with ``:granularity`` or ``:aggregate`` where another than the
        usual one is wanted
    :param allowed: values that may follow the colon
    :raises KeyError: a name that is not offered
    :raises ValueError: not one of ``allowed`` behind the colon, or a name twice

    >>> specs(["date:year"], {"date": Offer("date", "Day", "month")}, GRANULARITIES)
    ['date:year']
    """
    found = []
    for text in asked:
        name, _colon, how = str(text).partition(":")
        offer = offers[name]
        how = how or offer.how
        if how and (offer.how is None or how not in allowed):
            raise ValueError(text)
        found.append(f"{name}:{how}" if how else name)
    if len(set(found)) < len(found):
        raise ValueError(", ".join(found))
    return found


def order(text: str, columns: Iterable[str]) -> str:
    """Order for ``formatted_read_group`` from ``"amount desc"``.

    :param columns: what :func:`specs` made of dimensions and measures
    :raises KeyError: a column that is not asked for
    :raises ValueError: neither ``asc`` nor ``desc``

    >>> order("amount desc", ["partner_id", "amount:sum"])
    'amount:sum desc'
    """
    known = {spec: spec for spec in columns}
    for spec in columns:
        known.setdefault(spec.partition(":")[0], spec)
    parts = []
    for part in text.split(","):
        name, _space, direction = part.strip().partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise ValueError(part)
        parts.append(f"{known[name]} {direction.strip().lower()}".strip())
    return ", ".join(parts)


def rows_wanted(limit: object) -> int:
    """Number of rows: 1 to ``MAX_ROWS``; None is as many as allowed.

    :raises ValueError: not a whole number in that range
    """
    if limit is None:
        return MAX_ROWS
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise ValueError(limit)
    if not 0 < limit <= MAX_ROWS:
        raise ValueError(limit)
    return limit
