"""Transfers in ways nobody plans: twice at once, stale dialogs, forged rows."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferArrivalOdd(TransferCommon):
    def _dialog(self, transfer, user=None):
        user = user or self.manager
        action = transfer.with_user(user).action_receive()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_two_who_receive_the_same(self):
        """Whoever is second is told; nothing is booked or noted twice."""
        transfer = self._shipped()
        first, second = self._dialog(transfer), self._dialog(transfer, self.receiver)
        second.line_ids.write({"arrived": 8, "reason_id": self.lost.id})
        first.action_receive()
        with self.assertRaisesRegex(UserError, "open it again"):
            second.action_receive()
        self.assertEqual(transfer.state, "done")
        self.assertFalse(transfer.jxc_difference_ids)
        self.assertEqual((self._there(), self._in_transit()), (10, 0))

    def test_received_elsewhere_in_part(self):
        transfer = self._shipped()
        dialog = self._dialog(transfer)
        self._receive(transfer, 6)
        with self.assertRaisesRegex(UserError, "open it again"):
            dialog.action_receive()
        self.assertEqual((self._there(), self._in_transit()), (6, 4))

    def test_forged_rows(self):
        """Rows name goods of their own transfer only, with what is under way."""
        transfer, other = self._shipped(), self._shipped(product=self.tea)
        theirs = self._open_moves(other, "incoming").move_line_ids
        delivery = self.env["stock.move"].create(
            {
                "product_id": self.soy.id,
                "product_uom": self.soy.uom_id.id,
                "product_uom_qty": 5,
                "location_id": self.wh_a.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "picking_type_id": self.wh_a.out_type_id.id,
            }
        )
        delivery._action_confirm()
        delivery._action_assign()
        arrivals = self.env["jxc.transfer.arrival"].with_user(self.receiver)
        line = transfer.line_ids
        for goods in (theirs, delivery.move_line_ids):
            forged = arrivals.create(
                {
                    "transfer_id": transfer.id,
                    "line_ids": [
                        Command.create(
                            {
                                "move_line_id": goods.id,
                                "transfer_line_id": line.id,
                                "expected": 5,
                                "arrived": 5,
                            }
                        )
                    ],
                }
            )
            with self.assertRaises(UserError):
                forged.action_receive()
            self.assertNotEqual(goods.state, "done")
        dialog = self._dialog(transfer, self.receiver)
        dialog.line_ids.write(
            {"expected": 500, "missing": 490, "reason_id": self.lost.id}
        )
        with self.assertRaises(UserError):
            dialog.action_receive()

    def test_missing_once_more(self):
        """What was to come later does not come after all: one difference, not two."""
        transfer = self._shipped()
        self._receive(transfer, 8, backorder=False)
        one = transfer.jxc_difference_ids
        one.with_user(self.manager)._settle("receive")
        self._arrive(transfer, row={"arrived": 0, "missing": 2, "reason_id": self.lost})
        self._assert_explained(transfer)
        still = transfer.jxc_difference_ids.filtered(lambda d: d.state == "open")
        self.assertEqual(sum(still.mapped("quantity")), 2)
        for difference in still:
            difference.with_user(self.manager)._settle("loss")
        self.assertEqual((self._in_transit(), transfer.state), (0, "done"))

    def test_partial_then_surplus(self):
        transfer = self._shipped()
        self._arrive(transfer, row={"arrived": 6, "missing": 0})
        self.assertEqual((transfer.state, self._there()), ("partly_received", 6))
        found = self._arrive(
            transfer,
            row={
                "arrived": 6,
                "reason_id": self.env.ref("jxc_stock.transfer_reason_over_loaded"),
            },
        )
        self.assertEqual((found.kind, found.quantity), ("surplus", 2))
        self.assertEqual((self._there(), self._in_transit()), (10, 0))
        found.with_user(self.manager)._settle("more")
        self.assertEqual((self._there(), self._in_transit()), (12, 0))
        self.assertEqual(self._there(warehouse=self.wh_a), 88)
        self.assertEqual(transfer.state, "done")

    def test_two_transfers_at_once(self):
        """Each receives its own, though both lie in one place on the way."""
        first, second = self._shipped(), self._shipped(20)
        self._receive(second, 20)
        self.assertEqual(second.state, "done")
        found = self._arrive(
            first, row={"arrived": 7, "missing": 3, "reason_id": self.lost}
        )
        self.assertEqual(found.quantity, 3)
        found.with_user(self.manager)._settle("loss")
        self.assertEqual((self._there(), self._in_transit()), (27, 0))
        for transfer in (first, second):
            self._assert_explained(transfer)

    def test_reservation_in_transit_was_dropped(self):
        transfer = self._shipped()
        self._open_moves(transfer, "incoming")._do_unreserve()
        self._arrive(transfer)
        self.assertEqual((transfer.state, self._there()), ("done", 10))

    def test_the_same_product_twice(self):
        transfer = self._ask(4)
        transfer.line_ids.copy({"product_uom_qty": 6, "transfer_id": transfer.id})
        transfer.action_confirm()
        moves = transfer.line_ids.move_ids
        self.assertEqual(len(moves), 4)
        out = moves.filtered(lambda move: move._jxc_transfer_kind() == "shipped")
        for move in out:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        out.picking_id.button_validate()
        self.env.invalidate_all()
        dialog = self._dialog(transfer)
        self.assertEqual(sorted(dialog.line_ids.mapped("expected")), [4, 6])
        dialog.line_ids[0].arrived -= 1
        dialog.line_ids[0].reason_id = self.lost
        dialog.action_receive()
        self._assert_explained(transfer)
        found = transfer.jxc_difference_ids
        self.assertEqual(found.line_id, dialog.line_ids[0].transfer_line_id)
        self.assertEqual((found.quantity, self._in_transit()), (1, 1))

    def test_packages_and_owners(self):
        box = self.env["stock.package"].create({"name": "TR-BOX"})
        owner = self.env["res.partner"].create({"name": "Transfer Consignor"})
        rice = self._product("Transfer Rice", 5)
        self._plant(rice, 6, package_id=box)
        self._plant(rice, 4, owner_id=owner)
        transfer = self._confirmed(10, product=rice)
        moves = self._open_moves(transfer, "outgoing")
        moves.picked = True
        moves.picking_id.button_validate()
        self.env.invalidate_all()
        self.assertEqual(self._in_transit(rice), 10)
        self._arrive(transfer)
        self.assertEqual((self._there(rice), self._in_transit(rice)), (10, 0))
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", rice.id),
                ("location_id", "=", self.wh_b.lot_stock_id.id),
            ]
        )
        owned = quants.filtered("owner_id")
        self.assertEqual(sum(owned.mapped("quantity")), 4)

    def test_a_part_of_a_package_arrives(self):
        box = self.env["stock.package"].create({"name": "TR-BOX2"})
        rice = self._product("Transfer Rice", 5)
        self._plant(rice, 10, package_id=box)
        transfer = self._confirmed(10, product=rice)
        moves = self._open_moves(transfer, "outgoing")
        moves.picked = True
        moves.picking_id.button_validate()
        self.env.invalidate_all()
        found = self._arrive(
            transfer, row={"arrived": 7, "missing": 3, "reason_id": self.lost}
        )
        self.assertEqual((self._there(rice), self._in_transit(rice)), (7, 3))
        found.with_user(self.manager)._settle("loss")
        self.assertEqual((self._there(rice), self._in_transit(rice)), (7, 0))
        quants = self.env["stock.quant"].search(
            [("product_id", "=", rice.id), ("location_id", "=", self.transit.id)]
        )
        self.assertFalse(quants.filtered("quantity"), "no +3 in a box and −3 without")

    def _lotted(self, quantity=10):
        """A transfer of rice in lot R1 that has left; R2 stays where it is."""
        rice = self._product("Transfer Rice", 5, tracking="lot")
        first, second = self.env["stock.lot"].create(
            [{"name": name, "product_id": rice.id} for name in ("R1", "R2")]
        )
        self._plant(rice, quantity, lot_id=first)
        transfer = self._confirmed(quantity, product=rice)
        self._ship(transfer, quantity)
        return transfer, first, second

    def test_another_lot_does_not_arrive(self):
        transfer, first, second = self._lotted()
        goods = self._open_moves(transfer, "incoming").move_line_ids
        goods.write({"lot_id": second.id, "quantity": 10, "picked": True})
        with self.assertRaisesRegex(UserError, "R2"):
            goods.picking_id.button_validate()
        goods.lot_id = first
        goods.picking_id.button_validate()
        self.assertEqual(transfer.state, "done")

    def test_another_lot_is_not_written_off(self):
        transfer, first, second = self._lotted()
        self._receive(transfer, 7, backorder=False)
        one = transfer.jxc_difference_ids.with_user(self.manager)
        self.assertEqual(one.lot_id, first)
        with self.assertRaisesRegex(UserError, "R2"), self.cr.savepoint():
            one._settle("loss", lot=second)
        one._settle("loss")
        self.assertEqual(self._in_transit(one.product_id), 0)

    def test_a_return_of_the_receipt(self):
        """Goods sent back after they arrived lie in transit and are settled."""
        transfer = self._shipped()
        self._receive(transfer)
        done = transfer.line_ids.move_ids.filtered(
            lambda move: move._jxc_transfer_kind() == "received"
        )
        returns = self.env["stock.return.picking"].with_user(self.manager)
        wizard = returns.with_context(
            active_id=done.picking_id.id, active_model="stock.picking"
        ).create({"picking_id": done.picking_id.id})
        wizard.product_return_moves.quantity = 3
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.write({"quantity": 3, "picked": True})
        back.with_user(self.manager).button_validate()
        self.env.invalidate_all()
        self.assertEqual((self._there(), self._in_transit()), (7, 3))
        self._assert_explained(transfer)
        for one in transfer.jxc_difference_ids.with_user(self.manager):
            one._settle("return")
            one.sudo().move_ids.write({"quantity": 3, "picked": True})
            one.sudo().move_ids.picking_id.button_validate()
        self.env.invalidate_all()
        self.assertEqual(
            (self._there(warehouse=self.wh_a), self._in_transit()), (93, 0)
        )
        self.assertEqual(transfer.state, "done")

    def test_owned_goods_are_lost(self):
        owner = self.env["res.partner"].create({"name": "Transfer Consignor"})
        rice = self._product("Transfer Rice", 5)
        self._plant(rice, 10, owner_id=owner)
        transfer = self._confirmed(10, product=rice)
        moves = self._open_moves(transfer, "outgoing")
        moves.picked = True
        moves.picking_id.button_validate()
        self.env.invalidate_all()
        found = self._arrive(
            transfer, row={"arrived": 7, "missing": 3, "reason_id": self.lost}
        )
        found.with_user(self.manager)._settle("loss")
        quants = self.env["stock.quant"].search(
            [("product_id", "=", rice.id), ("location_id", "=", self.transit.id)]
        )
        self.assertFalse(quants.filtered("quantity"))


@tagged("post_install", "-at_install")
class TestTransferOdd(TransferCommon):
    def test_warehouses_of_two_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Transfer Elsewhere"})
        far = self.env["stock.warehouse"].search([("company_id", "=", elsewhere.id)])
        self.manager.company_ids += elsewhere
        with self.assertRaises(UserError):
            self._ask(warehouse_to_id=far[:1].id)

    def test_rows_of_one_source_share_what_it_can_spare(self):
        rows = self.env["jxc.transfer.suggestion"].sudo()
        rows = rows.create(
            [
                {
                    "company_id": self.company.id,
                    "product_id": self.soy.id,
                    "warehouse_from_id": self.wh_a.id,
                    "warehouse_to_id": target.id,
                    "suggested": quantity,
                    "quantity": quantity,
                    "spare": 30,
                }
                for target, quantity in ((self.wh_b, 20), (self.wh_c, 10))
            ]
        )
        first = rows[0].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "can spare"):
            first.quantity = 25
        rows[1].with_user(self.manager).quantity = 5
        first.quantity = 25

    def test_settling_is_for_those_who_may_write(self):
        transfer = self._shipped()
        self._receive(transfer, 7, backorder=False)
        one = transfer.jxc_difference_ids
        for user in (self.seller, self.requester):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                one.with_user(user).action_settle()
