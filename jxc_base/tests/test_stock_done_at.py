from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_stock import StockCommon

NOON = datetime(2026, 3, 2, 12, 0, 0)


@tagged("post_install", "-at_install")
class TestStockDoneAt(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.product, 20)

    def _delivered(self):
        picking = self._picking("out", 5)
        self._validate(picking, 5)
        return picking

    def test_set_when_done(self):
        picking = self._picking("out", 5)
        self.assertFalse(picking.move_ids.jxc_done_at)
        with freeze_time(NOON):
            self._validate(picking, 5)
        self.assertEqual(picking.move_ids.jxc_done_at, NOON)
        self.assertEqual(picking.move_line_ids.jxc_done_at, NOON)

    def test_edited_date_leaves_it(self):
        with freeze_time(NOON):
            move = self._delivered().move_ids
        move.date = datetime(2026, 1, 1)
        self.assertEqual(move.jxc_done_at, NOON)
        self.assertEqual(move.move_line_ids.jxc_done_at, NOON)
        move.picking_id.date_done = datetime(2025, 12, 1)
        self.assertEqual(move.jxc_done_at, NOON)

    def test_cannot_be_written_or_given(self):
        move = self._delivered().move_ids
        for record in (move, move.move_line_ids):
            with self.assertRaisesRegex(UserError, "really done"):
                record.jxc_done_at = NOON
            with self.assertRaisesRegex(UserError, "really done"):
                record.create({"jxc_done_at": NOON})

    def test_not_copied(self):
        move = self._delivered().move_ids
        self.assertFalse(move.copy({"picking_id": False}).jxc_done_at)

    def test_line_added_to_done_move(self):
        with freeze_time(NOON):
            picking = self._delivered()
        later = datetime(2026, 3, 3, 8, 0, 0)
        with freeze_time(later):
            line = picking.move_line_ids.copy({"quantity": 1})
        self.assertEqual(line.jxc_done_at, later)
        self.assertEqual((picking.move_line_ids - line).jxc_done_at, NOON)

    def test_move_added_to_done_transfer(self):
        picking = self._delivered()
        with freeze_time(NOON):
            line = self.env["stock.move.line"].create(
                {
                    "picking_id": picking.id,
                    "product_id": self._product("Vinegar").id,
                    "quantity": 2,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                }
            )
        self.assertEqual(line.move_id.state, "done")
        self.assertEqual(line.jxc_done_at, NOON)
        self.assertEqual(line.move_id.jxc_done_at, NOON)

    def test_backfill_on_install(self):
        move = self._delivered().move_ids
        self.env.flush_all()
        for table in ("stock_move", "stock_move_line"):
            self.env.cr.execute(
                SQL("ALTER TABLE %s DROP COLUMN jxc_done_at", SQL.identifier(table))
            )
        self.env["stock.move"]._jxc_backfill_done_at()
        self.env["stock.move.line"]._jxc_backfill_done_at()
        self.env.invalidate_all()
        self.assertEqual(move.jxc_done_at, move.date)
        self.assertEqual(move.move_line_ids.jxc_done_at, move.move_line_ids.date)
