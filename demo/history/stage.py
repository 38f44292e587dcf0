"""Fill the staging tables of `tools/history` with a simulated year."""

from datetime import datetime, time
from functools import cache

from demo import data
from demo.warehouses import bins_of_goods
from tools.history import staging
from tools.history.sql import copy

from .year import LOCAL

LAST_SECOND = time(23, 59, 59)


def fill(env, records, world):
    """Write the rows of the world's history into fresh staging tables."""
    cr, history, rows = env.cr, world.history, Rows(records, world)
    staging.create(cr)
    for name in ("purchase", "receipt", "sale", "delivery", "transfer", "adjust"):
        many = getattr(history, PLURALS.get(name, f"{name}s"))
        copy(cr, f"history_{name}", map(getattr(rows, name), many))
    copy(cr, "history_return", map(rows.back, history.returns))
    copy(cr, "history_place", rows.places())


PLURALS = {"delivery": "deliveries"}


class Rows:
    """Turn rows of the simulation into tuples in the order of the staging columns."""

    def __init__(self, records, world):
        self.world = world
        self.id = cache(lambda name: records.get(name).id)
        self.received = {row.purchase: row.quantity for row in world.history.receipts}

    def _order(self, row, partner, rest):
        return (
            *(row.id, row.doc, self.id(partner), *self._stock(row)),
            *(row.ordered_at, row.planned_at, row.quantity, row.price),
            *(self.id(f"user_{row.user}"), rest),
        )

    def _stock(self, row):
        return self.id(f"warehouse_{row.warehouse}"), self.id(f"product_{row.code}")

    def purchase(self, row):
        """What a vendor left out of a receipt is given up."""
        rest = "cancelled" if row.id in self.received else "open"
        return self._order(row, f"vendor_{row.vendor}", rest)

    def sale(self, row):
        rest = "cancelled" if row.id in self.world.cut else "open"
        return self._order(row, f"customer_{row.customer}", rest)

    def receipt(self, row):
        lot = row.lot and row.lot.name
        return row.id, row.purchase, row.doc, row.at, row.quantity, lot, end(row.lot)

    def delivery(self, row):
        return row.id, row.sale, row.doc, row.at, row.quantity, row.lot and row.lot.name

    def back(self, row):
        source = row.receipt, row.delivery
        return row.id, *source, row.doc, row.at, row.quantity, row.lot and row.lot.name

    def transfer(self, row):
        places = (self.id(f"warehouse_{n}") for n in (row.source, row.target))
        return (
            *(row.id, row.doc, *places, self.id(f"product_{row.code}")),
            *(row.shipped_at, row.arrived_at, row.quantity, row.lot and row.lot.name),
        )

    def adjust(self, row):
        return (
            *(row.id, row.doc, row.kind, *self._stock(row), row.at, row.quantity),
            *(row.lot and row.lot.name, row.reason, end(row.lot)),
        )

    def places(self):
        """Yield (warehouse, product, bin): every article has its bin."""
        bins = bins_of_goods(data.goods().values())
        for number, code in self.world.shelves:
            place = self.id(f"bin_{number}_{bins[code]}")
            yield (
                self.id(f"warehouse_{number}"),
                self.id(f"product_{code}"),
                place,
            )


def end(lot):
    """Return the last second of a lot in UTC, or None without a lot."""
    return lot and datetime.combine(lot.expires, LAST_SECOND) - LOCAL
