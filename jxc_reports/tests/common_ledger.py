"""A product's spring, worked out by hand: what every ledger must show of it."""

import io
from datetime import date

import openpyxl

from odoo.addons.jxc_stock.tests.common_facts import FactsCommon
from odoo.tests import new_test_user

FLOWS = (
    "opening_quantity",
    "in_quantity",
    "out_quantity",
    "moved_in_quantity",
    "moved_out_quantity",
    "shifted_quantity",
    "late_quantity",
    "closing_quantity",
    "opening_value",
    "in_value",
    "out_value",
    "moved_in_value",
    "moved_out_value",
    "shifted_value",
    "revaluation",
    "closing_value",
)


class LedgerCommon(FactsCommon):
    """Tea at average cost in warehouses A and B, from February to April 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["jxc.stock.ledger"]
        cls.lines = cls.env["jxc.stock.ledger.line"]

    def tell_the_story(self):
        self.on("2026-02-01")
        self.tea = self._product(default_code="TEA")
        self.on("2026-02-10")
        self.receive(self.tea, 20, 10)  # 20 at 10.00
        self.on("2026-02-25")
        self.deliver(self.tea, 5)  # 15 left, 150
        self.run_facts()
        self.on("2026-03-05")
        self.second = self.receive(self.tea, 10, 13)  # 25 for 280: 11.20 each
        self.on("2026-03-08")
        self.ship(self.tea, 5)
        self.on("2026-03-09")
        self.arrive(self.tea, 5)
        self.on("2026-03-10")
        self.receive(self.tea, 7, 9, owner=self.owner)
        self.on("2026-03-12")
        self.sale = self.deliver(self.tea, 4)  # 21 left, 235.20
        self.run_facts()
        self.on("2026-03-15")
        self.billed = self.bill(self.second, 10, 16)  # (150 + 160) / 25 = 12.40 each
        self.run_facts()
        self.on("2026-03-20")
        stock = self.wh_a.lot_stock_id
        self.move(self.tea, 3, stock, self.hold_a)
        self.on("2026-03-25")
        self.back(self.sale, 1)
        self.run_facts()
        self.on("2026-04-02")
        self.scrap(self.tea, 2)
        self.on("2026-04-20")
        self.run_facts()

    def user(self, role):
        return new_test_user(
            self.env,
            login=f"ledger_{role}",
            groups=f"jxc_base.group_{role}",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def period(self, first, last, user=None, **context):
        """The ledger of a period, as `user` sees it."""
        return (
            self.ledger.with_user(user or self.env.user)
            .with_context(jxc_from=first, jxc_to=last, **context)
            .with_context(allowed_company_ids=self.company.ids)
        )

    def places(self, first, last):
        """{(warehouse, area, ownership): row} of the tea in a period."""
        rows = self.period(first, last).search([("product_id", "=", self.tea.id)])
        return {(row.warehouse_id, row.area, row.ownership): row for row in rows}

    def from_facts(self, product, first, last):
        """{place: figures} of a period by looking at each fact, one after another."""
        found = {}
        for place, rows in self.rows(product).items():
            before = [row for row in rows if row.day < first][-1:]
            within = [row for row in rows if first <= row.day <= last]
            figures = {name: sum(row[name] for row in within) for name in FLOWS}
            for kind in ("quantity", "value"):
                opening = before[0][f"closing_{kind}"] if before else 0
                figures[f"opening_{kind}"] = opening
                figures[f"closing_{kind}"] = (
                    within[-1][f"closing_{kind}"] if within else opening
                )
            if any(figures.values()):
                found[place] = figures
        return found

    def detail(self, first, last, user=None, **place):
        """The lines of the tea in a period."""
        keys = {f"jxc_{name}": value for name, value in place.items()}
        lines = self.lines.with_user(user or self.env.user).with_context(
            jxc_from=first,
            jxc_to=last,
            jxc_product_id=self.tea.id,
            allowed_company_ids=self.company.ids,
            **keys,
        )
        return lines.search([])

    def sheet(self, action, user=None):
        """All rows of the downloaded file."""
        number = int(action["url"].split("/")[3].split("?")[0])
        attachment = self.env["ir.attachment"].with_user(user or self.env.user)
        book = openpyxl.load_workbook(io.BytesIO(attachment.browse(number).raw))
        return list(book.active.iter_rows(values_only=True))

    @staticmethod
    def days(*texts):
        return [date.fromisoformat(text) for text in texts]
