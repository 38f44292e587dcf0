"""ABC and XYZ classes of goods: how much they count for, how evenly they sell."""

from collections.abc import Hashable, Mapping
from math import sqrt
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

ABC_LIMITS = (0.80, 0.95)
XYZ_LIMITS = (0.5, 1.0)
FEWEST_WEEKS = 4  # below, a variation says nothing


def abc(
    values: Mapping[Key, float], limits: tuple[float, float] = ABC_LIMITS
) -> dict[Key, str]:
    """Class of each key by its share of the total.

    The largest first; a key is A while those before it have less than the first limit
    of the total, B up to the second, else C. So whatever carries the first 80 % is A,
    also one alone that has more. Equal values have equal classes. Nothing or less is
    C. Source: Pareto (80/95) as in warehousing textbooks.

    :param values: consumption of a period by key: money or product units
    :param limits: shares of A and of A + B, 0 to 1, ascending
    :raises ValueError: limits that are none

    >>> abc({"tea": 700, "soy": 160, "salt": 90, "wax": 30, "old": 20, "new": 0})
    {'tea': 'A', 'soy': 'A', 'salt': 'B', 'wax': 'C', 'old': 'C', 'new': 'C'}
    """
    if not 0 < limits[0] <= limits[1] <= 1:
        raise ValueError(f"no limits of classes: {limits!r}")
    total = sum(value for value in values.values() if value > 0)
    found: dict[Key, str] = {}
    before, at, last = 0.0, 0.0, None
    for key in sorted(values, key=lambda key: -values[key]):
        value = values[key]
        if value != last:
            last, at = value, before
        found[key] = _letter(at / total, limits) if value > 0 else "C"
        before += max(value, 0.0)
    return {key: found[key] for key in values}


def _letter(share: float, limits: tuple[float, float]) -> str:
    # sums of floats: 0.7999999 is the limit, not below it
    share = round(share, 9)
    if share < limits[0]:
        return "A"
    return "B" if share < limits[1] else "C"


def variation(total: float, squares: float, weeks: int) -> float | None:
    """Coefficient of variation of weekly demand: standard deviation ÷ mean.

    :param total: sum of the demand of the weeks
    :param squares: sum of the squares of the demand of each week
    :param weeks: number of weeks, those without demand included
    :return: None with fewer than `FEWEST_WEEKS` weeks or without demand

    >>> variation(40, 4 * 10**2, 4)  # ten every week
    0.0
    >>> round(variation(40, 40**2, 4), 4)  # all in one of four weeks
    1.7321
    """
    if weeks < FEWEST_WEEKS or total <= 0:
        return None
    mean = total / weeks
    return sqrt(max(squares / weeks - mean * mean, 0.0)) / mean


def xyz(
    variation: float | None, limits: tuple[float, float] = XYZ_LIMITS
) -> str | None:
    """X up to the first limit of the variation, Y up to the second, else Z.

    >>> [xyz(v) for v in (0.5, 0.7, 1.01, None)]
    ['X', 'Y', 'Z', None]
    """
    if variation is None:
        return None
    if variation <= limits[0]:
        return "X"
    return "Y" if variation <= limits[1] else "Z"
