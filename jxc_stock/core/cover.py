"""Days of cover: how long what is free lasts at the pace of the last sales."""

from decimal import Decimal

Number = Decimal | float | int


def days_of_cover(available: Number, sold: Number, days: int) -> Number | None:
    """Days until `available` is sold, or None when nothing was sold.

    cover = available ÷ (sold ÷ days). What is overdrawn covers no day. Returns that
    exceed the sales count as nothing sold. Source: days of supply, APICS Dictionary.

    :param available: quantity free to sell now, product unit
    :param sold: to customers less back from customers in `days`, product unit
    :param days: length of the period in days, at least 1
    :raises ValueError: a period without days

    >>> days_of_cover(30, 56, 28)
    15.0
    >>> days_of_cover(-4, 56, 28)
    0
    >>> days_of_cover(30, 0, 28) is None
    True
    """
    if days < 1:
        raise ValueError("a period has at least one day")
    if sold <= 0:
        return None
    return available * days / sold if available > 0 else 0
