"""Goods, units, people and schedules that do not fit the ordinary."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_count import CountCommon

NOW = fields.Datetime.to_datetime("2026-03-05 02:00:00")


def at(minutes):
    return freeze_time(NOW + timedelta(minutes=minutes))


@tagged("post_install", "-at_install")
class TestCountOddGoods(CountCommon):
    def test_part_of_a_unit(self):
        """4 pieces of a dozen are 0.33 in the book: counted 4 pieces, all is well."""
        dozen, piece = (
            self.env.ref("uom.product_uom_dozen"),
            self.env.ref("uom.product_uom_unit"),
        )
        eggs = self._product("Count Eggs", uom_id=dozen.id, uom_ids=[(6, 0, piece.ids)])
        move = self.env["stock.move"].create(
            {
                "product_id": eggs.id,
                "product_uom": piece.id,
                "product_uom_qty": 4,
                "location_id": self.suppliers.id,
                "location_dest_id": self.shelf.id,
            }
        )
        move._action_confirm()
        move.quantity, move.picked = 4, True
        with freeze_time("2026-01-01 00:00:00"):
            move._action_done()
        count = self._count(product_ids=[(6, 0, eggs.ids)])
        self._enter(count, 4, eggs, uom_id=piece.id)
        self._reviewed(count, "match", 0, product=eggs)

    def test_goods_that_had_lots(self):
        """Lots stay in the book when a product is no longer tracked."""
        salt = self._product("Count Salt", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "S1", "product_id": salt.id})
        self._plant(salt, 10, lot_id=lot)
        salt.tracking = "none"
        count = self._count(product_ids=[(6, 0, salt.ids)])
        row = self._task(count).get_sheet()["rows"][0]
        self._enter(count, 8, salt, lot_id=row["lot_id"])
        self._reviewed(count, "recount", -2, product=salt)
        self._line(count, salt).with_user(self.chief).action_accept()
        self._post(count)
        self.assertEqual(self._quantity(salt, lot=lot), 8)

    def test_goods_without_their_lot(self):
        """Tracked goods may lie in the book without a lot; there may be none."""
        salt = self._product("Count Salt", tracking="lot")
        self._plant(salt, 10)
        salt.tracking = "lot"
        count = self._count(product_ids=[(6, 0, salt.ids)])
        task = self._task(count)
        self.assertFalse(task.get_sheet()["rows"][0]["lot_id"])
        self._enter(count, 0, salt)
        self._enter(count, 10, salt, lot="S9")
        with self.assertRaisesRegex(UserError, "which lot"):
            self._enter(count, 3, self._product("Count Rice", tracking="lot"))
        count.action_review()
        bare = count.sudo().line_ids.filtered(lambda line: not line.lot_id)
        self.assertEqual((bare.variance, bare.counted_qty), (-10, 0))
        count.sudo().line_ids.with_user(self.chief).action_accept()
        self._post(count)
        lots = self.env["stock.quant"].search(
            [("product_id", "=", salt.id), ("location_id", "=", self.shelf.id)]
        )
        found = {quant.lot_id.name: quant.quantity for quant in lots if quant.quantity}
        self.assertEqual(found, {"S9": 10})

    def test_a_serial_number_scanned_twice(self):
        phone = self._product("Count Phone", tracking="serial")
        lot = self.env["stock.lot"].create({"name": "P1", "product_id": phone.id})
        self._plant(phone, 1, lot_id=lot)
        count = self._count(product_ids=[(6, 0, phone.ids)])
        more = {"lot_id": lot.id, "mode": "add"}
        self._enter(count, 1, phone, **more)
        with self.assertRaisesRegex(UserError, "counted already"):
            self._enter(count, 1, phone, **more)
        two = [{"product_id": phone.id, "quantity": 1, "lot": "P2", "mode": "add"}] * 2
        with self.assertRaisesRegex(UserError, "counted already"):
            self._task(count).record(two)
        # setting it again corrects what was entered
        self._enter(count, 1, phone, lot_id=lot.id)
        self._reviewed(count, "match", 0, product=phone)

    def test_counted_before_the_count_began(self):
        """A clock that is weeks behind would take the book of weeks ago."""
        self._plant(self.soy, 100)
        count = self._count()
        with self.assertRaisesRegex(UserError, "Set the clock"):
            self._enter(count, 100, at=-60 * 24 * 20)

    def test_package_and_owner(self):
        box = self.env["stock.package"].create({"name": "BOX-1"})
        owner = self.env["res.partner"].create({"name": "Count Consignor"})
        with at(-600):
            self._plant(self.soy, 10, package_id=box)
            self._plant(self.soy, 20, owner_id=owner)
            self._plant(self.soy, 30)
            count = self._count()
        with at(0):
            self._enter(count, 12, package_id=box.id)
            self._enter(count, 17, owner_id=owner.id)
            self._enter(count, 30)
        with at(60):
            count.action_review()
            lines = count.sudo().line_ids
            lines.filtered("variance").with_user(self.chief).action_accept()
            boxed = lines.filtered("package_id")
            owned = lines.filtered("owner_id")
            self.assertEqual((boxed.variance, boxed.value), (2, 20))
            self.assertEqual((owned.variance, owned.value), (-3, 0))
            self._post(count)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
        )
        found = {
            (quant.package_id.name or "", quant.owner_id.name or ""): quant.quantity
            for quant in quants
            if quant.quantity
        }
        self.assertEqual(
            found, {("BOX-1", ""): 12, ("", "Count Consignor"): 17, ("", ""): 30}
        )

    def test_below_zero_and_reserved(self):
        with at(-600):
            self._plant(self.soy, -3)
            self._plant(self.tea, 10)
            self._planned(self.tea, 8, self.shelf, self.customers)._action_assign()
            count = self._count()
        with at(0):
            self._enter(count, 5)
            self._enter(count, 4, self.tea)
        with at(60):
            count.action_review()
            lines = count.sudo().line_ids
            lines.with_user(self.chief).action_accept()
            self._post(count)
        self.assertEqual(self._quantity(self.soy), 5)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.tea.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual(quant.quantity, 4)
        self.assertLessEqual(quant.reserved_quantity, 4)

    def test_a_shortage_is_posted_whatever_the_policy_on_negative_stock(self):
        """The shelf was empty when it was counted, the book sold on."""
        self.warehouse.company_id.jxc_negative_policy = "forbid"
        with at(-600):
            self._plant(self.soy, 10)
            count = self._count()
        with at(0):
            self._enter(count, 2)
        with at(60):
            self._ship(5)
            count.action_review()
            self._line(count).with_user(self.chief).action_accept()
            self._post(count)
        self.assertEqual(self._quantity(self.soy), -3)


@tagged("post_install", "-at_install")
class TestCountOddPlans(CountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 10)

    def test_tasks_of_places_that_are_not_of_the_count(self):
        elsewhere = self.env["stock.warehouse"].create(
            {"name": "Count Elsewhere", "code": "CEL"}
        )
        for start in (False, True):
            count = self._count(start=start, location_ids=[(6, 0, self.shelf.ids)])
            for place in (elsewhere.lot_stock_id, self.other, self.customers):
                tasks = self.env["jxc.count.task"].with_user(self.manager)
                with (
                    self.subTest(start=start, place=place.name),
                    self.assertRaisesRegex(UserError, "does not include"),
                ):
                    tasks.create({"count_id": count.id, "location_id": place.id})
            count.sudo().action_cancel()

    def test_one_schedule_that_cannot_be_planned(self):
        """… does not keep the others from being planned."""
        schedules = self.env["jxc.count.schedule"]
        schedules.search([]).active = False
        broken, fine = schedules.create(
            [
                {
                    "name": name,
                    "warehouse_id": self.warehouse.id,
                    "location_ids": [(6, 0, place.ids)],
                    "user_id": user.id,
                }
                for name, place, user in (
                    ("Broken", self.shelf, self.manager),
                    ("Fine", self.other, self.chief),
                )
            ]
        )
        self._plant(self.tea, 5, self.other)
        # became a worker since
        self.manager.group_ids = [
            (6, 0, self.env.ref("jxc_base.group_warehouse_worker").ids)
        ]
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with freeze_time(NOW), commit:
            schedules._cron_plan()
        counts = self.env["jxc.count"].search(
            [("schedule_id", "in", (broken.id, fine.id))]
        )
        self.assertEqual(counts.schedule_id, fine)
        self.assertTrue(broken.problem)
        self.assertFalse(fine.problem)
        self.assertFalse(broken.last_run, "tried again the next time")

    def test_sent_twice(self):
        """In one call, and again when the answer was lost and the review had begun."""
        count = self._count()
        task = self._task(count)
        row = {"product_id": self.soy.id, "quantity": 2, "mode": "add"}
        row["client_key"] = "k1"
        task.record([row, row, {**row, "client_key": "k2"}])
        line = self._line(count)
        self.assertEqual(task._totals()[0], {task._line_key(line): 4})
        count.action_review()
        count.action_recount()
        again = self._task(count, user=self.second, number=2)
        fresh = {**row, "quantity": 4, "client_key": "k3"}
        again.record([fresh])
        line.judged_round = 2
        again.record([fresh])
        with self.assertRaisesRegex(UserError, "reviewed already"):
            again.record([{**fresh, "client_key": "k4"}])

    def test_task_taken_over(self):
        """Whoever takes over sees what is counted already, and does not count twice."""
        count = self._count()
        self._enter(count, 4)
        task = self._task(count, user=self.manager)
        task.user_id = self.second
        row = self._task(count, user=self.second).get_sheet()["rows"][0]
        self.assertIsNone(row["quantity"])
        self.assertEqual(row["others"], 4)
