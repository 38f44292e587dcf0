from odoo.tests import tagged

from .common_facts import METHODS, FactsCommon, each_method


@tagged("post_install", "-at_install")
class TestFactsEdits(FactsCommon):
    """The past is edited: dates, done lines, locations; facts follow core."""

    def planted(self, product, receive=None):
        """10 at 12 on the 2nd, 4 out on the 4th, 10 at 15 on the 6th."""
        receive = receive or self.receive
        self.on("2026-03-02")
        first = receive(product, 10, 12)
        self.close_day(product)
        self.on("2026-03-04")
        out = self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-03-06")
        second = receive(product, 10, 15)
        self.close_day(product)
        return first, out, second

    # ---- dates

    @each_method("average", "fifo")
    def test_transfer_dated_back(self, product):
        first, _out, second = self.planted(product, self.receive_order)
        self.on("2026-03-09")
        second.picking_id.date_done = "2026-03-03 03:00:00"
        self.close_day(product)
        day = self.on("2026-03-03")
        self.assert_quantity(product, self.closing_total(product, day)[0], 20)
        day = self.on("2026-03-04")
        self.assert_quantity(product, self.closing_total(product, day)[0], 16)
        row = self.row(product, self.on("2026-03-06"), self.place(self.wh_a))
        self.assertFalse(row.in_quantity)
        self.assertTrue(first)
        self.on("2026-03-10")
        self.deliver(product, 12)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_receipt_dated_before_everything(self, product):
        first, _out, second = self.planted(product, self.receive_order)
        self.on("2026-03-09")
        second.picking_id.date_done = "2026-02-10 03:00:00"
        first.picking_id.date_done = "2026-03-05 03:00:00"
        self.close_day(product)
        day = self.on("2026-02-10")
        self.assertEqual(self.closing_total(product, day)[0], 10)
        day = self.on("2026-03-04")
        self.assertEqual(self.closing_total(product, day)[0], 6)
        self.on("2026-03-09")
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_dated_forward(self, product):
        _first, out, _second = self.planted(product)
        self.on("2026-03-09")
        out.date = "2026-03-08 02:00:00"
        self.close_day(product)
        day = self.on("2026-03-07")
        self.assertEqual(self.closing_total(product, day)[0], 20)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_dated_in_the_future(self, product):
        """A movement dated tomorrow is in the quants already."""
        _first, out, _second = self.planted(product)
        self.on("2026-03-09")
        out.date = "2026-03-12 02:00:00"
        self.close_day(product)
        self.on("2026-03-12")
        self.close_day(product)
        self.assert_rebuilt_same(product)

    def test_day_boundary(self):
        """Shanghai's day begins at 16:00 UTC of the day before."""
        product = self._product()
        self.on("2026-03-02", "23:59")
        self.receive(product, 10, 12)
        self.on("2026-03-03", "00:00")
        self.receive(product, 5, 12)
        self.close_day(product)
        rows = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual([str(row.day) for row in rows], ["2026-03-02", "2026-03-03"])
        self.assertEqual([row.in_quantity for row in rows], [10, 5])
        move = self.deliver(product, 3)
        move.date = "2026-03-02 15:59:59"
        self.close_day(product)
        rows = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual(rows[0].out_quantity, 3)
        move.date = "2026-03-02 16:00:00"
        self.close_day(product)
        rows = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual([row.out_quantity for row in rows], [0, 3])

    def test_month_boundary(self):
        product = self._product()
        self.on("2026-03-31", "23:59")
        self.receive(product, 10, 12)
        self.on("2026-04-01", "00:01")
        self.deliver(product, 4)
        self.close_day(product)
        rows = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual([str(row.day) for row in rows], ["2026-03-31", "2026-04-01"])
        self.assertEqual(rows[1].opening_quantity, 10)

    # ---- done lines

    @each_method("average", "fifo")
    def test_quantity_of_a_done_line(self, product):
        first, out, _second = self.planted(product)
        self.on("2026-03-09")
        self.edit_line(first.move_line_ids, quantity=8)
        self.close_day(product)
        self.on("2026-03-10")
        self.edit_line(out.move_line_ids, quantity=5)
        self.close_day(product)
        day = self.on("2026-03-04")
        self.assertEqual(self.closing_total(product, day)[0], 8 - 5)
        self.on("2026-03-11")
        self.deliver(product, 2)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_done_quantity_set_to_zero(self, product):
        _first, out, _second = self.planted(product)
        self.on("2026-03-09")
        self.edit_line(out.move_line_ids, quantity=0)
        self.close_day(product)
        day = self.on("2026-03-04")
        self.assertEqual(self.closing_total(product, day)[0], 10)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_location_of_a_done_line(self, product):
        shelf = self.wh_a.lot_stock_id.copy({"name": "Shelf", "jxc_hold": False})
        first, _out, second = self.planted(product)
        self.on("2026-03-09")
        first.move_line_ids.location_dest_id = shelf
        self.close_day(product)
        self.on("2026-03-10")
        second.move_line_ids.location_dest_id = self.wh_b.lot_stock_id
        self.close_day(product)
        day = self.on("2026-03-06")
        closing = self.closing(product, day)
        self.assertEqual(closing[self.place(self.wh_b)][0], 10)
        self.assertEqual(closing[self.place(self.wh_a)][0], 6)
        self.on("2026-03-10")
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_line_added_to_a_done_move(self, product):
        first, out, _second = self.planted(product)
        self.on("2026-03-09")
        for move, quantity in ((first, 3), (out, 2)):
            self.env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "product_id": product.id,
                    "product_uom_id": product.uom_id.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": move.picking_id.id,
                }
            )
        self.close_day(product)
        day = self.on("2026-03-04")
        self.assertEqual(self.closing_total(product, day)[0], 13 - 6)
        self.on("2026-03-09")
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_move_added_to_a_done_transfer(self, product):
        first, _out, _second = self.planted(product, self.receive_order)
        self.on("2026-03-09")
        self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "quantity": 2,
                "location_id": first.location_id.id,
                "location_dest_id": first.location_dest_id.id,
                "picking_id": first.picking_id.id,
                "company_id": self.company.id,
                "state": "done",
                "picked": True,
                "additional": True,
            }
        )
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_owner_of_a_done_line(self, product):
        _first, _out, second = self.planted(product)
        self.on("2026-03-09")
        second.move_line_ids.owner_id = self.owner
        self.close_day(product)
        other = self.place(self.wh_a, ownership="other")
        self.assertEqual(self.closing(product)[other], (10, 0))
        self.assert_rebuilt_same(product)

    # ---- lots

    def lots(self, product, *names):
        return self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )

    def test_lots(self):
        for method in METHODS:
            with self.subTest(method=method), self.undone():
                product = self._product(method, tracking="lot", standard_price=10)
                self._lots(product)

    def test_lots_with_a_value_of_their_own(self):
        for method in METHODS:
            with self.subTest(method=method), self.undone():
                product = self._product(method, tracking="lot", standard_price=10)
                product.lot_valuated = True
                self._lots(product)

    def _lots(self, product):
        one, two = self.lots(product, "L1", "L2")
        self.on("2026-03-02")
        receipt = self.receive(product, 10, 12, lot=one)
        self.receive(product, 5, 20, lot=two)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 2, lot=two)
        self.deliver(product, 3, lot=one)
        self.close_day(product)
        self.on("2026-03-04")
        self.bill(receipt, 10, 13)
        self.close_day(product)
        self.on("2026-03-05")
        source, target = self.wh_a.lot_stock_id, self.wh_b.lot_stock_id
        self.move(product, 2, source, target, lot=one)
        self.count(product, 2, lot=two)
        self.close_day(product)
        self.on("2026-03-06")
        self.deliver(product, 5, lot=one)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_lot_price_by_hand(self):
        product = self._product(tracking="lot", lot_valuated=True)
        one, two = self.lots(product, "L1", "L2")
        self.on("2026-03-02")
        self.receive(product, 10, 12, lot=one)
        self.receive(product, 5, 20, lot=two)
        self.close_day(product)
        self.on("2026-03-03")
        self._tick()
        one.standard_price = 11
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_lots_are_no_longer_told_apart(self):
        """Core ends the value by lot without a word: one average for all again."""
        product = self._product(tracking="lot", lot_valuated=True)
        one, two = self.lots(product, "L1", "L2")
        self.on("2026-03-02")
        self.receive(product, 10, 12, lot=one)
        self.receive(product, 5, 20, lot=two)
        self.deliver(product, 4, lot=two)
        self.close_day(product)
        self.on("2026-03-03")
        product.product_tmpl_id.tracking = "none"
        self.close_day(product)
        self.assert_money(self.closing_total(product)[1], 11 * (120 + 100) / 15)

    def test_lot_of_a_done_line(self):
        for valuated in (False, True):
            product = self._product(tracking="lot", lot_valuated=valuated)
            one, two = self.lots(product, "L1", "L2")
            self.on("2026-03-02")
            self.receive(product, 10, 12, lot=one)
            second = self.receive(product, 5, 20, lot=two)
            self.close_day(product)
            self.on("2026-03-03")
            second.move_line_ids.lot_id = one
            self.close_day(product)
            self.assert_rebuilt_same(product)

    # ---- places

    @each_method("average", "fifo")
    def test_hold_flag_set_with_stock_in_it(self, product):
        """Goods do not move, yet they are on hold from the day of the flag."""
        shelf = self.wh_a.lot_stock_id.copy({"name": "Shelf", "jxc_hold": False})
        shelf.jxc_hold = False
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.move(product, 4, self.wh_a.lot_stock_id, shelf)
        self.close_day(product)
        self.assertEqual(self.closing(product)[self.place(self.wh_a)][0], 10)
        self.on("2026-03-05")
        shelf.jxc_hold = "quarantine"
        self.close_day(product)
        closing = self.closing(product)
        self.assertEqual(closing[self.place(self.wh_a, "hold")][0], 4)
        self.on("2026-03-06")
        self.move(product, 1, shelf, self.wh_a.lot_stock_id)
        self.close_day(product)
        shelf.jxc_hold = False
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_location_moved_to_another_warehouse(self, product):
        shelf = self.wh_a.lot_stock_id.copy({"name": "Shelf", "jxc_hold": False})
        shelf.location_id = self.wh_a.lot_stock_id
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.move(product, 4, self.wh_a.lot_stock_id, shelf)
        self.close_day(product)
        self.on("2026-03-05")
        shelf.location_id = self.wh_b.lot_stock_id
        self.close_day(product)
        closing = self.closing(product)
        self.assertEqual(closing[self.place(self.wh_b)][0], 4)
        self.assert_rebuilt_same(product)

    def test_product_becomes_storable(self):
        """Core has no stock of what moved before; the nightly check says so."""
        product = self._product(is_storable=False)
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.run_facts()
        self.assertFalse(self.closing(product))
        self.on("2026-03-03")
        product.is_storable = True
        found = self.env["jxc.stock.difference"]._check(products=product)
        self.assertEqual(found.mapped("kind"), ["quantity", "value"])
        self.assertEqual(found[0].difference, 10)
