"""Sheets of the cut-over: columns, cells as people type them, and what is wrong.

Reads xlsx row by row (openpyxl, read only), never evaluates formulas: the value that
the spreadsheet program stored counts.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import openpyxl

MAX_ROWS = 5_000  # about 10 ms each on a quiet machine; a request has two minutes
HEADER_WITHIN = 20  # rows searched for the headings
MAX_NUMBER = 1e12
MAX_TEXT = 2000
YES = frozenset("1 y yes true x √ ✓ 是 有 对".split())
NO = frozenset("0 n no false 否 无 不".split())
_DATE = re.compile(r"^(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$")
_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")


class NotASheet(ValueError):
    """The file is no xlsx workbook, or is broken."""


class NoHeadings(ValueError):
    """No row holds all required headings; ``args`` are the missing ones."""


class TooLong(ValueError):
    """More rows than ``MAX_ROWS``."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    :param name: key of its value
    :param title: heading in the user's language
    :param kind: text, number, date, yesno or choice
    :param choices: {text in the file: value} of a choice
    :param aliases: further headings that are understood (other languages)
    :param least: smallest number allowed
    """

    name: str
    title: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    example: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    aliases: frozenset[str] = frozenset()
    least: float | None = 0.0


@dataclass
class Row:
    """One row of the file: number there, cells as read, values, problems.

    ``problems`` are (code, column title, cell) with a code of :func:`read_cell`, or
    (None, None, sentence) where a check of the sheet speaks.
    """

    number: int
    cells: list[Any]
    values: dict[str, Any]
    problems: list[tuple[str | None, str | None, Any]] = field(default_factory=list)

    def complain(self, sentence: str) -> None:
        """Add a sentence about this row."""
        self.problems.append((None, None, sentence))


def heading(text: Any) -> str:
    """Text of a heading for comparing: no star, no spaces, half width, lower case.

    >>> heading(" 商品编码 * ")
    '商品编码'
    """
    plain = unicodedata.normalize("NFKC", str(text or "")).lower()
    return re.sub(r"[\s*]+", "", plain)


def as_text(cell: Any) -> str:
    """A cell as text; whole numbers without decimals (a code typed as number).

    >>> as_text(1001.0)
    '1001'
    """
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date().isoformat() if cell.time() == cell.min.time() else cell
    return " ".join(str(cell).split())


def as_number(cell: Any) -> float:
    """A number as typed: ``1,234.5``, ``¥12``, full width digits.

    :raises ValueError: no number, or beyond 10^12
    """
    if isinstance(cell, bool):
        raise ValueError(cell)
    if not isinstance(cell, (int, float)):
        plain = unicodedata.normalize("NFKC", str(cell))
        plain = re.sub(r"[\s,¥元$]", "", plain)
        if not _NUMBER.match(plain):
            raise ValueError(cell)
        cell = float(plain)
    if not abs(cell) < MAX_NUMBER:
        raise ValueError(cell)
    return float(cell)


def as_date(cell: Any) -> date:
    """A day: date cell, ``2026-03-01``, ``2026/3/1`` or ``2026年3月1日``.

    :raises ValueError: no day
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DATE.match(str(cell).strip())
    if not found:
        raise ValueError(cell)
    return date(*map(int, found.groups()))


def as_yesno(cell: Any) -> bool:
    """Yes or no in English or Chinese.

    :raises ValueError: neither
    """
    if isinstance(cell, bool):
        return cell
    text = as_text(cell).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(cell)


def read_cell(cell: Any, column: Column) -> tuple[Any, str | None]:
    """Return (value, None) or (None, code of what is wrong).

    Codes: missing, number, small, date, yesno, choice, long.
    """
    if cell is None or not as_text(cell):
        return None, "missing" if column.required else None
    if column.kind == "choice":
        known = {heading(text): value for text, value in column.choices.items()}
        value = known.get(heading(cell))
        return value, None if value is not None else "choice"
    readers = {"number": as_number, "date": as_date, "yesno": as_yesno}
    try:
        value = readers.get(column.kind, as_text)(cell)
    except ValueError:
        return None, column.kind
    return _bounded(value, column)


def _bounded(value: Any, column: Column) -> tuple[Any, str | None]:
    if column.kind == "text" and len(value) > MAX_TEXT:
        return None, "long"
    if column.kind == "number" and column.least is not None and value < column.least:
        return None, "small"
    return value, None


def read(
    stream: BinaryIO, columns: Sequence[Column], most: int | None = None
) -> list[Row]:
    """Rows of the first sheet that has the headings; empty rows are left out.

    :param most: rows allowed, else ``MAX_ROWS``
    :raises NotASheet: no xlsx file
    :raises NoHeadings: a required heading is missing
    :raises TooLong: more rows than allowed
    """
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        return list(_rows(enumerate(lines, 1), columns, most or MAX_ROWS))
    except (NoHeadings, TooLong):
        raise
    except Exception as error:  # openpyxl raises whatever zip, xml and types raise
        raise NotASheet(str(error)) from error


def _rows(lines: Iterator[tuple[int, tuple]], columns: Sequence[Column], most: int):
    places = _find_headings(lines, columns)
    count = 0
    for number, line in lines:
        if all(cell is None or not as_text(cell) for cell in line):
            continue
        count += 1
        if count > most:
            raise TooLong(most)
        yield _row(number, line, columns, places)


def _find_headings(lines, columns):
    """{column name: place}; the headings stand within the first rows."""
    wanted = {c.name: {heading(t) for t in (c.title, *c.aliases)} for c in columns}
    required = {c.name: c.title for c in columns if c.required}
    missing = list(required.values())
    for number, line in lines:
        found = [heading(cell) for cell in line]
        places = {
            name: next(place for place, text in enumerate(found) if text in texts)
            for name, texts in wanted.items()
            if texts.intersection(found)
        }
        left = [title for name, title in required.items() if name not in places]
        if not left and places:
            return places
        missing = min(missing, left, key=len) if places else missing
        if number >= HEADER_WITHIN:
            break
    raise NoHeadings(*missing)


def _row(number, line, columns, places) -> Row:
    row = Row(number, [], {})
    for column in columns:
        place = places.get(column.name)
        cell = line[place] if place is not None and place < len(line) else None
        row.cells.append(cell)
        row.values[column.name], code = read_cell(cell, column)
        if code:
            row.problems.append((code, column.title, cell))
    return row


def doubles(rows: Sequence[Row], name: str) -> dict[str, list[int]]:
    """Values of the column ``name`` that stand in several rows, with their numbers."""
    seen: dict[str, list[Row]] = {}
    for row in rows:
        if row.values.get(name):
            seen.setdefault(str(row.values[name]).lower(), []).append(row)
    return {
        str(found[0].values[name]): [row.number for row in found]
        for found in seen.values()
        if len(found) > 1
    }
