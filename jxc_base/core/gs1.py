"""GS1 codes: element strings, Digital Links, GTINs, check digits, dates.

Source: GS1 General Specifications (sections 3 application identifiers, 7.8 element
string processing, 7.9 check digits, 7.12 century rule, 5.1.3 symbology identifiers)
and the GS1 Digital Link URI syntax, https://ref.gs1.org/. The identifiers are the data
file ``data/gs1_ai.json``, the test vectors ``tests/gs1_vectors.json``; both are written
for any language to read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from .gs1_values import check_digit, parse_date, parse_datetime

GS = "\x1d"
MAX_LENGTH = 2048
# Symbologies that carry GS1 element strings (]E0 is EAN/UPC: a bare GTIN).
GS1_SYMBOLOGIES = ("]C1", "]d2", "]Q3", "]e0", "]J1")
GTIN_SYMBOLOGIES = ("]E0", "]E4", "]I1")
PRIMARY_KEYS = "00 01 253 255 401 402 414 417 8003 8004 8006 8010 8013 8017 8018"
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SEPARATOR = re.compile(r"Alt029|\{GS\}|<GS>|\u241d")
_CHARSETS = {
    "N": re.compile(r"[0-9]*"),
    "X": re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*"),
    "Y": re.compile(r"[#\-/0-9A-Z]*"),
}
_ADDRESS = re.compile(r"https?://[^/?#\s]+(/[^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_PART = re.compile(r"(\[)?([NXY])(\.\.)?(\d+)\]?")

MESSAGES = {
    "empty": "the code is empty",
    "too_long_code": "the code is longer than %(limit)s characters",
    "unknown_ai": "no GS1 identifier starts with %(text)s",
    "too_short": "(%(ai)s) %(title)s needs %(wanted)s characters, found %(found)s",
    "too_long": "(%(ai)s) %(title)s takes %(wanted)s characters, found %(found)s",
    "bad_character": "(%(ai)s) %(title)s: character %(text)s is not allowed",
    "check_digit": "(%(ai)s) %(title)s: check digit is %(found)s, should be %(wanted)s",
    "bad_date": "(%(ai)s) %(title)s: %(text)s is not a date",
    "bad_decimals": "(%(ai)s) %(title)s cannot have %(found)s decimals",
    "repeated": "(%(ai)s) %(title)s appears twice with different values",
    "not_a_link": "not a GS1 Digital Link",
    "bad_gtin": "%(text)s is not a GTIN of 8, 12, 13 or 14 digits",
}


class Gs1Error(ValueError):
    """A code that breaks the GS1 rules.

    ``code`` is a key of ``MESSAGES``, ``values`` fill it in (so a caller can
    translate), ``position`` counts characters from 0 in the code without symbology.
    """

    def __init__(self, code: str, position: int = 0, **values: object) -> None:
        self.code, self.position, self.values = code, position, values
        super().__init__(MESSAGES[code] % values)


@dataclass(frozen=True)
class Part:
    """One component of an identifier's data: character set, length, optional."""

    charset: str
    least: int
    most: int


@dataclass(frozen=True)
class Identifier:
    """A row of the table, see its legend."""

    ai: str
    title: str
    kind: str
    parts: tuple[Part, ...]
    fnc1: bool
    check: int | None
    decimals: int | None
    unit: str | None

    @property
    def least(self) -> int:
        return sum(part.least for part in self.parts)

    @property
    def most(self) -> int:
        return sum(part.most for part in self.parts)


@dataclass(frozen=True)
class Element:
    """One identifier with its data.

    ``ai`` as printed (``3103``), ``raw`` the characters, ``value`` by kind: text as
    str, date, datetime, Decimal (in ``unit``), int; a GTIN has 14 digits.
    """

    ai: str
    title: str
    kind: str
    raw: str
    value: str | int | Decimal | date | datetime
    unit: str | None = None


def _part(text: str) -> Part:
    match = _PART.fullmatch(text)
    assert match, text
    optional, charset, variable, length = match.groups()
    least = 0 if optional else (1 if variable else int(length))
    return Part(charset, least, int(length))


@cache
def identifiers() -> dict[str, Identifier]:
    """The table of application identifiers by their (leading) digits."""
    path = Path(__file__).parent.parent / "data" / "gs1_ai.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["identifiers"]
    return {
        row["ai"]: Identifier(
            row["ai"],
            row["title"],
            row["kind"],
            tuple(_part(text) for text in row["format"].split("+")),
            row["fnc1"],
            row.get("check"),
            row.get("decimals"),
            row.get("unit"),
        )
        for row in rows
    }


def gtin14(code: str) -> str:
    """GTIN of 8, 12, 13 or 14 digits padded to 14.

    :raise Gs1Error: another length, no digits, a wrong check digit.

    >>> gtin14("6901234567892")
    '06901234567892'
    """
    if not (code.isascii() and code.isdigit() and len(code) in (8, 12, 13, 14)):
        raise Gs1Error("bad_gtin", text=code)
    wanted = check_digit(code[:-1])
    if wanted != int(code[-1]):
        values = {"ai": "01", "title": "GTIN", "found": code[-1], "wanted": wanted}
        raise Gs1Error("check_digit", len(code) - 1, **values)
    return code.zfill(14)


def split_symbology(code: str) -> tuple[str | None, str]:
    """Symbology identifier (``]C1``) and the rest; None without one.

    >>> split_symbology("]C10106901234567892")
    (']C1', '0106901234567892')
    """
    match = _SYMBOLOGY.match(code)
    return (match[0], code[3:]) if match else (None, code)


def normalize(code: str) -> str:
    """Element string with GS as the only separator and without a leading one.

    ``Alt029``, ``{GS}``, ``<GS>`` and ␝ mean GS; so does ``#`` when there is none of
    these, since character set 82 lacks it.
    """
    text = _SEPARATOR.sub(GS, code.strip(" \t\r\n"))
    if GS not in text and not text.startswith("8010"):
        text = text.replace("#", GS)
    return text.lstrip(GS)


def looks_like_gs1(code: str) -> bool:
    """Whether the code says by itself that it is GS1: prefix, separator, (01), link."""
    prefix, text = split_symbology(code.strip())
    if prefix in GS1_SYMBOLOGIES or GS in _SEPARATOR.sub(GS, text):
        return True
    return bool(re.match(r"\(\d{2,4}\)", text)) or is_digital_link(text)


def is_digital_link(text: str) -> bool:
    """Whether the text is a web address with a GS1 primary key in its path."""
    address = _ADDRESS.match(text)
    return bool(address) and _link_start(_segments(address[1])) is not None


def _segments(path: str) -> list[str]:
    return path.rstrip("/").split("/")


def _find(text: str, position: int) -> Identifier:
    table = identifiers()
    for length in (2, 3, 4):
        head = text[position : position + length]
        if len(head) == length and head in table:
            return table[head]
    raise Gs1Error("unknown_ai", position, text=text[position : position + 4])


def _check_parts(row: Identifier, ai: str, raw: str, position: int) -> None:
    """Lengths and character sets of ``raw`` against the identifier's parts."""
    values = {"ai": ai, "title": row.title, "found": len(raw)}
    if len(raw) < row.least:
        raise Gs1Error("too_short", position, wanted=row.least, **values)
    if len(raw) > row.most:
        raise Gs1Error("too_long", position, wanted=row.most, **values)
    start = 0
    for part in row.parts:
        piece = raw[start : start + part.most]
        valid = _CHARSETS[part.charset].match(piece)
        end = valid.end() if valid else 0
        if end < len(piece):
            values = {"ai": ai, "title": row.title, "text": piece[end]}
            raise Gs1Error("bad_character", position + start + end, **values)
        start += len(piece)


def _check_key(row: Identifier, ai: str, raw: str, position: int) -> None:
    if not row.check:
        return
    wanted, found = check_digit(raw[: row.check - 1]), raw[row.check - 1]
    if wanted != int(found):
        values = {"ai": ai, "title": row.title, "wanted": wanted, "found": found}
        raise Gs1Error("check_digit", position + row.check - 1, **values)


def _value(row: Identifier, raw: str, decimals: int, year: int):
    """The typed value; None when a date is no date."""
    if row.kind == "date":
        return parse_date(raw, year)
    if row.kind == "datetime":
        return parse_datetime(raw, year)
    if row.kind == "date_range":
        ends = [parse_date(raw[at : at + 6], year) for at in range(0, len(raw), 6)]
        return "/".join(day.isoformat() for day in ends) if all(ends) else None
    if row.kind == "decimal":
        return Decimal(raw).scaleb(-decimals)
    if row.kind == "currency_amount":
        return f"{Decimal(raw[3:]).scaleb(-decimals)} {raw[:3]}"
    return int(raw) if row.kind == "integer" else raw


def _element(row: Identifier, ai: str, raw: str, position: int, year: int) -> Element:
    _check_parts(row, ai, raw, position)
    _check_key(row, ai, raw, position)
    decimals = int(ai[len(row.ai) :] or 0)
    value = _value(row, raw, decimals, year)
    if value is None:
        raise Gs1Error("bad_date", position, ai=ai, title=row.title, text=raw)
    return Element(ai, row.title, row.kind, raw, value, row.unit)


def _full_ai(row: Identifier, text: str, position: int) -> str:
    """The identifier with its decimals digit, checked."""
    if row.decimals is None:
        return row.ai
    ai = text[position : position + len(row.ai) + 1]
    if not ("0" <= ai[-1] <= str(row.decimals) and len(ai) > len(row.ai)):
        values = {"ai": row.ai, "title": row.title, "found": ai[len(row.ai) :] or "?"}
        raise Gs1Error("bad_decimals", position, **values)
    return ai


def _scan(text: str, year: int) -> Iterator[Element]:
    """Elements of a normalized element string."""
    position = 0
    while position < len(text):
        row = _find(text, position)
        ai = _full_ai(row, text, position)
        start = position + len(ai)
        stop = text.find(GS, start)
        stop = len(text) if stop < 0 else stop
        if not row.fnc1:
            stop = min(stop, start + row.most)
        yield _element(row, ai, text[start:stop], start, year)
        position = stop + 1 if text[stop : stop + 1] == GS else stop


def _scan_brackets(text: str, year: int) -> Iterator[Element]:
    """Elements of the human-readable form ``(01)…(10)…``."""
    heads = list(re.finditer(r"\((\d{2,4})\)", text))
    # A bracketed number inside a value is no identifier unless the table has it.
    heads = [m for m in heads if m.start() == 0 or _is_identifier(m[1])]
    for index, head in enumerate(heads):
        stop = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        yield _pair(head[1], text[head.end() : stop], head.end(), year)


def _is_identifier(ai: str) -> bool:
    table = identifiers()
    row = table.get(ai) or table.get(ai[:-1])
    return bool(row) and (row.decimals is None) == (row.ai == ai)


def _pair(ai: str, raw: str, position: int, year: int) -> Element:
    """Element of an identifier given apart from its data; pads GTINs."""
    if not _is_identifier(ai):
        raise Gs1Error("unknown_ai", position, text=ai)
    row = identifiers().get(ai) or identifiers()[ai[:-1]]
    _full_ai(row, ai, 0)
    if row.kind == "gtin" and raw.isdigit() and len(raw) in (8, 12, 13):
        raw = raw.zfill(14)
    return _element(row, ai, raw, position, year)


def _link_start(segments: list[str]) -> int | None:
    """Index of the last primary key that is followed by identifier/value pairs."""
    keys = PRIMARY_KEYS.split()
    for index in range(len(segments) - 2, -1, -1):
        pairs = segments[index::2]
        if segments[index] in keys and all(map(_is_identifier, pairs[: len(pairs)])):
            return index
    return None


def parse_digital_link(link: str, *, year: int | None = None) -> list[Element]:
    """Elements of a GS1 Digital Link, path first, then numeric query parameters.

    :raise Gs1Error: no primary key in the path, or data that breaks the rules.
    """
    year = date.today().year if year is None else year
    address = _ADDRESS.match(link.strip())
    segments = _segments(address[1]) if address else []
    start = _link_start(segments)
    if start is None:
        raise Gs1Error("not_a_link")
    path = segments[start:]
    pairs = list(zip(path[::2], map(unquote, path[1::2]), strict=False))
    pairs += [(ai, raw) for ai, raw in parse_qsl(address[2] or "") if ai.isdigit()]
    return _unique([_pair(ai, raw, 0, year) for ai, raw in pairs if ai])


def _unique(elements: list[Element]) -> list[Element]:
    seen: dict[str, Element] = {}
    for element in elements:
        known = seen.setdefault(element.ai, element)
        if known.raw != element.raw:
            raise Gs1Error("repeated", ai=element.ai, title=element.title)
    return list(seen.values())


def parse_gs1(code: str, *, year: int | None = None) -> list[Element]:
    """Elements of a GS1 code in any of its spellings, in their order.

    Accepted: element string with or without symbology identifier, separators as in
    :func:`normalize`; bracketed text; Digital Link; a bare GTIN behind an EAN/UPC or
    ITF-14 symbology identifier.

    :param year: the year the century rule counts from; the current one when None.
    :raise Gs1Error: what is wrong and where; nothing is read in part.

    >>> [(e.ai, str(e.value)) for e in parse_gs1("0106901234567892" "3103000500")]
    [('01', '06901234567892'), ('3103', '0.500')]
    """
    if len(code) > MAX_LENGTH:
        raise Gs1Error("too_long_code", MAX_LENGTH, limit=MAX_LENGTH)
    year = date.today().year if year is None else year
    prefix, text = split_symbology(code.strip(" \t\r\n"))
    if prefix in GTIN_SYMBOLOGIES:
        full = gtin14(text)
        return [Element("01", "GTIN", "gtin", full, full)]
    if is_digital_link(text):
        return parse_digital_link(text, year=year)
    text = normalize(text)
    if not text:
        raise Gs1Error("empty")
    scan = _scan_brackets if re.match(r"\(\d{2,4}\)", text) else _scan
    return _unique(list(scan(text, year)))
