"""Ways in which a count could have gone wrong unseen."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_count import CountCommon

NOW = fields.Datetime.to_datetime("2026-03-05 02:00:00")


def at(minutes):
    return freeze_time(NOW + timedelta(minutes=minutes))


@tagged("post_install", "-at_install")
class TestCountGaps(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 100)

    def test_own_recount_of_what_was_found_late(self):
        """Found in the second round, counted again in the third: still a recount."""
        count = self._count()
        self._enter(count, 90)
        count.action_review()
        count.action_recount()
        second = self._task(count, user=self.second, number=2)
        second.record(
            [
                {"product_id": self.soy.id, "quantity": 90},
                {"product_id": self.tea.id, "quantity": 9},
            ]
        )
        count.action_review()
        self._reviewed(count, "recount", 9, product=self.tea)
        count.action_recount()
        self._enter(count, 9, self.tea, user=self.chief, number=3)
        self._reviewed(count, "accepted", 9, product=self.tea)
        count.action_submit()
        with self.assertRaisesRegex(UserError, "own recount"):
            count.with_user(self.chief).action_post()
        count.action_post()
        self.assertEqual(self._quantity(self.tea), 9)

    def test_lots_of_another_company_are_not_found(self):
        elsewhere = self.env["res.company"].create({"name": "Count Elsewhere"})
        foreign = self._product(
            "Count Foreign", tracking="lot", company_id=elsewhere.id
        )
        self.env["stock.lot"].create({"name": "LOT-FAR", "product_id": foreign.id})
        self.assertEqual(foreign.company_id, elsewhere)
        self.assertFalse(self._task(self._count()).find_goods("LOT-FAR"))

    def _sent_late(self, count, quantity, **row):
        """An entry that was on its way while the count was being reviewed."""
        task = self._task(count)
        entries = self.env["jxc.count.entry"].sudo()
        row = {"product_id": self.soy.id, "quantity": quantity, **row}
        at_once = fields.Datetime.now()
        entries.create(task._prepare_entry(row, at_once, None, None))

    def test_what_came_during_the_review_is_judged(self):
        """Counters are not made to wait for the review; what they sent then counts."""
        count = self._count()
        self._enter(count, 99)
        count.action_review()
        self._reviewed(count, "accepted", -1)
        self._sent_late(count, 100)
        count.action_submit()
        self._reviewed(count, "match", 0)
        self.assertEqual(count.state, "approval")
        self.assertEqual(count.sudo().post_lines, 0)

    def test_what_came_during_the_review_may_need_a_recount(self):
        count = self._count()
        self._enter(count, 100)
        count.action_review()
        self._sent_late(count, 80)
        self.assertEqual(count.action_submit()["tag"], "display_notification")
        self._reviewed(count, "recount", -20)
        with self.assertRaisesRegex(UserError, "counted again"):
            count.action_submit()

    def test_found_during_the_review(self):
        count = self._count()
        self._enter(count, 100)
        count.action_review()
        self._sent_late(count, 3, product_id=self.tea.id)
        self.assertEqual(count.action_submit()["tag"], "display_notification")
        self.assertEqual(count.state, "review")
        self._reviewed(count, "recount", 3, product=self.tea)

    def test_book_corrected_by_a_transfer(self):
        """Goods taken to the inventory loss by a transfer, after they were counted."""
        with at(-500):
            count = self._count()
        with at(0):
            self._enter(count, 99)
        with at(60):
            self._move(self.soy, 1, self.shelf, self.loss)
        with at(120):
            count.action_review()
            line = self._reviewed(count, "grey", -1)
        self.assertEqual(line.grey, "adjusted")

    def test_scrap_is_a_movement_like_others(self):
        with at(-500):
            count = self._count()
        with at(0):
            self._enter(count, 100)
        with at(60):
            scrap = self.env["stock.scrap"].create(
                {
                    "product_id": self.soy.id,
                    "scrap_qty": 2,
                    "location_id": self.shelf.id,
                }
            )
            scrap.do_scrap()
        with at(120):
            count.action_review()
            self._reviewed(count, "match", 0)

    def test_new_place_below_a_frozen_one(self):
        count = self._count(freeze=True, location_ids=[(6, 0, self.shelf.ids)])
        new = self.env["stock.location"].create(
            {"name": "New Bin", "location_id": self.shelf.id}
        )
        apart = self.env["stock.location"].create(
            {"name": "Apart", "location_id": self.stock.id}
        )
        self.assertEqual(new.jxc_count_id, count)
        self.assertFalse(apart.jxc_count_id)
        with self.assertRaisesRegex(UserError, "frozen by the count"):
            self._receive(1, location=new)
        apart.location_id = self.shelf
        self.assertEqual(apart.jxc_count_id, count)
        count.action_cancel()
        self.assertFalse(new.jxc_count_id)

    def test_new_place_in_a_frozen_warehouse(self):
        count = self._count(freeze=True)
        new = self.env["stock.location"].create(
            {"name": "Annex", "location_id": self.warehouse.view_location_id.id}
        )
        self.assertEqual(new.jxc_count_id, count)

    def test_responsible_stays_once_submitted(self):
        """Neither may the planner slip out of the rule against posting their own."""
        count = self._count()
        self._enter(count, 99)
        count.action_review()
        count.user_id = self.chief
        count.action_submit()
        with self.assertRaises(UserError):
            count.user_id = self.manager

    def test_missing_as_zero_posted_by_a_planner_who_stepped_down(self):
        self._plant(self.tea, 5)
        count = self._count(missing_zero=True, user_id=self.chief.id)
        self._enter(count, 100)
        self._task(count).action_finish()
        count.action_review()
        self._line(count, self.tea).with_user(self.chief).action_accept()
        count.action_submit()
        third = new_test_user(
            self.env, login="count_3rd", groups="jxc_base.group_warehouse_manager"
        )
        for user in (self.manager, self.chief):
            with self.assertRaisesRegex(UserError, "another manager"):
                count.with_user(user).action_post()
        count.with_user(third).action_post()
        self.assertEqual(self._quantity(self.tea), 0)
