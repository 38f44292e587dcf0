from datetime import date, timedelta
from random import Random

from odoo.tests import new_test_user, tagged

from ..report import stock_out_sql
from .common_facts import FactsCommon

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)


@tagged("post_install", "-at_install")
class TestStockOut(FactsCommon):
    """Days without stock, from rows that exist only where something changed."""

    def setUp(self):
        super().setUp()
        self.product = self._product()
        self.gone = self.env["jxc.stock.out"]

    def gone_days(self, since, until, wh=None):
        """Days (ISO) on which the product was out of stock in the warehouse."""
        rows = stock_out_sql.bounds([(self.company.id, since, until)])
        days = []
        for _c, product, warehouse, first, last in self.env.execute_query(
            stock_out_sql.intervals(rows)
        ):
            if (product, warehouse) == (self.product.id, (wh or self.wh_a).id):
                days += [first + timedelta(n) for n in range((last - first).days + 1)]
        self.assertEqual(len(days), len(set(days)), "no day is told twice")
        return [day.isoformat() for day in sorted(days)]

    def test_hand_worked(self):
        """Bought on the 2nd, sold out on the 4th, there again on the 7th."""
        self.on("2026-03-02")
        self.receive(self.product, 10, 10)
        self.on("2026-03-04")
        self.deliver(self.product, 10)
        self.on("2026-03-07")
        self.receive(self.product, 3, 10)
        self.deliver(self.product, 3)  # came and went: the day had stock
        self.on("2026-03-09")
        self.receive(self.product, 3, 10)
        self.on("2026-03-12")
        self.run_facts()
        found = self.gone_days(FIRST, date(2026, 3, 12))
        # before the 2nd the product was neither in demand nor in stock
        self.assertEqual(found, ["2026-03-05", "2026-03-06", "2026-03-08"])

    def test_out_over_whole_months(self):
        """A month without any row is a month without stock."""
        self.on("2026-03-20")
        self.receive(self.product, 5, 10)
        self.deliver(self.product, 5)
        self.on("2026-05-12")
        self.run_facts()
        found = self.gone_days(date(2026, 4, 1), date(2026, 5, 12))
        self.assertEqual(len(found), 30 + 12)
        self.gone._renew(self.company)
        row = self.gone.search([("product_id", "=", self.product.id)])
        self.assertEqual(row.first_day.isoformat(), "2026-03-21")
        self.assertEqual((row.days, row.still), (11 + 30 + 12, True))

    def test_in_stock_over_whole_months(self):
        self.on("2026-03-20")
        self.receive(self.product, 5, 10)
        self.deliver(self.product, 2)
        self.on("2026-05-12")
        self.run_facts()
        self.assertEqual(self.gone_days(date(2026, 4, 1), date(2026, 5, 12)), [])

    def test_hold_and_goods_of_others(self):
        """Held goods cannot be sold; goods of others can."""
        self.on("2026-03-02")
        stock = self.wh_a.lot_stock_id
        self.receive(self.product, 10, 10)
        self.deliver(self.product, 1)
        self.on("2026-03-04")
        self.move(self.product, 9, stock, self.hold_a)
        self.on("2026-03-06")
        self.move(self.product, 2, self.suppliers, stock, owner=self.owner)
        self.on("2026-03-08")
        self.run_facts()
        self.assertEqual(self.gone_days(FIRST, date(2026, 3, 8)), ["2026-03-05"])

    def test_goods_nobody_asks_for_are_not_missing(self):
        self.on("2026-03-02")
        self.receive(self.product, 4, 10)
        self.scrap(self.product, 4)
        self.on("2026-03-20")
        self.run_facts()
        self.assertEqual(self.gone_days(FIRST, date(2026, 3, 20)), [])

    def test_random_histories(self):
        """Against a walk day by day over the movements."""
        for seed in range(3):
            with self.subTest(seed=seed), self.undone():
                self.product = self._product()
                moves = self._play(Random(seed))
                self.on("2026-05-31")
                self.run_facts()
                for since in (FIRST, date(2026, 4, 1), date(2026, 4, 13)):
                    found = self.gone_days(since, LAST)
                    self.assertEqual(found, self._walk(moves, since), since)

    def _play(self, random):
        """{day: [changes of the stock]}"""
        moves, stock, day = {}, 0, date(2026, 3, 2)
        while day < date(2026, 5, 25):
            self.on(day.isoformat())
            moves[day] = []
            for _number in range(random.randint(1, 2)):
                change = random.choice([5, 8, -3, -stock or 4])
                change = max(change, -stock) or 4
                stock += change
                if change > 0:
                    self.receive(self.product, change, 10)
                else:
                    self.deliver(self.product, -change)
                moves[day].append(change)
            day += timedelta(days=random.randint(1, 20))
        return moves

    def _walk(self, moves, since):
        sold = [day for day, changes in moves.items() if min(changes) < 0]
        sold = [day for day in sold if day > LAST - timedelta(stock_out_sql.WINDOW)]
        found, stock = [], 0
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            opening, changes = stock, moves.get(day, [])
            stock += sum(changes)
            known = day >= min([*sold, min(moves)]) if sold else False
            out = opening <= 0 and stock <= 0 and not any(c > 0 for c in changes)
            if known and out and day >= since:
                found.append(day.isoformat())
        return found

    def test_who_reads_it(self):
        """Everybody with a role reads demand and missing goods, nobody writes them."""
        self.on("2026-03-02")
        self.receive(self.product, 5, 10)
        self.deliver(self.product, 5)
        self.on("2026-03-09")
        self.run_facts()
        self.gone._renew(self.company)
        for role in ("salesperson", "warehouse_worker", "planner", "boss"):
            user = new_test_user(
                self.env,
                login=f"demand.{role}",
                groups=f"jxc_base.group_{role}",
                company_id=self.company.id,
                company_ids=self.company.ids,
            )
            for model in ("jxc.demand.daily", "jxc.stock.out"):
                mine = self.env[model].with_user(user)
                self.assertTrue(mine.search([("product_id", "=", self.product.id)]))
                for right in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(right), f"{role} {model}")
            fields = self.env["jxc.demand.daily"].with_user(user).fields_get()
            self.assertEqual("value" in fields, role == "boss", role)

    def test_other_companies_are_not_seen(self):
        self.on("2026-03-02")
        self.receive(self.product, 5, 10)
        self.deliver(self.product, 5)
        self.on("2026-03-09")
        self.run_facts()
        self.gone._renew(self.company)
        stranger = new_test_user(
            self.env,
            login="demand.stranger",
            groups="jxc_base.group_boss",
            company_id=self.env.ref("base.main_company").id,
            company_ids=self.env.ref("base.main_company").ids,
        )
        own = {"allowed_company_ids": stranger.company_ids.ids}
        for model in ("jxc.demand.daily", "jxc.stock.out"):
            theirs = self.env[model].with_user(stranger).with_context(**own)
            self.assertFalse(theirs.search([("company_id", "=", self.company.id)]))

    def test_rows_that_stay_are_not_written(self):
        """Still out a day later: one row that grew; back again: it ends."""
        self.on("2026-03-02")
        self.receive(self.product, 5, 10)
        self.deliver(self.product, 5)
        found = []
        for day in ("2026-03-09", "2026-03-09", "2026-03-10"):
            self.on(day)
            self.run_facts()
            self.gone._renew(self.company)
            found.append(self.gone.search([("product_id", "=", self.product.id)]))
        self.assertEqual(found[0], found[1])
        self.assertEqual((found[2].days, found[2].still), (8, True))
        self.receive(self.product, 5, 10)
        self.on("2026-03-11")
        self.run_facts()
        self.gone._renew(self.company)
        row = self.gone.search([("product_id", "=", self.product.id)])
        self.assertEqual((row.days, row.still), (7, False))
