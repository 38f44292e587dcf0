from datetime import date

from odoo.addons.jxc_base.tests.common_roles import ROLES
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..report.ledger_period import PLACE_KEYS
from .common_ledger import LedgerCommon
from .test_stock_ledger import COST_ROLES

MARCH = ("2026-03-01", "2026-03-31")
VALUES = ("in_value", "out_value", "revaluation", "cause", "balance_value", "unit_cost")


@tagged("post_install", "-at_install")
class TestStockLedgerLine(LedgerCommon):
    def setUp(self):
        super().setUp()
        self.tell_the_story()

    def assert_equals_summary(self, first, last):
        """Opening, in less out and closing of the lines are those of the rows."""
        rows = self.places(first, last)
        for (warehouse, area, ownership), row in rows.items():
            lines = self.detail(
                first, last, warehouse_id=warehouse.id, area=area, ownership=ownership
            )
            with self.subTest(place=(warehouse.code, area, ownership, first)):
                self.assert_lines_equal(lines, row)
        own = [row for place, row in rows.items() if place[2] == "own"]
        lines = self.detail(first, last, ownership="own")
        for kind in ("quantity", "value"):
            for line, end in ((lines[0], "opening"), (lines[-1], "closing")):
                total = sum(row[f"{end}_{kind}"] for row in own)
                self.assertAlmostEqual(line[f"balance_{kind}"], total)

    def assert_lines_equal(self, lines, row):
        self.assertEqual(lines[0].kind, "opening")
        self.assertEqual(lines[-1].kind, "closing")
        for kind in ("quantity", "value"):
            opening, closing = row[f"opening_{kind}"], row[f"closing_{kind}"]
            self.assertAlmostEqual(lines[0][f"balance_{kind}"], opening)
            self.assertAlmostEqual(lines[-1][f"balance_{kind}"], closing)
            flows = row[f"in_{kind}"] + row[f"moved_in_{kind}"]
            flows += max(row[f"shifted_{kind}"], 0)
            self.assertAlmostEqual(sum(lines.mapped(f"in_{kind}")), flows)
        self.assertAlmostEqual(sum(lines.mapped("late_quantity")), row.late_quantity)
        revaluation = sum(lines.mapped("revaluation"))
        self.assertAlmostEqual(revaluation, row.revaluation)

    def test_lines_equal_the_summary(self):
        for first, last in (
            MARCH,
            ("2026-02-01", "2026-02-28"),
            ("2026-03-09", "2026-03-15"),
            ("2026-01-01", "2026-12-31"),
            ("2026-04-02", "2026-04-02"),
            ("2027-01-01", "2027-01-01"),
        ):
            self.assert_equals_summary(first, last)

    def test_march_of_a_warehouse_line_by_line(self):
        lines = self.detail(
            *MARCH, warehouse_id=self.wh_a.id, area="stock", ownership="own"
        )
        found = [
            (line.day.day, line.kind, line.in_quantity, line.out_quantity)
            for line in lines
            if line.cause not in ("rounding", "average")
        ]
        expected = [
            (1, "opening", 0, 0),
            (5, "receipt", 10, 0),
            (8, "transfer_out", 0, 5),
            (12, "delivery", 0, 4),
            (15, "revaluation", 0, 0),
            (20, "shifted", 0, 3),
            (25, "sale_return", 1, 0),
            (31, "closing", 0, 0),
        ]
        self.assertEqual(found, expected)
        balance = 0
        for line in lines:
            balance += line.in_quantity - line.out_quantity
            balance += line.balance_quantity if line.kind == "opening" else 0
            self.assertEqual(line.balance_quantity, balance)

    def test_values_known_on_their_day(self):
        lines = self.detail(*MARCH, ownership="own")
        receipt = lines.filtered(lambda line: line.kind == "receipt")
        self.assertEqual((receipt.in_value, receipt.unit_cost), (10 * 13, 13))
        delivery = lines.filtered(lambda line: line.kind == "delivery")
        self.assertAlmostEqual(delivery.out_value, 4 * 11.2)
        change = lines.filtered(lambda line: line.cause == "bill")
        self.assertEqual(change.day, date(2026, 3, 15))
        self.assertAlmostEqual(change.revaluation, 21 * 12.4 - 21 * 11.2)
        self.assertEqual(change.reference, self.billed.name)

    def test_two_prices_of_a_day_stay_apart(self):
        self.on("2026-04-21")
        self.receive(self.tea, 3, 10)
        self.receive(self.tea, 6, 20)
        self.run_facts()
        lines = self.detail("2026-04-21", "2026-04-21", ownership="own")
        values = lines.filtered(lambda line: line.kind == "receipt").mapped("in_value")
        self.assertEqual(values, [3 * 10, 6 * 20])
        self.assert_equals_summary("2026-04-01", "2026-04-30")

    def test_kinds(self):
        self.on("2026-04-21")
        self.count(self.tea, 20)
        self.back(self.second, 2)
        self.run_facts()
        found = self.detail("2026-04-01", "2026-04-30").mapped("kind")
        for kind in ("scrap", "gain", "purchase_return"):
            self.assertIn(kind, found)
        self.assert_equals_summary("2026-04-01", "2026-04-30")

    def test_goods_of_others_have_no_value(self):
        lines = self.detail(*MARCH, ownership="other")
        self.assertEqual(lines[-1].balance_quantity, 7)
        self.assertFalse(any(lines.mapped("balance_value")))

    # ---- closed months

    def test_closed_month_keeps_its_books(self):
        self.env["jxc.stock.month"].create({"last_day": "2026-03-31"})
        before = self.places(*MARCH)[self.wh_a, "stock", "own"].closing_quantity
        move = self.deliver(self.tea, 6)
        move.date = "2026-03-28 03:00:00"
        self.env.flush_all()
        self.run_facts()
        self.assert_equals_summary(*MARCH)
        self.assert_equals_summary("2026-04-01", "2026-04-30")
        march = self.detail(
            *MARCH, warehouse_id=self.wh_a.id, area="stock", ownership="own"
        )
        self.assertEqual(march[-1].balance_quantity, before)
        late = march.filtered(lambda line: line.kind == "unbooked")
        self.assertEqual((late.day, late.out_quantity), (date(2026, 3, 28), -6))
        april = self.detail("2026-04-01", "2026-04-30", warehouse_id=self.wh_a.id)
        late = april.filtered(lambda line: line.kind == "late")
        self.assertEqual((late.day, late.late_quantity), (date(2026, 4, 1), -6))
        self.assertFalse(late.in_quantity or late.out_quantity or late.unit_cost)
        action = late.action_open_document()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(move, found.move_id)

    def test_late_row_opens_what_was_changed_after_the_closing(self):
        self.env["jxc.stock.month"].create({"last_day": "2026-03-31"})
        self.env.flush_all()
        for table in ("stock_move", "stock_move_line"):
            self.env.cr.execute(f"UPDATE {table} SET write_date = jxc_done_at")
        move = self.deliver(self.tea, 6)
        move.date = "2026-03-28 03:00:00"
        self.env.flush_all()
        self.run_facts()
        for role in ROLES:
            with self.subTest(role=role):
                user = self.user(role)
                lines = self.detail("2026-04-01", "2026-04-30", user=user)
                late = lines.filtered(lambda line: line.kind == "late")
                action = late.action_open_document()
                rows = self.env[action["res_model"]].with_user(user)
                found = rows.search(action["domain"])
                self.assertEqual(found.move_id, move)

    def test_what_is_not_counted_yet_is_said(self):
        self.deliver(self.tea, 2)
        self.env.flush_all()
        self.assert_equals_summary("2026-04-01", "2026-04-30")
        lines = self.detail("2026-04-01", "2026-04-30", ownership="own")
        waiting = lines.filtered(lambda line: line.kind == "unbooked")
        self.assertEqual(sum(waiting.mapped("out_quantity")), -2)

    # ---- going on

    def test_line_opens_its_document(self):
        self.on("2026-04-22")
        receipt = self.receive_order(self.tea, 2, 12)
        self.run_facts()
        lines = self.detail("2026-03-01", "2026-04-30", ownership="own")
        line = lines.filtered(lambda line: line.move_id == receipt)
        action = line.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("stock.picking", receipt.picking_id.id),
        )
        self.assertEqual(line.partner_id, self.vendor)
        plain = lines.filtered(lambda line: line.move_id == self.sale)
        self.assertEqual(plain.action_open_document()["res_id"], self.sale.id)
        change = lines.filtered(lambda line: line.cause == "bill")
        action = change.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", self.billed.id)
        )
        with self.assertRaises(UserError):
            lines[0].action_open_document()

    def test_opened_again_by_its_address(self):
        """What the address keeps leads to the same lines and title."""
        rows = self.places(*MARCH)
        actions = [row.action_open_lines() for row in rows.values()]
        tea = self.tea.with_context(jxc_from=MARCH[0], jxc_to=MARCH[1])
        actions.append(tea.action_jxc_ledger_lines())
        period = self.lines.with_context(jxc_from=MARCH[0], jxc_to=MARCH[1])
        for action in actions:
            context = action["context"]
            code = context["active_id"]
            with self.subTest(context):
                ready = self.lines.with_context(active_id=code).prepare()
                keys = {k: v for k, v in context.items() if k in PLACE_KEYS}
                self.assertEqual(ready["place"], keys)
                self.assertEqual(ready["title"], action["display_name"])
                first = period.with_context(**context).search([])
                again = period.with_context(**ready["place"]).search([])
                fields = ["kind", "balance_quantity", "balance_value"]
                self.assertEqual(first.read(fields), again.read(fields))
        known = {"active_id": actions[0]["context"]["active_id"]}
        lines = self.lines.with_context(jxc_product_id=self.tea.id, **known)
        self.assertFalse(lines.prepare()["place"], "the context knows better")
        for code in (0, 41, -7, "6", 2**60, None, [1]):
            with self.subTest(code):
                ready = self.lines.with_context(active_id=code).prepare()
                self.assertEqual((ready["place"], ready["title"]), ({}, ""))

    def test_revaluation_opens_document_and_receipt(self):
        log = self.env["jxc.stock.revaluation"].search(
            [("product_id", "=", self.tea.id), ("cause", "=", "bill")]
        )
        self.assertAlmostEqual(log.difference, 10 * (16 - 13))
        action = log.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", self.billed.id)
        )
        receipt = self.second.picking_id or self.second
        action = log.action_open_receipt()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (receipt._name, receipt.id)
        )
        manager = log.with_user(self.user("finance"))
        self.assertTrue(manager.read(["difference"]))

    def test_bad_context_is_refused(self):
        for context in (
            {"jxc_product_id": "1; DROP TABLE"},
            {"jxc_product_id": -4},
            {"jxc_product_id": 10**30},
            {"jxc_warehouse_id": [1]},
            {"jxc_area": "moon"},
            {"jxc_ownership": ["own"]},
            {"jxc_company_id": "x"},
        ):
            with self.subTest(context), self.assertRaises(UserError):
                self.lines.with_context(**context).search([])
        self.assertFalse(self.lines.search([]), "no product, no lines")
        self.assertFalse(
            self.lines.with_context(jxc_product_id=2**31 - 1).search([])[2:]
        )

    # ---- who may see what

    def test_roles(self):
        for role in ROLES:
            with self.subTest(role=role):
                lines = self.detail(*MARCH, user=self.user(role))
                self.assertEqual(lines[-1].balance_quantity, 14 + 3 + 7 + 5)
                if role in COST_ROLES:
                    self.assertIn("revaluation", lines.mapped("kind"))
                    self.assertTrue(lines.read(list(VALUES)))
                else:
                    self.check_values_are_hidden(lines)

    def check_values_are_hidden(self, lines):
        self.assertNotIn("revaluation", lines.mapped("kind"))
        self.assertFalse(set(VALUES) & set(lines.fields_get()))
        for name in VALUES:
            with self.assertRaises(AccessError):
                lines.read([name])
            with self.assertRaises(AccessError):
                lines.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            lines.formatted_read_group([], aggregates=["in_value:sum"])
        cells = [
            c
            for row in self.sheet(lines.action_export_xlsx(), lines.env.user)
            for c in row
        ]
        self.assertIn("Balance", cells)
        self.assertNotIn("Balance Value", cells)

    def test_other_companies_and_outsiders_see_nothing(self):
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.detail(*MARCH, user=employee)
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="jxc_base.group_boss",
            company_id=self.env.ref("base.main_company").id,
        )
        lines = self.lines.with_user(stranger).with_context(
            jxc_from=MARCH[0],
            jxc_to=MARCH[1],
            jxc_product_id=self.tea.id,
            jxc_company_id=self.company.id,
            allowed_company_ids=stranger.company_ids.ids,
        )
        self.assertFalse(lines.search([]))
        self.tea.company_id = self.company
        with self.assertRaises(AccessError):
            self.tea.with_env(lines.env).action_jxc_ledger_lines()

    # ---- file

    def test_xlsx_has_the_lines_of_the_screen(self):
        user = self.user("finance")
        lines = self.detail(*MARCH, user=user, ownership="own")
        everything = lines.browse().with_env(lines.env)
        rows = self.sheet(everything.action_export_xlsx(), user)
        start = next(nr for nr, row in enumerate(rows) if "Document" in row)
        head, body = rows[start], rows[start + 1 : -1]
        found = [dict(zip(head, row, strict=True)) for row in body]
        self.assertEqual(len(found), len(lines))
        for cells, line in zip(found, lines, strict=True):
            self.assertEqual(cells["Date"].date(), line.day)
            self.assertEqual(cells["Balance"], line.balance_quantity)
            self.assertAlmostEqual(cells["Balance Value"], line.balance_value)
