from datetime import date, timedelta
from itertools import product as pairs

from odoo.addons.jxc_base.tests.common_roles import ROLES
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_ledger import FLOWS, LedgerCommon

COST_ROLES = ("purchase_manager", "sales_manager", "finance", "boss", "jxc_admin")
VALUES = (
    "opening_value",
    "in_value",
    "out_value",
    "moved_in_value",
    "moved_out_value",
    "shifted_value",
    "revaluation",
    "closing_value",
    "sold_value",
    "unit_cost",
)


@tagged("post_install", "-at_install")
class TestStockLedger(LedgerCommon):
    def setUp(self):
        super().setUp()
        self.tell_the_story()

    def figures(self, row, *names):
        return tuple(round(row[name], 2) for name in names)

    # ---- what a month shows

    def test_quantities_of_march(self):
        rows = self.places("2026-03-01", "2026-03-31")
        names = ("opening", "in", "out", "moved_in", "moved_out", "shifted", "closing")
        names = [f"{name}_quantity" for name in names]
        none = self.wh_a.browse()
        expected = {
            (self.wh_a, "stock", "own"): (15, 10 + 1, 4, 0, 5, -3, 15 + 11 - 4 - 5 - 3),
            (self.wh_a, "hold", "own"): (0, 0, 0, 0, 0, 3, 3),
            (self.wh_a, "stock", "other"): (0, 7, 0, 0, 0, 0, 7),
            (self.wh_b, "stock", "own"): (0, 0, 0, 5, 0, 0, 5),
            (none, "transit", "own"): (0, 0, 0, 5, 5, 0, 0),
        }
        found = {place: self.figures(row, *names) for place, row in rows.items()}
        self.assertEqual(found, expected)
        self.assertEqual(rows[self.wh_a, "stock", "own"].sold_quantity, 4 - 1)

    def test_values_of_march(self):
        rows = self.places("2026-03-01", "2026-03-31").values()
        own = [row for row in rows if row.ownership == "own"]
        total = {name: round(sum(row[name] for row in own), 2) for name in VALUES[:-1]}
        self.assertEqual(total["opening_value"], 15 * 10)
        # the receipt with the price known then, the return at what it left with
        self.assertEqual(total["in_value"], 10 * 13 + 1 * 11.2)
        self.assertEqual(total["out_value"], round(4 * 11.2, 2))
        self.assertEqual(total["moved_in_value"], total["moved_out_value"])
        self.assertEqual(total["moved_in_value"], 2 * 5 * 11.2)
        # 21 left at 12.40 when the bill came, then one back at 11.20
        self.assertEqual(total["closing_value"], round(21 * 12.4 + 11.2, 2))
        change = (10 * 13 + 11.2) - 4 * 11.2
        self.assertEqual(
            total["revaluation"], round(total["closing_value"] - (150 + change), 2)
        )
        other = [row for row in rows if row.ownership == "other"]
        self.assertEqual([row.closing_value for row in other], [0])
        self.assertAlmostEqual(own[0].unit_cost, (21 * 12.4 + 11.2) / 22)

    def test_closing_is_what_core_has(self):
        rows = self.places("2026-04-01", "2026-04-20")
        quantity = {
            (place[0].id, *place[1:]): row.closing_quantity
            for place, row in rows.items()
            if row.closing_quantity
        }
        core = {k: q for k, q in self.core_quantities(self.tea).items() if q}
        self.assertEqual(quantity, core)
        value = sum(row.closing_value for row in rows.values())
        self.assertAlmostEqual(value, self.core_value(self.tea), places=2)

    # ---- any period

    def test_any_period_equals_the_facts_one_by_one(self):
        firsts = self.days(
            "2025-01-01",
            "2026-02-01",
            "2026-02-10",
            "2026-02-11",
            "2026-03-01",
            "2026-03-09",
            "2026-03-15",
            "2026-03-31",
            "2026-04-01",
            "2026-05-15",
        )
        lasts = [
            first + timedelta(days) for first in firsts for days in (0, 1, 30, 400)
        ]
        for first, last in pairs(firsts, lasts):
            if last < first:
                continue
            with self.subTest(first=first, last=last):
                expected = self.from_facts(self.tea, first, last)
                found = {
                    (place[0].id, *place[1:]): row
                    for place, row in self.places(first, last).items()
                }
                self.assertEqual(set(found), set(expected))
                for place, row in found.items():
                    for name in FLOWS:
                        self.assertAlmostEqual(
                            row[name], expected[place][name], msg=f"{place} {name}"
                        )

    def test_before_the_first_fact_there_is_nothing(self):
        self.assertFalse(self.places("2025-01-01", "2025-12-31"))

    def test_in_the_future_stands_what_is_there_now(self):
        row = self.places("2027-01-05", "2027-01-05")[self.wh_b, "stock", "own"]
        self.assertEqual((row.opening_quantity, row.closing_quantity), (5, 5))

    def test_periods_do_not_mix_in_one_transaction(self):
        row = self.places("2026-03-01", "2026-03-31")[self.wh_a, "stock", "own"]
        other = row.with_context(jxc_from="2026-02-01", jxc_to="2026-02-28")
        self.assertEqual((row.out_quantity, other.out_quantity), (4, 5))
        self.assertEqual(row.out_quantity, 4)

    def test_default_is_this_month_to_today(self):
        self.on("2026-04-20", "00:30")  # still the 19th in UTC
        period = self.ledger.with_context(jxc_from=None, jxc_to=None)._jxc_period()
        self.assertEqual(period, (date(2026, 4, 1), date(2026, 4, 20)))
        end = self.ledger.with_context(jxc_to="2026-02-14")._jxc_period()
        self.assertEqual(end, (date(2026, 2, 1), date(2026, 2, 14)))

    def test_bad_periods_are_refused(self):
        for context in (
            {"jxc_from": "2026-03-05", "jxc_to": "2026-03-04"},
            {"jxc_from": "soon"},
            {"jxc_to": 17},
            {"jxc_from": ["2026-03-01"]},
        ):
            with self.subTest(context), self.assertRaises(UserError):
                self.ledger.with_context(**context).search([])

    def test_groups_add_up(self):
        period = self.period("2026-03-01", "2026-03-31")
        domain = [("product_id", "=", self.tea.id), ("ownership", "=", "own")]
        with self.assertQueryCount(2):  # the companies' starts, and all the sums
            groups = period._read_group(
                domain, ["categ_id"], ["closing_quantity:sum", "closing_value:sum"]
            )
        category, quantity, value = groups[0]
        self.assertEqual(category, self.tea.categ_id)
        self.assertEqual((quantity, round(value, 2)), (22, 271.6))
        found = period.search([("categ_id", "child_of", category.id)])
        self.assertEqual(found.product_id, self.tea)

    # ---- who may see what

    def test_roles(self):
        for role in ROLES:
            with self.subTest(role=role):
                user = self.user(role)
                period = self.period("2026-03-01", "2026-03-31", user)
                rows = period.search([("product_id", "=", self.tea.id)])
                self.assertEqual(len(rows), 5, "the truth about stock is for everybody")
                self.assertEqual(sum(rows.mapped("closing_quantity")), 14 + 3 + 7 + 5)
                if role in COST_ROLES:
                    self.assertTrue(rows.read(list(VALUES)))
                else:
                    self.check_values_are_hidden(period, rows)

    def check_values_are_hidden(self, period, rows):
        self.assertFalse(set(VALUES) & set(period.fields_get()))
        for name in VALUES:
            with self.assertRaises(AccessError):
                rows.read([name])
            with self.assertRaises(AccessError):
                period.search([(name, ">", 0)])
            with self.assertRaises(AccessError):
                period.search([], order=name)
        with self.assertRaises(AccessError):
            period.formatted_read_group([], aggregates=["closing_value:sum"])
        with self.assertRaises(AccessError):
            period.formatted_read_group([], ["closing_value"])
        heads = [cell for row in self.export(period) for cell in row if cell]
        self.assertIn("Closing", heads)
        self.assertFalse([cell for cell in heads if "Value" in str(cell)])

    def export(self, period):
        return self.sheet(period.action_export_xlsx(), period.env.user)

    def test_outsiders_and_other_companies_see_nothing(self):
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.ledger.with_user(employee).search([])
        with self.assertRaises(AccessError):
            self.ledger.with_user(employee).prepare()
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="jxc_base.group_boss",
            company_id=self.env.ref("base.main_company").id,
        )
        foreign = self.period("2026-03-01", "2026-03-31", stranger).with_context(
            allowed_company_ids=stranger.company_ids.ids
        )
        self.assertFalse(foreign.search([("product_id", "=", self.tea.id)]))

    def test_two_companies_carried_to_different_months(self):
        """Each company's facts are read from the last month it was carried to."""
        other = self._company("Behind Trade", "base.CNY", "Asia/Shanghai")
        other.jxc_stock_carried_month = "2026-01-01"
        starts = self.ledger._jxc_starts(date(2026, 3, 20))
        self.assertEqual(starts[self.company.id], date(2026, 3, 1))
        self.assertEqual(starts[other.id], date(2026, 1, 1))
        row = self.places("2026-03-20", "2026-03-20")[self.wh_a, "stock", "own"]
        self.assertEqual((row.opening_quantity, row.closing_quantity), (16, 13))

    # ---- going on

    def test_prepare_counts_what_waits(self):
        self.deliver(self.tea, 2)
        self.env.flush_all()
        state = self.ledger.prepare()
        self.assertEqual((state["waiting"], state["today"]), (0, "2026-04-20"))
        self.assertEqual(state["show"], "both")
        row = self.places("2026-04-01", "2026-04-30")[self.wh_a, "stock", "own"]
        self.assertEqual(row.closing_quantity, 14 - 2 - 2)
        worker = self.period(None, None, self.user("warehouse_worker"))
        self.assertEqual(worker.prepare()["show"], "quantity")

    def test_row_opens_its_lines_in_the_same_period(self):
        row = self.places("2026-03-01", "2026-03-31")[self.wh_a, "hold", "own"]
        action = row.action_open_lines()
        self.assertEqual(action["res_model"], "jxc.stock.ledger.line")
        expected = {
            "jxc_from": "2026-03-01",
            "jxc_to": "2026-03-31",
            "jxc_company_id": self.company.id,
            "jxc_product_id": self.tea.id,
            "jxc_warehouse_id": self.wh_a.id,
            "jxc_area": "hold",
            "jxc_ownership": "own",
            "active_id": row.id,
            "active_ids": row.ids,
        }
        self.assertEqual(action["context"], expected)
        self.assertIn("TEA", action["display_name"])

    def test_product_opens_its_ledger(self):
        action = self.tea.product_tmpl_id.action_jxc_ledger()
        rows = self.period("2026-03-01", "2026-03-31").search(action["domain"])
        self.assertEqual((len(rows), rows.product_id), (5, self.tea))
        user = self.user("boss")
        self.assertTrue(Form(self.tea.with_user(user)))

    # ---- file

    def test_xlsx_has_the_figures_of_the_screen(self):
        user = self.user("finance")
        period = self.period("2026-03-01", "2026-03-31", user)
        period = period.with_context(active_domain=[("ownership", "=", "own")])
        rows = self.export(period)
        self.assertEqual(rows[0][0], "Stock Ledger")
        self.assertIn(self.company.name, rows[1][0])
        self.assertIn("2026-03-01 – 2026-03-31", rows[2][0])
        start = next(nr for nr, row in enumerate(rows) if "Product Code" in row)
        head, body, total = rows[start], rows[start + 1 : -1], rows[-1]
        found = [dict(zip(head, row, strict=True)) for row in body]
        shown = period.search([("ownership", "=", "own")])
        self.assertEqual(len(found), len(shown))
        for line, row in zip(found, shown, strict=True):
            self.assertEqual(line["Product Code"], "TEA")
            self.assertEqual(line["Warehouse"], row.warehouse_id.name or None)
            self.assertEqual(line["Closing"], row.closing_quantity)
            self.assertAlmostEqual(line["Closing Value"], row.closing_value)
        self.assertEqual(total[0], "Total")
        column = head.index("Closing Value")
        self.assertIn("SUBTOTAL", total[column])

    def test_xlsx_of_quantities_only(self):
        period = self.period("2026-03-01", "2026-03-31", jxc_show="quantity")
        heads = [cell for row in self.export(period) for cell in row if cell]
        self.assertIn("Opening", heads)
        self.assertNotIn("Opening Value", heads)
