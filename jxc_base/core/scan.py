"""What a scanned text may mean, before any record is looked up.

Source: spec of the PDA, resolver: symbology prefixes, GS1, then exact match; never a
part of a code (SN1 is not SN10).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from . import gs1
from .gs1_values import gtin_forms, is_valid_key

# Identifiers of dates in the order in which they count as the expiry.
EXPIRY_AIS = ("7003", "17", "16", "15")
COUNT_AIS = ("30", "37")
NET_WEIGHT_KG = "310"


@dataclass(frozen=True)
class Scan:
    """One reading of a scanned text.

    ``codes`` exact spellings to look for; ``item_codes`` those plus other spellings of
    a GTIN, for products and packings only; ``quantity`` pieces or packings named by the
    code, ``weight`` net kilograms; ``error`` why a text that claims to be GS1 is none.
    """

    text: str
    codes: tuple[str, ...] = ()
    item_codes: tuple[str, ...] = ()
    gtin: str | None = None
    sscc: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    quantity: int | None = None
    weight: Decimal | None = None
    error: gs1.Gs1Error | None = None


def _elements(text: str, year: int | None) -> tuple[dict, gs1.Gs1Error | None]:
    try:
        found = {element.ai: element for element in gs1.parse_gs1(text, year=year)}
    except gs1.Gs1Error as error:
        return {}, error if gs1.looks_like_gs1(text) else None
    # Without any sign of GS1 only a code that names an item or a package is one:
    # the check digit makes an accident improbable.
    if gs1.looks_like_gs1(text) or {"00", "01", "02"} & set(found):
        return found, None
    return {}, None


def _spellings(text: str, plain: str, gtin: str | None) -> tuple[str, ...]:
    if gtin:
        return tuple(dict.fromkeys([text, *gtin_forms(gtin)]))
    if len(plain) in (8, 12, 13, 14) and is_valid_key(plain):
        return tuple(dict.fromkeys([text, plain, *gtin_forms(plain)]))
    return tuple(dict.fromkeys([text, plain]))


def _expiry(found: dict) -> date | None:
    value = next((found[ai].value for ai in EXPIRY_AIS if ai in found), None)
    return value.date() if isinstance(value, datetime) else value


def read_scan(code: str, *, year: int | None = None) -> Scan:
    """Read a scanned text as GS1 and as a plain code.

    A bare GTIN is a plain code in all its spellings. Nothing raises: a broken GS1
    code has its ``error``.

    :param year: for the century rule of GS1 dates; the current one when None.

    >>> read_scan("SN1").codes
    ('SN1',)
    >>> read_scan("6901234567892").item_codes
    ('6901234567892', '06901234567892')
    """
    text = code.strip()
    plain = gs1.split_symbology(text)[1] or text
    found, error = _elements(text, year)
    value = {ai: element.value for ai, element in found.items()}
    gtin = value.get("01") or value.get("02")
    sscc = value.get("00")
    weights = (
        element.value for ai, element in found.items() if ai[:3] == NET_WEIGHT_KG
    )
    return Scan(
        text=text,
        codes=tuple(dict.fromkeys([text, plain, *([sscc] if sscc else [])])),
        item_codes=_spellings(text, plain, gtin),
        gtin=gtin,
        sscc=sscc,
        lot=value.get("10"),
        serial=value.get("21"),
        expiry=_expiry(found),
        quantity=next((value[ai] for ai in COUNT_AIS if ai in value), None),
        weight=next(weights, None),
        error=error,
    )
