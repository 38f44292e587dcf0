from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountRounds(CountCommon):
    """Who counts again, who decides, who posts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 100)
        cls._plant(cls.tea, 20)

    def off(self, quantity=90, user=None):
        count = self._count(counter_ids=[(6, 0, (self.worker | self.second).ids)])
        self._enter(count, quantity, user=user or self.worker)
        self._enter(count, 20, self.tea)
        count.action_review()
        return count

    def test_two_equal_counts_win(self):
        count = self.off(90)
        self._reviewed(count, "recount", -10)
        with self.assertRaisesRegex(UserError, "counted again"):
            count.action_submit()
        count.action_recount()
        self.assertEqual(count.state, "recount")
        task = self._task(count, number=2)
        self.assertEqual(task.sudo().user_id, self.second, "somebody else")
        sheet = task.with_user(self.second).get_sheet()
        products = [row["product_id"] for row in sheet["rows"]]
        self.assertEqual(products, self.soy.ids, "only what differs")
        self._enter(count, 90, user=self.second, number=2)
        line = self._reviewed(count, "accepted", -10)
        self.assertEqual((line.round, line.first_variance), (2, -10))
        self._post(count)
        self.assertEqual(self._quantity(self.soy), 90)

    def test_third_count_is_the_supervisors(self):
        count = self.off(90)
        count.action_recount()
        self._enter(count, 95, user=self.second, number=2)
        self._reviewed(count, "supervisor", -5)
        count.action_recount()
        self.assertEqual(self._task(count, number=3).sudo().user_id, self.manager)
        self._task(count, number=3).sudo().user_id = False
        third = new_test_user(
            self.env, login="count_third", groups="jxc_base.group_warehouse_worker"
        )
        with self.assertRaisesRegex(UserError, "supervisor's"):
            self._enter(count, 90, user=third, number=3)
        self._enter(count, 97, user=self.manager, number=3)
        line = self._reviewed(count, "accepted", -3)
        self.assertEqual((line.first_variance, line.second_variance), (-10, -5))
        count.action_submit()
        with self.assertRaisesRegex(UserError, "own recount"):
            count.action_post()
        count.with_user(self.chief).action_post()
        self.assertEqual(self._quantity(self.soy), 97)

    def test_nobody_counts_again_themselves(self):
        count = self.off(90)
        count.action_recount()
        task = self._task(count, number=2)
        task.sudo().user_id = False
        with self.assertRaisesRegex(UserError, "somebody else's"):
            self._enter(count, 90, number=2)

    def test_decisions(self):
        count = self.off(90)
        line = self._line(count).with_user(self.manager)
        line.action_keep()
        self.assertEqual((line.state, line.decision), ("kept", "keep"))
        self.assertEqual(line.decided_by, self.manager)
        line.action_accept()
        self.assertEqual(line.state, "accepted")
        line.action_recount()
        self.assertEqual(line.state, "recount")
        self.assertEqual(count.sudo().again_lines, 1)
        line.action_keep()
        self._post(count)
        self.assertEqual(self._quantity(self.soy), 100, "the book is kept")

    def test_nobody_accepts_their_own_count(self):
        self._plant(self.soy, 5, self.other)
        count = self._count()
        self._enter(count, 1, user=self.manager, location=self.other)
        count.action_review()
        line = self._line(count, location=self.other)
        with self.assertRaisesRegex(UserError, "counted"):
            line.with_user(self.manager).action_accept()
        line.with_user(self.chief).action_accept()

    def test_lines_are_not_written(self):
        count = self.off()
        line = self._line(count).with_user(self.manager)
        for vals in ({"variance": 0}, {"state": "match"}, {"counted_qty": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            line.copy()
        reason = self.env.ref("jxc_stock.count_reason_loss")
        line.write({"reason_id": reason.id, "note": "seen"})
        line.action_accept()
        count.action_submit()
        with self.assertRaises(UserError):
            line.write({"note": "after"})

    def test_two_counters_do_not_overwrite_each_other(self):
        count = self._count()
        first = self._task(count)
        second = first.with_user(self.manager).create(
            {
                "count_id": count.id,
                "location_id": self.shelf.id,
                "user_id": self.second.id,
            }
        )
        rows = [{"product_id": self.soy.id, "quantity": 40}]
        first.record(rows)
        second = second.with_user(self.second)
        second.record([{"product_id": self.soy.id, "quantity": 60}])
        first.record([{"product_id": self.soy.id, "quantity": 39}])
        line = self._reviewed(count, "accepted", -1)
        self.assertEqual(line.counted_qty, 39 + 60)
        self.assertIn(self.worker.name, line.counter_names)
        self.assertIn(self.second.name, line.counter_names)
        entries = self.env["jxc.count.entry"].search([("count_id", "=", count.id)])
        self.assertEqual(len(entries), 3, "each figure is kept")

    def test_two_on_one_task(self):
        """A task nobody has: whoever starts has it; a manager may help."""
        count = self._count()
        self._enter(count, 40)
        self.assertEqual(self._task(count).sudo().user_id, self.worker)
        with self.assertRaises(AccessError):
            self._enter(count, 60, user=self.second)
        self._enter(count, 60, user=self.manager)
        self._reviewed(count, "match", 0)

    def test_sending_again_adds_nothing(self):
        count = self._count()
        for _again in range(2):
            self._enter(count, 50, mode="add", client_key="d1:1")
        totals = self._enter(count, 50, mode="add", client_key="d1:2")
        self.assertEqual(list(totals.values()), [100])

    def test_bad_rows_change_nothing(self):
        count = self._count()
        task = self._task(count)
        service = self.env["product.product"].create(
            {"name": "Count Service", "type": "service"}
        )
        good = {"product_id": self.soy.id, "quantity": 1}
        kilo = self.env.ref("uom.product_uom_kgm")
        elsewhere = self.env["res.company"].create({"name": "Count Elsewhere"})
        foreign = self._product("Count Foreign", company_id=elsewhere.id)
        for bad in (
            {"quantity": 1},
            {"product_id": self.soy.id},
            {"product_id": "1", "quantity": 1},
            {"product_id": 10**9, "quantity": 1},
            {"product_id": service.id, "quantity": 1},
            {"product_id": foreign.id, "quantity": 1},
            {**good, "quantity": -1},
            {**good, "quantity": float("nan")},
            {**good, "quantity": float("inf")},
            {**good, "quantity": 1e12},
            {**good, "quantity": "7"},
            {**good, "quantity": True},
            {**good, "uom_id": kilo.id},
            {**good, "lot_id": 10**9},
            {**good, "mode": "replace"},
            "row",
        ):
            with self.subTest(bad=bad), self.assertRaises(UserError):
                task.record([good, bad])
        for rows in (None, [], {}, [good] * 501):
            with self.subTest(rows=type(rows)), self.assertRaises(UserError):
                task.record(rows)
        for when in (("yesterday",), ("2026-03-05 02:00:00", 1e9), (5, "x")):
            with self.subTest(when=when), self.assertRaises(UserError):
                task.record([good], *when)
        entries = self.env["jxc.count.entry"].search_count(
            [("count_id", "=", count.id)]
        )
        self.assertEqual(entries, 0)

    def test_finished_task(self):
        count = self._count()
        task = self._task(count)
        self._enter(count, 3)
        task.action_finish()
        with self.assertRaisesRegex(UserError, "finished"):
            self._enter(count, 4)
        task.action_reopen()
        self._enter(count, 4)
