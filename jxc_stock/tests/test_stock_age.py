from datetime import date, timedelta
from io import BytesIO
from random import Random

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..report import age_sql
from .common_facts import FactsCommon


@tagged("post_install", "-at_install")
class TestStockAge(FactsCommon):
    """What is in stock came with the latest receipts; the oldest have left."""

    def setUp(self):
        super().setUp()
        self.ages = self.env["jxc.stock.age"]
        self.product = self._product()

    def age(self, product=None, wh=None):
        """{first day of the age: (quantity, value, oldest)} of the last day counted."""
        self.ages.invalidate_model()
        found = self.ages.search(
            [
                ("product_id", "=", (product or self.product).id),
                ("warehouse_id", "=", (wh or self.wh_a).id),
                ("latest", "=", True),
            ]
        )
        return {
            row.bucket_id.since if row.bucket_id else None: (
                row.quantity,
                row.value,
                row.oldest and row.oldest.isoformat(),
            )
            for row in found
        }

    def renew(self, day=None):
        self.run_facts()
        self.ages._renew(self.company, day)

    def hand_worked(self):
        """Three receipts of 10, 20, 30 at 6; 35 leave: 25 of the last are left.

        Then 8 at 9 arrive: 33 at (25·6 + 8·9) ÷ 33.
        """
        self.on("2026-01-05")
        self.receive(self.product, 10, 6)
        self.on("2026-01-30")
        self.receive(self.product, 20, 6)
        self.on("2026-03-01")
        self.receive(self.product, 30, 6)
        self.on("2026-03-10")
        self.deliver(self.product, 35)
        self.on("2026-04-20")
        self.receive(self.product, 8, 9)
        self.on("2026-05-04")
        self.renew()

    def test_hand_worked(self):
        self.hand_worked()
        unit = (25 * 6 + 8 * 9) / 33
        # 4 May: 20 April is 14 days ago, 1 March 64
        self.assertEqual(
            self.age(),
            {
                0: (8, round(8 * unit, 2), "2026-04-20"),
                61: (25, round(25 * unit, 2), "2026-03-01"),
            },
        )
        self.on("2026-05-21")
        self.deliver(self.product, 26)
        self.on("2026-07-19")
        self.renew()
        # 7 of the 8 are left, 90 days old: the last day of their age
        self.assertEqual(self.age(), {61: (7, round(7 * unit, 2), "2026-04-20")})
        self.on("2026-07-20")
        self.renew()
        self.assertEqual(list(self.age()), [91])

    def test_hold_keeps_the_age_and_a_transfer_arrives(self):
        self.on("2026-01-05")
        self.receive(self.product, 10, 6)
        self.on("2026-05-01")
        self.move(self.product, 4, self.wh_a.lot_stock_id, self.hold_a)
        self.ship(self.product, 3)
        self.on("2026-05-04")
        self.arrive(self.product, 2)
        self.renew()
        self.assertEqual(self.age(), {91: (7, 42, "2026-01-05")})
        self.assertEqual(self.age(wh=self.wh_b), {0: (2, 12, "2026-05-04")})
        road = self.ages.search(
            [("product_id", "=", self.product.id), ("warehouse_id", "=", False)]
        )
        self.assertEqual((road.quantity, road.value), (1, 6))

    def test_below_zero_and_goods_of_others(self):
        self.on("2026-03-02")
        self.deliver(self.product, 4)
        stock = self.wh_b.lot_stock_id
        self.move(self.product, 7, self.suppliers, stock, owner=self.owner)
        self.on("2026-03-04")
        self.renew()
        self.assertEqual(list(self.age()), [None])
        self.assertEqual(self.age()[None][0], -4)
        self.assertEqual(self.age(wh=self.wh_b), {})

    def test_values_add_up_to_the_stock(self):
        self.on("2026-01-05")
        for number in range(7):
            self.on(f"2026-0{1 + number // 2}-{5 + number:02d}")
            self.receive(self.product, 7 / 3, 3.33 + number)
            self.receive(self.product, 1, 1.11, wh=self.wh_b)
        self.deliver(self.product, 1.7)
        self.on("2026-05-04")
        self.renew()
        total = sum(value for _q, value, _d in self.age().values())
        _quantity, value = self.closing(self.product)[self.place(self.wh_a)]
        self.assert_money(total, value)
        for _quantity, part, _day in self.age().values():
            self.assertAlmostEqual(part, round(part, 2), 9)

    def test_ends_of_months_stay(self):
        self.hand_worked()
        self.on("2026-05-31")
        self.renew()
        for day in ("2026-06-01", "2026-06-02"):
            self.on(day)
            self.renew()
        domain = [("product_id", "=", self.product.id)]
        days = {row.day.isoformat() for row in self.ages.search(domain)}
        self.assertEqual(days, {"2026-05-31", "2026-06-02"})
        self.renew(date(2026, 2, 28))  # afterwards, of a day long past
        past = self.ages.search([*domain, ("day", "=", "2026-02-28")])
        self.assertEqual({row.quantity for row in past}, {10, 20})
        self.assertFalse(any(past.mapped("latest")))

    def test_a_day_that_somebody_asks_for(self):
        """15 March: 25 of the last receipt are left; today's ages stay beside it."""
        self.hand_worked()
        manager = self._user("boss")
        asked = self.env["jxc.stock.age.asked"].with_user(manager)
        asked = asked.with_company(self.company)
        wizard = asked.create({"day": "2026-03-15"})
        action = wizard.action_show()
        rows = self.ages.search([*action["domain"], *self.mine()])
        self.assertEqual(
            [(r.bucket_id.since, r.quantity, r.value, str(r.oldest)) for r in rows],
            [(0, 25, 25 * 6, "2026-03-01")],
        )
        self.assertEqual(set(self.age()), {0, 61})
        sheet = self._sheet(wizard.action_export())
        line = next(row for row in sheet if self.product.name in row)
        self.assertEqual(line[4], 25)
        for day in ("2026-05-05", "2025-01-01"):
            with self.assertRaises(UserError):
                asked.create({"day": day}).action_show()
        self.renew()  # the night
        self.assertFalse(self.ages.search([*action["domain"], *self.mine()]))
        clerk = wizard.with_user(self._user("salesperson"))
        with self.assertRaises(AccessError):
            clerk.action_show()

    def mine(self):
        return [
            ("product_id", "=", self.product.id),
            ("company_id", "=", self.company.id),
        ]

    def test_random_histories(self):
        """Against a queue over the raw movements."""
        for seed in range(4):
            with self.subTest(seed=seed), self.undone():
                self.product = self._product()
                queue = self._play(Random(seed))
                self.run_facts()
                rows = self.env.execute_query(
                    age_sql.layers(self.company, self.today())
                )
                found = {row[2]: row[3] for row in rows if row[0] == self.product.id}
                self.assertEqual(found, queue)

    def _play(self, random):
        """{day: what is left of its arrivals}, first in, first out."""
        queue, day = [], date(2026, 3, 2)
        for _number in range(25):
            self.on(day.isoformat())
            held = sum(quantity for _day, quantity in queue)
            quantity = random.randint(1, 20)
            if random.random() < 0.5 or not held:
                self.receive(self.product, quantity, 10)
                queue.append([day, quantity])
            else:
                quantity = min(quantity, held)
                self.deliver(self.product, quantity)
                while quantity:
                    part = min(quantity, queue[0][1])
                    queue[0][1] -= part
                    quantity -= part
                    if not queue[0][1]:
                        queue.pop(0)
            day += timedelta(days=random.randint(0, 6))
        left = {}
        for arrived, quantity in queue:
            left[arrived] = left.get(arrived, 0) + quantity
        return left

    def test_ages_are_settings(self):
        """Another age counts today's again; there is always one from day 0."""
        self.hand_worked()
        buckets = self.env["jxc.stock.age.bucket"]
        first = buckets.search([("since", "=", 0)])
        names = [bucket.display_name for bucket in buckets.search([])]
        self.assertEqual(names[0], "0–30 days")
        self.assertEqual(names[-1], "over 365 days")
        buckets.create({"since": 11})
        self.assertEqual(list(self.age()), [11, 61])
        with self.assertRaises(UserError):
            first.unlink()
        with self.assertRaises(UserError):
            first.since = 5

    def _user(self, role):
        return new_test_user(
            self.env,
            login=f"age.{role}",
            groups=f"jxc_base.group_{role}",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def test_rights_and_file(self):
        self.hand_worked()
        for role, sees in (("warehouse_manager", False), ("boss", True)):
            mine = self.ages.with_user(self._user(role)).with_company(self.company)
            self.assertEqual("value" in mine.fields_get(), sees)
            mine.action_renew()
            for right in ("write", "create", "unlink"):
                self.assertFalse(mine.has_access(right))
            rows = self._sheet(mine.action_export())
            self.assertEqual(any("Value" in str(cell) for cell in rows[2]), sees)
            line = next(row for row in rows if self.product.name in row)
            self.assertEqual(line[4], 33)
        clerk = self.ages.with_user(self._user("salesperson"))
        with self.assertRaises(AccessError):
            clerk.action_renew()
        with self.assertRaises(AccessError):
            self.env["jxc.stock.age.bucket"].with_user(clerk.env.user).create(
                {"since": 7}
            )

    def _sheet(self, action):
        attachment = int(action["url"].split("/")[-1].split("?")[0])
        raw = self.env["ir.attachment"].sudo().browse(attachment).raw
        book = openpyxl.load_workbook(BytesIO(raw))
        return list(book.active.iter_rows(values_only=True))
