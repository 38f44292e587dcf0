"""The examples of docs/api.md do what the page says, with the rights of each role."""

import base64
import re
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from typing import NamedTuple

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
EXAMPLE = re.compile(r"^```http(.*)\nPOST (\S+)\n\n([^`]+)^```$", re.MULTILINE)
CODE = "API-TEA-01"
COST, PRICE = 61.25, 98.5


class Example(NamedTuple):
    """One call of the page; `match` is a pattern for what `keep` takes."""

    role: str
    may: str | None
    status: int
    keep: str | None
    match: str | None
    path: str
    body: str


def examples(text):
    """Read the calls out of the page's fenced blocks."""
    found = []
    for options, path, body in EXAMPLE.findall(text):
        told = dict(option.split("=", 1) for option in options.split())
        status = int(told.get("status", 200))
        found.append(
            Example(
                role=told["as"],
                may=told.get("may"),
                status=status,
                keep=told.get("keep"),
                match=told.get("match"),
                path=path,
                body=body,
            )
        )
    return found


@tagged("post_install", "-at_install")
class TestApiExamples(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.examples = examples(PAGE.read_text(encoding="utf-8"))
        cls.keys = {"nobody": "0123456789abcdef"}
        for example in cls.examples:
            if example.role not in cls.keys:
                cls.keys[example.role] = cls.key_of(example.role)
        cls.product = cls.env["product.product"].create(
            {
                "name": "Api Tea",
                "default_code": CODE,
                "is_storable": True,
                "standard_price": COST,
                "list_price": PRICE,
            }
        )
        cls.receive(7)

    @classmethod
    def key_of(cls, role):
        user = new_test_user(
            cls.env, login=f"api_{role}", groups=f"jxc_base.group_{role}"
        )
        for right in {e.may for e in cls.examples if e.role == role} - {None}:
            user.group_ids += cls.env.ref(right)
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "examples", datetime.now() + timedelta(days=1))

    @classmethod
    def receive(cls, quantity):
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": cls.product.id,
                "product_uom_qty": quantity,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def call(self, role, path, body):
        headers = {
            "Authorization": f"bearer {self.keys[role]}",
            "Content-Type": "application/json",
        }
        return self.url_open(path, data=body.encode(), headers=headers)

    def run_examples(self):
        """Answers by (path, status), in the order of the page."""
        customer = self.env["res.partner"].create({"name": "Api Customer"})
        values = {
            "product": self.product.id,
            "code": CODE,
            "customer": customer.id,
            "today": fields.Date.to_string(self.env.company._jxc_today()),
        }
        answers = {}
        for example in self.examples:
            body = Template(example.body).substitute(values)
            answer = self.call(example.role, example.path, body)
            told = f"{example.path}: {answer.text[:400]}"
            self.assertEqual(answer.status_code, example.status, told)
            if example.keep:
                kept = answer.text
                if example.match:
                    kept = re.search(example.match, kept)[1]
                values[example.keep] = kept
            answers[example.path.split("/", 3)[3], example.status] = answer.json()
        return answers

    def test_examples(self):
        answers = self.run_examples()
        self.expect_documents(answers)
        self.expect_figures(answers)
        self.expect_refusals(answers)

    def expect_documents(self, answers):
        request = answers["purchase.request/read", 200][0]
        self.assertEqual(request["state"], "approved")
        lines = self.env["purchase.request"].browse(request["id"]).line_ids
        self.assertEqual((lines.product_id, lines.product_qty), (self.product, 12))
        (order,) = answers["sale.order/search_read", 200]
        self.assertEqual(order["state"], "sale")
        delivery = self.env["sale.order"].browse(order["id"]).picking_ids
        self.assertEqual(delivery.move_ids.product_uom_qty, 3)

    def expect_figures(self, answers):
        (found,) = answers["product.product/search_read", 200]
        self.assertEqual(found["id"], self.product.id)
        (row,) = answers["jxc.stock.overview/get_overview", 200]["products"]
        self.assertEqual((row["total"]["on_hand"], row["total"]["reserved"]), (7, 3))
        self.assertNotIn("value", row["total"])
        (row,) = answers["jxc.stock.ledger/search_read", 200]
        self.assertEqual((row["in_quantity"], row["closing_quantity"]), (7, 7))
        self.assertAlmostEqual(row["closing_value"], 7 * COST)
        self.assertEqual(
            answers["product.product/export_data", 200]["datas"],
            [[CODE, "Api Tea", PRICE]],
        )
        (file,) = answers["ir.attachment/read", 200]
        self.assertTrue(base64.b64decode(file["datas"]).startswith(b"PK"))

    def expect_refusals(self, answers):
        for (path, status), answer in answers.items():
            if status != 200:
                self.assertNotIn(str(COST), str(answer), path)
                self.assertTrue(answer["message"], path)

    def test_rights_hold(self):
        """What the role may not do on the screen it may not do here."""
        body = f'{{"ids": [{self.product.id}], "vals": {{"list_price": 1}}}}'
        answer = self.call("salesperson", "/json/2/product.product/write", body)
        self.assertEqual(answer.status_code, 403)
        body = '{"domain": [["standard_price", ">", 0]]}'
        answer = self.call("salesperson", "/json/2/product.product/search", body)
        self.assertEqual(answer.status_code, 403)
        rows = f'{{"ids": [{self.product.id}], "fields_to_export": ["name"]}}'
        answer = self.call("requester", "/json/2/product.product/export_data", rows)
        self.assertIn(answer.status_code, (403, 422))
        self.assertEqual(self.product.list_price, PRICE)

    def test_page_has_examples(self):
        text = PAGE.read_text(encoding="utf-8")
        self.assertEqual(len(self.examples), text.count("\n```http"))
        self.assertGreater(len(self.examples), 15)
