"""Ways around the hidden fields: names, ledger lines, price lists, defaults."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_roles import COST, PRICE, RoleCase

BLIND = ("salesperson", "warehouse_worker", "planner")


@tagged("post_install", "-at_install")
class TestCostSideDoors(RoleCase):
    def test_amount_in_the_name_of_an_order(self):
        order = self.make_purchase()
        self.env.flush_all()
        for role, shown in (("warehouse_worker", False), ("purchaser", True)):
            self.env.invalidate_all()
            orders = self.as_role(role)["purchase.order"]
            orders = orders.with_context(show_total_amount=True)
            with self.subTest(role=role):
                [(_id, name)] = orders.name_search(order.name)
                self.assertEqual(name != order.name, shown)

    def invoice_with_cost_of_goods(self):
        """A seller's invoice as perpetual valuation posts it."""
        company = self.env.company
        accounts = self.env["account.account"].create(
            [
                {"name": name, "code": f"SIDE.{place}", "account_type": kind}
                for place, (name, kind) in enumerate(
                    (
                        ("Receivable", "asset_receivable"),
                        ("Income", "income"),
                        ("Goods Sold", "expense_direct_cost"),
                        ("Stock", "asset_current"),
                    )
                )
            ]
        )
        receivable, income, sold, stock = accounts
        self.customer.property_account_receivable_id = receivable
        journal = self.env["account.journal"].create(
            {
                "name": "Side",
                "code": "SIDE",
                "type": "sale",
                "company_id": company.id,
                "default_account_id": income.id,
            }
        )
        line = {"name": "Tea", "price_unit": PRICE, "account_id": income.id}
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "journal_id": journal.id,
                "invoice_user_id": self.users["salesperson"].id,
                "invoice_line_ids": [Command.create({**line, "tax_ids": False})],
            }
        )
        self.env["account.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "name": "Tea",
                    "display_type": "cogs",
                    "account_id": account.id,
                    "balance": sign * COST,
                    "tax_ids": False,
                }
                for account, sign in ((sold, 1), (stock, -1))
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return move

    def test_cost_of_goods_in_the_ledger(self):
        move = self.invoice_with_cost_of_goods()
        domain = [("move_id", "=", move.id), ("display_type", "=", "cogs")]
        for role, count in (("salesperson", 0), ("finance", 2), ("boss", 2)):
            lines = self.as_role(role)["account.move.line"]
            with self.subTest(role=role):
                self.assertEqual(lines.search_count(domain), count)
        seen = self.as_role("salesperson")["account.move"].browse(move.id)
        self.assertNotIn("cogs", seen.line_ids.mapped("display_type"))
        self.assertEqual(seen.amount_total, PRICE)
        with self.assertRaises(AccessError):
            lines = self.env["account.move.line"].search(domain)
            lines.with_env(self.as_role("salesperson")).read(["debit"])

    def test_price_list_that_asks_for_the_cost(self):
        item = {"compute_price": "formula", "base": "standard_price"}
        lists = self.as_role("data_steward")["product.pricelist"]
        harmless = {"name": "Side", "item_ids": [Command.create({"fixed_price": 1.0})]}
        prices = lists.create(harmless)
        with self.assertRaises(AccessError):
            lists.create({"name": "Probe", "item_ids": [Command.create(item)]})
        with self.assertRaises(AccessError):
            prices.item_ids.write(item)
        with self.assertRaises(AccessError):
            items = prices.item_ids.with_context(default_base="standard_price")
            items.create({"pricelist_id": prices.id, "compute_price": "formula"})
        self.as_role("sales_manager")["product.pricelist"].create(
            {"name": "Cost plus", "item_ids": [Command.create(item)]}
        )

    def test_suggested_order_of_goods_without_vendor(self):
        goods = self.product.copy({"name": "No vendor", "seller_ids": False})
        goods.standard_price = COST
        sale = self.env["sale.order"].create({"partner_id": self.customer.id})
        for product in goods + self.product:
            line = {"product_id": product.id, "product_uom_qty": 4}
            sale.order_line = [Command.create(line)]
        sale.action_confirm()
        self.env.flush_all()
        for role, with_vendor, without in (
            ("purchaser", 4 * COST, 0.0),
            ("purchase_manager", 4 * COST, 4 * COST),
        ):
            self.env.invalidate_all()
            products = self.as_role(role)["product.product"].with_context(
                suggest_based_on="actual_demand",
                suggest_days=30,
                suggest_percent=100,
                warehouse_id=self.warehouse.id,
            )
            with self.subTest(role=role):
                found = products.browse([self.product.id, goods.id])
                self.assertEqual(
                    found.mapped("suggest_estimated_price"), [with_vendor, without]
                )
        for role in BLIND:
            products = self.as_role(role)["product.product"]
            with self.subTest(role=role), self.assertRaises(AccessError):
                products.browse(goods.id).read(["suggest_estimated_price"])
