from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_levels import POINT, LevelChangeCommon

LEVELS = "odoo.addons.jxc_stock.models.levels"


@tagged("post_install", "-at_install")
class TestLevelChange(LevelChangeCommon):
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
        self.assertEqual((line.state_before, line.state_after), ("none", "out"))
        self.assertEqual(change.report["no_demand"], 3)
        self.assertEqual(change.report["after"], {"out": 1, "none": 3})
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
                patch(f"{LEVELS}.stock_orderpoint_set.AT_ONCE", many),
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
            patch(f"{LEVELS}.stock_orderpoint_set.AT_ONCE", 1),
            patch(f"{LEVELS}.jxc_level_change.AT_ONCE", 1),
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
        with patch(f"{LEVELS}.jxc_level_change.BATCH", 3):
            while change.sudo()._propose_some():
                pass
        # core proposes for a minimum above what is there
        wanted = points.filtered("product_min_qty")
        self.assertEqual(wanted.mapped("qty_to_order"), [7])
        self.assertEqual(change.proposed, -1)

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
