"""The main job on a real day: buy, put away, sell, deliver, invoice, pay.

Every step is done by the user whose job it is, on the demo company's records, loaded
into the test's own transaction. What must come out is worked out in `main_day.py`.
"""

import base64
import io
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from demo import data
from demo.goods import carton_unit
from demo.load import CONTEXT, load
from demo.warehouses import bins_of_goods

from . import main_day as day
from .main_day_ledger import LedgerOfTheDay


@tagged("post_install", "-at_install")
class TestMainDay(LedgerOfTheDay, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(day.MORNING))
        cls.records = load(
            cls.env,
            say=lambda line: None,
            commit=False,
            codes=set(day.sold_cartons()),
            warehouse_numbers=(day.WAREHOUSE,),
            history=False,
        )
        company = cls.env["res.company"].search([], order="id", limit=1)
        cls.env = cls.env(context={**CONTEXT, "allowed_company_ids": company.ids})
        cls.today = date.fromisoformat(day.TODAY)
        cls.warehouse = cls.get(f"warehouse_{day.WAREHOUSE}")

    @classmethod
    def get(cls, name, login=None):
        """Return the demo's record of that name, as the user ``login`` sees it."""
        record = cls.records.get(name).with_env(cls.env)
        return record.with_user(cls.user(login)) if login else record

    @classmethod
    def user(cls, login):
        return cls.records.get(f"user_{login}").with_env(cls.env)

    @classmethod
    def model(cls, name, login):
        return cls.env[name].with_user(cls.user(login))

    def refused(self, call, *args):
        """Check that the call is refused and changes nothing."""
        with self.assertRaises(UserError):  # AccessError and ValidationError are such
            call(*args)
        self.env.invalidate_all()

    def line_values(self, line, quantity="product_qty"):
        return {
            "product_id": self.get(f"product_{line.code}").id,
            "product_uom_id": self.get(carton_unit(data.goods()[line.code])).id,
            quantity: line.cartons,
        }

    # ---- the day

    def test_the_day(self):
        request = self.request_and_approve()
        order = self.ask_compare_order(request)
        self.receive_and_put_away(order)
        self.assertEqual(request.state, "done")
        sales = self.quote_and_confirm()
        self.deliver(sales)
        invoices = self.invoice(sales)
        self.bill_and_pay(order)
        self.take_payments(invoices)
        self.check_stock()
        self.check_money(sales)
        self.check_xlsx()
        self.check_ledger()

    # ---- buying

    def request_and_approve(self):
        request = self.new_request("sq")
        request.button_to_approve()
        self.assertEqual(request.state, "to_approve")
        self.refused(request.button_approved)
        self.refused(request.validate_tier)
        self.refused(request.line_ids[0].write, {"jxc_suggested_qty": 1})
        self.refused(request.with_user(self.user("cg1")).button_approved)
        request.with_user(self.user("cgjl")).validate_tier()
        request.invalidate_recordset()
        self.assertEqual(request.state, "approved")
        self.refused(request.line_ids[0].write, {"product_qty": 1})
        self.check_own_request_of_the_manager()
        return request

    def new_request(self, login):
        lines = [
            Command.create(self.line_values(line, "jxc_suggested_qty"))
            for line in day.purchase()
        ]
        return self.model("purchase.request", login).create(
            {"picking_type_id": self.warehouse.in_type_id.id, "line_ids": lines}
        )

    def check_own_request_of_the_manager(self):
        own = self.new_request("cgjl")
        self.refused(own.write, {"state": "approved"})
        own.button_to_approve()
        self.refused(own.validate_tier)
        self.refused(own.button_approved)
        self.refused(own.write, {"state": "approved"})
        own.button_draft()
        own.unlink()

    def ask_compare_order(self, request):
        vendors = self.get(f"vendor_{day.VENDOR}") | self.get(f"vendor_{day.RIVAL}")
        wizard = self.model("jxc.request.make.rfq", "cg1").with_context(
            active_model=request._name, active_ids=request.ids
        )
        wizard = wizard.create({"vendor_ids": [Command.set(vendors.ids)]})
        wizard.line_ids.vendor_ids = vendors
        orders = self.model("purchase.order", "cg1").search(
            wizard.action_make()["domain"]
        )
        self.assertEqual(orders.partner_id, vendors)
        for order in orders:
            self.enter_quote(order)
        order = orders.filtered(lambda o: o.partner_id == vendors[0])
        best = orders[0].get_tender_best_lines()[0]
        self.assertEqual(set(best), set(order.order_line.ids))
        self.check_rival_totals(orders)
        return self.approve_order(order, orders - order)

    def enter_quote(self, order):
        vendor = order.partner_id.ref.replace("GYS", "V")
        prices = {li.code: float(li.price) for li in day.purchase(vendor)}
        for line in order.order_line:
            line.price_unit = prices[line.product_id.default_code]

    def check_rival_totals(self, orders):
        for order in orders:
            lines = day.purchase(order.partner_id.ref.replace("GYS", "V"))
            self.assertAlmostEqual(order.amount_untaxed, float(day.untaxed(lines)))
            self.assertAlmostEqual(order.amount_total, float(day.total(lines)))

    def approve_order(self, order, rivals):
        alone = order.with_context(skip_alternative_check=True)
        self.refused(alone.button_confirm)
        self.refused(order.write, {"state": "purchase"})
        self.refused(order.copy, {"state": "purchase"})
        order.request_validation()
        self.refused(order.validate_tier)
        self.refused(order.order_line[0].write, {"price_unit": 9999})
        self.refused(order.order_line[0].write, {"product_qty": 9999})
        order.with_user(self.user("cgjl")).validate_tier()
        order.invalidate_recordset()
        self.refused(order.order_line[0].write, {"price_unit": 9999})
        action = order.button_confirm()
        choice = self.model(action["res_model"], "cg1")
        choice.with_context(**action["context"]).create({}).action_cancel_alternatives()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(rivals.mapped("state"), ["cancel"])
        self.refused(order.order_line[0].write, {"price_unit": 9999})
        return order

    # ---- stock

    def receive_and_put_away(self, order):
        receipt = order.picking_ids.with_user(self.user("ck1"))
        self.assertEqual(receipt.state, "assigned")
        for line in receipt.move_ids.move_line_ids:
            expiry = day.new_expiry(line.product_id.default_code)
            line.write({"lot_name": day.NEW_LOT, "expiration_date": expiry})
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        storing = receipt.move_ids.move_dest_ids.picking_id
        self.assertEqual(storing.picking_type_id, self.warehouse.store_type_id)
        bins = bins_of_goods(data.goods().values())
        for line in storing.move_ids.move_line_ids:
            self.assertEqual(line.lot_id.name, day.NEW_LOT)
            place = f"bin_{day.WAREHOUSE}_{bins[line.product_id.default_code]}"
            self.assertEqual(line.location_dest_id, self.get(place))
        storing.move_ids.picked = True
        storing.button_validate()
        self.assertEqual(storing.state, "done")

    def deliver(self, sales):
        pickings = sales.picking_ids.with_user(self.user("ck1"))
        self.assertEqual(set(pickings.mapped("state")), {"assigned"})
        self.assertEqual(len(pickings), len(sales))
        for picking in pickings:
            picking.move_ids.picked = True
            picking.button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    # ---- selling

    def quote_and_confirm(self):
        model = self.model("sale.order", "xs1")
        sales = model.create(
            [self.quote(number, lines) for number, lines in day.sales().items()]
        )
        self.assertEqual(sales.warehouse_id, self.warehouse)
        self.refused(model.create, {**self.quote(1, []), "state": "sale"})
        self.refused(sales[0].write, {"state": "sale"})
        for sale in sales:
            sale.action_confirm()
        reserved = sales.order_line.move_ids
        for move in reserved:
            self.assertEqual(move.quantity, move.product_uom_qty)
        return sales

    def quote(self, number, lines):
        commands = [
            Command.create(
                {
                    **self.line_values(line, "product_uom_qty"),
                    "price_unit": float(line.price),
                }
            )
            for line in lines
        ]
        customer = self.get(f"customer_{number}")
        return {"partner_id": customer.id, "order_line": commands}

    def invoice(self, sales):
        wizard = self.model("sale.advance.payment.inv", "xs1").with_context(
            active_model="sale.order", active_ids=sales.ids
        )
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
        invoices = sales.invoice_ids.with_user(self.user("cw"))
        invoices.invoice_date = self.today
        invoices.action_post()
        return invoices

    # ---- money

    def bill_and_pay(self, order):
        order = order.with_user(self.user("cw"))
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = self.today
        bill.action_post()
        owed = float(day.total(day.purchase()))
        self.assertAlmostEqual(bill.amount_total, owed)
        self.assertAlmostEqual(-self.balance("l10n_cn_common_account_2202"), owed)
        self.pay(bill)

    def take_payments(self, invoices):
        for number in day.cash_customers():
            customer = self.get(f"customer_{number}")
            self.pay(invoices.filtered(lambda i, c=customer: i.partner_id == c))

    def pay(self, invoice):
        register = self.model("account.payment.register", "cw").with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        bank = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        register.create({"journal_id": bank.id}).action_create_payments()
        self.assertEqual(invoice.payment_state, "paid")

    def balance(self, xmlid, partner=None):
        template = self.env["account.chart.template"].with_company(self.env.company)
        domain = [("account_id", "=", template.ref(xmlid).id)]
        domain += [("parent_state", "=", "posted")]
        domain += [("partner_id", "=", partner.id)] if partner else []
        totals = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return totals[0][0] or 0.0

    # ---- what must come out

    def check_stock(self):
        quants = self.env["stock.quant"].search(
            [("location_id.usage", "=", "internal")]
        )
        found = Counter()
        for quant in quants:
            found[quant.product_id.default_code, quant.lot_id.name or None] += (
                quant.quantity
            )
        found = {key: pieces for key, pieces in found.items() if pieces}
        self.assertEqual(found, day.closing_lots(self.today))
        self.assertFalse(any(quants.mapped("reserved_quantity")))
        for code, value in day.closing_value(self.today).items():
            product = self.get(f"product_{code}")
            # the unit cost is kept to the cent: half a cent a piece at most
            slack = 0.005 * product.qty_available + 0.01
            self.assertAlmostEqual(product.total_value, float(value), delta=slack)

    def check_money(self, sales):
        cash = day.cash_customers()
        received = Decimal(0)
        for number, lines in day.sales().items():
            customer = self.get(f"customer_{number}")
            sale = sales.filtered(lambda s, c=customer: s.partner_id == c)
            self.check_invoice(sale.invoice_ids, lines)
            owed = Decimal(0) if number in cash else day.total(lines)
            received += day.total(lines) if number in cash else 0
            receivable = self.balance("l10n_cn_common_account_1122", customer)
            self.assertAlmostEqual(receivable, float(owed))
        self.check_accounts(received)

    def check_invoice(self, invoice, lines):
        found = sorted(
            (li.product_id.default_code, li.quantity, round(li.price_subtotal, 2))
            for li in invoice.invoice_line_ids
        )
        wanted = sorted((li.code, li.cartons, float(li.untaxed)) for li in lines)
        self.assertEqual(found, wanted)
        self.assertAlmostEqual(invoice.amount_total, float(day.total(lines)))

    def check_accounts(self, received):
        sold = [line for lines in day.sales().values() for line in lines]
        bought = day.purchase()
        opened = day.opening_value(self.today)
        bank = Decimal("1500000.00") + received - day.total(bought)
        tax = sum(li.tax for li in sold) - sum(li.tax for li in bought)
        expected = {
            "l10n_cn_common_account_1122": day.total(sold) - received,
            "l10n_cn_common_account_2202": 0,
            "l10n_cn_account_5001": -day.untaxed(sold),
            "l10n_cn_account_5401": day.untaxed(bought),
            "l10n_cn_common_account_2221": -tax,
            "l10n_cn_common_account_1405": opened,
            "l10n_cn_account_3001": -opened - Decimal("1500000.00"),
        }
        for xmlid, amount in expected.items():
            self.assertAlmostEqual(self.balance(xmlid), float(amount), msg=xmlid)
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        lines = self.env["account.move.line"].search(
            [("account_id", "=", journal.default_account_id.id)]
        )
        self.assertAlmostEqual(sum(lines.mapped("balance")), float(bank))

    def check_xlsx(self):
        """The day's movements as the warehouse manager and finance download them."""
        moved, stock = defaultdict(Counter), Counter()
        for row in self.movement_rows("ckjl"):
            self.assertNotIn("入库金额", row)
            quantity = row["入库数量"] - row["出库数量"]
            stock[row["商品编码"], row["批号/序列号"]] += quantity
            quantity = abs(quantity) + row["仓内移动"]
            moved[row["类型"]][row["商品编码"]] += quantity
        goods = data.goods()
        received = {line.code: line.pieces for line in day.purchase()}
        sold = {c: n * goods[c].per_carton for c, n in day.sold_cartons().items()}
        self.assertEqual(moved["采购入库"], received)
        self.assertEqual(moved["仓内移动"], received)
        self.assertEqual(moved["销售出库"], sold)
        stock = {key: pieces for key, pieces in stock.items() if pieces}
        self.assertEqual(stock, day.closing_lots(self.today))
        rows = [r for r in self.movement_rows("cw") if r["类型"] == "采购入库"]
        value = sum(row["入库金额"] for row in rows)
        self.assertAlmostEqual(value, float(day.untaxed(day.purchase())), places=2)

    def movement_rows(self, login):
        """Return the rows of the day's xlsx as {heading: cell}."""
        wizard = self.model("jxc.stock.movement.export", login).create(
            {
                "date_from": self.today,
                "date_to": self.today,
                "warehouse_ids": [Command.set(self.warehouse.ids)],
            }
        )
        number = int(wizard.action_export_xlsx()["url"].split("/")[3].split("?")[0])
        attachment = self.model("ir.attachment", login).browse(number)
        content = base64.b64decode(attachment.datas)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if "商品编码" in row)
        found = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
        return [row for row in found if row["商品编码"]]
