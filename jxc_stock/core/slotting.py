"""Fast movers near the dock: which goods should change places, and what it saves."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

WAYS = 2  # to the bin and back


@dataclass(frozen=True, slots=True)
class Slot:
    """Goods in a bin, or an empty bin, and how often somebody goes there.

    :param bin: key of the goods in the bin, or of the empty bin
    :param metres: from the dock
    :param zone: bins of one zone can hold each other's goods
    :param product: key of the goods; None: empty
    :param picks: pick lines of the period, 0 where it is empty
    """

    bin: Hashable
    metres: float
    zone: Hashable
    product: Hashable | None = None
    picks: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """`far` goes where `near` is, which comes back in its place or was empty.

    :param saved: metres of the period
    """

    far: Slot
    near: Slot
    saved: float

    @property
    def kind(self) -> str:
        return "move" if self.near.product is None else "swap"


def saving(far: Slot, near: Slot) -> float:
    """Metres saved in the period when two bins change their goods.

    2 × (picks far − picks near) × (metres far − metres near): each pick is a way there
    and back. A rough figure: a walk for several lines is shorter than their ways alone.

    >>> saving(Slot(1, 30, 0, "tea", 50), Slot(2, 10, 0, "wax", 2))
    1920
    """
    return WAYS * (far.picks - near.picks) * (far.metres - near.metres)


def advise(slots: Iterable[Slot], least: float = 0.0, limit: int = 50) -> list[Advice]:
    """Changes that save most, each bin in one of them; the largest saving first.

    What causes most walking is looked at first and takes the place that saves most.

    :param least: metres of the period below which a change is not worth the work

    >>> [found] = advise([Slot(1, 30, 0, "tea", 9), Slot(2, 1, 0), Slot(3, 9, 1)])
    >>> found.kind, found.near.bin, found.saved
    ('move', 2, 522)
    """
    slots = list(slots)
    zones: dict[Hashable, list[Slot]] = {}
    for slot in slots:
        zones.setdefault(slot.zone, []).append(slot)
    used: set[Hashable] = set()
    found = []
    for far in sorted(slots, key=lambda slot: -slot.picks * slot.metres):
        if not far.picks or far.bin in used:
            continue
        best = _best(far, zones[far.zone], used)
        if best and saving(far, best) > least:
            used |= {far.bin, best.bin}
            found.append(Advice(far, best, saving(far, best)))
    return sorted(found, key=lambda advice: -advice.saved)[:limit]


def _best(far: Slot, slots: list[Slot], used: set[Hashable]) -> Slot | None:
    """Nearer, with fewer picks: the one that saves most."""
    fitting = [
        slot
        for slot in slots
        if slot.bin not in used
        and slot.metres < far.metres
        and slot.picks < far.picks
        and slot.product != far.product
    ]
    return max(fitting, key=lambda slot: saving(far, slot), default=None)
