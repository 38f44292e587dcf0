from odoo.tests import tagged

from .common_way import WayCommon


@tagged("post_install", "-at_install")
class TestTimelineLate(WayCommon):
    """Lateness, its cause, and the correction of the cause."""

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
