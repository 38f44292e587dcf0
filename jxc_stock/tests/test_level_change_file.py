import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_levels import LevelChangeCommon

HEAD = ("Code", "Warehouse", "Safety Stock", "Minimum", "Maximum", "Days to Cover")


@tagged("post_install", "-at_install")
class TestLevelChangeFile(LevelChangeCommon):
    def book(self, *rows, head=HEAD):
        book = openpyxl.Workbook()
        for row in (head, *rows):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def load(self, *rows, head=HEAD, **values):
        values = {"kind": "file", "file": self.book(*rows, head=head), **values}
        return self.change(**values)

    def test_round_trip(self):
        """What is downloaded and loaded again changes nothing; changed cells do."""
        self.point(product_min_qty=1, product_max_qty=2, jxc_cover_days=3)
        rows = self.row() | self.row(self.rice)
        head, cells = self.exported(rows)
        same = self.load(*cells, head=head)
        same.action_preview()
        self.assertEqual((same.state, same.report["same"]), ("ready", 2))
        self.assertFalse(same.line_ids)
        soy = next(line for line in cells if line[0] == self.product.default_code)
        soy[head.index("Maximum")] = 5
        soy[head.index("Minimum")] = None
        change = self.load(*cells, head=head)
        change.action_preview()
        change.action_apply()
        self.assertEqual(self.level(self.product, self.wh_a), [(1, 5)])
        self.assertEqual(len(change.line_ids), 1)

    def test_chinese_headings(self):
        head = ("编码", "仓库", "最低库存", "最高库存")
        titles = {
            "code": "编码",
            "warehouse": "仓库",
            "minimum": "最低库存",
            "maximum": "最高库存",
        }
        grid = type(self.env["jxc.stock.threshold"])
        known = grid._jxc_file_titles
        with patch.object(
            grid, "_jxc_file_titles", lambda self: {**known(self), **titles}
        ):
            change = self.load(("LEVEL RICE", "JXA", 3, 4), head=head)
            change.action_preview()
        self.assertEqual(self.lines(change)[self.rice, self.wh_a].minimum, 3)

    def test_every_wrong_row_says_what(self):
        """Nothing is applied; the messages name the column and what is wrong."""
        self._product("Twin One", default_code="TWIN")
        self._product("Twin Two", default_code="TWIN")
        change = self.load(
            ("LEVEL RICE", "Depot A", 1, 2, 3, 4),
            ("NOBODY", "Depot A", 1, 2, 3, 4),
            ("TWIN", "Depot A", 1, 2, 3, 4),
            (None, "Depot A", 1, 2, 3, 4),
            ("OVERVIEW SOY", "Mars", 1, 2, 3, 4),
            ("OVERVIEW SOY", "JXA", 1, "many", 3, 4),
            ("OVERVIEW SOY", "JXB", 0, 9, 3, 4),
            ("LEVEL RICE", "JXB", -1, 2, 3, 4),
            ("OVERVIEW SOY", None, 0, 1, 3, 4),
        )
        change.action_preview()
        self.assertEqual(change.state, "wrong")
        texts = {line.number: line.problem for line in change.line_ids}
        self.assertFalse(texts[2])
        for number, text in (
            (3, "no storable product “NOBODY”"),
            (4, "several products have “TWIN”"),
            (5, "Code: is empty"),
            (6, "no “Mars”"),
            (7, "Minimum “many” is no number"),
            (8, "the minimum 9 is above the maximum 3"),
            (9, "Safety Stock “-1” is less than allowed"),
            (10, "Warehouse is empty"),
        ):
            with self.subTest(row=number):
                self.assertIn(text, texts[number])
        self.assertEqual(change.report["wrong"], 8)
        with self.assertRaises(UserError):
            change.action_apply()
        self.assertFalse(self.level(self.rice, self.wh_a))

    def test_doubles(self):
        change = self.load(
            ("LEVEL RICE", "Depot A", 1, 2, 3, 4), ("LEVEL RICE", "JXA", 1, 2, 3, 5)
        )
        change.action_preview()
        self.assertEqual(change.report["wrong"], 2)
        self.assertIn("rows 2, 3", change.line_ids[0].problem)

    def test_half_a_day_is_no_number_of_days(self):
        change = self.load(("LEVEL RICE", "JXA", 0, 0, 0, 2.5))
        change.action_preview()
        self.assertIn("2.5 is no number of days", change.line_ids.problem)

    def test_unreadable_files(self):
        for file in (base64.b64encode(b"no xlsx"), False):
            with self.subTest(file=file), self.assertRaises(UserError):
                self.change(kind="file", file=file).action_preview()
        with self.assertRaises(UserError) as no:
            self.load(("LEVEL RICE", 1), head=("Code", "Minimum")).action_preview()
        self.assertIn("Warehouse", str(no.exception))
        with self.assertRaises(UserError):
            self.load().action_preview()

    def test_goods_without_code_go_by_the_key(self):
        bare = self._product("Bare", default_code=False)
        head, cells = self.exported(self.row(bare))
        cells[0][head.index("Maximum")] = 6
        change = self.load(*cells, head=head)
        change.action_preview()
        change.action_apply()
        self.assertEqual(self.level(bare, self.wh_a), [(0, 6)])

    def test_a_key_of_nowhere(self):
        head = ("Code", "Warehouse", "Maximum", "Key (leave as it is)")
        change = self.load((None, "JXA", 6, 999_999_000_001), head=head)
        change.action_preview()
        self.assertEqual(change.state, "wrong")
        self.assertIn("no levels in this warehouse", change.line_ids.problem)
