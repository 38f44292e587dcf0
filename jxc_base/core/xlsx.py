"""Streamed xlsx writer: typed cells, frozen header, filter, totals, safe strings.

Rows go to disk as they come (``constant_memory`` of xlsxwriter), so that 100,000 rows
need neither the time nor the memory of a document held as a whole.
Texts are always written as strings: ``=cmd|…`` in a product name stays a text (formula
injection, https://owasp.org/www-community/attacks/CSV_Injection).
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
MAX_INT = 10**15  # Excel keeps 15 digits; longer integers are written as text
MIN_WIDTH, MAX_WIDTH = 6, 60
MEASURED_ROWS = 500
FIRST_DATE = date(1900, 3, 1)  # Excel's calendar is wrong before
KINDS = ("text", "int", "number", "money", "percent", "date", "datetime", "bool")
NUMERIC = ("int", "number", "money", "percent")


@dataclass(frozen=True)
class Column:
    """One column: heading, kind of its cells, decimals, total or not.

    :param kind: one of ``KINDS``; ``percent`` takes a ratio (0.25 shows as 25 %).
    :param decimals: shown decimals of number, money and percent; the cell keeps the
        full value.
    :param width: characters of half width; measured when None.
    :param total: sum of the column in the last row (follows the reader's filter).
    :param labels: texts for true and false of a ``bool`` column.
    """

    title: str
    kind: str = "text"
    decimals: int = 2
    width: float | None = None
    total: bool = False
    labels: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}, one of {', '.join(KINDS)}")
        if self.total and self.kind not in NUMERIC:
            raise ValueError(f"a {self.kind} column has no total")


@dataclass(frozen=True)
class Sheet:
    """One sheet: name, columns, rows (any iterable, read once), lines above the table.

    :param rows: each a sequence with one value per column; None is an empty cell.
    :param title: first line, large; ``subtitles``: the lines below it.
    :param total_label: text of the first cell of the totals row; no totals without a
        column with ``total``.
    :param frozen_columns: columns that stay when scrolling sideways.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str | None = None
    subtitles: Sequence[str] = field(default_factory=tuple)
    total_label: str = "Total"
    frozen_columns: int = 0


def text_width(text: str) -> int:
    """Width in half-width characters; Chinese characters count two.

    >>> text_width("海天 500ml")
    10
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """A name Excel accepts: 31 characters, none of ``[]:*?/\\``, not yet taken.

    >>> sheet_name("a/b", ["A b"])
    'a b (2)'
    """
    clean = "".join(" " if c in "[]:*?/\\" or c < " " else c for c in name)
    clean = clean.strip(" '")[:31].strip(" '") or "Sheet"
    if clean.lower() == "history":
        clean = "History_"
    used, result, number = {item.lower() for item in taken}, clean, 1
    while result.lower() in used:
        number += 1
        suffix = f" ({number})"
        result = clean[: 31 - len(suffix)] + suffix
    return result


def _number_format(column: Column) -> str:
    decimals = "." + "0" * column.decimals if column.decimals else ""
    return {
        "text": "@",
        "int": "#,##0",
        "number": f"#,##0{decimals}",
        "money": f"#,##0{decimals};[Red]-#,##0{decimals}",
        "percent": f"0{decimals}%",
        "date": "yyyy-mm-dd",
        "datetime": "yyyy-mm-dd hh:mm",
        "bool": "General",
    }[column.kind]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return math.isfinite(value)


def _as_date(value: Any) -> bool:
    if not isinstance(value, date):
        return False
    if isinstance(value, datetime) and value.tzinfo:
        raise ValueError("datetimes come without time zone, in the reader's time")
    day = value.date() if isinstance(value, datetime) else value
    return day >= FIRST_DATE


class _Writer:
    """Writes one sheet; keeps widths and totals of its columns as rows pass."""

    def __init__(self, book: Any, sheet: Sheet, name: str) -> None:
        self.book, self.sheet = book, sheet
        self.work = book.add_worksheet(name)
        self.row = 0
        self.widths = [text_width(column.title) + 3 for column in sheet.columns]
        self.totals = [Decimal(0) for _column in sheet.columns]
        self.formats = [
            book.add_format({"num_format": _number_format(column), "valign": "top"})
            for column in sheet.columns
        ]

    def write(self) -> None:
        self._write_titles()
        header = self._write_header()
        for values in self.sheet.rows:
            self._write_row(values)
        if self.sheet.columns:
            self._finish(header)

    def _write_titles(self) -> None:
        if self.sheet.title:
            large = self.book.add_format({"bold": True, "font_size": 14})
            self.work.write_string(self.row, 0, self._text(self.sheet.title), large)
            self.row += 1
        for line in self.sheet.subtitles:
            self.work.write_string(self.row, 0, self._text(line))
            self.row += 1

    def _write_header(self) -> int:
        style = {"bold": True, "bg_color": "#E7E6E6", "bottom": 1, "valign": "vcenter"}
        left = self.book.add_format(style)
        right = self.book.add_format({**style, "align": "right"})
        for index, column in enumerate(self.sheet.columns):
            form = right if column.kind in NUMERIC else left
            self.work.write_string(self.row, index, self._text(column.title), form)
        self.row += 1
        self.work.freeze_panes(self.row, self.sheet.frozen_columns)
        return self.row - 1

    def _write_row(self, values: Sequence[Any]) -> None:
        if self.row >= MAX_ROWS - 1:
            raise ValueError(f"a sheet holds at most {MAX_ROWS:,} rows")
        if len(values) != len(self.sheet.columns):
            message = f"row {self.row + 1}: {len(values)} values"
            raise ValueError(f"{message} for {len(self.sheet.columns)} columns")
        measure = self.row < MEASURED_ROWS
        for index, value in enumerate(values):
            shown = self._write_cell(index, value)
            if measure and shown is not None:
                self.widths[index] = max(self.widths[index], text_width(shown) + 2)
        self.row += 1

    def _write_cell(self, index: int, value: Any) -> str | None:
        """Write one value, return it as shown (roughly) or None when empty."""
        if value is None:
            return None
        column = self.sheet.columns[index]
        if column.kind in NUMERIC and _is_number(value) and abs(value) < MAX_INT:
            return self._write_number(index, column, value)
        if column.kind in ("date", "datetime") and _as_date(value):
            self.work.write_datetime(self.row, index, value, self.formats[index])
            return "2026-01-01 00:00" if column.kind == "datetime" else "2026-01-01"
        if column.kind == "bool" and isinstance(value, bool) and not column.labels:
            self.work.write_boolean(self.row, index, value)
            return "FALSE"
        if column.kind == "bool" and column.labels:
            value = column.labels[0 if value else 1]
        text = self._text(value)
        self.work.write_string(self.row, index, text, self.formats[index])
        return text

    def _write_number(self, index: int, column: Column, value: Any) -> str:
        if column.total:
            self.totals[index] += Decimal(str(value))
        self.work.write_number(self.row, index, value, self.formats[index])
        if self.row >= MEASURED_ROWS:
            return ""
        return f"{value:,.{0 if column.kind == 'int' else column.decimals}f}"

    @staticmethod
    def _text(value: Any) -> str:
        text = str(value)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"

    def _finish(self, header: int) -> None:
        columns = self.sheet.columns
        last = max(self.row - 1, header)
        self.work.autofilter(header, 0, last, len(columns) - 1)
        if any(column.total for column in columns):
            self._write_totals(header + 1, last)
        for index, column in enumerate(columns):
            width = column.width or min(max(self.widths[index], MIN_WIDTH), MAX_WIDTH)
            self.work.set_column(index, index, width)

    def _write_totals(self, first: int, last: int) -> None:
        for index, column in enumerate(self.sheet.columns):
            style = {"bold": True, "top": 1, "num_format": _number_format(column)}
            form = self.book.add_format(style)
            if column.total:
                self._write_total(index, first, last, form)
            elif index == 0:
                label = self._text(self.sheet.total_label)
                self.work.write_string(self.row, index, label, form)
            else:
                self.work.write_blank(self.row, index, None, form)
        self.row += 1

    def _write_total(self, index: int, first: int, last: int, form: Any) -> None:
        total = float(self.totals[index])
        if last < first:
            self.work.write_number(self.row, index, 0, form)
            return
        letter = xlsxwriter.utility.xl_col_to_name(index)
        # 109 sums the rows the filter leaves visible; the value is cached for readers
        # that do not calculate.
        formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{last + 1})"
        self.work.write_formula(self.row, index, formula, form, total)
        width = text_width(f"{total:,.2f}") + 2
        self.widths[index] = max(self.widths[index], width)


def write_workbook(stream: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Write ``sheets`` as one xlsx document into the binary ``stream``.

    Values that do not fit their column's kind (text in a number column, NaN, dates
    before March 1900) are written as text, never dropped. Integers of more than 15
    digits are written as text, since Excel would round them.

    :raise ValueError: no sheet, a row of another length than the columns, more rows
        than a sheet holds, a datetime with time zone.
    """
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(stream, options)
    names: list[str] = []
    for sheet in sheets:
        names.append(sheet_name(sheet.name, names))
        _Writer(book, sheet, names[-1]).write()
    book.close()
