"""Fixture: orders whose dates are promised, on a fixed day in Shanghai."""

from datetime import datetime

from odoo import Command
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

NOW = "2026-03-02 04:00:00"  # Monday noon in Shanghai


class PromiseCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "tz": "UTC"}
        )
        cls.env.company.jxc_tz = "Asia/Shanghai"
        cls.vendor = cls.env["res.partner"].create({"name": "Mill of Promise"})
        cls.customer = cls.env["res.partner"].create({"name": "Shop of Promise"})
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.tea = cls.make_product("Tea of Promise")
        cls.service = cls.make_product("Advice", type="service", is_storable=False)
        cls.buyer = cls.make_user("promise_buyer", "purchaser")
        cls.seller = cls.make_user("promise_seller", "salesperson")

    @classmethod
    def make_user(cls, login, role):
        return new_test_user(cls.env, login=login, groups=f"jxc_base.group_{role}")

    @classmethod
    def make_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "taxes_id": False,
                "supplier_taxes_id": False,
                **values,
            }
        )

    @classmethod
    def purchase_line(cls, quantity=10, **values):
        return Command.create(
            {
                "product_id": cls.tea.id,
                "product_qty": quantity,
                "price_unit": 5.0,
                # 07:00 on the 10th in Shanghai
                "date_planned": datetime(2026, 3, 9, 23),
                **values,
            }
        )

    @classmethod
    def make_purchase(cls, *lines, user=None, confirm=True, **values):
        orders = cls.env["purchase.order"].with_user(user or cls.buyer)
        order = orders.create(
            {
                "partner_id": cls.vendor.id,
                "order_line": list(lines) or [cls.purchase_line()],
                **values,
            }
        )
        if confirm:
            order.button_confirm()
        return order

    @classmethod
    def make_sale(cls, user=None, confirm=True, quantity=6, **values):
        line = {
            "product_id": cls.tea.id,
            "product_uom_qty": quantity,
            "price_unit": 9.0,
            "customer_lead": 3,
        }
        orders = cls.env["sale.order"].with_user(user or cls.seller)
        order = orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def promises(self, order):
        link = "purchase_line_id" if "purchase" in order._name else "sale_line_id"
        found = self.env["jxc.promise"].search(
            [(link, "in", order.order_line.ids)], order="recorded_at, id"
        )
        return found

    def told(self, order):
        """[(kind, day, quantity, fault)] of an order, oldest first."""
        return [
            (p.kind, str(p.promised_date), p.quantity, p.fault)
            for p in self.promises(order)
        ]
