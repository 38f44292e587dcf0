import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_levels import LevelsCommon

POINT = "stock.warehouse.orderpoint"
HEAD = ("Code", "Warehouse", "Safety Stock", "Minimum", "Maximum", "Days to Cover")


@tagged("post_install", "-at_install")
class TestLevelChange(LevelsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = cls.wh_a | cls.wh_b

    def change(self, user=None, **values):
        return (
            self.env["jxc.level.change"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Test",
                    "product_ids": [(6, 0, self.goods.ids)],
                    "warehouse_ids": [(6, 0, self.places.ids)],
                    **values,
                }
            )
        )

    def lines(self, change):
        return {
            (line.product_id, line.warehouse_id): line
            for line in change.line_ids.sudo()
        }

    def level(self, product, warehouse):
        points = self.env[POINT].search(
            [("product_id", "=", product.id), ("warehouse_id", "=", warehouse.id)]
        )
        return [(point.product_min_qty, point.product_max_qty) for point in points]

    # -- by rule ---------------------------------------------------------------

    def test_days_of_demand(self):
        """Soy in A: 14 days × 2 a day; without demand nothing is said."""
        change = self.change(
            minimum_way="days",
            minimum_figure=14,
            maximum_way="days",
            maximum_figure=30,
            safety_way="days",
            safety_figure=5,
        )
        change.action_preview()
        lines = self.lines(change)
        self.assertEqual(list(lines), [(self.product, self.wh_a)])
        line = lines[self.product, self.wh_a]
        self.assertEqual((line.safety, line.minimum, line.maximum), (10, 28, 60))
        self.assertEqual((line.made, line.minimum_text), (True, "0 → 28"))
        self.assertEqual((line.state_before, line.state_after), ("none", "safety"))
        self.assertEqual(change.report["no_demand"], 3)
        self.assertEqual(change.report["after"], {"safety": 1, "none": 3})
        self.assertFalse(self.level(self.product, self.wh_a), "a preview only")
        change.action_apply()
        self.assertEqual(self.level(self.product, self.wh_a), [(28, 60)])
        self.assertEqual((change.state, change.applied_by), ("applied", self.manager))

    def test_percent_and_raised_to_fit(self):
        """Safety stock past the minimum lifts the minimum and the maximum."""
        self.point(product_min_qty=10, product_max_qty=12, jxc_safety_quantity=9)
        change = self.change(safety_way="percent", safety_figure=50)
        change.action_preview()
        line = self.lines(change)[self.product, self.wh_a]
        self.assertEqual((line.safety, line.minimum, line.maximum), (14, 14, 14))
        self.assertTrue(line.raised)
        change.action_apply()
        self.assertEqual(self.level(self.product, self.wh_a), [(14, 14)])

    def test_fixed_for_all_without(self):
        self.point(product_min_qty=1, product_max_qty=2)
        change = self.change(
            maximum_way="fixed", maximum_figure=7, which="without", step=0
        )
        change.action_preview()
        self.assertEqual(len(change.line_ids), 3)
        change.action_apply()
        self.assertEqual(self.level(self.rice, self.wh_b), [(0, 7)])
        self.assertEqual(self.level(self.product, self.wh_a), [(1, 2)])

    def test_scopes(self):
        grades = self.env["jxc.stock.class"].sudo()
        grades.create(
            {
                "company_id": self.company.id,
                "product_id": self.rice.id,
                "month": "2026-03-01",
                "latest": True,
                "abc_computed": "B",
                "xyz_computed": "Y",
            }
        )
        vendor = self.env["res.partner"].create({"name": "Level Vendor"})
        self.env["product.supplierinfo"].create(
            {
                "partner_id": vendor.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
            }
        )
        soy, rice = self.product, self.rice
        for values, expected in (
            ({"abc": "B"}, rice),
            ({"xyz": "Y", "abc": "B"}, rice),
            ({"xyz": "X"}, soy.browse()),
            ({"vendor_id": vendor.id}, soy),
            ({"categ_id": self.category.id}, soy | rice),
            ({"which": "sold"}, soy),
        ):
            change = self.change(maximum_way="fixed", maximum_figure=7, **values)
            with self.subTest(values=values):
                if not expected:
                    with self.assertRaises(UserError):
                        change.action_preview()
                    continue
                change.action_preview()
                self.assertEqual(change.line_ids.product_id, expected)

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self.change().action_preview()

    # -- undo ------------------------------------------------------------------

    def test_undo_leaves_what_somebody_changed_since(self):
        there = self.point(product_min_qty=1, product_max_qty=2)
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        change.action_apply()
        self.row(self.rice, self.wh_b).write({"max_quantity": 9})
        change.action_undo()
        self.assertEqual(change.state, "undone")
        self.assertEqual(change.report["left"], 1)
        self.assertEqual((there.product_min_qty, there.product_max_qty), (1, 2))
        self.assertEqual(self.level(self.rice, self.wh_b), [(0, 9)])
        self.assertFalse(self.level(self.rice, self.wh_a), "archived again")
        with self.assertRaises(UserError):
            change.action_undo()

    def test_archived_rules_of_an_undone_change_come_back(self):
        for _time in range(2):
            change = self.change(maximum_way="fixed", maximum_figure=7)
            change.action_preview()
            change.action_apply()
            self.assertEqual(self.level(self.rice, self.wh_a), [(0, 7)])
            change.action_undo()

    def test_changed_since_the_preview(self):
        point = self.point(product_min_qty=1, product_max_qty=2)
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        point.product_max_qty = 3
        with self.assertRaises(UserError) as no:
            change.action_apply()
        self.assertIn(self.product.name, str(no.exception))
        self.assertFalse(self.level(self.rice, self.wh_a), "nothing half-done")
        change.action_preview()
        change.action_apply()
        self.assertEqual(point.product_max_qty, 7)

    def test_what_is_edited_has_to_be_previewed_again(self):
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        change.maximum_figure = 8
        self.assertEqual(change.state, "draft")
        self.assertFalse(change.line_ids)
        with self.assertRaises(UserError):
            change.action_apply()

    def test_guards(self):
        change = self.change(maximum_way="fixed", maximum_figure=7)
        with self.assertRaises(AccessError):
            change.write({"state": "ready"})
        with self.assertRaises(AccessError):
            self.change(state="ready")
        change.action_preview()
        with self.assertRaises(AccessError):
            change.line_ids.write({"maximum": 99})
        change.action_apply()
        with self.assertRaises(UserError):
            change.name = "Another"
        with self.assertRaises(UserError):
            change.unlink()

    def test_roles(self):
        for user in (self.buyer, self.worker):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.change(user=user)
        change = self.change(user=self.planner, maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        change.action_apply()
        self.assertEqual(change.applied_by, self.planner)
        self.manager.jxc_warehouse_ids = self.wh_b
        for many in (200, 1):
            mine = self.change(maximum_way="fixed", maximum_figure=8, which="without")
            mine.product_ids |= self._product(f"Level New {many}")
            mine.action_preview()
            with (
                self.subTest(many=many),
                patch(
                    "odoo.addons.jxc_stock.models.stock_orderpoint_set.AT_ONCE", many
                ),
                self.assertRaises(AccessError),
            ):
                mine.action_apply()

    def test_logged_like_a_write(self):
        self.point(product_min_qty=1, product_max_qty=2)
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        change.action_apply()
        entry = (
            self.env["jxc.change.log"]
            .search([("model", "=", POINT), ("field", "=", "product_max_qty")])
            .filtered(lambda entry: entry.kind == "write")
        )
        self.assertEqual((entry.old_value, entry.new_value), ("2", "7"))
        self.assertEqual((entry.user_id, entry.about), (self.manager, "threshold"))

    def test_what_to_order_follows(self):
        point = self.point(product_min_qty=1, product_max_qty=2)
        self.assertEqual(point.qty_to_order, 2)
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        change.action_apply()
        self.assertEqual(point.qty_to_order, 7)

    def test_much_to_order_follows_with_the_cron(self):
        """Core's proposals for thousands of rules take minutes: not while one waits."""
        self.point(product_min_qty=1, product_max_qty=2)
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        with (
            patch("odoo.addons.jxc_stock.models.stock_orderpoint_set.AT_ONCE", 1),
            patch("odoo.addons.jxc_stock.models.jxc_level_change.AT_ONCE", 1),
        ):
            change.action_apply()
        points = self.env[POINT].search([("product_id", "in", self.goods.ids)])
        self.assertEqual(set(points.mapped("product_max_qty")), {7})
        made = points.filtered(lambda point: point.product_id == self.rice)
        self.assertEqual(set(made.mapped("trigger")), {"manual"})
        self.assertEqual(made.location_id, self.places.lot_stock_id)
        self.assertEqual(
            (made.create_uid, len(set(made.mapped("name")))), (self.manager, 2)
        )
        logged = self.env["jxc.change.log"].search(
            [("model", "=", POINT), ("res_id", "in", made.ids), ("kind", "=", "create")]
        )
        self.assertEqual(set(logged.mapped("res_id")), set(made.ids))
        self.assertNotIn(7, points.mapped("qty_to_order"))
        self.assertEqual(change.proposed, 0)
        with patch("odoo.addons.jxc_stock.models.jxc_level_change.BATCH", 3):
            while change.sudo()._propose_some():
                pass
        # core proposes for a minimum above what is there
        wanted = points.filtered("product_min_qty")
        self.assertEqual(wanted.mapped("qty_to_order"), [7])
        self.assertEqual(change.proposed, -1)

    # -- from a file -----------------------------------------------------------

    def book(self, *rows, head=HEAD):
        book = openpyxl.Workbook()
        for row in (head, *rows):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def load(self, *rows, head=HEAD, **values):
        values = {"kind": "file", "file": self.book(*rows, head=head), **values}
        return self.change(**values)

    def exported(self, rows):
        with patch.object(
            type(self.env["jxc.xlsx"]), "_download", lambda self, name, sheets: sheets
        ):
            [sheet] = rows.action_export()
        return [column.title for column in sheet.columns], [*sheet.rows]

    def test_round_trip(self):
        """What is downloaded and loaded again changes nothing; changed cells do."""
        self.point(product_min_qty=1, product_max_qty=2, jxc_cover_days=3)
        rows = self.row() | self.row(self.rice)
        head, cells = self.exported(rows)
        same = self.load(*cells, head=head)
        same.action_preview()
        self.assertEqual((same.state, same.report["same"]), ("ready", 2))
        self.assertFalse(same.line_ids)
        soy = next(line for line in cells if line[0] == self.product.default_code)
        soy[head.index("Maximum")] = 5
        soy[head.index("Minimum")] = None
        change = self.load(*cells, head=head)
        change.action_preview()
        change.action_apply()
        self.assertEqual(self.level(self.product, self.wh_a), [(1, 5)])
        self.assertEqual(len(change.line_ids), 1)

    def test_chinese_headings(self):
        head = ("编码", "仓库", "最低库存", "最高库存")
        titles = {
            "code": "编码",
            "warehouse": "仓库",
            "minimum": "最低库存",
            "maximum": "最高库存",
        }
        grid = type(self.env["jxc.stock.threshold"])
        known = grid._jxc_file_titles
        with patch.object(
            grid, "_jxc_file_titles", lambda self: {**known(self), **titles}
        ):
            change = self.load(("LEVEL RICE", "JXA", 3, 4), head=head)
            change.action_preview()
        self.assertEqual(self.lines(change)[self.rice, self.wh_a].minimum, 3)

    def test_every_wrong_row_says_what(self):
        """Nothing is applied; the messages name the column and what is wrong."""
        self._product("Twin One", default_code="TWIN")
        self._product("Twin Two", default_code="TWIN")
        change = self.load(
            ("LEVEL RICE", "Depot A", 1, 2, 3, 4),
            ("NOBODY", "Depot A", 1, 2, 3, 4),
            ("TWIN", "Depot A", 1, 2, 3, 4),
            (None, "Depot A", 1, 2, 3, 4),
            ("OVERVIEW SOY", "Mars", 1, 2, 3, 4),
            ("OVERVIEW SOY", "JXA", 1, "many", 3, 4),
            ("OVERVIEW SOY", "JXB", 0, 9, 3, 4),
            ("LEVEL RICE", "JXB", -1, 2, 3, 4),
            ("OVERVIEW SOY", None, 0, 1, 3, 4),
        )
        change.action_preview()
        self.assertEqual(change.state, "wrong")
        texts = {line.number: line.problem for line in change.line_ids}
        self.assertFalse(texts[2])
        for number, text in (
            (3, "no storable product “NOBODY”"),
            (4, "several products have “TWIN”"),
            (5, "Code: is empty"),
            (6, "no “Mars”"),
            (7, "Minimum “many” is no number"),
            (8, "the minimum 9 is above the maximum 3"),
            (9, "Safety Stock “-1” is less than allowed"),
            (10, "Warehouse is empty"),
        ):
            with self.subTest(row=number):
                self.assertIn(text, texts[number])
        self.assertEqual(change.report["wrong"], 8)
        with self.assertRaises(UserError):
            change.action_apply()
        self.assertFalse(self.level(self.rice, self.wh_a))

    def test_doubles(self):
        change = self.load(
            ("LEVEL RICE", "Depot A", 1, 2, 3, 4), ("LEVEL RICE", "JXA", 1, 2, 3, 5)
        )
        change.action_preview()
        self.assertEqual(change.report["wrong"], 2)
        self.assertIn("rows 2, 3", change.line_ids[0].problem)

    def test_half_a_day_is_no_number_of_days(self):
        change = self.load(("LEVEL RICE", "JXA", 0, 0, 0, 2.5))
        change.action_preview()
        self.assertIn("2.5 is no number of days", change.line_ids.problem)

    def test_unreadable_files(self):
        for file in (base64.b64encode(b"no xlsx"), False):
            with self.subTest(file=file), self.assertRaises(UserError):
                self.change(kind="file", file=file).action_preview()
        with self.assertRaises(UserError) as no:
            self.load(("LEVEL RICE", 1), head=("Code", "Minimum")).action_preview()
        self.assertIn("Warehouse", str(no.exception))
        with self.assertRaises(UserError):
            self.load().action_preview()

    def test_goods_without_code_go_by_the_key(self):
        bare = self._product("Bare", default_code=False)
        head, cells = self.exported(self.row(bare))
        cells[0][head.index("Maximum")] = 6
        change = self.load(*cells, head=head)
        change.action_preview()
        change.action_apply()
        self.assertEqual(self.level(bare, self.wh_a), [(0, 6)])

    def test_a_key_of_nowhere(self):
        head = ("Code", "Warehouse", "Maximum", "Key (leave as it is)")
        change = self.load((None, "JXA", 6, 999_999_000_001), head=head)
        change.action_preview()
        self.assertEqual(change.state, "wrong")
        self.assertIn("no levels in this warehouse", change.line_ids.problem)

    # -- from the grid ---------------------------------------------------------

    def test_buttons_of_the_grid(self):
        rows = self.row() | self.row(warehouse=self.wh_b)
        action = rows.action_change_many()
        change = (
            self.env["jxc.level.change"]
            .with_user(self.manager)
            .with_context(action["context"])
            .create({"name": "From the grid"})
        )
        self.assertEqual((change.kind, change.product_ids), ("rule", self.product))
        self.assertEqual(change.warehouse_ids, self.places)
        self.assertEqual(rows.action_load()["context"]["default_kind"], "file")
        shown = rows.browse().with_context(
            active_model="jxc.stock.threshold",
            active_domain=[("product_id", "=", self.rice.id)],
        )
        _head, cells = self.exported(shown)
        self.assertEqual({line[0] for line in cells}, {"LEVEL RICE"})

    def test_old_previews_go(self):
        change = self.change(maximum_way="fixed", maximum_figure=7)
        change.action_preview()
        self.env["jxc.level.change"]._gc_previews()
        self.assertTrue(change.exists())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE jxc_level_change SET write_date = '2020-01-01' WHERE id = %s",
            [change.id],
        )
        self.env["jxc.level.change"].sudo()._gc_previews()
        self.assertFalse(change.exists())
