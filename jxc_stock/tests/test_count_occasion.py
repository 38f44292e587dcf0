from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_count import CountCommon

NOW = "2026-03-09 02:00:00"


@tagged("post_install", "-at_install")
class TestCountOccasion(CountCommon):
    """What happens during the day is counted the same day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 10)
        cls._plant(cls.tea, 10, cls.other)
        cls.schedule = cls.env["jxc.count.schedule"].create(
            {
                "name": "Occasions",
                "warehouse_id": cls.warehouse.id,
                "user_id": cls.manager.id,
                "times_a": 0,
                "times_b": 0,
                "times_c": 0,
                "on_short": True,
                "on_empty": True,
                "quiet_days": 7,
            }
        )

    def setUp(self):
        super().setUp()
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        self.startPatcher(commit)
        self.startPatcher(freeze_time(NOW))

    def run_job(self):
        self.env["jxc.count.schedule"]._cron_occasions()
        return self.env["jxc.count"].search([("schedule_id", "=", self.schedule.id)])

    def keys(self, count):
        lines = count.sudo().line_ids
        return {(line.product_id, line.location_id) for line in lines}

    def picking(self, demand, done, product=None, place=None):
        """A delivery of which less may be picked than was asked for."""
        move = self._planned(
            product or self.soy,
            demand,
            place or self.shelf,
            self.customers,
            picking_type_id=self.warehouse.out_type_id.id,
        )
        move.quantity = done
        move.picked = True
        move._action_done()

    def test_below_zero(self):
        self._ship(12)
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("jxc_stock.cron_count_occasions").id)]
        )
        self.assertTrue(triggers, "promptly, not only by night")
        count = self.run_job()
        self.assertEqual((count.state, count.method), ("counting", "trigger"))
        self.assertEqual(self.keys(count), {(self.soy, self.shelf)})
        self.assertEqual(count.occasion_ids.reason, "negative")
        self.assertEqual(count.user_id, self.manager)

    def test_emptied(self):
        self._ship(10)
        count = self.run_job()
        self.assertEqual(count.occasion_ids.reason, "empty")
        self.assertEqual(self.keys(count), {(self.soy, self.shelf)})
        self._enter(count, 2)
        self.assertEqual(self._task(count).to_count, 1)
        count.action_review()
        line = self._line(count)
        self.assertEqual((line.book_qty, line.variance), (0, 2))

    def test_short_though_the_book_has_more(self):
        self.picking(6, 4)
        count = self.run_job()
        self.assertEqual(count.occasion_ids.reason, "short")

    def test_short_because_there_is_no_more(self):
        self.schedule.on_empty = False
        self.picking(12, 10)
        self.assertFalse(self.run_job(), "nothing is left there, as the book says")

    def test_ordinary_picks_are_none(self):
        self.picking(4, 4)
        self._receive(3)
        self._move(self.soy, 1, self.shelf, self.other)
        self.assertFalse(self.run_job())

    def test_settings(self):
        self.schedule.write(
            {"on_short": False, "on_empty": False, "on_negative": False}
        )
        self.picking(6, 4)
        self._ship(20)
        self.assertFalse(self.env["jxc.count.occasion"].search_count([]))
        self.assertFalse(self.run_job())

    def test_only_its_places(self):
        self.schedule.location_ids = self.other
        self._ship(12)
        self.assertFalse(self.run_job())
        self.assertFalse(self.env["jxc.count.occasion"].search_count([]), "forgotten")
        self._ship(10, self.tea, self.other)
        self.assertEqual(self.keys(self.run_job()), {(self.tea, self.other)})

    def test_one_count_a_day(self):
        self._ship(12)
        count = self.run_job()
        self._enter(count, 0)
        self._task(count).action_finish()
        self._ship(10, self.tea, self.other)
        self.assertEqual(self.run_job(), count, "joins the count of the day")
        self.assertEqual(
            self.keys(count), {(self.soy, self.shelf), (self.tea, self.other)}
        )
        self._enter(count, 0, self.tea, location=self.other)
        count.action_review()
        self._plant(self.tea, 4)
        self._ship(4, self.tea)
        self.assertEqual(len(self.run_job()), 2, "the first is in review")

    def test_goods_of_a_finished_place(self):
        self._ship(12)
        count = self.run_job()
        self._enter(count, 0)
        self._task(count).action_finish()
        self._plant(self.tea, 4)
        self._ship(4, self.tea)
        self.run_job()
        self.assertEqual(self._task(count).state, "doing", "reopened")
        self._enter(count, 0, self.tea)

    def test_not_again_at_once(self):
        self._ship(10)
        count = self.run_job()
        self._ship(1)
        self.assertEqual(self.run_job(), count, "it is being counted")
        self._enter(count, 0)
        count.action_review()
        line = self._line(count)
        line.with_user(self.manager).action_keep()
        count.action_submit()
        count.action_post()
        self._receive(5)
        with freeze_time("2026-03-12 02:00:00"):
            self._ship(4)
            self.assertEqual(self.run_job(), count, "within the quiet days")
        with freeze_time("2026-03-20 02:00:00"):
            self._receive(4)
            self._ship(4)
            self.assertEqual(len(self.run_job()), 2)

    def test_below_zero_is_never_quiet(self):
        self._ship(10)
        count = self.run_job()
        self._enter(count, 0)
        count.action_review()
        self._line(count).with_user(self.manager).action_keep()
        count.action_submit()
        count.action_post()
        self._ship(1)
        self.assertEqual(len(self.run_job()), 2)

    def test_cycle_of_no_class(self):
        self.assertFalse(self.schedule._due(date(2026, 3, 9)))
        self.assertEqual(self.schedule.spots, 0)

    def test_rights(self):
        self._ship(12)
        occasions = self.env["jxc.count.occasion"]
        self.assertTrue(occasions.with_user(self.manager).search([]))
        with self.assertRaises(AccessError):
            occasions.with_user(self.worker).search([])

    def test_workers_cause_counts(self):
        picking = self.env["stock.picking"].with_user(self.worker)
        picking = picking.create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.soy.id,
                            "product_uom_qty": 10,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": 10, "picked": True})
        picking.button_validate()
        self.assertEqual(self.run_job().occasion_ids.reason, "empty")

    def test_no_query_where_nothing_is_watched(self):
        self.schedule.active = False
        moves = self.env["stock.move"]
        self.env["jxc.count.schedule"]._watched_warehouses()
        with self.assertQueryCount(0):
            self.assertFalse(self.env["jxc.count.schedule"]._watched_warehouses())
        self.assertFalse(moves._action_done())
