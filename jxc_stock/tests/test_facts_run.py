import os
import random

from odoo.tests import tagged

from .common_facts import METHODS, FactsCommon, each_method

SEEDS = range(20) if os.environ.get("HYPOTHESIS_PROFILE") == "night" else range(2)
OPERATIONS = {
    "receive": 6,
    "deliver": 6,
    "ship": 3,
    "arrive": 3,
    "hold": 2,
    "release": 2,
    "scrap": 1,
    "count": 2,
    "back": 2,
    "bill": 3,
    "price": 1,
    "revalue": 1,
    "backdate": 1,
    "edit": 1,
}


@tagged("post_install", "-at_install")
class TestFactsRun(FactsCommon):
    """Runs: each change exactly once, the same rows however the work is cut."""

    # ---- what is dirty

    def dirty(self, product):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM jxc_stock_dirty WHERE product_id = %s", [product.id]
        )
        return self.env.cr.fetchone()[0]

    def test_dirty_rows_belong_to_the_transaction(self):
        product = self._product()
        self.run_facts()
        self.assertEqual(self.dirty(product), 0)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.receive(product, 3, 10)
            self.assertTrue(self.dirty(product))
            raise ZeroDivisionError
        self.assertEqual(self.dirty(product), 0)
        self.receive(product, 3, 10)
        self.assertTrue(self.dirty(product))
        self.run_facts()
        self.assertEqual(self.dirty(product), 0)

    def test_what_is_not_done_makes_nothing_dirty(self):
        product = self._product()
        self.run_facts()
        self.order(product, 10, 12)
        self.assertEqual(self.dirty(product), 0)

    @each_method()
    def test_a_second_run_changes_nothing(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.deliver(product, 3)
        self.close_day(product)
        before = self.snapshot(product)
        self.assertEqual(self.facts._run(), 0)
        self.on("2026-03-09")
        self.facts._run()
        self.assertEqual(self.snapshot(product), before)

    def test_a_rebuild_writes_only_what_differs(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 2)
        self.close_day(product)
        self.on("2026-03-05")
        self.receive(product, 10, 4)
        self.close_day(product)
        first, second = self.rows(product)[self.place(self.wh_a)]
        self.env.cr.execute(
            "UPDATE jxc_stock_daily SET closing_value = 1 WHERE id = %s", [second.id]
        )
        self.facts._rebuild()
        again = self.rows(product)[self.place(self.wh_a)]
        self.assertEqual(again[0], first)
        self.assertNotEqual(again[1], second)
        self.assertEqual(again[1].closing_value, 60)

    def test_first_days_of_months_are_carried_without_movement(self):
        product = self._product()
        self.on("2026-01-15")
        self.receive(product, 10, 12)
        self.close_day(product)
        self.on("2026-05-20")
        self.run_facts()
        days = [str(row.day) for row in self.rows(product)[self.place(self.wh_a)]]
        firsts = [f"2026-0{month}-01" for month in (2, 3, 4, 5)]
        self.assertEqual(days, ["2026-01-15", *firsts])
        self.assert_agrees(product)
        self.deliver(product, 10)
        self.close_day(product)
        self.on("2026-07-02")
        self.close_day(product)
        days = [str(row.day) for row in self.rows(product)[self.place(self.wh_a)]]
        self.assertEqual(days[-1], "2026-05-20")
        self.assert_rebuilt_same(product)

    def test_late_day_into_carried_months(self):
        """A movement dated back over month ends: their first days follow."""
        product = self._product()
        self.on("2026-01-15")
        self.receive(product, 10, 12)
        self.on("2026-04-20")
        out = self.deliver(product, 4)
        self.close_day(product)
        out.date = "2026-02-10 03:00:00"
        self.close_day(product)
        for day in ("2026-03-01", "2026-04-01"):
            row = self.row(product, self.on(day), self.place(self.wh_a))
            self.assertEqual((row.opening_quantity, row.closing_value), (6, 72))
        self.on("2026-04-20")
        self.assert_rebuilt_same(product)

    def test_small_batches_are_the_same(self):
        products = [self._product(method, standard_price=10) for method in METHODS]
        self.on("2026-03-02")
        for product in products:
            self.receive(product, 10, 12)
            self.ship(product, 4)
        self.patch_batch(1)
        self.close_day(*products)
        self.assert_rebuilt_same(*products)

    def patch_batch(self, size):
        from ..models.facts import jxc_stock_daily_run

        self.patch(jxc_stock_daily_run, "BATCH", size)

    def test_limit(self):
        products = [self._product() for _number in range(3)]
        self.run_facts()
        self.on("2026-03-02")
        for product in products:
            self.receive(product, 10, 12)
        self.assertEqual(self.facts._run(limit=2), 2)
        self.assertEqual(sum(bool(self.dirty(product)) for product in products), 1)
        self.assertEqual(self.facts._run(), 1)

    # ---- a walk of legal operations

    def test_random_walks(self):
        for seed in SEEDS:
            with self.subTest(seed=seed), self.undone():
                self._walk(random.Random(seed))

    def _walk(self, dice):
        products = [self._product(method, standard_price=10) for method in METHODS]
        self.done = {product: [] for product in products}
        for day in ("02-26", "02-28", "03-01", "03-02", "03-31", "04-01", "04-17"):
            self.on(f"2026-{day}")
            for _turn in range(9):
                self._step(dice, dice.choice(products))
            self.close_day(*products)
        self.assert_past()
        self.assert_rebuilt_same(*products)

    def _step(self, dice, product):
        (name,) = dice.choices([*OPERATIONS], weights=OPERATIONS.values())
        quantity = dice.choice((1, 2, 3, 5, 8))
        move = getattr(self, f"_do_{name}")(dice, product, quantity)
        if move:
            self.done[product].append(move)

    def _receipts(self, product):
        return [m for m in self.done[product] if m.location_id.usage == "supplier"]

    def _do_receive(self, dice, product, quantity):
        wh = dice.choice((self.wh_a, self.wh_b))
        return self.receive(product, quantity, dice.randint(500, 2000) / 100, wh=wh)

    def _do_deliver(self, dice, product, quantity):
        wh = dice.choice((self.wh_a, self.wh_a, self.wh_b))
        return self.deliver(product, quantity, wh=wh)

    def _do_ship(self, dice, product, quantity):
        return self.ship(product, quantity)

    def _do_arrive(self, dice, product, quantity):
        place = self.place(area="transit")
        on_the_road = self.core_quantities(product).get(place, 0)
        if on_the_road > 0:
            return self.arrive(product, min(quantity, on_the_road))

    def _do_hold(self, dice, product, quantity):
        return self.move(product, quantity, self.wh_a.lot_stock_id, self.hold_a)

    def _do_release(self, dice, product, quantity):
        return self.move(product, quantity, self.hold_a, self.wh_a.lot_stock_id)

    def _do_scrap(self, dice, product, quantity):
        self.move(product, quantity, self.wh_a.lot_stock_id, self._loss())

    def _loss(self):
        return self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )

    def _do_count(self, dice, product, quantity):
        self.count(product, quantity * 2)

    def _do_back(self, dice, product, quantity):
        outer = {"supplier", "customer"}
        moves = [
            move
            for move in self.done[product]
            if {move.location_id.usage, move.location_dest_id.usage} & outer
            and move.quantity
        ]
        if moves:
            move = dice.choice(moves)
            self.back(move, min(quantity, move.quantity))

    def _do_bill(self, dice, product, quantity):
        if receipts := self._receipts(product):
            receipt = dice.choice(receipts)
            price = dice.randint(500, 2000) / 100
            self.bill(receipt, min(quantity, receipt.quantity or 1), price)

    def _do_price(self, dice, product, quantity):
        self.change_price(product, dice.randint(500, 2000) / 100)

    def _do_revalue(self, dice, product, quantity):
        if receipts := self._receipts(product):
            self.revalue(dice.choice(receipts), dice.randint(500, 9000) / 100)

    def _do_backdate(self, dice, product, quantity):
        if self.done[product]:
            move = dice.choice(self.done[product])
            move.date = f"2026-02-{dice.randint(12, 28)} 03:00:00"
            self._forget(product)

    def _do_edit(self, dice, product, quantity):
        moves = [move for move in self.done[product] if move.quantity]
        if moves:
            dice.choice(moves).move_line_ids[:1].quantity = quantity
            self._forget(product)

    def _forget(self, product):
        """The past was rewritten: what core said then does not stand."""
        for key in [key for key in self.seen if key[0] == product]:
            del self.seen[key]
