from odoo.fields import Command
from odoo.tests import tagged

from .test_timeline import WayCommon


@tagged("post_install", "-at_install")
class TestSellerDay(WayCommon):
    """A plain salesperson's work, and what core still writes after an approval."""

    def test_create_confirm_deliver_cancel(self):
        self.stock(10)
        order = self.confirmed()
        self.deliver(order, 6, "2026-03-02 05:00")
        order = order.with_user(self.seller)
        with self.at("2026-03-02 06:00"):
            order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(order.state, "cancel")
        states = set(order.sudo().picking_ids.mapped("state"))
        self.assertEqual(states, {"done", "cancel"})
        self.assertEqual(order.order_line.qty_delivered, 6)

    def approved_order(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        order.request_validation()
        self.env.invalidate_all()
        order.with_user(self.manager).validate_tier()
        self.env.invalidate_all()
        order.action_confirm()
        return order

    def test_approved_order_is_delivered_invoiced_and_paid(self):
        self.stock(10)
        order = self.approved_order()
        self.deliver(order, 4, "2026-03-03 02:00")
        self.deliver(order, 6, "2026-03-03 03:00")
        invoice = self.invoice(order, "2026-03-03")
        self.pay(invoice, "2026-03-04")
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.order_line.qty_invoiced, 10)
        with self.at("2026-03-05 01:00"):
            self.assertEqual(order.jxc_stage, "done")

    def test_goods_beyond_an_approved_order(self):
        """What a worker adds to the delivery gets its line without a new approval."""
        self.stock(10)
        extra = self.make_product("Extra T")
        self.stock(2, product=extra)
        order = self.approved_order()
        picking = order.sudo().picking_ids
        picking.move_ids.write({"quantity": 10, "picked": True})
        picking.move_ids = [
            Command.create(
                {
                    "product_id": extra.id,
                    "product_uom_qty": 2,
                    "quantity": 2,
                    "picked": True,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]
        picking.button_validate()
        added = order.order_line.filtered(lambda line: line.product_id == extra)
        self.assertEqual((added.product_uom_qty, added.qty_delivered), (0, 2))

    def test_down_payment_of_an_approved_order(self):
        self.stock(10)
        order = self.approved_order()
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": 30,
            }
        )
        invoice = wizard._create_invoices(order.sudo())
        invoice.action_post()
        self.assertEqual(invoice.amount_untaxed, 300)
        down = order.order_line.filtered(
            lambda line: line.is_downpayment and not line.display_type
        )
        self.assertEqual(down.price_unit, 300)
