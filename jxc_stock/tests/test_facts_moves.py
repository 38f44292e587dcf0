from odoo.tests import tagged

from .common_facts import FactsCommon, each_method


@tagged("post_install", "-at_install")
class TestFactsMoves(FactsCommon):
    """Movements of every kind, under each cost method: facts = quants and core."""

    @each_method()
    def test_receipts_and_deliveries(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 10)
        self.receive(product, 10, 13)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 12)
        self.close_day(product)
        self.on("2026-03-09")
        self.receive(product, 5, 20, wh=self.wh_b)
        self.deliver(product, 1)
        self.close_day(product)
        row = self.row(product, self.on("2026-03-03"), self.place(self.wh_a))
        self.assertEqual((row.opening_quantity, row.out_quantity), (20, 12))
        self.assertEqual(row.sold_quantity, 12)
        self.assert_money(row.sold_value, row.out_value)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_receipt_and_delivery_within_one_day(self, product):
        day = self.on("2026-03-02")
        self.receive(product, 10, 10)
        self.deliver(product, 4)
        self.receive(product, 10, 16)
        self.deliver(product, 16)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.in_quantity, row.out_quantity), (20, 20))
        self.assertEqual((row.closing_quantity, row.closing_value), (0, 0))
        self.assert_rebuilt_same(product)

    @each_method()
    def test_returns(self, product):
        self.on("2026-03-02")
        receipt = self.receive(product, 10, 10)
        self.close_day(product)
        self.on("2026-03-03")
        self.receive(product, 10, 16)
        delivery = self.deliver(product, 6)
        self.close_day(product)
        self.on("2026-03-04")
        self.back(receipt, 3)
        self.close_day(product)
        day = self.on("2026-03-05")
        self.back(delivery, 2)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.in_quantity, row.sold_quantity), (2, -2))
        self.assert_money(row.sold_value, -row.in_value)
        row = self.row(product, self.on("2026-03-04"), self.place(self.wh_a))
        self.assertEqual((row.out_quantity, row.sold_quantity), (3, 0))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_scrap_and_counts(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.close_day(product)
        self.on("2026-03-03")
        self.scrap(product, 2)
        self.close_day(product)
        self.on("2026-03-04")
        self.count(product, 5)
        self.close_day(product)
        day = self.on("2026-03-05")
        self.count(product, 9)
        self.count(product, 4, location=self.wh_b.lot_stock_id)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.in_quantity, row.closing_quantity), (4, 9))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average")
    def test_hold_and_release(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.close_day(product)
        held = self.on("2026-03-03")
        self.move(product, 4, self.wh_a.lot_stock_id, self.hold_a)
        self.close_day(product)
        self.on("2026-03-04")
        self.move(product, 3, self.hold_a, self.wh_a.lot_stock_id)
        self.move(product, 1, self.hold_a, self.hold_b)
        self.close_day(product)
        row = self.row(product, held, self.place(self.wh_a, "hold"))
        self.assertEqual((row.shifted_quantity, row.moved_in_quantity), (4, 0))
        row = self.row(product, held, self.place(self.wh_a))
        self.assertEqual((row.shifted_quantity, row.out_quantity), (-4, 0))
        row = self.row(product, self.today(), self.place(self.wh_b, "hold"))
        self.assertEqual((row.shifted_quantity, row.moved_in_quantity), (0, 1))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_in_transit_over_the_month_end(self, product):
        self.on("2026-03-20")
        self.receive(product, 10, 12)
        self.close_day(product)
        self.on("2026-03-31")
        self.ship(product, 6)
        self.close_day(product)
        first = self.on("2026-04-01")
        self.close_day(product)
        row = self.row(product, first, self.place(area="transit"))
        self.assertEqual((row.opening_quantity, row.closing_quantity), (6, 6))
        self.on("2026-04-03")
        self.arrive(product, 5)
        self.close_day(product)
        self.on("2026-05-12")
        self.run_facts()
        closing = self.closing(product, first)
        self.assertEqual(closing[self.place(area="transit")][0], 6)
        self.assert_agrees(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_nothing_between_warehouses_counts_as_in_or_out(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        day = self.on("2026-03-03")
        self.ship(product, 6)
        self.arrive(product, 4)
        direct = (self.wh_a.lot_stock_id, self.wh_b.lot_stock_id)
        self.move(product, 1, *direct)
        self.close_day(product)
        for rows in self.rows(product).values():
            for row in rows:
                if row.day == day:
                    self.assertFalse(row.in_quantity or row.out_quantity)
        row = self.row(product, day, self.place(area="transit"))
        self.assertEqual((row.moved_in_quantity, row.moved_out_quantity), (6, 4))
        row = self.row(product, day, self.place(self.wh_b))
        self.assertEqual(row.moved_in_quantity, 4 + 1)
        self.assert_money(row.moved_in_value, 5 * 12)

    @each_method()
    def test_negative_stock_then_receipt(self, product):
        self.on("2026-03-02")
        self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-03-03")
        self.receive(product, 10, 13)
        self.close_day(product)
        self.on("2026-03-04")
        self.deliver(product, 8)
        self.close_day(product)
        self.on("2026-03-05")
        self.receive(product, 2, 9)
        self.close_day(product)
        self.on("2026-03-06")
        self.receive(product, 3, 11)
        self.close_day(product)
        self.assert_past(product)
        if product.cost_method == "fifo":
            # core forgets what the price on a FIFO product was; below zero it counts
            self.facts._rebuild(companies=self.company)
            self.assert_agrees(product)
        else:
            self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_negative_in_one_warehouse_only(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 13)
        self.deliver(product, 3, wh=self.wh_b)
        self.close_day(product)
        self.assertLess(self.closing(product)[self.place(self.wh_b)][1], 0)
        self.on("2026-03-03")
        self.ship(product, 5)
        self.arrive(product, 5)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_sum_is_zero_but_places_are_not(self, product):
        """Company quantity 0: core says value 0, whatever the places hold."""
        self.on("2026-03-02")
        self.receive(product, 3, 13)
        self.deliver(product, 3, wh=self.wh_b)
        self.close_day(product)
        self.on("2026-03-03")
        self.receive(product, 1, 7)
        self.close_day(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_two_units(self, product):
        dozen = self.env.ref("uom.product_uom_dozen")
        day = self.on("2026-03-02")
        self.receive(product, 2, 120, uom=dozen)
        delivery = self.deliver(product, 1, product_uom=dozen.id)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.in_quantity, row.out_quantity), (24, 12))
        self.on("2026-03-03")
        self.back(delivery, 5)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method()
    def test_fractions_are_rounded_so_that_they_add_up(self, product):
        product.uom_id = self.env.ref("uom.product_uom_kgm")
        self.on("2026-03-02")
        self.receive(product, 7, 3.33)
        self.receive(product, 0.35, 3.47)
        for quantity in (0.1, 1.11, 0.07):
            self.ship(product, quantity)
        self.arrive(product, 1.1)
        self.move(product, 0.3, self.wh_b.lot_stock_id, self.hold_b)
        self.deliver(product, 0.77)
        self.close_day(product)
        self.on("2026-03-03")
        self.arrive(product, 0.18)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "standard")
    def test_owners_goods(self, product):
        self.on("2026-03-02")
        stock = self.wh_a.lot_stock_id
        self.receive(product, 10, 12)
        theirs = self.move(product, 7, self.suppliers, stock, owner=self.owner)
        self.move(product, 2, stock, self.customers, owner=self.owner)
        self.close_day(product)
        other = self.place(self.wh_a, ownership="other")
        self.assertEqual(self.closing(product)[other], (5, 0))
        self.assertFalse(theirs.is_in)
        self.on("2026-03-03")
        self.move(product, 3, stock, self.transit, owner=self.owner)
        self.deliver(product, 4)
        self.close_day(product)
        self.assertEqual(self.closing(product)[other], (2, 0))
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    def test_owner_is_the_company(self):
        product = self._product()
        self.on("2026-03-02")
        partner = self.company.partner_id
        self.receive(product, 10, 12, owner=partner)
        self.close_day(product)
        self.assertEqual(self.closing(product), {self.place(self.wh_a): (10, 120)})

    def test_location_without_warehouse(self):
        product = self._product()
        self.on("2026-03-02")
        outside = self.env["stock.location"].create(
            {"name": "Exhibition", "usage": "internal", "location_id": False}
        )
        self.assertFalse(outside.warehouse_id)
        self.receive(product, 10, 12)
        self.move(product, 4, self.wh_a.lot_stock_id, outside)
        self.close_day(product)
        self.assertEqual(self.closing(product)[self.place()], (4, 48))
        self.assert_rebuilt_same(product)

    def test_location_of_no_company_is_outside(self):
        """Goods in a location that belongs to nobody are out of core's valuation."""
        product = self._product()
        self.on("2026-03-02")
        shared = self.env["stock.location"].create(
            {"name": "Shared", "usage": "internal", "company_id": False}
        )
        shared.company_id = False
        self.receive(product, 10, 12)
        self.move(product, 4, self.wh_a.lot_stock_id, shared)
        self.close_day(product)
        self.assertEqual(self.closing_total(product), (6, 72))

    def test_product_without_moves_and_services(self):
        product = self._product(standard_price=5)
        service = self._product(is_storable=False, type="service", standard_price=5)
        loose = self._product(is_storable=False, standard_price=5)
        self.on("2026-03-02")
        self.receive(loose, 3, 5)
        self.run_facts()
        for item in (product, service, loose):
            self.assertFalse(self.closing(item))

    @each_method("average")
    def test_archived_product(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.on("2026-03-03")
        self.deliver(product, 4)
        product.active = False
        self.close_day(product)
        self.assertEqual(self.closing_total(product)[0], 6)
        self.on("2026-04-02")
        self.close_day(product)
        self.assert_rebuilt_same(product)

    def test_archived_warehouse_and_location(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12, wh=self.wh_b)
        self.deliver(product, 10, wh=self.wh_b)
        self.receive(product, 1, 12)
        self.close_day(product)
        self.on("2026-03-03")
        self.wh_b.active = False
        self.deliver(product, 1)
        self.close_day(product)
        self.assert_past(product)
        self.assert_rebuilt_same(product)
