"""The way through the racks: bins from their names, and the order of passing them."""

import re
from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

AISLE_METRES, RACK_METRES = 3.0, 1.2
STEP = 10  # between two numbers: room for a bin that is added later


class Place(NamedTuple):
    """Aisle as a key that sorts 2 before 10, rack and level as numbers."""

    aisle: tuple
    rack: int
    level: int


def natural(text: str) -> tuple:
    """Key by which A2 comes before A10.

    >>> sorted(["A10", "A2", "B1"], key=natural)
    ['A2', 'A10', 'B1']
    """
    parts = re.split(r"(\d+)", text.strip().lower())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)


def parse(name: str) -> Place | None:
    """Aisle, rack and level of a bin: ``A-01-2``, ``A/1``, ``3.12.1`` or ``A0102``.

    :return: None when the name tells no rack

    >>> parse("A-01-2") == parse("a 1 2") == parse("A0102")
    True
    >>> parse("Cold room") is None
    True
    """
    parts = [part for part in re.split(r"[\s\-_./]+", name.strip()) if part]
    if len(parts) == 1 and (packed := re.fullmatch(r"(\D+)(\d\d)(\d\d)?", parts[0])):
        parts = [part for part in packed.groups() if part]
    numbers = parts[1:]
    if not numbers or not all(part.isdecimal() for part in numbers):
        return None
    return Place(natural(parts[0]), int(numbers[0]), int((*numbers, "0")[1]))


def serpentine(names: Mapping[Key, str]) -> list[Key]:
    """Keys of bins in the order of a walk up the first aisle, down the second, up …

    Levels of a rack follow each other, the lowest first. Bins whose name tells no rack
    come last, by name. Source: S-shape routing (de Koster et al., 2007, *Design and
    control of warehouse order picking*).

    >>> serpentine({1: "A-1", 2: "A-2", 3: "B-1", 4: "B-2", 5: "Floor"})
    [1, 2, 4, 3, 5]
    """
    places = {key: parse(name) for key, name in names.items()}
    aisles = sorted({place.aisle for place in places.values() if place})
    turn = {aisle: -1 if number % 2 else 1 for number, aisle in enumerate(aisles)}

    def step(key):
        place = places[key]
        if place is None:
            return (1, natural(names[key]), 0, 0, ())
        along = turn[place.aisle] * place.rack
        return (0, place.aisle, along, place.level, natural(names[key]))

    return sorted(names, key=step)


def dock_metres(
    names: Mapping[Key, str],
    aisle_metres: float = AISLE_METRES,
    rack_metres: float = RACK_METRES,
) -> dict[Key, float]:
    """Metres from the dock, which is at the first rack of the first aisle.

    Along the aisles to the bin's own, then along its racks. Bins whose name tells no
    rack are left out.

    >>> dock_metres({1: "A-1-1", 2: "A-2-3", 3: "B-1"})
    {1: 0.0, 2: 1.2, 3: 3.0}
    """
    places = {key: place for key, name in names.items() if (place := parse(name))}
    aisles = sorted({place.aisle for place in places.values()})
    number = {aisle: index for index, aisle in enumerate(aisles)}
    first = min((place.rack for place in places.values()), default=0)
    return {
        key: round(
            number[place.aisle] * aisle_metres + (place.rack - first) * rack_metres, 2
        )
        for key, place in places.items()
    }


def path_key(order: int, name: str) -> tuple:
    """Sort key of a line by its bin: numbered bins first, the others by name.

    >>> sorted([(0, "Floor"), (20, "A-2"), (10, "B-1")], key=lambda b: path_key(*b))
    [(10, 'B-1'), (20, 'A-2'), (0, 'Floor')]
    """
    return (0 if order > 0 else 1, order if order > 0 else 0, natural(name))
