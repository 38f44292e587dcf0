"""The warehouse goes on working while it is counted."""

import random
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core import count as core
from ..models.count import count_sql
from .common_count import CountCommon

NOW = fields.Datetime.to_datetime("2026-03-05 02:00:00")
# movements in real tables: fewer by day; the formula itself has its own property
SOME = settings(max_examples=max(25, settings.default.max_examples // 10))


def at(minutes):
    return freeze_time(NOW + timedelta(minutes=minutes))


steps = st.lists(
    st.tuples(st.integers(-400, 400), st.integers(-9, 9)), min_size=0, max_size=8
)


@tagged("post_install", "-at_install")
class TestCountLive(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 100)

    def started(self, **values):
        with at(-500):
            return self._count(product_ids=[(6, 0, self.soy.ids)], **values)

    def moved(self, quantity):
        if quantity > 0:
            self._receive(quantity)
        elif quantity:
            self._ship(-quantity)

    def refused(self, attempt, message="frozen by the count"):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            attempt()

    @SOME
    @given(steps, st.integers(-20, 20), st.integers(0, 1440))
    def test_any_movements_around_the_count(self, moves, error, later):
        """Book = counted ± what moved after, posted however late."""
        with self.cr.savepoint() as savepoint:
            self._check_around(sorted(moves), error, later)
            savepoint.rollback()
            self.env.invalidate_all()

    def _check_around(self, moves, error, later):
        count = self.started()
        before = [qty for minute, qty in moves if minute <= 0]
        after = [(minute, qty) for minute, qty in moves if minute > 0]
        for minute, quantity in moves:
            if minute <= 0:
                with at(minute):
                    self.moved(quantity)
        counted = 100 + sum(before) + error
        with at(0):
            self._enter(count, counted)
        for minute, quantity in after:
            with at(minute):
                self.moved(quantity)
        with at(500 + later):
            count.action_review()
            line = self._line(count)
            self.assertEqual(line.variance, error)
            near = any(q and abs(minute) <= 15 for minute, q in moves)
            self.assertEqual(line.state == "grey", near)
            if line.state != "accepted" and error or line.state == "grey":
                line.with_user(self.chief).action_accept()
            self._post(count)
        book = counted + sum(quantity for _minute, quantity in after)
        self.assertEqual(self._quantity(self.soy), book)

    def test_movements_between_review_and_posting(self):
        count = self.started()
        with at(0):
            self._enter(count, 99)
        with at(60):
            count.action_review()
            count.action_submit()
            self._ship(30)
        with at(90):
            count.action_post()
        self.assertEqual(self._quantity(self.soy), 99 - 30)

    def test_moved_right_after_the_review(self):
        """Within the grey zone, but only after the review: not posted unseen."""
        count = self.started()
        with at(0):
            self._enter(count, 99)
        with at(2):
            count.action_review()
            self._reviewed(count, "accepted", -1)
            count.action_submit()
        with at(10):
            self._ship(1)
        with at(30):
            count.action_post()
            self.assertEqual(count.state, "review")
            line = self._reviewed(count, "grey", -1)
            self.assertEqual(line.grey, "near")
            self.assertEqual(self._quantity(self.soy), 99)
            line.with_user(self.manager).action_keep()
            self._post(count)
        self.assertEqual(self._quantity(self.soy), 99, "one was shipped, none lost")

    def test_book_corrected_after_the_review(self):
        count = self.started()
        with at(-100):
            move = self._receive(10)
        with at(0):
            self._enter(count, 109)
        with at(60):
            count.action_review()
            count.action_submit()
            move.move_line_ids.quantity = 9
            count.action_post()
        line = self._line(count)
        self.assertEqual((line.state, line.grey), ("grey", "changed"))
        self.assertEqual(self._quantity(self.soy), 109, "corrected, not posted again")

    def test_adjusted_by_somebody_else(self):
        """Posting what another adjustment has settled would count it twice."""
        count = self.started()
        with at(0):
            self._enter(count, 99)
        with at(60):
            count.action_review()
            count.action_submit()
            quant = self.env["stock.quant"].search(
                [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
            )
            quant.with_context(inventory_mode=True).inventory_quantity = 99
            quant.action_apply_inventory()
        with at(90):
            count.action_post()
        line = self._line(count)
        self.assertEqual((line.state, line.grey), ("grey", "adjusted"))
        self.assertEqual(self._quantity(self.soy), 99)

    def test_backdated(self):
        count = self.started()
        with at(0):
            self._enter(count, 90)
        with at(100):
            move = self._ship(10)
            move.date = NOW - timedelta(hours=1)
            move.move_line_ids.date = NOW - timedelta(hours=1)
            count.action_review()
        self.assertEqual(self._reviewed(count, "grey", -10).grey, "backdated")

    def test_picked_and_not_validated(self):
        count = self.started()
        with at(-60):
            move = self._planned(self.soy, 10, self.shelf, self.customers)
            move.quantity = 10
            move.picked = True
        with at(0):
            self._enter(count, 90)
        with at(60):
            count.action_review()
            line = self._reviewed(count, "grey", -10)
            self.assertEqual(line.grey, "picked")
            self.assertIn("picked", line.grey_reason)
            line.with_user(self.manager).action_keep()
            move._action_done()
            self._post(count)
        self.assertEqual(self._quantity(self.soy), 90)

    def test_clock_of_the_device(self):
        """A device two hours slow, sent half an hour after the scan."""
        count = self.started()
        task = self._task(count)
        with at(-90):
            self._ship(10)
        with at(30):
            device = fields.Datetime.to_string(NOW - timedelta(hours=2))
            rows = [{"product_id": self.soy.id, "quantity": 90}]
            task.record(rows, device, 7200)
        entry = self.env["jxc.count.entry"].search([("count_id", "=", count.id)])
        self.assertEqual(entry.scanned_at, NOW)
        with at(60):
            self._reviewed(count, "match", 0)

    def test_sql_counts_like_the_formulas(self):
        """The set-based query and `core.count`, on random histories of two lines."""
        chance = random.Random(7)
        count = self.started(missing_zero=True)
        self._plant(self.tea, 50)
        for _step in range(25):
            minute = chance.randint(-200, 200)
            with at(minute):
                product = chance.choice([self.soy, self.tea])
                if chance.random() < 0.4:
                    self._receive(chance.randint(1, 5), product)
                else:
                    self._ship(chance.randint(1, 5), product)
        for minute in (-30, 5, 20):
            for user in (self.worker, self.second):
                task = self._task(count, user=user)
                mode = chance.choice(["set", "add"])
                rows = [
                    {
                        "product_id": p.id,
                        "quantity": chance.randint(0, 40),
                        "mode": mode,
                    }
                    for p in (self.soy, self.tea)
                ]
                task.sudo().user_id = user.id
                with at(minute):
                    task.record(rows)
        self.env.flush_all()
        self.env.cr.execute(
            count_sql.add_found(count.id, count.company_id.id, self.warehouse.id)
        )
        self.env.cr.execute(count_sql.facts(count_sql.asked_now(count.id, False)))
        found = {row[0]: row for row in self.env.cr.fetchall()}
        self.env.invalidate_all()
        self.assertEqual(len(found), 2)
        for line in count.sudo().line_ids:
            self._compare(line, found[line.id])

    def _compare(self, line, row):
        entries = self.env["jxc.count.entry"].search(
            [
                ("count_id", "=", line.count_id.id),
                ("product_id", "=", line.product_id.id),
            ],
            order="id",
        )
        total = core.counted(entry._core() for entry in entries)
        moves = self.env["stock.move.line"].search(
            [("product_id", "=", line.product_id.id), ("state", "=", "done")]
        )
        flows = [
            core.Flow(
                ml.quantity if ml.location_dest_id == self.shelf else -ml.quantity,
                ml.jxc_done_at,
                ml.date,
            )
            for ml in moves
        ]
        book = core.expected(self._quantity(line.product_id), flows, total.last)
        self.assertEqual(row[1:5], (total.quantity, book, total.first, total.last))
        grey = core.grey(flows, total.first, total.last)
        flags = {"near": row[7], "backdated": row[8], "adjusted": row[9]}
        self.assertEqual({code for code in flags if flags[code]}, set(grey))

    # -- frozen ----------------------------------------------------------------------

    def test_frozen_place(self):
        with at(-500):
            count = self._count(freeze=True, location_ids=[(6, 0, self.shelf.ids)])
        self.refused(lambda: self._ship(1))
        self.refused(lambda: self._receive(1))
        self.refused(lambda: self._move(self.soy, 1, self.shelf, self.other))
        self._receive(3, location=self.other)
        with at(0):
            self._enter(count, 99)
        with at(60):
            count.action_review()
            self.refused(lambda: self._ship(1))
            count.action_submit()
            self._ship(1)
            count.action_post()
        self.assertEqual(self._quantity(self.soy), 98)

    def test_frozen_below(self):
        bin_place = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.shelf.id}
        )
        self._count(freeze=True, location_ids=[(6, 0, self.shelf.ids)])
        self.refused(lambda: self._receive(1, location=bin_place))

    def test_line_of_a_done_movement_in_a_frozen_place(self):
        move = self._ship(5)
        self._count(freeze=True)
        self.refused(lambda: move.move_line_ids.write({"quantity": 6}))

    def test_cancelled_count_frees(self):
        self._count(freeze=True).action_cancel()
        self._ship(1)

    def test_nobody_unfreezes_by_hand(self):
        self._count(freeze=True)
        for user in (self.worker, self.manager):
            shelf = self.shelf.with_user(user)
            with self.assertRaises(UserError), self.cr.savepoint():
                shelf.write({"jxc_count_id": False})
        self.assertTrue(self.shelf.jxc_count_id)

    def test_live_count_freezes_nothing(self):
        self._count()
        self._ship(1)
