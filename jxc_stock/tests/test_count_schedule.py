from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_count import CountCommon

MONDAY, SUNDAY = "2026-03-09 02:00:00", "2026-03-08 02:00:00"


@tagged("post_install", "-at_install")
class TestCountSchedule(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            [{"name": f"Cycle {n}", "is_storable": True} for n in range(30)]
        )
        for product in cls.goods:
            cls._plant(product, 10)
        cls.schedule = cls.env["jxc.count.schedule"].create(
            {
                "name": "Cycle",
                "warehouse_id": cls.warehouse.id,
                "user_id": cls.manager.id,
                "times_c": 50,
            }
        )

    def planned(self, day=date(2026, 3, 9)):
        return self.schedule._plan(day)

    def test_a_share_a_day(self):
        with freeze_time(MONDAY):
            count = self.planned()
            # 30 · 50 ÷ about 250 working days
            lines = count.sudo().line_ids
            self.assertEqual(len(lines), 7)
            self.assertEqual((count.state, count.method), ("counting", "cycle"))
            self.assertEqual(count.user_id, self.manager)
            again = self.planned()
            self.assertFalse(again.sudo().line_ids.product_id & lines.product_id)

    def test_counted_goods_wait_for_their_turn(self):
        with freeze_time(MONDAY):
            count = self.planned()
            first = count.sudo().line_ids.product_id
            for product in first:
                self._enter(count, 10, product)
            count.action_review()
            count.action_submit()
            count.action_post()
            self.assertFalse(self.planned().sudo().line_ids.product_id & first)
            self.assertEqual((self.schedule.spots, self.schedule.covered), (30, 7))
            self.assertAlmostEqual(self.schedule.coverage, 7 / 30)

    def test_below_zero_at_once(self):
        self.schedule.times_c = 0.5
        with freeze_time(MONDAY):
            self._plant(self.soy, -3)
            count = self.planned()
            self.assertIn(self.soy, count.sudo().line_ids.product_id)

    def test_picked_often(self):
        self.schedule.write({"times_c": 0.1, "picks": 3})
        product = self.goods[-1]
        with freeze_time("2026-03-08 02:00:00"):
            for _time in range(3):
                self._ship(1, product)
        with freeze_time(MONDAY):
            self.assertIn(product, self.planned().sudo().line_ids.product_id)

    def test_by_class(self):
        grades = dict.fromkeys(self.goods[:3].ids, "A")
        hook = type(self.env["product.product"])
        self.schedule.write({"times_a": 365, "times_b": 0.1, "times_c": 0.1})
        with (
            freeze_time(MONDAY),
            patch.object(hook, "_jxc_class", lambda goods: grades),
        ):
            due = self.schedule._due(date(2026, 3, 9))
            self.assertTrue(set(self.goods[:3].ids) & {product for product, _ in due})

    def test_quarterly(self):
        self.schedule.action_quarterly()
        self.assertEqual(self.schedule._times(), {"A": 4, "B": 4, "C": 4})

    def test_once_a_working_day(self):
        counts = self.env["jxc.count"]
        mine = [("warehouse_id", "=", self.warehouse.id)]
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            with freeze_time(SUNDAY):
                self.env["jxc.count.schedule"]._cron_plan()
            self.assertFalse(counts.search_count(mine))
            with freeze_time(MONDAY):
                self.env["jxc.count.schedule"]._cron_plan()
                self.env["jxc.count.schedule"]._cron_plan()
            self.assertEqual(counts.search_count(mine), 1)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.worker).name  # noqa: B018
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.worker).action_plan()
        with self.assertRaises(ValidationError):
            self.schedule.user_id = self.worker
        with self.assertRaises(UserError):
            self._count(start=False, spots=[[1, 1]])
