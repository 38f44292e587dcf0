"""Sets that can be made, and the value that goes from what is used to what is made."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def sets_possible(parts: Sequence[tuple[float, float]]) -> int | None:
    """How many whole sets the free stock of the parts is enough for.

    :param parts: (needed for one set, free) of each part, in the same unit
    :return: None where no part is needed

    >>> sets_possible([(2, 25), (1, 13), (0.5, 100)])
    12
    >>> sets_possible([(1, -3)]), sets_possible([])
    (0, None)
    """
    counts = [
        max(0, floor(round(free / needed, 9))) for needed, free in parts if needed > 0
    ]
    return min(counts) if counts else None


def shared(total: float, weights: Sequence[float], digits: int) -> list[float]:
    """Split `total` by weights; the parts add up to it exactly in `digits` decimals.

    What rounding leaves goes to the largest remainders (Hare–Niemeyer). Weights that
    are all zero share alike.

    >>> shared(100.0, [1, 1, 1], 2)
    [33.34, 33.33, 33.33]
    >>> shared(-10.0, [3, 1], 2), shared(5.0, [0, 0], 2), shared(1.0, [], 2)
    ([-7.5, -2.5], [2.5, 2.5], [])
    """
    if not weights:
        return []
    scale = 10**digits
    cents = round(total * scale)
    whole = [Fraction(str(weight)) for weight in weights]
    if not sum(whole):
        whole = [Fraction(1)] * len(whole)
    exact = [cents * weight / sum(whole) for weight in whole]
    parts = [floor(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return [part / scale for part in parts]
