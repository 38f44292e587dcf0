import io
from datetime import date, datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core import cutover
from ..core.cutover import Column

TEXT, NUMBER = Column("a", "A", required=True), Column("b", "B", kind="number")


def book(*lines):
    made, stream = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    made.save(stream)
    stream.seek(0)
    return stream


class TestCoreCutover(BaseCase):
    def test_cells(self):
        day = Column("d", "D", kind="date")
        yes = Column("y", "Y", kind="yesno")
        choice = Column("c", "C", kind="choice", choices={"批次": "lot", "Lots": "lot"})
        cases = (
            (1001.0, TEXT, "1001", None),
            ("  a  b ", TEXT, "a b", None),
            (None, TEXT, None, "missing"),
            ("  ", TEXT, None, "missing"),
            ("x" * 3000, TEXT, None, "long"),
            ("1,234.5", NUMBER, 1234.5, None),
            ("¥１２", NUMBER, 12.0, None),
            ("abc", NUMBER, None, "number"),
            ("1e5", NUMBER, None, "number"),
            ("nan", NUMBER, None, "number"),
            (float("nan"), NUMBER, None, "number"),
            (float("inf"), NUMBER, None, "number"),
            (True, NUMBER, None, "number"),
            (-1, NUMBER, None, "small"),
            (10**13, NUMBER, None, "number"),
            (datetime(2026, 3, 1, 8), day, date(2026, 3, 1), None),
            ("2026年3月1日", day, date(2026, 3, 1), None),
            ("2026/13/1", day, None, "date"),
            ("03-01", day, None, "date"),
            ("是", yes, True, None),
            ("No", yes, False, None),
            ("maybe", yes, None, "yesno"),
            (" 批次 ", choice, "lot", None),
            ("lots", choice, "lot", None),
            ("box", choice, None, "choice"),
        )
        for cell, column, value, code in cases:
            with self.subTest(cell=cell, kind=column.kind):
                self.assertEqual(cutover.read_cell(cell, column), (value, code))

    def test_rows_know_their_number_and_empty_ones_are_left_out(self):
        stream = book(["Title"], ["b", "a *"], [1, "x"], [None, " "], ["y", None])
        rows = cutover.read(stream, [TEXT, NUMBER])
        self.assertEqual([row.number for row in rows], [3, 5])
        self.assertEqual(rows[0].values, {"a": "x", "b": 1.0})
        self.assertEqual(
            [code for code, *_rest in rows[1].problems], ["missing", "number"]
        )

    def test_bad_files(self):
        with self.assertRaises(cutover.NotASheet):
            cutover.read(io.BytesIO(b"PK\x03\x04 nothing"), [TEXT])
        with self.assertRaises(cutover.NoHeadings) as caught:
            cutover.read(book(["B"], [1]), [TEXT, NUMBER])
        self.assertEqual(caught.exception.args, ("A",))

    def test_too_long(self):
        most, cutover.MAX_ROWS = cutover.MAX_ROWS, 2
        self.addCleanup(setattr, cutover, "MAX_ROWS", most)
        with self.assertRaises(cutover.TooLong):
            cutover.read(book(["A"], ["1"], ["2"], ["3"]), [TEXT])

    def test_formulas_are_not_evaluated(self):
        rows = cutover.read(book(["A", "B"], ["x", "=1+1"]), [TEXT, NUMBER])
        self.assertIsNone(rows[0].values["b"])

    def test_doubles_ignore_case(self):
        rows = cutover.read(book(["A"], ["x"], ["X"], ["y"]), [TEXT])
        self.assertEqual(cutover.doubles(rows, "a"), {"x": [2, 3]})

    @settings(deadline=None, max_examples=80)
    @given(
        st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()),
        st.sampled_from(["text", "number", "date", "yesno", "choice"]),
    )
    def test_any_cell_gives_a_value_or_a_problem(self, cell, kind):
        value, code = cutover.read_cell(
            cell, Column("a", "A", kind=kind, required=True)
        )
        self.assertEqual(value is None, code is not None)
