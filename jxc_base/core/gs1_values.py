"""Values inside GS1 codes: check digits, spellings of a GTIN, dates.

Source: GS1 General Specifications 7.9 (check digits) and 7.12 (century rule).
"""

import calendar
import re
from datetime import date, datetime


def check_digit(digits: str) -> int:
    """Check digit of all GS1 keys for the digits before it (weights 3, 1 from right).

    >>> check_digit("690123456789")
    2
    """
    weights = (3 if index % 2 == 0 else 1 for index in range(len(digits)))
    total = sum(
        int(digit) * weight
        for digit, weight in zip(reversed(digits), weights, strict=False)
    )
    return -total % 10


def is_valid_key(digits: str) -> bool:
    """Whether ``digits`` are ASCII digits that end in their check digit."""
    if not (digits.isascii() and digits.isdigit() and len(digits) > 1):
        return False
    return check_digit(digits[:-1]) == int(digits[-1])


def gtin_forms(gtin: str) -> list[str]:
    """All spellings of one GTIN that a product may carry (14, 13, 12, 8 digits).

    >>> gtin_forms("00012345678905")
    ['00012345678905', '0012345678905', '012345678905']
    """
    full = gtin.zfill(14)
    return [full[14 - size :] for size in (14, 13, 12, 8) if not int(full[:-size] or 0)]


def parse_date(text: str, year: int) -> date | None:
    """YYMMDD as a date, None when it is none; day 00 is the month's last day.

    The century is the one that puts the date between 49 years before and 50 years
    after ``year`` (General Specifications 7.12).

    >>> parse_date("280200", 2026)
    datetime.date(2028, 2, 29)
    """
    if not re.fullmatch(r"[0-9]{6}", text):
        return None
    month, day = int(text[2:4]), int(text[4:])
    full = _full_year(int(text[:2]), year)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(full, month)[1]
    return date(full, month, day or last) if day <= last else None


def _full_year(two_digits: int, year: int) -> int:
    century, now = divmod(year, 100)
    difference = two_digits - now
    if difference >= 51:
        century -= 1
    elif difference <= -50:
        century += 1
    return century * 100 + two_digits


def parse_datetime(text: str, year: int) -> datetime | None:
    """YYMMDD[hh[mm[ss]]]; None when it is no time."""
    day, clock = parse_date(text[:6], year), text[6:]
    if day is None or text[4:6] == "00" or len(clock) % 2:
        return None
    parts = [int(clock[index : index + 2]) for index in range(0, len(clock), 2)]
    hour, minute, second = (*parts, 0, 0, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second)
