"""Un-approving a sales order: what it does, what blocks it, who may, what stays."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SalesCommon

REASON = "the customer wants other goods"


@tagged("post_install", "-at_install")
class TestOrderUnapprove(SalesCommon):
    def setUp(self):
        super().setUp()
        self.put_on_stock(self.product, 100)
        self.order = self.confirmed(quantity=5)
        self.managed = self.order.with_user(self.manager)

    def confirmed(self, **values):
        order = self.make_order(self.seller, **values)
        order.action_confirm()
        return order

    def assert_blocked(self, order, message):
        plan = order.with_user(self.manager)._jxc_unapprove_plan()
        self.assertRegex("\n".join(plan.blocks), message)
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            order.with_user(self.manager).jxc_unapprove(REASON)
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")

    def test_order_becomes_quotation_and_delivery_is_cancelled(self):
        picking = self.order.sudo().picking_ids
        self.assertEqual(self.product.free_qty, 95)
        self.managed.jxc_unapprove(REASON)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(picking.state, "cancel")
        self.assertEqual(self.product.free_qty, 100)
        self.order.order_line.product_uom_qty = 8
        self.order.action_confirm()
        fresh = self.order.sudo().picking_ids - picking
        self.assertEqual(fresh.move_ids.mapped("product_uom_qty"), [8])

    def test_dialog_shows_the_plan_first(self):
        action = self.managed.action_jxc_unapprove()
        asks = self.managed.env[action["res_model"]].with_context(**action["context"])
        with Form(asks) as form:
            self.assertIn(self.order.sudo().picking_ids.name, form.plan_html)
            self.assertFalse(form.blocked)
            self.assertEqual(self.order.state, "sale")
            form.reason = REASON
        form.record.action_unapprove()
        self.assertEqual(self.order.state, "draft")
        entry = self.env["jxc.approval.entry"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", self.order.id)]
        )
        self.assertEqual((entry.kind, entry.comment), ("unapproved", REASON))

    def test_approved_and_locked_order_is_approved_again(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        order.request_validation()
        self.env.invalidate_all()
        order.with_user(self.manager).validate_tier()
        self.env.invalidate_all()
        order.action_confirm()
        order.action_lock()
        effects = " ".join(order.with_user(self.manager)._unapprove_plan().effects)
        self.assertIn("approved again", effects)
        self.assertIn("locked", effects)
        order.with_user(self.manager).jxc_unapprove(REASON)
        self.env.invalidate_all()
        self.assertEqual((order.state, order.locked), ("draft", False))
        self.assertFalse(order.sudo().review_ids)
        with self.assertRaisesRegex(UserError, "needs approval first"):
            order.action_confirm()

    def test_goods_that_left_block(self):
        picking = self.order.sudo().picking_ids
        picking.move_ids.picked = True
        self.assert_blocked(self.order, f"begun to pick: {picking.name}")
        picking.button_validate()
        self.assert_blocked(self.order, f"have left or were picked: {picking.name}")

    def test_invoices_block(self):
        self.product.invoice_policy = "order"
        order = self.confirmed()
        invoice = order.sudo()._create_invoices()
        self.assert_blocked(order, "Invoices exist: draft invoice")
        invoice.unlink()
        order.with_user(self.manager).jxc_unapprove(REASON)
        self.assertEqual(order.state, "draft")

    def test_delivered_services_block(self):
        service = self.make_product(
            "Advice T", type="service", is_storable=False, service_type="manual"
        )
        order = self.confirmed(product=service)
        order.order_line.qty_delivered = 1
        self.assert_blocked(order, "entered for: Advice T")

    def test_online_payments_block(self):
        provider = self.env["payment.provider"].create({"name": "Pay T"})
        method = self.env["payment.method"].with_context(active_test=False)
        method = method.search([], limit=1)
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "PAID-T",
                "amount": 500,
                "currency_id": self.order.currency_id.id,
                "partner_id": self.customer.id,
                "state": "done",
                "sale_order_ids": [Command.set(self.order.ids)],
            }
        )
        self.assert_blocked(self.order, "paid online: PAID-T")

    def test_only_the_roles_of_the_list(self):
        with self.assertRaises(AccessError):
            self.order.jxc_unapprove(REASON)
        self.assertFalse(self.order.jxc_can_unapprove)
        self.assertTrue(self.managed.jxc_can_unapprove)
        row = self.env.ref("jxc_sales.unapprove_sale_order")
        row.active = False
        with self.assertRaises(AccessError):
            self.managed.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "sale")

    def test_no_way_back_past_the_method(self):
        for state in ("draft", "sent"):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.managed.write({"state": state})
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sale")
