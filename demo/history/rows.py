"""The rows of a history, one type per staging table of `tools/history`.

Times are naive UTC. Quantities are in the article's base unit. Prices are CNY per base
unit without tax. ``doc`` is the key of a document: rows with the same one make one
order or one transfer.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Lot(NamedTuple):
    """A lot, named by its day of production; the last day on which it may be sold."""

    expires: date
    name: str


class Purchase(NamedTuple):
    id: int
    doc: str
    vendor: str
    warehouse: int
    code: str
    ordered_at: datetime
    planned_at: datetime
    quantity: int
    price: float
    user: str


class Receipt(NamedTuple):
    id: int
    purchase: int
    doc: str
    at: datetime
    quantity: int
    lot: Lot | None


class Sale(NamedTuple):
    id: int
    doc: str
    customer: int
    warehouse: int
    code: str
    ordered_at: datetime
    planned_at: datetime
    quantity: int
    price: float
    user: str


class Delivery(NamedTuple):
    id: int
    sale: int
    doc: str
    at: datetime
    quantity: int
    lot: Lot | None


class Return(NamedTuple):
    """Goods back to the vendor (``receipt``) or from a customer (``delivery``)."""

    id: int
    receipt: int | None
    delivery: int | None
    doc: str
    at: datetime
    quantity: int
    lot: Lot | None


class Transfer(NamedTuple):
    id: int
    doc: str
    source: int
    target: int
    code: str
    shipped_at: datetime
    arrived_at: datetime | None
    quantity: int
    lot: Lot | None


class Adjust(NamedTuple):
    """``kind``: opening, count or scrap; the quantity is signed."""

    id: int
    doc: str
    kind: str
    warehouse: int
    code: str
    at: datetime
    quantity: int
    lot: Lot | None
    reason: str


@dataclass
class History:
    """All rows of a history, in the order in which they happened."""

    purchases: list[Purchase] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    adjusts: list[Adjust] = field(default_factory=list)

    def add(self, kind, *values):
        """Append a row with the next number of its kind; return it."""
        rows = getattr(self, kind)
        row = TYPES[kind](len(rows) + 1, *values)
        rows.append(row)
        return row


TYPES = {
    "purchases": Purchase,
    "receipts": Receipt,
    "sales": Sale,
    "deliveries": Delivery,
    "returns": Return,
    "transfers": Transfer,
    "adjusts": Adjust,
}
