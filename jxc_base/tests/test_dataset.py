"""Datasets: what they answer, and that they never answer more than the model would."""

import io
from datetime import datetime

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_roles import COST, PRICE, RoleCase


@tagged("post_install", "-at_install")
class TestDataset(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.jxc_tz = "Asia/Shanghai"
        cls.dataset = cls.env.ref("jxc_base.dataset_sale")
        cls.other = cls.env["res.partner"].create({"name": "Second Customer"})
        # 16:30 UTC on 31 March is 00:30 on 1 April in Shanghai
        cls.sell(cls.customer, 2, datetime(2026, 3, 10, 4), "salesperson")
        cls.sell(cls.customer, 3, datetime(2026, 3, 31, 16, 30), "salesperson")
        cls.sell(cls.other, 4, datetime(2026, 4, 2, 4), "sales_manager")
        cls.ours = [("partner_id", "in", (cls.customer | cls.other).ids)]

    @classmethod
    def sell(cls, partner, quantity, moment, role):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": cls.users[role].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": PRICE,
                            "discount": 0,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def ask(self, role, *args, **kwargs):
        dataset = self.dataset.with_user(self.users[role])
        return dataset.query(*args, domain=self.ours, **kwargs)

    def test_grouped_figures(self):
        answer = self.ask("boss", ["partner_id"], ["amount", "margin", "quantity"])
        rows = {row[0][0]: row[1:] for row in answer["rows"]}
        self.assertEqual(rows[self.customer.id], [5 * PRICE, 5 * (PRICE - COST), 2 + 3])
        self.assertEqual(rows[self.other.id], [4 * PRICE, 4 * (PRICE - COST), 4])
        self.assertEqual(
            [column["kind"] for column in answer["columns"]],
            ["many2one", "monetary", "monetary", "float"],
        )
        self.assertFalse(answer["limited"])

    def test_months_and_periods_are_the_company_s(self):
        answer = self.ask("boss", ["date"], ["quantity"])
        self.assertEqual([row[1] for row in answer["rows"]], [2, 3 + 4])
        april = self.ask("boss", [], ["quantity"], period=["2026-04-01", "2026-04-30"])
        self.assertEqual(april["rows"], [[3 + 4]])
        until = self.ask("boss", [], ["quantity"], period=[None, "2026-03-31"])
        self.assertEqual(until["rows"], [[2]])

    def test_quotations_are_no_sales(self):
        self.make_sale()
        answer = self.ask("boss", [], ["quantity"])
        self.assertEqual(answer["rows"], [[2 + 3 + 4]])

    def test_quantity_in_the_product_s_unit_and_amount_in_company_currency(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell(self.other, 1, datetime(2026, 5, 5, 4), "sales_manager")
        order.order_line.product_uom_id = dozen
        order.order_line.price_unit = 120
        order.sudo().currency_rate = 2.0
        period = ["2026-05-01", "2026-05-31"]
        answer = self.ask("boss", [], ["quantity", "amount"], period=period)
        self.assertEqual(answer["rows"], [[12, 120 / 2]])

    def test_salesperson_sees_own_lines_and_no_cost(self):
        answer = self.ask("salesperson", ["partner_id"], ["quantity"])
        self.assertEqual([row[0][0] for row in answer["rows"]], [self.customer.id])
        for hidden in ("cost", "margin"):
            with self.subTest(field=hidden), self.assertRaises(UserError):
                self.ask("salesperson", [], [hidden])
            with self.subTest(order=hidden), self.assertRaises(UserError):
                self.ask("salesperson", ["partner_id"], ["amount"], order=hidden)
        dataset = self.dataset.with_user(self.users["salesperson"])
        names = {m["name"] for m in dataset.get_fields()["measures"]}
        self.assertEqual(names, {"amount", "quantity", "delivered", "invoiced"})
        with self.assertRaises(AccessError):
            dataset.query([], ["amount"], domain=[("margin", ">", 1)])

    def test_roles_without_the_dataset(self):
        for role in ("purchaser", "warehouse_worker", "requester", "planner"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.ask(role, [], ["amount"])
            found = self.as_role(role)["jxc.dataset"].search([])
            self.assertNotIn(self.dataset, found)

    def test_cost_right_opens_cost(self):
        for role in ("finance", "sales_manager", "jxc_admin"):
            with self.subTest(role=role):
                answer = self.ask(role, [], ["cost"])
                self.assertEqual(answer["rows"], [[9 * COST]])

    def test_order_limit_and_bad_questions(self):
        answer = self.ask(
            "boss", ["partner_id"], ["amount"], order="amount desc", limit=1
        )
        self.assertEqual(answer["rows"][0][0][0], self.customer.id)
        self.assertTrue(answer["limited"])
        bad = (
            {"dimensions": [], "measures": []},
            {"dimensions": ["id"], "measures": ["amount"]},
            {"dimensions": ["partner_id.email"], "measures": ["amount"]},
            {"dimensions": ["date:hour"], "measures": ["amount"]},
            {"dimensions": ["partner_id:month"], "measures": ["amount"]},
            {"dimensions": ["date", "date"], "measures": ["amount"]},
            {"dimensions": [7], "measures": [None]},
            {"dimensions": 5, "measures": []},
            {"dimensions": [], "measures": ["amount:array_agg"]},
            {"dimensions": [], "measures": ["amount"], "limit": 0},
            {"dimensions": [], "measures": ["amount"], "limit": 10**9},
            {"dimensions": [], "measures": ["amount"], "limit": "x"},
            {"dimensions": [], "measures": ["amount"], "order": "name; drop"},
            {"dimensions": [], "measures": ["amount"], "order": 3},
            {"dimensions": [], "measures": ["amount"], "domain": "x"},
            {"dimensions": [], "measures": ["amount"], "domain": [("nothing", "=", 1)]},
            {"dimensions": [], "measures": ["amount"], "period": ["2026-13-01", None]},
            {"dimensions": [], "measures": ["amount"], "period": ["2026-02-01"]},
            {"dimensions": [], "measures": ["amount"], "period": 7},
            {"dimensions": [], "measures": ["amount"], "period": True},
            {"dimensions": [], "measures": ["amount"], "period": [5, 6]},
            {"dimensions": [], "measures": ["amount"], "period": [None, "9999-12-31"]},
            {
                "dimensions": [],
                "measures": ["amount"],
                "period": ["2026-02-01", "2026-01-01"],
            },
        )
        boss = self.dataset.with_user(self.users["boss"])
        for question in bad:
            with self.subTest(question=question), self.assertRaises(UserError):
                boss.query(**question)

    def test_registry_refuses_what_cannot_be_asked(self):
        fresh = self.dataset.create(
            {
                "name": "Fresh",
                "code": "fresh",
                "model_id": self.dataset.model_id.id,
                "group_ids": self.dataset.group_ids.ids,
            }
        )
        line = {"dataset_id": fresh.id}
        bad = (
            {"path": "no_such_field"},
            {"path": "partner_id.no_such"},
            {"path": "amount.partner_id"},
            {"path": "display_name"},
            {"path": "date"},  # a date without granularity
            {"path": "partner_id", "granularity": "month"},
            {"path": "order_id.tax_totals"},
            {"path": "amount", "kind": "measure"},
            {"path": "partner_id", "kind": "measure", "aggregator": "sum"},
            {"path": "product_id.display_name"},
        )
        for values in bad:
            refused = self.assertRaises(ValidationError)
            with self.subTest(values=values), refused, self.cr.savepoint():
                self.env["jxc.dataset.field"].create({**line, **values})
        good = {"path": "order_id.origin", "label": "Source"}
        self.env["jxc.dataset.field"].create({**line, **good})
        found = fresh.with_user(self.users["boss"]).query(["order_id.origin"], [])
        self.assertTrue(found["rows"])

    def test_no_role_beyond_the_rights_of_the_model(self):
        worker = self.env.ref("jxc_base.group_warehouse_worker")
        with self.assertRaisesRegex(ValidationError, "Warehouse Worker"):
            self.dataset.group_ids |= worker
        with self.assertRaises(ValidationError):
            self.dataset.date_field = "partner_id"

    def test_only_administrators_change_the_registry(self):
        for role in ("sales_manager", "boss", "finance"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.dataset.with_user(self.users[role]).name = "Mine"
        self.dataset.with_user(self.users["jxc_admin"]).name = "Renamed"

    def test_dialog_offers_by_right_opens_and_downloads(self):
        env = self.as_role("salesperson")
        form = Form(
            env["jxc.dataset.ask"].with_context(default_dataset_id=self.dataset.id)
        )
        self.assertEqual(form.measure_ids[:].mapped("path"), ["amount"])
        self.assertNotIn("margin", form.offered_ids[:].mapped("path"))
        form.date_from = "2026-03-01"
        form.date_to = "2026-03-31"
        ask = form.save()
        action = ask.action_open()
        self.assertEqual(action["res_model"], "jxc.data.sale")
        self.assertEqual(action["context"]["pivot_measures"], ["amount"])
        found = env["jxc.data.sale"].search(action["domain"])
        self.assertEqual(found.mapped("quantity"), [2])
        self.assertIn("url", ask.action_xlsx())

    def test_excel_holds_the_same_figures(self):
        boss = self.dataset.with_user(self.users["boss"])
        action = boss.action_xlsx(
            ["partner_id"], ["amount", "quantity"], self.ours, order="amount desc"
        )
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = openpyxl.load_workbook(io.BytesIO(attachment.raw), data_only=False)
        values = [row for row in book.active.iter_rows(values_only=True) if row[1]]
        self.assertEqual(values[1], (self.customer.display_name, 5 * PRICE, 5))
        log = self.env["jxc.access.log"].search([("kind", "=", "xlsx")], limit=1)
        self.assertEqual((log.user_id, log.rows), (self.users["boss"], 2))

    def test_open_shows_the_defaults_the_user_may_see(self):
        boss = self.dataset.with_user(self.users["boss"]).action_open()
        self.assertEqual(boss["context"]["pivot_measures"], ["amount", "margin"])
        self.assertEqual(boss["context"]["pivot_row_groupby"], ["partner_id"])
        self.assertEqual(boss["context"]["pivot_column_groupby"], ["date:month"])
