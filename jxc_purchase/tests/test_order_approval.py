from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase


@tagged("post_install", "-at_install")
class TestPurchaseOrderApproval(TransactionCase):
    """Guards of purchase orders, and how rules and core's two steps share the work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.company.write(
            {"jxc_self_approval": False, "po_double_validation": "one_step"}
        )
        rules = cls.env["tier.definition"].search([("model", "=", "purchase.order")])
        rules.active = False
        cls.buyer = cls.make_user("buyer_t", "purchaser")
        cls.manager = cls.make_user("manager_t", "purchase_manager")
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor T"})
        cls.product = cls.env["product.product"].create(
            {"name": "Product T", "is_storable": True, "supplier_taxes_id": False}
        )

    @classmethod
    def make_user(cls, login, role):
        return new_test_user(cls.env, login=login, groups=f"jxc_base.group_{role}")

    def make_rule(self, **values):
        return self.env["tier.definition"].create(
            {
                "name": "Order above 1,000",
                "model_id": self.env["ir.model"]._get("purchase.order").id,
                "definition_domain": "[('amount_untaxed', '>=', 1000.0)]",
                "reviewer_id": self.manager.id,
                **values,
            }
        )

    def make_order(self, user, quantity=10.0):
        line = {
            "product_id": self.product.id,
            "product_qty": quantity,
            "price_unit": 100.0,
        }
        return (
            self.env["purchase.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [Command.create(line)],
                }
            )
        )

    def refuse(self, message, call, *args):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            call(*args)
        self.env.invalidate_all()

    def approved(self, order):
        order.request_validation()
        self.env.invalidate_all()
        order.with_user(self.manager).validate_tier()
        self.env.invalidate_all()
        return order

    def test_approval_then_confirmation(self):
        self.make_rule()
        order = self.make_order(self.buyer)
        self.refuse("needs approval first", order.button_confirm)
        self.approved(order).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_no_way_past_the_rule(self):
        self.make_rule()
        order = self.make_order(self.buyer)
        self.refuse("directly", order.write, {"state": "purchase"})
        self.refuse("needs approval first", order.button_approve)
        self.refuse("directly", order.copy, {"state": "purchase"})
        values = {"partner_id": self.vendor.id, "state": "purchase"}
        self.refuse("directly", order.create, values)
        order.sudo().write({"state": "to approve"})
        self.refuse("needs approval first", order.button_approve)

    def test_lines_are_frozen(self):
        self.make_rule()
        order = self.make_order(self.buyer)
        order.request_validation()
        self.env.invalidate_all()
        for _round in ("requested", "approved", "confirmed"):
            line = order.order_line
            self.refuse("under approval", line.write, {"price_unit": 99999})
            self.refuse("under approval", line.write, {"product_qty": 500})
            update = [Command.update(line.id, {"price_unit": 99999})]
            skip = order.with_context(skip_validation_check=True)
            self.refuse("under approval", skip.write, {"order_line": update})
            if order.validation_status == "pending":
                order.with_user(self.manager).validate_tier()
                self.env.invalidate_all()
            elif order.state == "draft":
                order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_receipt_of_an_approved_order(self):
        """What core writes by itself still works: receipt, dates, received quantity."""
        self.make_rule()
        order = self.approved(self.make_order(self.buyer))
        order.button_confirm()
        order.order_line.date_planned = "2030-01-01"
        worker = self.make_user("worker_t", "warehouse_worker")
        picking = order.picking_ids.with_user(worker)
        picking.move_ids.write({"quantity": 10, "picked": True})
        picking.button_validate()
        self.assertEqual(order.order_line.qty_received, 10)

    def test_manager_does_not_approve_their_own(self):
        self.make_rule()
        order = self.make_order(self.manager)
        self.refuse("nobody approves their own", order.button_confirm)

    def test_rules_replace_the_amount_of_the_settings(self):
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 500}
        )
        order = self.make_order(self.buyer, quantity=9)
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.make_rule()
        order = self.make_order(self.buyer, quantity=9)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_needs_do_not_join_an_order_under_approval(self):
        self.product.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": 100.0})
        ]
        self.make_rule()
        buy = self.env["stock.rule"].search([("action", "=", "buy")], limit=1)
        values = {
            "supplier": self.product.seller_ids,
            "date_planned": "2030-01-01 00:00:00",
        }
        order = self.make_order(self.buyer)
        order.sudo().user_id = self.vendor.buyer_id
        order.sudo().picking_type_id = buy.picking_type_id
        domain = buy._make_po_get_domain(self.company, values, self.vendor)
        orders = self.env["purchase.order"]
        self.assertIn(order, orders.search(list(domain)))
        order.request_validation()
        self.env.flush_all()
        self.assertNotIn(order, orders.search(list(domain)))
