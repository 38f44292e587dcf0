"""What lies in the warehouses, lot by lot."""

from bisect import insort
from collections import defaultdict
from datetime import timedelta


class Shelf:
    """The stock of one article in one warehouse; what expires first goes first."""

    def __init__(self, life_days=0):
        self.margin = timedelta(days=max(life_days // 20, 1) if life_days else 0)
        self.lots = []  # sorted by expiry, then name; [None] for goods without lots
        self.quantity = defaultdict(int)

    def put(self, lot, quantity):
        if lot not in self.quantity:
            insort(self.lots, lot) if lot else self.lots.append(lot)
        self.quantity[lot] += quantity

    def sellable(self, today):
        """Return the quantity that does not expire within the margin."""
        return sum(self.quantity[lot] for lot in self._good(today))

    def take(self, quantity, today):
        """Take up to ``quantity`` of the sellable goods; return [(lot, quantity)]."""
        taken = []
        for lot in list(self._good(today)):
            part = min(self.quantity[lot], quantity)
            if part:
                taken.append((lot, part))
                self.remove(lot, part)
                quantity -= part
            if not quantity:
                break
        return taken

    def remove(self, lot, quantity):
        """Take goods of one lot; ValueError when there are not as many."""
        if quantity > self.quantity.get(lot, 0):
            raise ValueError(f"{quantity} of {lot} of {dict(self.quantity)}")
        self.quantity[lot] -= quantity
        if not self.quantity[lot]:
            del self.quantity[lot]
            self.lots.remove(lot)

    def expired(self, today):
        """Return [(lot, quantity)] whose last day is over."""
        return [(x, self.quantity[x]) for x in self.lots if x and x.expires < today]

    def total(self):
        return sum(self.quantity.values())

    def _good(self, today):
        return (x for x in self.lots if not x or x.expires > today + self.margin)
