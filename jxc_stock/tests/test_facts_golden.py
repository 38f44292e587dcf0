from collections import defaultdict
from pathlib import Path

from odoo.tests import tagged

from .common_facts import FactsCommon

CASE = Path(__file__).parents[2] / "docs" / "user" / "stock-facts-by-hand.md"
PAIRS = {
    "opening": "opening",
    "in": "in",
    "out": "out",
    "moved in": "moved_in",
    "moved out": "moved_out",
    "shifted": "shifted",
    "closing": "closing",
}


@tagged("post_install", "-at_install")
class TestFactsGolden(FactsCommon):
    """Twenty lines of two months; every figure was worked out by hand.

    The figures are those of docs/user/stock-facts-by-hand.md, not of the code.
    """

    def tables(self):
        """Tables of the document, each a list of {heading: text}."""
        found, head = [], None
        for line in CASE.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not line.startswith("|"):
                head = None
            elif head is None:
                head = cells
                found.append([])
            elif set(line) > {"|", "-"}:
                found[-1].append(dict(zip(head, cells, strict=True)))
        return found

    def play(self):
        """The twenty lines, each on its day, a run every evening."""
        product = self.product = self._product()
        stock = self.wh_a.lot_stock_id

        def night():
            self.close_day(product)

        self.on("2026-03-02")
        first = self.receive(product, 100, 10)
        night()
        self.on("2026-03-03")
        delivery = self.deliver(product, 30)
        night()
        self.on("2026-03-04")
        self.back(delivery, 10)
        night()
        self.on("2026-03-05")
        second = self.receive(product, 40, 13, wh=self.wh_b)
        night()
        self.on("2026-03-09")
        self.ship(product, 20)
        night()
        self.on("2026-03-11")
        self.arrive(product, 20)
        night()
        self.on("2026-03-12")
        self.bill(first, 100, 10.60)
        night()
        self.on("2026-03-16")
        self.deliver(product, 20, wh=self.wh_b)
        night()
        self.on("2026-03-18")
        self.back(second, 10)
        night()
        self.on("2026-03-20")
        self.scrap(product, 2)
        night()
        self.on("2026-03-24")
        self.count(product, 54)
        night()
        self.on("2026-03-25")
        self.move(product, 6, stock, self.hold_a)
        night()
        self.on("2026-03-30")
        self.ship(product, 14)
        night()
        self.on("2026-04-02")
        self.arrive(product, 14)
        night()
        self.on("2026-04-03")
        self.receive(product, 36, 12.35)
        night()
        self.on("2026-04-07")
        self.move(product, 5, self.hold_a, stock)
        night()
        self.on("2026-04-08")
        self.deliver(product, 25)
        night()
        self.on("2026-04-13")
        self.count(product, 49, location=self.wh_b.lot_stock_id)
        night()
        self.on("2026-04-20")
        self.change_price(product, 12)
        night()
        self.on("2026-04-27")
        self.deliver(product, 9, wh=self.wh_b)
        night()
        return product

    def places(self):
        return {
            "A": self.place(self.wh_a),
            "A hold": self.place(self.wh_a, "hold"),
            "road": self.place(area="transit"),
            "B": self.place(self.wh_b),
        }

    def as_cells(self, figures):
        """Figures of a row, as the document writes them."""
        cells = {}
        for title, name in PAIRS.items():
            quantity = figures.get(f"{name}_quantity", 0)
            value = figures.get(f"{name}_value", 0)
            cells[title] = f"{quantity:g} {value:.2f}" if quantity or value else ""
        revaluation = figures.get("revaluation", 0)
        cells["revaluation"] = f"{revaluation:.2f}" if revaluation else ""
        return cells

    def expected(self, line):
        """Cells of the document; a zero pair is the same as an empty cell."""
        return {key: "" if cell == "0 0.00" else cell for key, cell in line.items()}

    def test_days_and_months(self):
        rows = self.rows(self.play())
        _case, days, months = self.tables()
        self.assertEqual(len(days), sum(len(found) for found in rows.values()))
        for line in days:
            with self.subTest(day=line["day"], place=line["place"]):
                self._compare_day(line, rows[self.places()[line["place"]]])
        for line in months:
            with self.subTest(month=line["month"], place=line["place"]):
                self._compare_month(line, rows[self.places()[line["place"]]])
        self.assert_past()
        self.assert_rebuilt_same(self.product)

    def _compare_day(self, line, rows):
        row = next(row for row in rows if f"{row.day:%m-%d}" == line["day"])
        cells = self.as_cells(row.read()[0])
        del cells["opening"]
        cells.update(day=line["day"], place=line["place"], cause=row.cause or "")
        self.assertEqual(cells, self.expected(line))

    def _compare_month(self, line, rows):
        month = [row for row in rows if f"{row.day:%m}" == line["month"]]
        cells = self.as_cells(self._summed(month))
        cells.update(month=line["month"], place=line["place"])
        self.assertEqual(cells, self.expected(line))

    def _summed(self, month):
        """Opening of the first row, closing of the last, the rest added up."""
        total = defaultdict(float)
        for row in month:
            for name in PAIRS.values():
                for kind in ("quantity", "value"):
                    total[f"{name}_{kind}"] += row[f"{name}_{kind}"]
            total["revaluation"] += row.revaluation
        for name, row in (("opening", month[0]), ("closing", month[-1])):
            for kind in ("quantity", "value"):
                total[f"{name}_{kind}"] = row[f"{name}_{kind}"]
        return {name: round(figure, 2) for name, figure in total.items()}

    def test_the_document_adds_up(self):
        """The tables by themselves: every row, and the days against the months."""
        _case, days, months = self.tables()
        self.assertEqual(len(_case), 20)
        closings = {}
        for line in days:
            before = closings.get(line["place"], (0.0, 0.0))
            closings[line["place"]] = self._check_line(line, before)
        for line in months:
            self._check_line(line, self._pair(line["opening"]))
        for line in months[4:]:
            closing = self._pair(line["closing"])
            self.assertEqual(closing, closings[line["place"]])

    def _check_line(self, line, before):
        quantity, value = before
        signs = {"in": 1, "out": -1, "moved in": 1, "moved out": -1, "shifted": 1}
        for name, sign in signs.items():
            change = self._pair(line[name])
            quantity += sign * change[0]
            value += sign * change[1]
        value += float(line["revaluation"] or 0)
        closing = self._pair(line["closing"])
        self.assertAlmostEqual(quantity, closing[0], 6, line)
        self.assertAlmostEqual(value, closing[1], 6, line)
        return closing

    def _pair(self, cell):
        quantity, value = cell.split() if cell else (0, 0)
        return float(quantity), float(value)
