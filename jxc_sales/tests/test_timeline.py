from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_way import WayCommon

PIXEL = b"R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="


@tagged("post_install", "-at_install")
class TestTimeline(WayCommon):
    # letters: quoted approved reserved picked shipped signed invoiced paid

    def test_from_quotation_to_payment(self):
        with self.at("2026-03-02 01:00"):
            order = self.make_order(self.seller)
        self.check(order, "2026-03-02 01:30", "ctttts" + "tt", "quoted")
        with self.at("2026-03-02 01:40"):
            order.action_quotation_sent()
        self.check(order, "2026-03-02 01:50", "dcttts" + "tt", "approved")
        with self.at("2026-03-02 02:00"):
            order.action_confirm()
        self.check(order, "2026-03-02 02:10", "ddctts" + "tt", "reserved")
        self.stock(10, "2026-03-02 03:00")
        with self.at("2026-03-02 04:00"):
            order.picking_ids.action_assign()
        self.check(order, "2026-03-02 04:10", "dddcts" + "tt", "picked")
        with self.at("2026-03-02 05:00"):
            order.picking_ids.move_ids.picked = True
        self.check(order, "2026-03-02 05:10", "ddddcs" + "tt", "shipped")
        self.deliver(order, 10, "2026-03-02 06:00")
        self.check(order, "2026-03-02 06:10", "ddddds" + "ct", "invoiced")
        invoice = self.invoice(order, "2026-03-03")
        self.check(order, "2026-03-03 03:10", "ddddds" + "dc", "paid")
        self.pay(invoice, "2026-03-03")
        self.check(order, "2026-03-03 05:00", "ddddds" + "dd", "done")

        steps = self.steps(order, "2026-03-04 01:00")
        self.assertEqual(steps["quoted"]["at"], "2026-03-02T01:00:00")
        self.assertEqual(steps["quoted"]["by"], self.seller.name)
        self.assertEqual(steps["approved"]["at"], "2026-03-02T02:00:00")
        self.assertEqual(steps["shipped"]["at"], "2026-03-02T06:00:00")
        self.assertEqual(steps["invoiced"]["at"], "2026-03-03")
        self.assertEqual(steps["paid"]["at"], "2026-03-03")
        self.assertEqual(steps["shipped"]["model"], "stock.picking")
        self.assertEqual(steps["shipped"]["ids"], order.picking_ids.ids)
        self.assertEqual(steps["paid"]["ids"], invoice.ids)

    def test_approval(self):
        self.make_rule(self.manager)
        with self.at("2026-03-02 02:00"):
            order = self.make_order(self.seller)
            order.request_validation()
        self.check(order, "2026-03-03 15:00", "dcttts" + "tt", "approved")
        step = self.steps(order, "2026-03-03 15:00")["approved"]
        self.assertEqual(step["detail"], "waiting for approval")
        # Requested on the 2nd, one day to approve: late from the 4th, 00:00 Shanghai
        self.check(order, "2026-03-03 16:30", "dCttts" + "tt", "approved")
        with self.at("2026-03-03 17:00"):
            self.assertEqual(order.jxc_late_cause, "approval")
            order.with_user(self.manager).validate_tier()
        step = self.steps(order, "2026-03-03 17:10")["approved"]
        self.assertIn("approved, not confirmed yet", step["detail"])
        with self.at("2026-03-03 18:00"):
            order.action_confirm()
        step = self.steps(order, "2026-03-03 18:10")["approved"]
        self.assertEqual(step["by"], self.manager.name)
        self.assertEqual(step["at"], "2026-03-03T17:00:00")
        self.assertTrue(step["late"])

    def test_partial_delivery(self):
        self.stock(6)
        order = self.confirmed()
        steps = self.steps(order, "2026-03-02 03:00")
        self.assertEqual(steps["reserved"]["detail"], "6 of 10")
        self.deliver(order, 6, "2026-03-02 05:00")
        self.check(order, "2026-03-02 06:00", "ddctts" + "tt", "reserved")
        steps = self.steps(order, "2026-03-02 06:00")
        self.assertEqual(steps["shipped"]["detail"], "6 of 10")
        self.assertEqual(len(steps["shipped"]["ids"]), 2)
        self.invoice(order, "2026-03-02")
        steps = self.steps(order, "2026-03-02 07:00")
        self.assertEqual(steps["invoiced"]["detail"], "in part")
        self.stock(4, "2026-03-03 01:00")
        self.deliver(order, 4, "2026-03-03 02:00")
        # The invoice of the first part was due on the 2nd
        self.check(order, "2026-03-03 03:00", "ddddds" + "cT", "invoiced")
        self.assertTrue(self.late(order, "2026-03-03 03:00"))
        self.assertEqual(self.cause(order, "2026-03-03 03:00"), "customer")

    def test_short_delivery_that_was_closed(self):
        self.stock(6)
        order = self.confirmed()
        self.deliver(order, 6, "2026-03-02 05:00", backorder=False)
        self.check(order, "2026-03-02 06:00", "ddddds" + "ct", "invoiced")
        self.assertEqual(
            self.steps(order, "2026-03-02 06:00")["shipped"]["detail"], "6 of 10"
        )
        self.pay(self.invoice(order, "2026-03-03"), "2026-03-03")
        self.check(order, "2026-03-03 06:00", "ddddds" + "dd", "done")

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.stock(24)
        line = {"product_id": self.product.id, "product_uom_qty": 2}
        order = self.confirmed(
            order_line=[Command.create({**line, "product_uom_id": dozen.id})]
        )
        self.check(order, "2026-03-02 03:00", "dddcts" + "tt", "picked")
        self.deliver(order, 12, "2026-03-02 05:00")
        self.assertEqual(
            self.steps(order, "2026-03-02 06:00")["shipped"]["detail"], "1 of 2"
        )

    def test_cancelled_order(self):
        order = self.confirmed()
        with self.at("2026-03-02 05:00"):
            order.with_context(disable_cancel_warning=True).action_cancel()
        self.check(order, "2026-03-20 05:00", "ddxxxs" + "xx", "cancelled")
        quote = self.make_order(self.seller)
        quote.action_cancel()
        self.check(quote, "2026-03-20 05:00", "dxxxxs" + "xx", "cancelled")

    def test_services_only(self):
        order = self.confirmed(product=self.service, quantity=1)
        self.check(order, "2026-03-02 03:00", "ddssss" + "ct", "invoiced")
        self.pay(self.invoice(order, "2026-03-03"), "2026-03-03")
        self.check(order, "2026-03-03 06:00", "ddssss" + "dd", "done")

    def test_return_and_refund(self):
        self.stock(10)
        order = self.confirmed()
        picking = self.deliver(order, 10, "2026-03-02 05:00")
        self.pay(self.invoice(order, "2026-03-02"), "2026-03-02")
        self.check(order, "2026-03-02 06:00", "ddddds" + "dd", "done")
        self.give_back(picking, 3, "2026-03-03 01:00")
        self.check(order, "2026-03-03 02:00", "ddddds" + "ct", "invoiced")
        steps = self.steps(order, "2026-03-03 02:00")
        self.assertEqual(steps["shipped"]["detail"], "returned: 3")
        self.assertEqual(len(steps["shipped"]["ids"]), 2)
        refund = self.invoice(order, "2026-03-03")
        self.assertEqual(refund.move_type, "out_refund")
        self.check(order, "2026-03-03 06:00", "ddddds" + "dc", "paid")
        self.pay(refund, "2026-03-03")
        self.check(order, "2026-03-03 07:00", "ddddds" + "dd", "done")

    def test_everything_returned_before_invoicing(self):
        self.stock(10)
        order = self.confirmed()
        picking = self.deliver(order, 10, "2026-03-02 05:00")
        self.give_back(picking, 10, "2026-03-03 01:00")
        self.check(order, "2026-03-03 02:00", "ddddds" + "ss", "done")

    def test_signed_delivery(self):
        self.stock(10)
        order = self.confirmed()
        picking = self.deliver(order, 6, "2026-03-02 05:00")
        with self.at("2026-03-02 07:00"):
            picking.sudo().signature = PIXEL
        self.deliver(order, 4, "2026-03-02 08:00")
        self.check(order, "2026-03-02 09:00", "dddddc" + "tt", "signed")
        with self.at("2026-03-02 10:00"):
            order.picking_ids.sudo().signature = PIXEL
        self.check(order, "2026-03-02 11:00", "dddddd" + "ct", "invoiced")
        step = self.steps(order, "2026-03-02 11:00")["signed"]
        self.assertEqual(step["at"], "2026-03-02T10:00:00")

    def test_two_step_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.stock(10)
        order = self.confirmed()
        self.check(order, "2026-03-02 03:00", "dddcts" + "tt", "picked")
        self.deliver(order, 10, "2026-03-02 04:00")
        self.check(order, "2026-03-02 05:00", "ddddcs" + "tt", "shipped")
        steps = self.steps(order, "2026-03-02 05:00")
        self.assertEqual(steps["picked"]["at"], "2026-03-02T04:00:00")
        self.assertNotEqual(steps["picked"]["ids"], steps["shipped"]["ids"])
        self.deliver(order, 10, "2026-03-02 06:00")
        self.check(order, "2026-03-02 07:00", "ddddds" + "ct", "invoiced")

    def test_draft_invoice_is_not_invoiced(self):
        self.stock(10)
        order = self.confirmed()
        self.deliver(order, 10, "2026-03-02 05:00")
        self.invoice(order, "2026-03-02", post=False)
        self.check(order, "2026-03-02 06:00", "ddddds" + "ct", "invoiced")
        self.assertEqual(
            self.steps(order, "2026-03-02 06:00")["invoiced"]["detail"], "draft invoice"
        )

    # --- lateness and its cause ---

    def test_bounded_number_of_queries(self):
        self.stock(100)
        orders = self.env["sale.order"]
        for _index in range(6):
            order = self.confirmed()
            self.deliver(order, 10, "2026-03-02 05:00")
            orders |= order
        self.invoice(orders[0], "2026-03-02")
        self.env.flush_all()

        def queries(records):
            self.env.invalidate_all()
            records.mapped("name")
            before = self.cr.sql_log_count
            records.mapped("jxc_timeline")
            records.mapped("jxc_stage")
            return self.cr.sql_log_count - before

        queries(orders)
        with self.at("2026-03-05 01:00"):
            one, six = queries(orders[0]), queries(orders)
        self.assertLessEqual(six, one)
        self.assertLessEqual(six, 20)
        self.env.invalidate_all()
        orders.mapped("name")
        with self.assertQueryCount(4):
            orders.mapped("jxc_stage")

    def test_steps_open_only_what_the_user_may_read(self):
        self.stock(10)
        order = self.confirmed()
        self.deliver(order, 10, "2026-03-02 05:00")
        self.invoice(order, "2026-03-02")
        seller = self.steps(order.with_user(self.seller), "2026-03-02 06:00")
        self.assertTrue(seller["shipped"]["ids"] and seller["invoiced"]["ids"])
        # A salesperson reads only invoices of their own
        order.sudo().invoice_ids.invoice_user_id = self.colleague
        blind = self.steps(order.with_user(self.seller), "2026-03-02 06:00")
        self.assertFalse(blind["invoiced"]["ids"])
        self.assertIsNone(blind["invoiced"]["model"])
        self.assertEqual(blind["invoiced"]["state"], "done")
        self.assertTrue(blind["shipped"]["ids"])

    def test_own_orders_only(self):
        order = self.confirmed()
        with self.assertRaises(AccessError):
            order.with_user(self.colleague).read(["jxc_timeline"])
        found = self.env["sale.order"].with_user(self.colleague)
        self.assertFalse(found.search([("jxc_stage", "=", "reserved")]) & order)

    def test_groups_stand_in_the_order_of_the_way(self):
        orders = self.make_order(self.seller) | self.confirmed()
        orders |= self.confirmed(product=self.service, quantity=1)
        with self.at("2026-03-02 03:00"):
            groups = self.env["sale.order"].formatted_read_group(
                [("id", "in", orders.ids)], ["jxc_stage"], ["__count"]
            )
            stages = [group["jxc_stage"] for group in groups]
        self.assertEqual(stages, ["quoted", "reserved", "invoiced"])

    def test_unsaved_order_has_no_timeline(self):
        order = self.env["sale.order"].new({"partner_id": self.customer.id})
        self.assertFalse(order.jxc_timeline)
        self.assertFalse(order.jxc_stage)

    def test_days_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.company.jxc_promise_days = -1

    def test_day_of_the_company_not_of_utc(self):
        """17:00 UTC is the next day in Shanghai already, in London it is not."""
        order = self.confirmed()
        self.assertTrue(self.late(order, "2026-03-04 17:00"))
        self.company.jxc_tz = "Europe/London"
        self.assertFalse(self.late(order, "2026-03-04 17:00"))
