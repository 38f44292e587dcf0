from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_facts import FactsCommon, each_method

MARCH = date(2026, 3, 31)
APRIL = date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestFactsMonths(FactsCommon):
    """Closed months stand; what becomes known later is booked on the first open day."""

    def close(self, last_day=MARCH):
        return self.env["jxc.stock.month"].create(
            {"company_id": self.company.id, "last_day": last_day}
        )

    def planted(self, product):
        """March: 10 at 12 in, 4 out; April 2nd: 10 at 15 in; March is closed."""
        self.on("2026-03-02")
        receipt = self.receive(product, 10, 12)
        self.close_day(product)
        self.on("2026-03-20")
        out = self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-04-02")
        second = self.receive(product, 10, 15)
        self.close_day(product)
        self.on("2026-04-05")
        self.month = self.close()
        self.closed = self.snapshot(product, until=MARCH)
        return receipt, out, second

    def check_closed(self, product):
        self.run_facts()
        self.assert_agrees(product)
        self.assertEqual(self.snapshot(product, until=MARCH), self.closed)

    @each_method("average", "fifo")
    def test_movement_dated_back_into_a_closed_month(self, product):
        _receipt, _out, second = self.planted(product)
        self.on("2026-04-06")
        second.date = "2026-03-10 03:00:00"
        self.check_closed(product)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertEqual((row.late_quantity, row.in_quantity), (10, 0))
        self.assertEqual((row.opening_quantity, row.closing_quantity), (6, 16))
        self.assertEqual(row.cause, "closed")
        self.assertTrue(row.revaluation)
        self.on("2026-04-07")
        self.deliver(product, 3)
        self.check_closed(product)
        self.assert_rebuilt_same(product)
        self.assertEqual(self.snapshot(product, until=MARCH), self.closed)

    @each_method("average", "fifo")
    def test_quantity_of_a_closed_movement_edited(self, product):
        _receipt, out, _second = self.planted(product)
        self.on("2026-04-06")
        out.move_line_ids.quantity = 6
        self.check_closed(product)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertEqual((row.late_quantity, row.closing_quantity), (-2, 4))
        self.on("2026-04-08")
        out.move_line_ids.quantity = 4
        self.check_closed(product)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertFalse(row.late_quantity)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_closed_movement_dated_into_the_open_month(self, product):
        _receipt, out, _second = self.planted(product)
        self.on("2026-04-06")
        out.date = "2026-04-03 03:00:00"
        self.check_closed(product)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertEqual((row.late_quantity, row.closing_quantity), (4, 10))
        row = self.row(product, date(2026, 4, 3), self.place(self.wh_a))
        self.assertEqual((row.out_quantity, row.late_quantity), (4, 0))
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_closed_line_moved_to_another_place(self, product):
        receipt, _out, _second = self.planted(product)
        self.on("2026-04-06")
        receipt.move_line_ids.location_dest_id = self.wh_b.lot_stock_id
        self.check_closed(product)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertEqual(row.late_quantity, -10)
        row = self.row(product, APRIL, self.place(self.wh_b))
        self.assertEqual((row.late_quantity, row.closing_quantity), (10, 10))
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_bill_of_a_closed_receipt(self, product):
        """Known in April: an ordinary revaluation of its day."""
        receipt, _out, _second = self.planted(product)
        day = self.on("2026-04-06")
        self.bill(receipt, 10, 14)
        self.check_closed(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual(row.cause, "bill")
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertFalse(row.late_quantity or row.revaluation)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_hold_flag_after_closing(self):
        product = self._product()
        shelf = self.wh_a.lot_stock_id.copy({"name": "Shelf", "jxc_hold": False})
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.move(product, 4, self.wh_a.lot_stock_id, shelf)
        self.close_day(product)
        self.on("2026-04-05")
        self.close()
        self.closed = self.snapshot(product, until=MARCH)
        shelf.jxc_hold = "quarantine"
        self.check_closed(product)
        closing = self.closing(product)
        self.assertEqual(closing[self.place(self.wh_a, "hold")][0], 4)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_opened_again(self, product):
        _receipt, out, second = self.planted(product)
        self.on("2026-04-06")
        second.date = "2026-03-10 03:00:00"
        out.move_line_ids.quantity = 6
        self.check_closed(product)
        self.month.unlink()
        self.run_facts()
        self.assert_agrees(product)
        self.assertEqual(self.closing_total(product, MARCH)[0], 10 + 10 - 6)
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertFalse(row.late_quantity)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_opened_again_with_a_change_of_an_earlier_month(self, product):
        """What is dated before the month that was closed first has its day again."""
        _receipt, _out, second = self.planted(product)
        self.on("2026-04-06")
        second.date = "2026-02-10 03:00:00"
        self.check_closed(product)
        self.month.unlink()
        self.run_facts()
        self.assert_agrees(product)
        self.assertEqual(self.closing_total(product, date(2026, 2, 28))[0], 10)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_two_months_closed_one_after_the_other(self, product):
        _receipt, out, second = self.planted(product)
        self.on("2026-04-06")
        second.date = "2026-03-10 03:00:00"
        self.check_closed(product)
        self.on("2026-05-02")
        april = self.close(date(2026, 4, 30))
        frozen = self.snapshot(product, until=date(2026, 4, 30))
        out.move_line_ids.quantity = 5
        self.run_facts()
        self.assert_agrees(product)
        self.assertEqual(self.snapshot(product, until=date(2026, 4, 30)), frozen)
        row = self.row(product, date(2026, 5, 1), self.place(self.wh_a))
        self.assertEqual(row.late_quantity, -1)
        april.unlink()
        self.run_facts()
        self.assert_agrees(product)
        self.assertEqual(self.snapshot(product, until=MARCH), self.closed)

    def test_closing_counts_first(self):
        """What waited for a run is in the closed month."""
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.on("2026-04-05")
        self.close()
        self.assertEqual(self.closing_total(product, MARCH), (10, 120))
        self.close_day(product)

    def test_what_may_be_closed(self):
        self.on("2026-04-05")
        for last_day in (date(2026, 3, 30), date(2026, 4, 30)):
            with self.assertRaises(UserError):
                self.close(last_day)
        march = self.close()
        with self.assertRaises(UserError):
            self.close(date(2026, 2, 28))
        with self.assertRaises(UserError):
            march.last_day = date(2026, 2, 28)
        self.on("2026-05-05")
        self.close(date(2026, 4, 30))
        with self.assertRaises(UserError):
            march.unlink()

    def test_product_that_never_moved_before(self):
        """Its first movement is dated into the closed month."""
        product = self._product(standard_price=7)
        self.on("2026-04-05")
        self.close()
        move = self.receive(product, 4, 12)
        move.date = "2026-03-10 03:00:00"
        self.run_facts()
        self.assert_agrees(product)
        self.assertFalse(self.closing(product, MARCH))
        row = self.row(product, APRIL, self.place(self.wh_a))
        self.assertEqual((row.opening_quantity, row.late_quantity), (0, 4))
        self.assertEqual((row.revaluation, row.cause), (4 * 12, "closed"))
        self.assert_rebuilt_same(product)

    def _as(self, role):
        user = new_test_user(
            self.env,
            login=f"facts_{role}",
            groups=f"jxc_base.group_{role}",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        return self.env["jxc.stock.month"].with_user(user)

    def test_rights(self):
        """Finance closes, the administrator opens again, others only look."""
        self.on("2026-04-05")
        values = {"company_id": self.company.id, "last_day": MARCH}
        for role in ("warehouse_worker", "warehouse_manager", "salesperson"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role).create(values)
        finance = self._as("finance")
        forged = {"closed_by": self.env.ref("base.user_admin").id}
        month = finance.create({**values, **forged})
        self.assertEqual(month.closed_by, finance.env.user)
        with self.assertRaises(AccessError):
            month.unlink()
        month.with_user(self._as("jxc_admin").env.user).unlink()
        self.assertFalse(month.exists())
