import base64
import io

from openpyxl import load_workbook

from odoo.tests import tagged

from .common import OverviewCommon


@tagged("post_install", "-at_install")
class TestOverviewXlsx(OverviewCommon):
    def test_same_figures_as_on_screen(self):
        self._plant(self.product, 20, self.wh_a.lot_stock_id)
        self._move(5, self.suppliers, self.wh_b.lot_stock_id, days=2)
        mine = self.overview.with_user(self.worker)
        options = {"search": self.product.default_code}
        action = mine.action_export(options, ["on_hand", "incoming"])
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = load_workbook(io.BytesIO(base64.b64decode(attachment.datas)))
        rows = [list(row) for row in book.active.iter_rows(values_only=True)]
        line = next(row for row in rows if row[0] == self.product.default_code)
        screen = mine.get_overview(options)["products"][0]
        warehouses = [item["id"] for item in mine.get_setup()["warehouses"]]
        expected = [screen["total"]["on_hand"], screen["total"]["incoming"]]
        for warehouse in warehouses:
            cell = screen["cells"].get(warehouse, {})
            expected += [cell.get("on_hand", 0), cell.get("incoming", 0)]
        figures = line[4:]
        self.assertEqual([v for i, v in enumerate(figures) if i % 3 < 2], expected)
        self.assertEqual(sum(expected[2:]), 20 + 5)
