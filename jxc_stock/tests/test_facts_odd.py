from odoo.tests import tagged

from .common_facts import FactsCommon, each_method


@tagged("post_install", "-at_install")
class TestFactsOdd(FactsCommon):
    """Corners of core's valuation, where a simple sum goes wrong."""

    @each_method()
    def test_free_goods_billed_later(self, product):
        """Ordered at 0, billed at 9: the value is known on the day of the bill."""
        self.on("2026-03-02")
        receipt = self.receive(product, 10, 0)
        self.close_day(product)
        day = self.on("2026-03-06")
        self.bill(receipt, 10, 9)
        self.close_day(product)
        self.assertEqual(self.revaluations(product).known_on, day)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_cents_are_rounded_as_core_does(self, product):
        """5.35 ÷ 2 = 2.675: core rounds half up, a binary float would round down."""
        self.on("2026-03-02")
        receipt = self.receive(product, 2, 2)
        self.revalue(receipt, 5.35)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 1)
        self.close_day(product)
        if product.cost_method != "standard":
            self.assert_money(self.closing_total(product)[1], 2.68)
        self.assert_rebuilt_same(product)

    def test_fifo_values_goods_of_others(self):
        """Core's FIFO counts the quantity of other owners; the facts add up to it."""
        product = self._product("fifo")
        stock = self.wh_a.lot_stock_id
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.receive(product, 10, 20)
        self.move(product, 5, self.suppliers, stock, owner=self.owner)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 8)
        self.close_day(product)
        self.on("2026-03-04")
        self.move(product, 2, stock, self.customers, owner=self.owner)
        self.close_day(product)
        self.assert_past(product)

    def test_lots_of_their_own_value_on_the_road(self):
        """Core values a lot by what warehouses hold of it; the facts keep the road."""
        for method, price in (("average", 12), ("fifo", 12), ("standard", 10)):
            with self.subTest(method=method), self.undone():
                self._lot_on_the_road(method, price)

    def _lot_on_the_road(self, method, price):
        product = self._product(method, tracking="lot", standard_price=10)
        product.lot_valuated = True
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": product.id})
        self.on("2026-03-02")
        self.receive(product, 10, 12, lot=lot)
        self.close_day(product)
        self.on("2026-03-03")
        source = self.wh_a.lot_stock_id
        self.move(product, 4, source, self.transit, lot=lot)
        self.run_facts()
        self.assertEqual(self.closing_total(product), (10, 10 * price))
        road = self.closing(product)[self.place(area="transit")]
        self.assertEqual(road, (4, 4 * price))
        self.assertFalse(self.env["jxc.stock.difference"]._check(products=product))
        self.on("2026-03-05")
        self.move(product, 4, self.transit, source, lot=lot)
        self.close_day(product)
        self.assert_past(product)

    @each_method()
    def test_two_receipts_at_the_same_second(self, product):
        self.on("2026-03-02")
        first = self.receive(product, 3, 12)
        second = self.receive(product, 4, 15)
        out = self.deliver(product, 5)
        (first | second | out).write({"date": "2026-03-02 03:00:00"})
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 1)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_price_and_receipt_at_the_same_second(self, product):
        self.on("2026-03-02")
        self.receive(product, 3, 12)
        self.close_day(product)
        self.on("2026-03-03")
        receipt = self.receive(product, 4, 15)
        product.standard_price = 20
        value = self.env["product.value"].search(
            [("product_id", "=", product.id)], order="id desc", limit=1
        )
        value.date = receipt.date
        self.close_day(product)
        self.on("2026-03-04")
        self.deliver(product, 1)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_price_dated_back(self, product):
        self.on("2026-03-02")
        self.receive(product, 3, 12)
        self.close_day(product)
        self.on("2026-03-05")
        self.change_price(product, 20)
        self.close_day(product)
        value = self.env["product.value"].search(
            [("product_id", "=", product.id)], order="id desc", limit=1
        )
        self.on("2026-03-06")
        value.date = "2026-03-03 03:00:00"
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_large_and_tiny_figures(self, product):
        self.on("2026-03-02")
        product.uom_id = self.env.ref("uom.product_uom_kgm")
        self.receive(product, 1234567.89, 9876.54)
        self.receive(product, 0.01, 0.01)
        self.ship(product, 333333.33)
        self.move(product, 0.01, self.wh_a.lot_stock_id, self.hold_a)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 901234.54)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_movement_of_zero(self, product):
        self.on("2026-03-02")
        receipt = self.receive(product, 3, 12)
        self.edit_line(receipt.move_line_ids, quantity=0)
        self.close_day(product)
        self.assertFalse(sum(self.closing_total(product)))
        self.on("2026-03-03")
        self.receive(product, 2, 15)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_one_move_to_two_places(self, product):
        """Lines of one receipt go to stock, to hold and to the customer."""
        self.on("2026-03-02")
        receipt = self.receive(product, 6, 12)
        for target in (self.hold_a, self.wh_b.lot_stock_id):
            receipt.move_line_ids[0].copy(
                {"location_dest_id": target.id, "quantity": 2, "move_id": receipt.id}
            )
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 1)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_return_of_more_than_the_average_holds(self, product):
        """The vendor takes back dear goods: what is left may be worth nothing."""
        self.on("2026-03-02")
        receipt = self.receive(product, 2, 100)
        self.receive(product, 8, 1)
        self.close_day(product)
        self.on("2026-03-03")
        self.back(receipt, 2)
        self.deliver(product, 8)
        self.close_day(product)
        self.assertEqual(self.closing_total(product), (0, 0))
        self.on("2026-03-04")
        self.receive(product, 1, 7)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_nightly_check_finds_what_is_wrong(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        difference = self.env["jxc.stock.difference"]
        self.assertFalse(difference._check(products=product))
        self.env.cr.execute(
            "UPDATE jxc_stock_daily SET closing_quantity = 9, closing_value = 100"
            " WHERE product_id = %s",
            [product.id],
        )
        found = difference._check(products=product).sorted("kind")
        self.assertEqual(found.mapped("kind"), ["quantity", "value"])
        self.assertEqual(found.mapped("difference"), [9 - 10, 100 - 120])
        self.facts._rebuild(companies=self.company)
        self.assertFalse(difference._check(products=product))
