"""Recalled lots where it gets narrow: every way on, odd places, second thoughts."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecallOdd(TraceCommon):
    def setUp(self):
        super().setUp()
        self._receive(self.lot, 10)
        self.other = self.env["stock.location"].create(
            {"name": "Next", "location_id": self.stock.id}
        )

    def _quant(self, lot=None, place=None):
        return self.env["stock.quant"].search(
            [
                ("lot_id", "=", (lot or self.lot).id),
                ("location_id", "=", (place or self.stock).id),
            ]
        )

    def _blocked(self):
        return self.assertRaisesRegex(UserError, "is recalled")

    def _started(self, **values):
        recall = self._recall(**values)
        recall.action_start()
        return recall

    def test_no_way_on(self):
        """Moving, swapping the lot, delivering at once, other issues: all refused."""
        self._receive(self.good, 10)
        ready = self._delivery(self.good, 2)
        self._started()
        quant = self._quant().with_user(self.manager)
        with self._blocked(), self.env.cr.savepoint():
            quant.move_quants(self.other)
        with self._blocked(), self.env.cr.savepoint():
            ready.move_line_ids.with_user(self.worker).lot_id = self.lot
        self._validate(ready)
        with self._blocked(), self.env.cr.savepoint():
            ready.move_line_ids.with_user(self.manager).lot_id = self.lot
        with self._blocked(), self.env.cr.savepoint():
            self._delivery(self.lot, 1)
        kind = self.env.ref("jxc_stock.kind_out_use")
        note = self.env["jxc.stock.note"].create(
            {
                "kind_id": kind.id,
                "warehouse_id": self.warehouse.id,
                "department_id": self.env["jxc.department"]
                .create({"name": "Trace Office"})
                .id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "quantity": 1,
                            "lot_id": self.lot.id,
                        },
                    )
                ],
            }
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            note.action_done()
        self.assertEqual(self._quant().quantity, 10)

    def test_only_the_recall_says_what_is_recalled(self):
        self._started()
        lot = self.lot.with_user(self.manager)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            lot.jxc_recall_id = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["jxc.recall"].with_user(self.manager).browse(
                self.lot.jxc_recall_id.id
            ).write({"state": "released"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["jxc.recall"].with_user(self.worker).search([], limit=1).release(
                "why not"
            )

    def test_a_place_outside_of_warehouses(self):
        """Goods that lie in no warehouse do not keep the recall from starting."""
        lonely = self.env["stock.location"].create(
            {"name": "Fair", "usage": "internal", "location_id": False}
        )
        self.assertFalse(lonely.warehouse_id)
        self.env["stock.quant"]._update_available_quantity(
            self.product, lonely, 3, lot_id=self.lot
        )
        recall = self._started(quarantine_id=self.hold.id)
        self.assertEqual(recall.state, "active")
        moved = recall.sudo().transfer_ids.move_line_ids
        self.assertEqual(sum(moved.mapped("quantity")), 10 + 3)

    def test_nothing_to_put_aside_makes_no_transfer(self):
        """Goods that are on their way back to the vendor are not moved twice."""
        kind = self.warehouse.out_type_id
        self._transfer(kind, self.vendor, self.stock, self.suppliers, self.lot, 10)
        recall = self._started(quarantine_id=self.hold.id)
        self.assertFalse(recall.sudo().transfer_ids)

    def test_part_of_it_reserved_for_the_vendor(self):
        kind = self.warehouse.out_type_id
        self._transfer(kind, self.vendor, self.stock, self.suppliers, self.lot, 4)
        recall = self._started(quarantine_id=self.hold.id)
        moved = recall.sudo().transfer_ids.move_line_ids
        self.assertEqual(sum(moved.mapped("quantity")), 6)
        aside = recall.sudo().log_ids.filtered(lambda log: log.kind == "aside")
        self.assertEqual(aside.quantity, 6)

    def test_quarantine_is_a_hold_location_of_the_company(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._recall(quarantine_id=self.other.id)

    def test_correcting_a_delivery_downwards(self):
        """What was entered wrongly before the recall can be put right: it lowers
        what is outside."""
        done = self._ship(self.lot, 6)
        self._started()
        line = done.move_line_ids.with_user(self.manager)
        with self._blocked(), self.env.cr.savepoint():
            line.quantity = 7

    def test_started_while_a_picked_delivery_is_open(self):
        ready = self._delivery(self.lot, 4)
        ready.move_ids.picked = True
        self._started()
        self.assertFalse(ready.move_line_ids.filtered("quantity"))
        self.assertEqual(self._quant().reserved_quantity, 0)

    def test_values_nobody_can_mean(self):
        self._ship(self.lot, 6)
        recall = self._started()
        line = recall.sudo().line_ids.with_user(self.inspector)
        for odd in (0, -1, 6.5, float("nan"), float("inf"), "3", None, True, [1]):
            with self.subTest(odd), self.assertRaises(UserError):
                line.destroyed(odd)
        line.destroyed(6)
        self.assertEqual(line.remaining_qty, 0)
        for odd in (None, "", "  ", 3, ["x"]):
            with self.subTest(odd), self.assertRaises(UserError):
                recall.with_user(self.manager).release(odd)

    def test_lot_of_small_quantities(self):
        """Five digits: nothing is left of a thousandth that came back."""
        self.env.ref("uom.decimal_product_uom").digits = 5
        self._ship(self.lot, 0.12345)
        recall = self._started()
        line = recall.sudo().line_ids
        self.assertAlmostEqual(line.shipped_qty, 0.12345, 7)
        self.assertIn("0.12345", line._call_text())
        self.assertIn("0.12345", line._filled("{quantity}"))
        self._bring_back(self.lot, 0.12344, target=self.hold)
        line.invalidate_recordset()
        self.assertAlmostEqual(line.remaining_qty, 0.00001, 7)
        self._bring_back(self.lot, 0.00001, target=self.hold)
        self.assertEqual(line.state, "returned")

    def test_released_and_recalled_again(self):
        self._ship(self.lot, 6)
        first = self._started()
        self._bring_back(self.lot, 2, target=self.hold)
        first.with_user(self.manager).release("laboratory says it is fine")
        self._ship(self.lot, 3)
        second = self._started()
        line = second.sudo().line_ids
        self.assertEqual(line.shipped_qty, 6 - 2 + 3)
        self.assertEqual(first.sudo().line_ids.returned_qty, 2)
        self.assertEqual(second.state, "active")
        self.assertEqual(fields.Date.to_string(second.deadline.date())[:2], "20")
