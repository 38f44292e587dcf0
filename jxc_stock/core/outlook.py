"""How long goods last: until the next arrival."""

from __future__ import annotations


def days_without(available: float, per_day: float, arrival_in: float) -> float:
    """Days between the last goods and the next arrival, negative when some are left.

    :param available: free to sell now, product unit
    :param per_day: mean demand a day, product unit, above 0
    :param arrival_in: days until the next arrival
    :raises ValueError: no demand, so nothing runs out

    >>> days_without(12, 3, 9), days_without(12, 3, 2), days_without(-5, 3, 2)
    (5.0, -2.0, 2.0)
    """
    if per_day <= 0:
        raise ValueError("without demand nothing runs out")
    return arrival_in - max(available, 0.0) / per_day
