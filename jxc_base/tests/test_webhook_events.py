from odoo import Command
from odoo.tests import tagged

from .common_channels import ChannelCase


@tagged("post_install", "-at_install")
class TestWebhookEvents(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Hook Tea", "is_storable": True, "list_price": 10}
        )
        cls.events = cls.env["jxc.webhook.event"].search([])
        cls.events.channel_ids = False
        cls.hook = cls.channel("webhook", event_ids=cls.events.ids, secret="word")

    def told(self):
        self.deliver()
        return [(got.json["event"], got.json["record"]) for got in self.other.received]

    def sale(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )

    def test_body(self):
        order = self.sale()
        order.action_confirm()
        self.deliver()
        got = self.other.received[0]
        self.assertEqual(got.headers["X-JXC-Event"], "sale.order.confirmed")
        self.assertIn("v1=", got.headers["X-JXC-Signature"])
        self.assertEqual(
            got.json["company"], {"id": self.company.id, "name": self.company.name}
        )
        record = got.json["record"]
        self.assertEqual(
            (record["model"], record["id"], record["name"]),
            ("sale.order", order.id, order.name),
        )
        self.assertEqual(got.json["at"], "2026-03-05T02:00:00Z")

    def test_documents(self):
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 5})
                ],
            }
        )
        purchase.button_confirm()
        receipt = purchase.picking_ids
        receipt.move_ids.picked = True
        receipt.button_validate()
        told = {(event, record["id"]) for event, record in self.told()}
        self.assertEqual(
            told,
            {
                ("purchase.order.confirmed", purchase.id),
                ("stock.picking.done", receipt.id),
            },
        )

    def test_users_cause_events_without_any_right(self):
        order = self.sale().with_user(self.user)
        messages = order.env["jxc.webhook.event"]._emit("sale.order.confirmed", order)
        self.assertEqual(len(messages), 1)

    def test_each_event_counts(self):
        emit = self.env["jxc.webhook.event"]._emit
        orders = self.sale() | self.sale()
        emit("sale.order.confirmed", orders)
        emit("sale.order.confirmed", orders)
        self.assertEqual(len(self.told()), 4)
        ids = {got.json["id"] for got in self.other.received}
        self.assertEqual(len(ids), 4)

    def test_only_subscribers_of_the_company(self):
        company = self.env["res.company"].create({"name": "Deaf"})
        self.hook.company_id = company
        order = self.sale()
        emit = self.env["jxc.webhook.event"]._emit
        self.assertFalse(emit("sale.order.confirmed", order))
        self.hook.company_id = False
        self.assertTrue(emit("sale.order.confirmed", order))
        self.hook.active = False
        self.assertFalse(emit("sale.order.confirmed", order))

    def test_costs_nothing_when_nobody_listens(self):
        self.hook.event_ids = False
        order = self.sale()
        events = self.env["jxc.webhook.event"]
        events._subscribers()
        with self.assertQueryCount(0):
            self.assertFalse(events._emit("sale.order.confirmed", order))

    def test_unknown_events(self):
        emit = self.env["jxc.webhook.event"]._emit
        with self.assertRaises(ValueError):
            emit("no.such.event", self.partner)
        with self.assertRaises(ValueError):
            emit("sale.order.confirmed", self.partner)
