from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountFlow(CountCommon):
    """From the plan to the posted difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 100)
        cls._plant(cls.tea, 20)
        cls._plant(cls.soy, 7, cls.other)

    def test_plan_makes_lines_and_tasks(self):
        count = self._count(counter_ids=[(6, 0, (self.worker | self.second).ids)])
        self.assertEqual(count.state, "counting")
        self.assertEqual(len(count.sudo().line_ids), 3)
        tasks = count.sudo().task_ids.sorted("location_name")
        self.assertEqual(tasks.location_id, self.shelf | self.other)
        self.assertEqual(tasks.mapped("user_id"), self.worker | self.second)
        self.assertEqual(tasks.mapped("to_count"), [2, 1])

    def test_number(self):
        with freeze_time("2026-03-05 02:00:00"):
            count = self._count(start=False)
        self.assertRegex(count.name, r"^PD-20260305-\d{4}$")

    def test_scope(self):
        category = self.env["product.category"].create({"name": "Counted"})
        below = self.env["product.category"].create(
            {"name": "Below", "parent_id": category.id}
        )
        self.tea.categ_id = below
        for values, expected in (
            ({"location_ids": [(6, 0, self.other.ids)]}, {(self.soy, self.other)}),
            ({"category_ids": [(6, 0, category.ids)]}, {(self.tea, self.shelf)}),
            (
                {"product_ids": [(6, 0, self.soy.ids)]},
                {(self.soy, self.shelf), (self.soy, self.other)},
            ),
        ):
            with self.subTest(values=values):
                count = self._count(**values)
                lines = count.sudo().line_ids
                found = {(line.product_id, line.location_id) for line in lines}
                self.assertEqual(found, expected)
                count.action_cancel()

    def test_nothing_to_count(self):
        empty = self._product("Count Nothing")
        with self.assertRaisesRegex(UserError, "nothing to count"):
            self._count(product_ids=[(6, 0, empty.ids)])

    def test_empty_location_can_be_counted(self):
        self._ship(7, location=self.other)
        count = self._count(location_ids=[(6, 0, self.other.ids)])
        self._enter(count, 2, location=self.other)
        self._reviewed(count, "grey", 2, location=self.other)

    def test_two_counts_of_the_same_goods(self):
        first = self._count(location_ids=[(6, 0, self.shelf.ids)])
        with self.assertRaisesRegex(UserError, first.name):
            self._count(product_ids=[(6, 0, self.tea.ids)])
        self._count(location_ids=[(6, 0, self.other.ids)])
        first.action_cancel()
        self._count(location_ids=[(6, 0, self.shelf.ids)])

    def test_exact_and_accepted(self):
        count = self._count()
        self._enter(count, 99)
        self._enter(count, 20, self.tea)
        count.action_review()
        self._reviewed(count, "accepted", -1)
        self._reviewed(count, "match", 0, product=self.tea)
        self._reviewed(count, "open", 0, location=self.other)
        self._post(count)
        self.assertEqual(self._quantity(self.soy), 99)
        self.assertEqual(self._quantity(self.tea), 20)
        self.assertEqual(self._quantity(self.soy, self.other), 7, "not counted")
        moves = count.sudo().line_ids.move_id
        self.assertEqual(len(moves), 1, "only the difference makes a movement")
        self.assertEqual(moves.reference, count.name)
        self.assertEqual(moves.location_dest_id, self.loss)
        self.assertAlmostEqual(moves.sudo().value, 1 * 10)

    def test_surplus_has_its_value(self):
        count = self._count()
        self._enter(count, 101)
        self._reviewed(count, "accepted", 1)
        self._post(count)
        move = count.sudo().line_ids.move_id
        self.assertEqual(move.location_id, self.loss)
        self.assertAlmostEqual(move.sudo().value, 10)
        self.assertEqual(self._quantity(self.soy), 101)

    def test_accuracy(self):
        count = self._count()
        self._enter(count, 99)
        self._enter(count, 20, self.tea)
        self._enter(count, 7, location=self.other)
        count.action_review()
        seen = count.sudo()
        self.assertEqual(
            (seen.total_lines, seen.counted_lines, seen.exact_lines), (3, 3, 2)
        )
        self.assertEqual((seen.within_lines, seen.places, seen.exact_places), (3, 2, 1))
        self.assertAlmostEqual(seen.accuracy, 2 / 3)
        self.assertAlmostEqual(seen.place_accuracy, 1 / 2)
        self.assertEqual((seen.gross_value, seen.net_value), (10, -10))

    def test_found_goods_join_the_count(self):
        found = self._product("Count Found", 3)
        count = self._count()
        self._enter(count, 4, found)
        line = self._reviewed(count, "recount", 4, product=found)
        self.assertEqual((line.book_qty, line.counted_qty), (0, 4))

    def test_missing_means_zero(self):
        count = self._count(missing_zero=True)
        self._enter(count, 100)
        self._task(count).action_finish()
        count.action_review()
        line = self._reviewed(count, "recount", -20, product=self.tea)
        self.assertTrue(line.assumed)
        self._reviewed(count, "open", 0, location=self.other)
        line.with_user(self.manager).action_accept()
        count.action_submit()
        with self.assertRaisesRegex(UserError, "another manager than the planner"):
            count.action_post()
        count.with_user(self.chief).action_post()
        self.assertEqual(self._quantity(self.tea), 0)

    def test_missing_is_not_zero(self):
        count = self._count()
        self._enter(count, 100)
        self._task(count).action_finish()
        count.action_review()
        self._reviewed(count, "open", 0, product=self.tea)
        self._post(count)
        self.assertEqual(self._quantity(self.tea), 20)

    def test_continue_with_what_was_left(self):
        count = self._count()
        self._enter(count, 100)
        count.action_review()
        count.action_continue()
        with self.assertRaisesRegex(UserError, "reviewed already"):
            self._enter(count, 90)
        self._enter(count, 20, self.tea)
        self._reviewed(count, "match", 0, product=self.tea)
        self._reviewed(count, "match", 0)

    def test_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        count = self._count()
        totals = self._enter(count, 8, uom_id=dozen.id)
        self.assertEqual(list(totals.values()), [96])
        totals = self._enter(count, 4, mode="add")
        self.assertEqual(list(totals.values()), [100])
        self._reviewed(count, "match", 0)

    def test_lots(self):
        product = self._product("Count Lots", 5, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self._plant(product, 10, lot_id=lot)
        count = self._count(product_ids=[(6, 0, product.ids)])
        with self.assertRaisesRegex(UserError, "which lot"):
            self._enter(count, 10, product)
        self._enter(count, 10, product, lot_id=lots[0].id)
        self._enter(count, 8, product, lot="L2")
        self._enter(count, 3, product, lot="L3")
        count.action_review()
        lines = count.sudo().line_ids
        found = {line.lot_id.name: line.variance for line in lines}
        self.assertEqual(found, {"L1": 0, "L2": -2, "L3": 3})
        again = lines.filtered("variance")
        again.with_user(self.manager).action_accept()
        self._post(count)
        self.assertEqual(self._quantity(product, lot=lots[1]), 8)
        self.assertEqual(
            self._quantity(
                product, lot=lines.lot_id.filtered(lambda x: x.name == "L3")
            ),
            3,
        )

    def test_packages_and_owners(self):
        package = self.env["stock.package"].create({"name": "PACK-COUNT"})
        owner = self.env["res.partner"].create({"name": "Owner of the Count"})
        self._plant(self.soy, 12, package_id=package)
        self._plant(self.soy, 5, owner_id=owner)
        count = self._count(product_ids=[(6, 0, self.soy.ids)])
        self.assertEqual(len(count.sudo().line_ids), 4)
        self._enter(count, 10, package_id=package.id)
        self._enter(count, 6, owner_id=owner.id)
        count.action_review()
        lines = count.sudo().line_ids
        packed = lines.filtered("package_id")
        owned = lines.filtered("owner_id")
        self.assertEqual((packed.variance, owned.variance), (-2, 1))
        self.assertEqual((packed.value, owned.value), (-20, 0))
        (packed + owned).with_user(self.manager).action_accept()
        self._post(count)
        self.assertEqual(sum(package.quant_ids.mapped("quantity")), 10)
        quant = self.env["stock.quant"].search(
            [("owner_id", "=", owner.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual(quant.quantity, 6)

    def test_serial_and_controlled_goods_are_exact(self):
        self.soy.jxc_count_exact = True
        count = self._count(share_a=1, share_b=1, share_c=1)
        self._enter(count, 99)
        self._enter(count, 19, self.tea)
        count.action_review()
        self._reviewed(count, "recount", -1)
        self._reviewed(count, "accepted", -1, product=self.tea)

    def test_tolerance_of_the_company(self):
        self.env.company.write({"jxc_count_share_a": 0.1, "jxc_count_cap": 60})
        count = self._count()
        self.assertEqual((count.share_a, count.cap), (0.1, 60))
        self._enter(count, 95)
        self._enter(count, 18, self.tea)
        count.action_review()
        self._reviewed(count, "accepted", -5)
        self._reviewed(count, "recount", -2, product=self.tea)

    def test_plan_is_fixed_once_started(self):
        count = self._count()
        for vals in (
            {"freeze": True},
            {"blind": False},
            {"share_a": 1},
            {"warehouse_id": self.warehouse.id + 1},
            {"state": "posted"},
            {"state": "posting"},
            {"accuracy": 1},
            {"exact_lines": 9},
            {"posted_by": self.manager.id},
            {"name": "X"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                count.write(vals)
        count.note = "Start at the door"

    def test_states_cannot_be_given(self):
        for vals in ({"state": "posted"}, {"state": "posting"}, {"exact_lines": 3}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._count(start=False, **vals)

    def test_cancel_keeps_what_was_counted(self):
        count = self._count()
        self._enter(count, 1)
        count.action_cancel()
        self.assertEqual(count.state, "cancelled")
        with self.assertRaisesRegex(UserError, "kept for good"):
            count.unlink()
        with self.assertRaises(UserError):
            self._enter(count, 2)
        with self.assertRaises(UserError):
            count.action_post()
        self._count(start=False).unlink()

    def test_only_managers_plan(self):
        with self.assertRaises(AccessError):
            self._count(user=self.worker)
        count = self._count()
        for method in ("action_review", "action_cancel", "action_post"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(count.with_user(self.worker), method)()

    def test_form(self):
        form = Form(self.env["jxc.count"].with_user(self.manager))
        form.warehouse_id = self.warehouse
        form.location_ids.add(self.shelf)
        count = form.save()
        self.assertEqual((count.blind, count.freeze, count.state), (True, 0, "draft"))
