"""After the main day the month's ledger shows it, on screen and in the file."""

import base64
import io

import openpyxl

from demo import data

from . import main_day as day

PERIOD = {"jxc_from": "2026-07-01", "jxc_to": day.TODAY}


class LedgerOfTheDay:
    """Checks for a test case with ``model(name, login)`` and ``today``."""

    def check_ledger(self):
        self.model("jxc.stock.ledger", "cw").prepare()
        rows = {row.default_code: row for row in self.ledger("cw").search([])}
        self.assertEqual(set(rows), set(day.sold_cartons()))
        for code, row in rows.items():
            self.check_quantities(code, row)
            self.check_values(code, row)
            self.check_lines(row)
        self.check_file(rows)

    def ledger(self, login):
        return self.model("jxc.stock.ledger", login).with_context(**PERIOD)

    def check_quantities(self, code, row):
        """The opening stock of the demo is counted in; then one purchase, the sales."""
        good = data.goods()[code]
        opened = sum(pieces for _lot, pieces in day.opening_lots(self.today)[code])
        bought = {line.code: line.pieces for line in day.purchase()}.get(code, 0)
        sold = day.sold_cartons()[code] * good.per_carton
        self.assertEqual((row.area, row.ownership), ("stock", "own"))
        self.assertEqual(row.opening_quantity, 0)
        self.assertEqual(row.in_quantity, opened + bought)
        self.assertEqual((row.out_quantity, row.sold_quantity), (sold, sold))
        self.assertEqual(row.closing_quantity, opened + bought - sold)

    def check_values(self, code, row):
        good = data.goods()[code]
        opened = sum(pieces for _lot, pieces in day.opening_lots(self.today)[code])
        bought = {line.code: line.untaxed for line in day.purchase()}.get(code, 0)
        incoming = float(opened * good.cost + bought)
        self.assertAlmostEqual(row.in_value, incoming, places=2, msg=code)
        # the unit cost is kept to the cent: half a cent a piece at most
        slack = 0.005 * row.in_quantity + 0.01
        left = float(day.closing_value(self.today)[code])
        self.assertAlmostEqual(row.closing_value, left, delta=slack, msg=code)
        self.assertAlmostEqual(row.out_value, incoming - left, delta=slack, msg=code)
        total = row.in_value - row.out_value + row.revaluation
        self.assertAlmostEqual(row.closing_value, total, msg=code)
        # half a cent may fall to either side at the end of a chain of binary fractions
        core = row.product_id.total_value
        self.assertAlmostEqual(row.closing_value, core, delta=0.0101, msg=code)

    def check_lines(self, row):
        action = row.action_open_lines()
        lines = self.model(action["res_model"], "cw").with_context(**action["context"])
        lines = lines.search([])
        self.assertEqual(lines[-1].balance_quantity, row.closing_quantity)
        self.assertAlmostEqual(lines[-1].balance_value, row.closing_value)
        self.assertEqual(
            sum(
                lines.filtered(lambda line: line.kind == "delivery").mapped(
                    "out_quantity"
                )
            ),
            row.sold_quantity,
        )

    def check_file(self, rows):
        found = self.ledger_file("cw")
        self.assertEqual(set(found), set(rows))
        for code, row in rows.items():
            cells = found[code]
            self.assertEqual(cells["入库"], row.in_quantity)
            self.assertEqual(cells["出库"], row.out_quantity)
            self.assertEqual(cells["结存"], row.closing_quantity)
            self.assertAlmostEqual(cells["结存金额"], row.closing_value)
        for code, cells in self.ledger_file("ckjl").items():
            self.assertEqual(cells["结存"], rows[code].closing_quantity)
            self.assertFalse([head for head in cells if "金额" in head])

    def ledger_file(self, login):
        """Return the rows of the month's xlsx as {code: {heading: cell}}."""
        url = self.ledger(login).action_export_xlsx()["url"]
        number = int(url.split("/")[3].split("?")[0])
        attachment = self.model("ir.attachment", login).browse(number)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(attachment.datas)))
        rows = list(book.active.iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if "商品编码" in row)
        found = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
        return {row["商品编码"]: row for row in found if row["商品"]}
