from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_facts import METHODS, FactsCommon, each_method


@tagged("post_install", "-at_install")
class TestFactsValues(FactsCommon):
    """What a value becomes later is booked on the day it became known."""

    def received(self, product, quantity=10, price=10, day="2026-03-02"):
        self.on(day)
        receipt = self.receive(product, quantity, price)
        self.close_day(product)
        return receipt

    # ---- bills

    def test_bill_at_another_price(self):
        """4 of 10 × 12 gone; the bill says 15: core values 6 left at 15."""
        product = self._product()
        receipt = self.received(product, 10, 12)
        self.on("2026-03-03")
        self.deliver(product, 4)
        self.close_day(product)
        day = self.on("2026-03-10")
        bill = self.bill(receipt, 10, 15)
        self.close_day(product)
        self.assertEqual(self.core_value(product), 6 * 15)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.opening_value, row.closing_value), (6 * 12, 6 * 15))
        self.assertEqual((row.revaluation, row.cause), (6 * (15 - 12), "bill"))
        log = self.revaluations(product)
        self.assertEqual(log.move_id, receipt)
        self.assertEqual((log.old_value, log.new_value), (10 * 12, 10 * 15))
        self.assertEqual((log.known_on, log.cause), (day, "bill"))
        self.assertEqual(log.cause_ref, bill)
        self.assertEqual(log.cause_name, bill.name)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_the_database_keeps_the_log(self):
        """Products may be merged; what was known when stays."""
        product, other = self._product(), self._product()
        receipt = self.received(product, 10, 12)
        self.on("2026-03-10")
        self.bill(receipt, 10, 15)
        log = self.revaluations(product)
        with self.assertRaisesRegex(UserError, "written once"):
            log.write({"new_value": 1})
        self.env.flush_all()
        for query in (
            "UPDATE jxc_stock_revaluation SET new_value = 1 WHERE id = %s",
            "DELETE FROM jxc_stock_revaluation WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [log.id])
        self.env.cr.execute(
            "UPDATE jxc_stock_revaluation SET product_id = %s WHERE id = %s",
            [other.id, log.id],
        )
        self.assertEqual(self.env.cr.rowcount, 1)

    @each_method()
    def test_bill_at_another_price_on_each_method(self, product):
        receipt = self.received(product, 10, 12)
        self.on("2026-03-03")
        self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-03-10")
        self.bill(receipt, 10, 15)
        self.close_day(product)
        self.on("2026-03-11")
        self.deliver(product, 2)
        self.receive(product, 5, 11)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_second_partial_bill_and_credit_note(self, product):
        receipt = self.received(product, 10, 12)
        self.on("2026-03-03")
        self.bill(receipt, 4, 14)
        self.close_day(product)
        self.on("2026-03-04")
        self.deliver(product, 3)
        self.close_day(product)
        self.on("2026-03-05")
        self.bill(receipt, 6, 13)
        self.close_day(product)
        self.on("2026-03-08")
        self.bill(receipt, 2, 13, kind="in_refund")
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_bill_at_the_same_price_changes_nothing(self):
        product = self._product()
        receipt = self.received(product, 10, 12)
        before = self.snapshot(product)
        self.on("2026-03-03")
        self.bill(receipt, 10, 12)
        self.close_day(product)
        self.assertEqual(self.snapshot(product), before)
        self.assertFalse(self.revaluations(product))

    @each_method()
    def test_bill_on_the_day_of_the_receipt(self, product):
        receipt = self.received(product, 10, 12)
        self.bill(receipt, 10, 13)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    def test_bill_before_the_first_run_is_still_known_later(self):
        """The run comes after both; the bill's day keeps the difference."""
        product = self._product()
        first = self.on("2026-03-02")
        receipt = self.receive(product, 10, 12)
        day = self.on("2026-03-05")
        self.bill(receipt, 10, 15)
        self.on("2026-03-06")
        self.close_day(product)
        self.assertEqual(self.closing_total(product, first), (10, 120))
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual(row.revaluation, 10 * 3)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_bill_back_to_draft_and_posted_anew(self, product):
        receipt = self.received(product, 10, 12)
        self.on("2026-03-03")
        bill = self.bill(receipt, 10, 15)
        self.close_day(product)
        self.on("2026-03-04")
        bill.button_draft()
        self.close_day(product)
        self.on("2026-03-05")
        bill.invoice_line_ids.price_unit = 11
        bill.action_post()
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_bill_weeks_later_after_everything_is_gone(self, product):
        receipt = self.received(product, 10, 12)
        self.on("2026-03-05")
        self.deliver(product, 10)
        self.close_day(product)
        self.on("2026-04-20")
        self.bill(receipt, 10, 15)
        self.close_day(product)
        self.assertEqual(self.closing_total(product), (0, 0))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_bill_dated_back(self):
        """The bill bears last month's date but was posted today: known today."""
        product = self._product()
        receipt = self.received(product, 10, 12)
        day = self.on("2026-04-10")
        self.bill(receipt, 10, 15, invoice_date="2026-03-03", date="2026-03-03")
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual(row.revaluation, 10 * 3)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_price_of_the_order_changed_after_receipt(self, product):
        receipt = self.received(product, 10, 12)
        day = self.on("2026-03-04")
        receipt.purchase_line_id.price_unit = 14
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.revaluation, row.cause), (10 * 2, "order"))
        self.assertEqual(self.revaluations(product).cause, "order")
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_foreign_currency_bill(self, product):
        euro = self.env.ref("base.EUR")
        rate = {"name": "2026-01-01", "rate": 0.125, "company_id": self.company.id}
        euro.write({"active": True, "rate_ids": [(5,), (0, 0, rate)]})
        receipt = self.received(product, 7, 12)
        self.on("2026-03-09")
        self.bill(receipt, 7, 1.73, currency_id=euro.id)
        self.close_day(product)
        self.assert_money(self.closing_total(product)[1], 7 * 1.73 * 8)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    # ---- values and prices by hand

    @each_method()
    def test_value_of_a_receipt_by_hand(self, product):
        receipt = self.received(product, 10, 12)
        day = self.on("2026-03-04")
        self.revalue(receipt, 150)
        self.close_day(product)
        log = self.revaluations(product)
        self.assertEqual((log.known_on, log.cause), (day, "manual"))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_cost_price_changed(self, product):
        self.received(product, 10, 12)
        day = self.on("2026-03-04")
        self.change_price(product, 15)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        if product.cost_method == "fifo":
            self.assertFalse(row.revaluation)
        else:
            self.assertEqual((row.closing_value, row.cause), (150, "price"))
        self.on("2026-03-05")
        self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-03-06")
        self.receive(product, 4, 11)
        self.close_day(product)
        self.on("2026-03-07")
        self.change_price(product, 9)
        self.deliver(product, 1)
        self.change_price(product, 8)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_standard_receipt_at_another_price(self):
        """Standard 10: a receipt at 12 enters at 12, closes at 10."""
        product = self._product("standard", standard_price=10)
        self.received(product, 10, 12)
        row = self.row(product, self.today(), self.place(self.wh_a))
        self.assertEqual(row.closing_value, 10 * 10)
        self.assert_money(row.in_value + row.revaluation, 10 * 10)

    @each_method("average", "standard")
    def test_price_change_with_goods_everywhere(self, product):
        self.received(product, 10, 12)
        self.ship(product, 3)
        self.move(product, 2, self.wh_a.lot_stock_id, self.hold_a)
        self.close_day(product)
        self.on("2026-03-04")
        self.change_price(product, 13.37)
        self.close_day(product)
        values = {key: value for key, (_q, value) in self.closing(product).items()}
        self.assert_money(values[self.place(area="transit")], 3 * 13.37)
        self.assert_money(values[self.place(self.wh_a, "hold")], 2 * 13.37)
        self.assert_money(values[self.place(self.wh_a)], 5 * 13.37)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_average_moved(self):
        """A transfer carries the day's cost; a later receipt moves the average."""
        product = self._product()
        self.received(product, 10, 12)
        self.on("2026-03-03")
        self.ship(product, 4)
        self.arrive(product, 4)
        self.close_day(product)
        day = self.on("2026-03-04")
        self.receive(product, 10, 18)
        self.close_day(product)
        # 10 × 12 + 10 × 18 over 20 = 15
        row = self.row(product, day, self.place(self.wh_b))
        self.assertEqual((row.closing_value, row.cause), (4 * 15, "average"))
        self.assertEqual(row.revaluation, 4 * 15 - 4 * 12)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual(row.closing_value, 16 * 15)
        self.assert_past(product)

    def test_cost_method_changed(self):
        for old in METHODS:
            for new in METHODS:
                if old == new:
                    continue
                with self.subTest(old=old, new=new), self.undone():
                    self._change_method(old, new)

    def _change_method(self, old, new):
        product = self._product(old, standard_price=10)
        self.received(product, 10, 12)
        self.on("2026-03-03")
        self.receive(product, 10, 16)
        self.deliver(product, 5)
        self.close_day(product)
        self.on("2026-03-04")
        product.categ_id = self.categories[new]
        self.close_day(product)
        self.on("2026-03-05")
        self.deliver(product, 5)
        self.close_day(product)
        self.assert_past(product)

    def test_cost_method_of_the_category_changed(self):
        product = self._product("average", standard_price=10)
        category = self.categories["average"].copy({"name": "Facts changing"})
        product.categ_id = category
        self.received(product, 10, 12)
        self.on("2026-03-03")
        self.receive(product, 10, 16)
        self.deliver(product, 5)
        self.close_day(product)
        self.on("2026-03-04")
        category.property_cost_method = "fifo"
        self.close_day(product)
        self.on("2026-03-05")
        category.property_cost_method = "standard"
        self.close_day(product)
        self.assert_past(product)

    # ---- several receipts of one order line

    @each_method()
    def test_order_line_received_in_two_parts(self, product):
        self.on("2026-03-02")
        order = self.order(product, 10, 12)
        first = order.picking_ids.move_ids
        first.write({"quantity": 4, "picked": True})
        first.picking_id._action_done()
        self.close_day(product)
        self.on("2026-03-05")
        self.bill(first, 4, 13)
        self.close_day(product)
        self.on("2026-03-09")
        second = order.order_line.move_ids - first
        self._finish(second, 6)
        self.close_day(product)
        self.on("2026-03-10")
        self.bill(second, 6, 15)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_bill_of_returned_goods(self, product):
        receipt = self.received(product, 10, 12)
        self.on("2026-03-03")
        self.back(receipt, 4)
        self.close_day(product)
        self.on("2026-03-06")
        self.bill(receipt, 6, 15)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)
