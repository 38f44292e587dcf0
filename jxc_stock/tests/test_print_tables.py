"""Printed documents: every row has a cell for every column, filled or not."""

from lxml import html

from odoo.tests import tagged

from .common_note import NoteCommon
from .common_trace import TraceCommon
from .test_assembly import AssemblyMixin


class TableMixin:
    def _tables(self, report, record):
        """Tables of the print that have a head: list of (titles, rows of texts)."""
        reports = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = reports._render_qweb_html(f"jxc_stock.{report}", record.ids)
        tables = []
        for table in html.fromstring(content).iter("table"):
            titles = [th.text_content().strip() for th in table.findall("thead/tr/th")]
            rows = [
                [" ".join(td.text_content().split()) for td in row.findall("td")]
                for row in table.findall("tbody/tr")
                if not row.xpath("td[@colspan]")
            ]
            if titles:
                tables.append((titles, rows))
        return tables

    def _assert_square(self, report, record):
        tables = self._tables(report, record)
        self.assertTrue(any(rows for _titles, rows in tables), report)
        for titles, rows in tables:
            for row in rows:
                self.assertEqual(len(row), len(titles), (titles, row))
        return tables


@tagged("post_install", "-at_install")
class TestNoteTables(TableMixin, AssemblyMixin, NoteCommon):
    def test_notes(self):
        lines = (self.soy, 4), (self.lotted, 1, {"lot_id": self.lot.id, "note": "yes"})
        for note in (
            self._note("out_other", *lines, reason="because"),
            self._note("in_other", lines[0], reason="because"),
            self._note("scrap", *lines),
        ):
            with self.subTest(note.direction):
                [(titles, rows)] = self._assert_square("report_stock_note", note)
                self.assertEqual(rows[0][titles.index("Lot")], "")
                place = rows[0][titles.index("Location")]
                self.assertEqual(place, self.stock.complete_name)

    def test_assembly(self):
        preset = self._preset([(self._product("Note Box"), 1)], [(self.soy, 2)])
        self.assertEqual(preset.name, "Note Box")
        assembly = self.env["jxc.assembly"].create(
            {"preset_id": preset.id, "warehouse_id": self.warehouse.id}
        )
        [(titles, rows)] = self._assert_square("report_assembly", assembly)
        self.assertEqual([row[titles.index("Lot")] for row in rows], ["", ""])

    def test_pick_list(self):
        note = self._note("out_other", (self.soy, 4), reason="because")
        note.action_done()
        picking = note.sudo().picking_ids
        [(titles, rows)] = self._assert_square("report_pick_list", picking)
        self.assertEqual(rows[0][titles.index("Quantity")], "4.00")


@tagged("post_install", "-at_install")
class TestRecallTables(TableMixin, TraceCommon):
    def test_recall(self):
        self._receive(self.lot, 10)
        self._ship(self.lot, 4)
        self.shop.phone = False
        recall = self._recall()
        recall.action_start()
        [(titles, rows)] = self._assert_square("report_recall", recall)
        self.assertEqual(rows[0][titles.index("Phone")], "")
        self.assertEqual(rows[0][titles.index("Still there")], "4.00")
