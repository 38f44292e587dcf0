from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_alert_response import ResponseCase
from .common_alerts import NOON


@tagged("post_install", "-at_install")
class TestAlertPeople(ResponseCase):
    """Remedies that have people do something: tasks, calls, mails, reminders."""

    def order(self):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": self.users["purchaser"].id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 5})
                ],
            }
        )

    def test_chase_the_vendor(self):
        order = self.order()
        alert = self.opened(
            "late_purchase",
            order.order_line,
            ["purchaser"],
            product_id=self.product.id,
            partner_id=self.vendor.id,
            due=NOON.date(),
            values={"document": order.name, "quantity": 5},
        )
        action, answer = self.respond(alert, "chase", "purchaser")
        self.assertEqual(answer._document(), order)
        self.assertEqual(self.activity(order).user_id, self.users["purchaser"])
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.users["purchaser"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("Soy Sauce", composer.body)
        self.assertEqual(composer.partner_ids, self.vendor)
        composer.action_send_mail()
        self.assertIn("Soy Sauce", order.message_ids[0].body)

    def test_ask_the_buyer(self):
        order = self.order()
        alert = self.opened(
            "purchase_price",
            order.order_line,
            ["purchaser"],
            product_id=self.product.id,
            values={"document": order.name, "price": 9, "usual": 1},
        )
        self.respond(alert, "ask", "jxc_admin")
        self.assertEqual(self.activity(order).user_id, self.users["purchaser"])

    def test_call_the_customer(self):
        alert = self.opened(
            "overdue",
            self.vendor,
            ["finance"],
            partner_id=self.vendor.id,
            values={"amount": 70},
        )
        self.respond(alert, "call", "finance")
        activity = self.activity(self.vendor)
        self.assertEqual(activity.user_id, self.users["finance"])
        self.assertEqual(activity.activity_type_id.category, "phonecall")
        self.assertIn("70", activity.note)

    def test_push_a_delivery(self):
        picking = self._picking("out", 4)
        self._plant(self.product, 4)
        alert = self.opened(
            "late_delivery",
            picking,
            ["warehouse_manager", "sales_manager"],
            partner_id=self.vendor.id,
        )
        self.respond(alert, "push", "warehouse_manager")
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(
            self.activity(picking).user_id, self.users["warehouse_manager"]
        )
        with self.assertRaises(AccessError):
            self.respond(alert, "push", "sales_manager")

    def test_remind_the_approvers(self):
        definition = self.env["tier.definition"].create(
            {
                "name": "All",
                "model_id": self.env["ir.model"]._get_id("purchase.order"),
                "review_type": "individual",
                "reviewer_id": self.users["finance"].id,
            }
        )
        order = self.order()
        review = self.env["tier.review"].create(
            {
                "model": "purchase.order",
                "res_id": order.id,
                "definition_id": definition.id,
                "status": "pending",
            }
        )
        alert = self.opened("approval", order, ["jxc_admin"])
        self.respond(alert, "remind", "jxc_admin")
        self.assertEqual(review.jxc_reminded_at, NOON)
        told = self.env["jxc.notification"].search(
            [("purpose_id.code", "=", "approval")], limit=1
        )
        self.assertIn(self.users["finance"].partner_id, told.partner_ids)

    def test_a_task_for_the_backup(self):
        alert = self.opened("backup", self.company, ["jxc_admin"])
        self.respond(alert, "todo", "jxc_admin")
        self.assertTrue(self.activity(self.company.partner_id))

    def test_sell_a_lot_first(self):
        alert = self.opened(
            "expiring", self.product, ["sales_manager"], product_id=self.product.id
        )
        self.respond(alert, "sell", "sales_manager")
        self.assertEqual(
            self.activity(self.product).user_id, self.users["sales_manager"]
        )
