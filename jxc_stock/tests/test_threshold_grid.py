from odoo.addons.jxc_base.core.levels import Levels, state
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_levels import LevelsCommon

POINT = "stock.warehouse.orderpoint"


@tagged("post_install", "-at_install")
class TestThresholdGrid(LevelsCommon):
    # -- figures ---------------------------------------------------------------

    def test_a_row_for_every_product_and_warehouse(self):
        for product in self.goods:
            for warehouse in self.wh_a | self.wh_b:
                with self.subTest(product=product.name, warehouse=warehouse.code):
                    row = self.row(product, warehouse)
                    self.assertEqual(len(row), 1)
                    self.assertFalse(row.orderpoint_id)
                    self.assertEqual(row.state, "none")

    def test_figures_are_those_of_the_overview(self):
        self._plant(self.product, 8, self.wh_a.lot_stock_id)
        self._plant(self.product, 3, self._hold(self.wh_a, "quality"))
        self._move(6, self.suppliers, self.wh_a.lot_stock_id)
        row = self.row()
        other = self.overview.search(
            [
                ("product_id", "=", self.product.id),
                ("warehouse_id", "=", self.wh_a.id),
            ]
        )
        for name in ("on_hand", "available", "incoming", "forecast", "cover"):
            with self.subTest(name=name):
                self.assertAlmostEqual(row[name], other[name])
        self.assertEqual((row.on_hand, row.available, row.cover), (11, 8, 4))
        self.assertEqual(row.demand, 56 / 28)
        self.assertFalse(self.row(self.rice).demand)

    def test_class_of_the_warehouse_before_that_of_the_company(self):
        grades = self.env["jxc.stock.class"].sudo()
        common = {
            "company_id": self.company.id,
            "product_id": self.product.id,
            "month": "2026-03-01",
            "latest": True,
        }
        grades.create({**common, "abc_computed": "C", "xyz_computed": "Z"})
        self.assertEqual(self.row().class_text, "CZ")
        grades.create({**common, "abc_computed": "A", "warehouse_id": self.wh_a.id})
        self.assertEqual((self.row().abc, self.row().class_text), ("A", "AZ"[:1]))
        self.assertEqual(self.row(warehouse=self.wh_b).class_text, "CZ")

    def test_state_as_the_core_says(self):
        """SQL and core/levels.py are of one mind."""
        self._plant(self.product, 10, self.wh_a.lot_stock_id)
        point = self.point(product_min_qty=0, product_max_qty=0)
        for lowest, most, safety in (
            (0, 0, 0),
            (5, 20, 2),
            (12, 20, 11),
            (12, 20, 2),
            (1, 9, 0),
            (10, 10, 10),
        ):
            point.write(
                {
                    "product_min_qty": lowest,
                    "product_max_qty": most,
                    "jxc_safety_quantity": safety,
                }
            )
            row = self.row()
            figures = row.on_hand, row.available, row.forecast
            with self.subTest(levels=(lowest, most, safety)):
                expected = state(Levels(lowest, most, safety), *figures)
                self.assertEqual(row.state, expected)
                found = self.env["jxc.stock.threshold"].search(
                    [("state", "=", expected), ("product_id", "=", self.product.id)]
                )
                self.assertIn(row.id, found.ids)

    def test_what_is_on_its_way_is_not_there(self):
        self.point(product_min_qty=5, product_max_qty=60)
        self._move(50, self.suppliers, self.wh_a.lot_stock_id)
        row = self.row()
        self.assertEqual((row.available, row.forecast, row.state), (0, 50, "out"))

    # -- writing ---------------------------------------------------------------

    def test_typing_makes_the_rule_and_changes_it(self):
        row = self.row()
        row.write({"min_quantity": 10, "max_quantity": 30, "safety_quantity": 4})
        point = self.env[POINT].search([("product_id", "=", self.product.id)])
        self.assertEqual(point.location_id, self.wh_a.lot_stock_id)
        self.assertEqual(
            (point.trigger, point.create_uid), ("manual", self.manager), "nobody buys"
        )
        self.assertEqual(
            (point.product_min_qty, point.product_max_qty, point.jxc_safety_quantity),
            (10, 30, 4),
        )
        self.assertEqual((row.orderpoint_id, row.state), (point, "out"))
        row.write({"cover_days": 14})
        self.assertEqual((point.jxc_cover_days, point.product_min_qty), (14, 10))

    def test_many_rows_at_once(self):
        rows = self.row() | self.row(self.rice) | self.row(warehouse=self.wh_b)
        rows.write({"min_quantity": 5, "max_quantity": 9})
        points = self.env[POINT].search([("product_id", "in", self.goods.ids)])
        self.assertEqual(len(points), 3)
        self.assertEqual(set(points.mapped("product_max_qty")), {9})

    def test_as_the_list_saves(self):
        row = self.row()
        spec = {"min_quantity": {}, "max_quantity": {}, "state": {}}
        [saved] = row.web_save({"min_quantity": 7, "max_quantity": 8}, spec)
        self.assertEqual(
            (saved["min_quantity"], saved["max_quantity"], saved["state"]),
            (7, 8, "out"),
        )

    def test_an_archived_rule_counts_again(self):
        point = self.point(product_min_qty=1, product_max_qty=2)
        point.active = False
        self.assertFalse(self.row().orderpoint_id)
        self.row().write({"min_quantity": 3, "max_quantity": 4})
        self.assertTrue(point.active)
        self.assertEqual((point.product_min_qty, self.row().orderpoint_id), (3, point))

    def test_the_rule_of_the_whole_stock_before_that_of_a_shelf(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.wh_a.lot_stock_id.id}
        )
        on_shelf = self.point(location_id=shelf.id, product_max_qty=1)
        self.assertEqual(self.row().orderpoint_id, on_shelf)
        whole = self.point(product_max_qty=2)
        self.assertEqual(self.row().orderpoint_id, whole)

    def test_what_does_not_fit_says_so(self):
        cases = (
            ({"min_quantity": 10, "max_quantity": 5}, "minimum 10 is above"),
            ({"min_quantity": -1}, "cannot be negative"),
            (
                {"min_quantity": 5, "max_quantity": 9, "safety_quantity": 6},
                "safety stock 6 is above the minimum 5",
            ),
            ({"cover_days": 30, "cover_days_most": 20}, "more than the most days 20"),
        )
        for values, text in cases:
            with self.subTest(values=values), self.assertRaises(ValidationError) as no:
                self.row().write(values)
            self.assertIn(text, str(no.exception))
            self.assertIn(self.product.name, str(no.exception))
            self.assertIn(self.wh_a.name, str(no.exception))

    def test_only_levels_and_no_rows(self):
        row = self.row()
        with self.assertRaises(AccessError):
            row.write({"on_hand": 5})
        with self.assertRaises(UserError):
            self.env["jxc.stock.threshold"].create({"product_id": self.product.id})
        with self.assertRaises(UserError):
            row.sudo().unlink()

    # -- roles -----------------------------------------------------------------

    def test_who_reads_and_who_writes(self):
        for user in (self.planner, self.manager):
            self.row(user=user).write({"min_quantity": 2, "max_quantity": 3})
        for user in (self.buyer, self.boss, self.worker):
            row = self.row(user=user)
            self.assertEqual(row.min_quantity, 2)
            if user == self.boss and row.has_access("write"):
                continue
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.write({"min_quantity": 1})

    def test_warehouses_of_others_are_kept_by_them(self):
        self.manager.jxc_warehouse_ids = self.wh_b
        self.row(warehouse=self.wh_b).write({"max_quantity": 3})
        with self.assertRaises(AccessError):
            self.row().write({"max_quantity": 3})
        self.point(product_max_qty=1)
        with self.assertRaises(AccessError):
            self.row().write({"max_quantity": 3})

    def test_no_query_per_row(self):
        rows = self.env["jxc.stock.threshold"].search(
            [("product_id", "in", self.goods.ids)]
        )
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            rows.read(["on_hand", "demand", "state", "min_quantity"])

    def test_changes_are_logged(self):
        self.row().write({"min_quantity": 10, "max_quantity": 30})
        self.row().write({"min_quantity": 12})
        entry = self.env["jxc.change.log"].search(
            [("model", "=", POINT), ("field", "=", "product_min_qty")], limit=1
        )
        self.assertEqual((entry.old_value, entry.new_value), ("10", "12"))
        self.assertEqual(entry.user_id, self.manager)
