import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.xlsx import MAX_TEXT, Column, Sheet, sheet_name, write_workbook

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
)


def written(*sheets, values=True):
    stream = io.BytesIO()
    write_workbook(stream, sheets)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()), data_only=values)


@tagged("post_install", "-at_install")
class TestXlsx(BaseCase):
    def one(self, column, value):
        book = written(Sheet("S", [column], [[value]]))
        return book.active.cell(2, 1)

    def test_typed_cells(self):
        table = [
            (Column("t"), "海天酱油", "海天酱油"),
            (Column("i", "int"), 12, 12),
            (Column("n", "number", 3), 1.2345, 1.2345),
            (Column("m", "money"), Decimal("19.90"), 19.9),
            (Column("p", "percent"), 0.25, 0.25),
            (Column("d", "date"), date(2026, 2, 28), datetime(2026, 2, 28)),
            (
                Column("dt", "datetime"),
                datetime(2026, 2, 28, 7, 5),
                datetime(2026, 2, 28, 7, 5),
            ),
            (Column("b", "bool"), True, True),
            (Column("b", "bool", labels=("是", "否")), False, "否"),
            (Column("n", "number"), None, None),
            # what does not fit its kind stays readable as text
            (Column("n", "number"), "n/a", "n/a"),
            (Column("n", "number"), float("nan"), "nan"),
            (Column("n", "number"), True, "True"),
            (Column("i", "int"), 12345678901234567890, "12345678901234567890"),
            (Column("d", "date"), date(1899, 1, 1), "1899-01-01"),
        ]
        for column, value, expected in table:
            with self.subTest(kind=column.kind, value=value):
                self.assertEqual(self.one(column, value).value, expected)

    def test_formulas_stay_texts(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "{=1}"):
            with self.subTest(text=text):
                cell = self.one(Column("t"), text)
                self.assertEqual((cell.value, cell.data_type), (text, "s"))

    def test_links_and_long_texts(self):
        cell = self.one(Column("t"), "http://example.com/" + "x" * 40000)
        self.assertEqual(len(cell.value), MAX_TEXT)
        self.assertIsNone(cell.hyperlink)

    def test_layout(self):
        columns = [Column("产品"), Column("数量", "number", total=True), Column("z")]
        rows = [["海天酱油500ml一级", 1.1, "a"], ["b", 2.2, "b"]]
        sheet = Sheet("明细", columns, iter(rows), "收发存", ["2026-01"], "合计", 1)
        work = written(sheet).active
        self.assertEqual(work.title, "明细")
        self.assertEqual(work["A1"].value, "收发存")
        self.assertEqual([cell.value for cell in work[3]], ["产品", "数量", "z"])
        self.assertEqual(work.freeze_panes, "B4")
        self.assertEqual(work.auto_filter.ref, "A3:C5")
        self.assertEqual(work["A6"].value, "合计")
        self.assertAlmostEqual(work["B6"].value, 1.1 + 2.2)
        # 8 characters of double width, 5 of single width, 2 of margin
        self.assertAlmostEqual(
            work.column_dimensions["A"].width, 6 * 2 + 5 + 2, delta=1
        )
        formula = written(
            Sheet("s", columns, rows, total_label="T"), values=False
        ).active["B4"]
        self.assertEqual(formula.value, "=SUBTOTAL(109,B2:B3)")

    def test_empty_sheet_has_header_and_zero_total(self):
        work = written(Sheet("s", [Column("a"), Column("b", "int", total=True)], []))
        rows = list(work.active.iter_rows(values_only=True))
        self.assertEqual(rows, [("a", "b"), ("Total", 0)])

    def test_errors_are_clear(self):
        with self.assertRaisesRegex(ValueError, "at least one sheet"):
            written()
        with self.assertRaisesRegex(ValueError, "2 values for 1 columns"):
            written(Sheet("s", [Column("a")], [["a", "b"]]))
        with self.assertRaisesRegex(ValueError, "unknown kind"):
            Column("a", "colour")
        with self.assertRaisesRegex(ValueError, "no total"):
            Column("a", "text", total=True)
        with self.assertRaisesRegex(ValueError, "time zone"):
            self.one(Column("d", "datetime"), datetime(2026, 1, 1, tzinfo=UTC))

    def test_sheet_names(self):
        book = written(*[Sheet("A/B:C", [Column("a")], []) for _i in range(3)])
        self.assertEqual(book.sheetnames, ["A B C", "A B C (2)", "A B C (3)"])
        self.assertEqual(sheet_name("''"), "Sheet")
        self.assertEqual(sheet_name("History"), "History_")
        self.assertEqual(len(sheet_name("x" * 50, ["x" * 31])), 31)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(TEXTS, min_size=1, max_size=8))
    def test_any_text_comes_back(self, texts):
        book = written(Sheet("s", [Column("t")], [[text] for text in texts]))
        read = [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)]
        self.assertEqual([str(value) for value in read], texts)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=9))
    def test_total_is_the_sum(self, values):
        column = Column("m", "money", total=True)
        work = written(Sheet("s", [column], [[value] for value in values])).active
        total = work.cell(len(values) + 2, 1).value
        self.assertAlmostEqual(total, float(sum(values)), places=2)
