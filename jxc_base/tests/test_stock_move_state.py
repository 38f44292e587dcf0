from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_stock import StockCommon

NOON = datetime(2026, 3, 2, 12, 0, 0)


@tagged("post_install", "-at_install")
class TestStockMoveState(StockCommon):
    """Goods move by validating a transfer; a written state would move none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.product, 20)
        cls.seller = new_test_user(
            cls.env, login="jxc_seller_s", groups="jxc_base.group_salesperson"
        )

    def refuse(self, call, *args):
        with self.assertRaisesRegex(UserError, "validat"), self.cr.savepoint():
            call(*args)
        self.env.invalidate_all()

    def values(self, **values):
        return {
            "product_id": self.product.id,
            "product_uom": self.product.uom_id.id,
            "product_uom_qty": 5,
            "location_id": self.stock.id,
            "location_dest_id": self.customers.id,
            **values,
        }

    def test_nobody_writes_done(self):
        picking = self._picking("out", 5, user=self.worker)
        for user in (self.seller, self.worker, self.manager):
            moves = picking.move_ids.with_user(user)
            with self.subTest(user=user.login):
                self.refuse(moves.write, {"state": "done"})
                forged = moves.with_context(jxc_gate_done=True)
                self.refuse(forged.write, {"state": "done"})
        self.refuse(picking.write, {"state": "done"})
        self._validate(picking, 5)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.product.qty_available, 15)

    def test_nobody_takes_done_back(self):
        picking = self._picking("out", 5, user=self.worker)
        self._validate(picking, 5)
        for state in ("draft", "cancel"):
            self.refuse(picking.move_ids.write, {"state": state})
            self.refuse(picking.write, {"state": state})

    def test_nobody_creates_done(self):
        moves = self.env["stock.move"].with_user(self.worker)
        self.refuse(moves.create, self.values(state="done"))
        self.refuse(moves.with_context(default_state="done").create, self.values())

    def test_worker_adds_goods_to_a_done_transfer(self):
        picking = self._picking("out", 5, user=self.worker)
        self._validate(picking, 5)
        line = self.env["stock.move.line"].with_user(self.worker)
        values = self.values(picking_id=picking.id, quantity=2)
        del values["product_uom"], values["product_uom_qty"]
        self.assertEqual(line.create(values).move_id.state, "done")

    def test_done_at_is_no_default(self):
        context = {"default_jxc_done_at": datetime(2020, 1, 1)}
        moves = self.env["stock.move"].with_user(self.worker).with_context(**context)
        with freeze_time(NOON):
            move = moves.create(self.values())
            move._action_confirm()
            move.write({"quantity": 5, "picked": True})
            move._action_done()
        self.assertEqual(move.jxc_done_at, NOON)
        self.assertEqual(move.move_line_ids.jxc_done_at, NOON)
