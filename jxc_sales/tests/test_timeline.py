from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import SalesCommon

PIXEL = b"R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="


class WayCommon(SalesCommon):
    """Orders on their way, made by hand at given times (company time Shanghai)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "jxc_tz": "Asia/Shanghai",
                "jxc_promise_days": 2,
                "jxc_approval_days": 1,
                "jxc_invoice_days": 3,
            }
        )
        if not cls.company.chart_template:
            charts = cls.env["account.chart.template"]
            charts.try_loading("cn", cls.company, install_demo=False)
        cls.worker = cls.make_user("worker_t", "warehouse_worker")
        cls.service = cls.make_product(
            "Service T", type="service", is_storable=False, invoice_policy="order"
        )

    @contextmanager
    def at(self, text):
        """Freeze the clock of Python and of the transaction (UTC)."""
        moment = datetime.fromisoformat(text)
        self.env.flush_all()
        with freeze_time(moment), patch.object(self.cr, "_now", moment):
            yield
            self.env.flush_all()
        self.env.invalidate_all()

    def confirmed(self, moment="2026-03-02 02:00", quantity=10, **values):
        with self.at(moment):
            order = self.make_order(self.seller, quantity=quantity, **values)
            order.action_confirm()
        return order

    def stock(self, quantity, moment="2026-03-01 02:00", product=None):
        with self.at(moment):
            self.put_on_stock(product or self.product, quantity)

    def deliver(self, order, quantity, moment, backorder=True):
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )[:1]
        with self.at(moment):
            picking = picking.with_user(self.worker)
            picking.action_assign()
            picking.move_ids.write({"quantity": quantity, "picked": True})
            picking.with_context(
                skip_backorder=True,
                picking_ids_not_to_backorder=[] if backorder else picking.ids,
            ).button_validate()
        return picking

    def give_back(self, picking, quantity, moment):
        with self.at(moment):
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_id=picking.id, active_model="stock.picking")
                .create({"picking_id": picking.id})
            )
            wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
            back = wizard._create_return()
            back.move_ids.write({"quantity": quantity, "picked": True})
            back.button_validate()

    def invoice(self, order, day, post=True):
        with self.at(f"{day} 03:00"):
            invoice = order.sudo()._create_invoices(final=True)
            if post:
                invoice.action_post()
        return invoice

    def pay(self, invoice, day, amount=None):
        with self.at(f"{day} 04:00"):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            values = {"payment_date": day}
            if amount:
                values["amount"] = amount
            wizard.create(values)._create_payments()

    def steps(self, order, now):
        with self.at(now):
            return {step["code"]: step for step in order.jxc_timeline}

    def states(self, order, now):
        """The states in order, one letter each: d c t s x, upper case when late."""
        letters = {"cancelled": "x"}
        steps = self.steps(order, now).values()
        return "".join(
            letter.upper() if step["late"] else letter
            for step in steps
            for letter in [letters.get(step["state"], step["state"][0])]
        )

    def check(self, order, now, states, stage):
        """Timeline, stage, and the search for the stage say the same."""
        self.assertEqual(self.states(order, now), states)
        with self.at(now):
            self.assertEqual(order.jxc_stage, stage)
            orders = self.env["sale.order"]
            mine = [("id", "in", order.ids)]
            found = orders.search([*mine, ("jxc_stage", "=", stage)])
            self.assertEqual(found, order)
            self.assertFalse(orders.search([*mine, ("jxc_stage", "!=", stage)]))
            grouped = orders._read_group(mine, ["jxc_stage"], ["__count"])
            self.assertEqual(grouped, [(stage, 1)])
            late = orders.search([*mine, ("jxc_late", "=", True)])
            self.assertEqual(bool(late), order.jxc_late)
            kept = orders.search([*mine, ("jxc_late", "=", False)])
            self.assertEqual(bool(kept), not order.jxc_late)


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

    def cause(self, order, now):
        with self.at(now):
            return order.jxc_late_cause

    def test_late_because_goods_are_missing(self):
        order = self.confirmed()  # on the 2nd, two days: the 4th is in time
        self.check(order, "2026-03-04 15:59", "ddctts" + "tt", "reserved")
        self.assertFalse(self.cause(order, "2026-03-04 15:59"))
        self.check(order, "2026-03-04 16:01", "ddCtts" + "tt", "reserved")
        self.assertEqual(self.cause(order, "2026-03-04 16:01"), "purchase")
        step = self.steps(order, "2026-03-05 01:00")["reserved"]
        self.assertEqual(step["detail"], "0 of 10, cause: Purchase")

    def test_late_because_the_warehouse_waits(self):
        self.stock(10)
        order = self.confirmed()
        self.check(order, "2026-03-05 01:00", "dddCts" + "tt", "picked")
        self.assertEqual(self.cause(order, "2026-03-05 01:00"), "warehouse")
        self.deliver(order, 10, "2026-03-06 02:00")
        self.check(order, "2026-03-06 03:00", "ddddDs" + "ct", "invoiced")
        self.assertEqual(self.cause(order, "2026-03-06 03:00"), "warehouse")

    def receive(self, quantity, moment):
        with self.at(moment):
            move = self.env["stock.move"].create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": quantity,
                    "location_id": self.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                    "picking_type_id": self.warehouse.in_type_id.id,
                }
            )
            move._action_confirm()
            move.write({"quantity": quantity, "picked": True})
            move._action_done()

    def test_shipped_late_because_goods_came_late(self):
        order = self.confirmed()
        self.receive(10, "2026-03-06 01:00")
        self.deliver(order, 10, "2026-03-06 02:00")
        self.assertEqual(self.cause(order, "2026-03-06 03:00"), "purchase")
        self.assertFalse(self.late(order, "2026-03-06 03:00"))

    def late(self, order, now):
        with self.at(now):
            return order.jxc_late

    def test_late_because_of_the_approval(self):
        self.make_rule(self.manager)
        self.stock(10)
        with self.at("2026-03-02 02:00"):
            order = self.make_order(self.seller, commitment_date="2026-03-04 04:00:00")
            order.request_validation()
        with self.at("2026-03-06 02:00"):
            order.with_user(self.manager).validate_tier()
            order.action_confirm()
        self.assertEqual(self.cause(order, "2026-03-06 03:00"), "approval")
        self.deliver(order, 10, "2026-03-06 04:00")
        self.assertEqual(self.cause(order, "2026-03-06 05:00"), "approval")

    def test_promised_day_and_lead_time_come_first(self):
        promised = self.confirmed(commitment_date="2026-03-09 04:00:00")
        self.assertFalse(self.late(promised, "2026-03-09 15:00"))
        self.assertTrue(self.late(promised, "2026-03-09 17:00"))
        self.product.sale_delay = 5
        slow = self.confirmed()
        self.assertFalse(self.late(slow, "2026-03-07 15:00"))
        self.assertTrue(self.late(slow, "2026-03-07 17:00"))

    def test_late_invoice_and_late_payment(self):
        self.stock(10)
        order = self.confirmed()
        self.deliver(order, 10, "2026-03-02 05:00")
        self.assertFalse(self.cause(order, "2026-03-05 15:00"))
        self.check(order, "2026-03-05 17:00", "ddddds" + "Ct", "invoiced")
        self.assertEqual(self.cause(order, "2026-03-05 17:00"), "finance")
        invoice = self.invoice(order, "2026-03-06")
        invoice.invoice_date_due = "2026-03-10"
        self.pay(invoice, "2026-03-07", amount=400)
        self.check(order, "2026-03-10 05:00", "ddddds" + "Dc", "paid")
        step = self.steps(order, "2026-03-10 05:00")["paid"]
        self.assertIn("600.00", step["detail"])
        self.check(order, "2026-03-10 17:00", "ddddds" + "DC", "paid")
        self.assertEqual(self.cause(order, "2026-03-11 05:00"), "customer")

    def test_unanswered_quotation(self):
        with self.at("2026-03-02 02:00"):
            order = self.make_order(self.seller, validity_date="2026-03-05")
            order.action_quotation_sent()
        self.assertFalse(self.cause(order, "2026-03-05 15:00"))
        self.assertEqual(self.cause(order, "2026-03-05 17:00"), "customer")

    def test_cause_can_be_corrected(self):
        order = self.confirmed()
        order.with_user(self.seller).jxc_late_cause_manual = "customer"
        self.assertFalse(self.cause(order, "2026-03-03 01:00"))
        self.assertEqual(self.cause(order, "2026-03-05 01:00"), "customer")
        step = self.steps(order, "2026-03-05 01:00")["reserved"]
        self.assertIn("cause: Customer", step["detail"])

    # --- many orders, rights, settings ---

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
