import base64
from io import BytesIO

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_count import CountCommon

BOOK = 7919


@tagged("post_install", "-at_install")
class TestCountPrint(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, BOOK)
        cls._plant(cls.tea, 20)
        cls.boss = new_test_user(
            cls.env, login="count_print", groups="jxc_base.group_boss"
        )

    def counted(self):
        count = self._count(share_a=1)
        self._enter(count, BOOK - 3)
        self._enter(count, 21, self.tea)
        count.action_review()
        return count

    def html(self, name, count, user):
        report = self.env["ir.actions.report"].with_user(user)
        content = report._render_qweb_html(f"jxc_stock.report_count_{name}", count.ids)
        return content[0].decode()

    def test_sheet_is_blind(self):
        for user in (self.worker, self.manager):
            text = self.html("sheet", self.counted().with_user(user), user)
            self.assertIn("COUNT SOY", text)
            self.assertIn(self.shelf.complete_name, text)
            for figure in (BOOK, BOOK - 3):
                self.assertNotIn(str(figure), text.replace(",", ""))
            self.env["jxc.count"].search([("state", "=", "review")]).action_cancel()

    def test_packings(self):
        """Written in packings on the sheet, read in packings on the notes."""
        unit = self.env.ref("uom.product_uom_unit")
        box = self.env["uom.uom"].create(
            {"name": "箱", "relative_factor": 24, "relative_uom_id": unit.id}
        )
        self.tea.uom_ids = box
        count = self.counted()
        sheet = self.html("sheet", count.with_user(self.worker), self.worker)
        self.assertEqual(sheet.count('class="o_blank"'), 4, "box and unit, twice")
        line = self._line(count, self.tea).with_user(self.manager)
        line.sudo().write({"counted_qty": 77, "book_qty": 48})
        self.assertEqual(line.jxc_mixed_qty[:3], "3箱5")
        note = self.html("surplus", count.with_user(self.manager), self.manager)
        self.assertIn("3箱5", note)
        self.assertIn("2箱", note)

    def test_one_document_to_convert(self):
        """More than one at once is refused by a wkhtmltopdf without patches."""
        self._plant(self.soy, 5, self.other)
        count = self._count()
        text = self.html("sheet", count.with_user(self.manager), self.manager)
        self.assertIn(self.other.complete_name, text)
        self.assertIn(self.shelf.complete_name, text)
        self.assertEqual(text.count('class="article'), 1)

    def test_surplus_and_shortage(self):
        count = self.counted()
        surplus = self.html("surplus", count.with_user(self.boss), self.boss)
        shortage = self.html("shortage", count.with_user(self.boss), self.boss)
        self.assertIn("COUNT TEA", surplus)
        self.assertNotIn("COUNT SOY", surplus)
        self.assertIn("伍拾元整", surplus)
        self.assertIn("COUNT SOY", shortage)
        self.assertNotIn("COUNT TEA", shortage)
        self.assertIn("叁拾元整", shortage)

    def test_notes_without_cost(self):
        count = self.counted()
        note = self.html("shortage", count.with_user(self.manager), self.manager)
        self.assertIn("COUNT SOY", note)
        self.assertNotIn("元整", note)

    def book(self, count, user):
        action = count.with_user(user).action_xlsx()
        file = int(action["url"].split("/")[3].split("?")[0])
        data = self.env["ir.attachment"].browse(file).datas
        return openpyxl.load_workbook(BytesIO(base64.b64decode(data)))

    def test_xlsx(self):
        book = self.book(self.counted(), self.boss)
        lines, surplus, shortage = book.worksheets
        cells = [[cell.value for cell in row] for row in lines.iter_rows()]
        flat = [value for row in cells for value in row]
        for value in (BOOK, BOOK - 3, -3, 1, -30, 50):
            self.assertIn(value, flat)
        [tea] = [row for row in surplus.iter_rows() if "TEA" in str(row[1].value)]
        self.assertIn(50, [cell.value for cell in tea])
        names = [str(row[1].value) for row in shortage.iter_rows()]
        self.assertTrue(any("SOY" in name for name in names))
        self.assertFalse(any("TEA" in name for name in names))

    def test_xlsx_by_role(self):
        count = self.counted()
        book = self.book(count, self.manager)
        values = [c.value for row in book.worksheets[0].iter_rows() for c in row]
        self.assertIn(-3, values)
        self.assertNotIn(-30, values)
        with self.assertRaises(AccessError):
            count.with_user(self.worker).action_xlsx()

    def test_workbench(self):
        count = self._count()
        bench = self.env["jxc.workbench"]
        tile = bench.with_user(self.worker)._tile_count_tasks()
        self.assertGreaterEqual(tile["count"], 1)
        self.assertEqual(tile["state"], "todo")
        self.assertIsNone(bench.with_user(self.worker)._tile_counts_review())
        before = bench.with_user(self.manager)._tile_counts_review()["count"]
        count.deadline = "2020-01-01"
        tile = bench.with_user(self.worker)._tile_count_tasks()
        self.assertEqual(tile["state"], "late")
        self._enter(count, 1)
        count.action_review()
        after = bench.with_user(self.manager)._tile_counts_review()["count"]
        self.assertEqual(after, before + 1)
        codes = [t["code"] for t in bench.with_user(self.worker).get_data()["tiles"]]
        self.assertIn("count_tasks", codes)
        self.assertNotIn("counts_review", codes)
