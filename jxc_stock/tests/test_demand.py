from collections import defaultdict
from random import Random

from odoo.tests import tagged

from .common_facts import FactsCommon

SEEDS = range(3)


@tagged("post_install", "-at_install")
class TestDemand(FactsCommon):
    """What customers took, by the day of the sale, whatever happened in between."""

    def setUp(self):
        super().setUp()
        self.demand = self.env["jxc.demand.daily"]
        self.product = self._product()

    def rows_of(self, product=None):
        """{(warehouse code, ISO day): (demand, delivered, returned, late, lines)}"""
        self.demand.invalidate_model()
        product = product or self.product
        found = self.demand.search([("product_id", "=", product.id)])
        return {
            (row.warehouse_id.code, row.day.isoformat()): (
                row.quantity,
                row.delivered_quantity,
                row.returned_quantity,
                row.late_quantity,
                row.line_count,
            )
            for row in found
        }

    def stocked(self, quantity=100):
        self.on("2026-03-02")
        self.receive(self.product, quantity, 10)
        self.receive(self.product, quantity, 10, wh=self.wh_b)

    def production(self):
        return self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)],
            limit=1,
        )

    def test_returns_are_booked_on_the_day_of_the_sale(self):
        self.stocked()
        self.on("2026-03-03")
        sale = self.deliver(self.product, 30)
        self.deliver(self.product, 5)
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-03"): (35, 35, 0, 0, 2)})
        self.on("2026-03-20")
        back = self.back(sale, 10)
        self.on("2026-03-21")
        self.run_facts()
        expected = {("FXA", "2026-03-03"): (25, 35, 10, 0, 2)}
        self.assertEqual(self.rows_of(), expected)
        # sent again: the return is taken back, on the same day
        self.on("2026-03-25")
        self.back(back, 4)
        self.run_facts()
        expected = {("FXA", "2026-03-03"): (29, 35, 6, 0, 2)}
        self.assertEqual(self.rows_of(), expected)
        self.assertEqual(self.value_of("2026-03-03"), 29 * 10)

    def value_of(self, day):
        row = self.demand.search(
            [("product_id", "=", self.product.id), ("day", "=", day)]
        )
        return row.value

    def test_returned_to_another_warehouse(self):
        """The demand was that of the warehouse that sold."""
        self.stocked()
        self.on("2026-03-03")
        sale = self.deliver(self.product, 8)
        self.on("2026-03-09")
        self.move(
            self.product,
            3,
            self.customers,
            self.wh_b.lot_stock_id,
            origin_returned_move_id=sale.id,
        )
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-03"): (5, 8, 3, 0, 1)})

    def test_return_without_its_sale(self):
        self.stocked()
        self.on("2026-03-05")
        self.move(self.product, 3, self.customers, self.wh_b.lot_stock_id)
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXB", "2026-03-05"): (-3, 0, 3, 0, 0)})

    def test_what_is_no_demand(self):
        """Transfers, scrap, counts, returns to the vendor, what production brings."""
        self.on("2026-03-02")
        receipt = self.receive(self.product, 100, 10)
        self.on("2026-03-03")
        self.back(receipt, 5)
        self.scrap(self.product, 2)
        self.count(self.product, 60)
        self.ship(self.product, 4)
        self.arrive(self.product, 4)
        self.move(self.product, 2, self.wh_a.lot_stock_id, self.hold_a)
        self.move(self.product, 7, self.production(), self.wh_a.lot_stock_id)
        self.run_facts()
        self.assertEqual(self.rows_of(), {})

    def test_consumption(self):
        self.stocked()
        self.on("2026-03-03")
        used = self.move(self.product, 9, self.wh_a.lot_stock_id, self.production())
        self.on("2026-03-04")
        self.back(used, 2)
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-03"): (7, 9, 2, 0, 1)})

    def test_goods_of_others_are_demand_without_cost(self):
        self.on("2026-03-02")
        stock = self.wh_a.lot_stock_id
        self.move(self.product, 9, self.suppliers, stock, owner=self.owner)
        self.move(self.product, 4, stock, self.customers, owner=self.owner)
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-02"): (4, 4, 0, 0, 1)})
        self.assertEqual(self.value_of("2026-03-02"), 0)

    def test_a_return_undone_and_a_sale_moved(self):
        """Edits of what is done reach the day of the sale, forth and back."""
        self.stocked()
        self.on("2026-03-03")
        sale = self.deliver(self.product, 30)
        self.on("2026-03-20")
        back = self.back(sale, 10)
        self.run_facts()
        self.edit_line(back.move_line_ids, quantity=4)
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-03"): (26, 30, 4, 0, 1)})
        back.origin_returned_move_id = False
        self.env.flush_all()
        self.run_facts()
        unknown = {
            ("FXA", "2026-03-03"): (30, 30, 0, 0, 1),
            ("FXA", "2026-03-20"): (-4, 0, 4, 0, 0),
        }
        self.assertEqual(self.rows_of(), unknown)
        back.origin_returned_move_id = sale
        sale.date = "2026-03-10 02:00:00"
        self.env.flush_all()
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-10"): (26, 30, 4, 0, 1)})

    def test_closed_months_stay(self):
        """What comes back of a closed month stands as late on the first open day."""
        self.stocked()
        self.on("2026-03-20")
        sale = self.deliver(self.product, 30)
        self.on("2026-04-02")
        self.env["jxc.stock.month"].create({"last_day": "2026-03-31"})
        closed = {("FXA", "2026-03-20"): (30, 30, 0, 0, 1)}
        self.on("2026-04-10")
        self.back(sale, 10)
        self.run_facts()
        late = {**closed, ("FXA", "2026-04-01"): (0, 0, 0, -10, 0)}
        self.assertEqual(self.rows_of(), late)
        # a second return, and again: nothing is booked twice
        self.on("2026-04-12")
        self.back(sale, 2)
        self.deliver(self.product, 3)
        self.run_facts()
        late[("FXA", "2026-04-01")] = (0, 0, 0, -12, 0)
        late[("FXA", "2026-04-12")] = (3, 3, 0, 0, 1)
        self.assertEqual(self.rows_of(), late)
        self.facts._rebuild(companies=self.company)
        self.assertEqual(self.rows_of(), late)
        # opened again it is booked where it belongs
        self.env["jxc.stock.month"].search([]).unlink()
        self.run_facts()
        self.assertEqual(
            self.rows_of(),
            {
                ("FXA", "2026-03-20"): (18, 30, 12, 0, 1),
                ("FXA", "2026-04-12"): (3, 3, 0, 0, 1),
            },
        )

    def test_demand_that_was_never_counted(self):
        """A table that is new fills closed months as well."""
        self.stocked()
        self.on("2026-03-20")
        self.deliver(self.product, 30)
        self.on("2026-04-02")
        self.env["jxc.stock.month"].create({"last_day": "2026-03-31"})
        self.env.cr.execute("DELETE FROM jxc_demand_daily")
        self.demand._count_if_new()
        self.run_facts()
        self.assertEqual(self.rows_of(), {("FXA", "2026-03-20"): (30, 30, 0, 0, 1)})

    def test_a_run_that_changes_nothing_writes_nothing(self):
        self.stocked()
        self.on("2026-03-03")
        sale = self.deliver(self.product, 30)
        self.on("2026-03-09")
        self.back(sale, 3)
        self.deliver(self.product, 2)
        self.run_facts()
        ids = self.demand.search([("product_id", "=", self.product.id)]).ids
        self.facts._rebuild(companies=self.company)
        again = self.demand.search([("product_id", "=", self.product.id)]).ids
        self.assertEqual(ids, again)

    # ---- random cases

    def play(self, random):
        """Forty things happen; what can come back is kept."""
        self.sales = []
        self.on("2026-03-02")
        for wh in (self.wh_a, self.wh_b):
            self.receive(self.product, 500, 10, wh=wh)
        for step in range(40):
            self.on(f"2026-03-{3 + step * 27 // 40:02d}", f"{8 + step % 10:02d}:00")
            self._step(random)
            if random.random() < 0.2:
                self.run_facts()
        self.on("2026-04-15")
        self.run_facts()

    def _step(self, random):
        kind = random.choice(["sell", "sell", "sell", "back", "again", "edit", "late"])
        sales = [move for move in self.sales if move[1] > 0]
        wh = random.choice([self.wh_a, self.wh_b])
        quantity = random.randint(1, 9)
        if kind in ("sell", "late") or not sales:
            move = self.deliver(self.product, quantity, wh=wh)
            if kind == "late":
                move.date = f"2026-03-{random.randint(3, 29):02d} 03:00:00"
            self.sales.append([move, quantity])
            return
        sale = random.choice(sales)
        quantity = min(quantity, sale[1])
        if kind == "edit":
            self.edit_line(sale[0].move_line_ids, quantity=sale[1] + 1)
            sale[1] += 1
            return
        sale[1] -= quantity
        back = self.back(sale[0], quantity)
        if kind == "again":
            self.sales.append([back, quantity])

    def raw(self):
        """{(warehouse, day): demand} move by move, in Python."""
        found = defaultdict(float)
        moves = self.env["stock.move"].search(
            [("product_id", "=", self.product.id), ("state", "=", "done")]
        )
        for move in moves:
            sign = self._sign(move)
            root = move
            while root.origin_returned_move_id:
                root = root.origin_returned_move_id
            if sign:
                day = min(self._day(root), self._day(move))
                found[root.location_id.warehouse_id.code, day] += sign * move.quantity
        return dict(found)

    def _day(self, move):
        return self.company._jxc_today(move.date).isoformat()

    def _sign(self, move):
        if move.location_dest_id.usage == "customer":
            return 1
        return -1 if move.location_id.usage == "customer" else 0

    def test_random_histories(self):
        for seed in SEEDS:
            with self.subTest(seed=seed), self.undone():
                self.product = self._product()
                self.play(Random(seed))
                rows = self.rows_of()
                raw = self.raw()
                self.assertEqual(set(rows), set(raw))
                for key, quantity in raw.items():
                    self.assertAlmostEqual(rows[key][0], quantity, 6, key)
                self.facts._rebuild(companies=self.company)
                self.assertEqual(self.rows_of(), rows)
