from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferFlow(TransferCommon):
    """From the request to the receipt: states, figures, and who does what."""

    def test_columns_of_the_kanban(self):
        """In the order of the way, as far as there are any."""
        self._ask().action_submit()
        self._shipped()
        self._ask()
        transfers = self.env["stock.interwarehouse.transfer"]
        found = transfers.with_context(read_group_expand=True).web_read_group(
            [("line_ids.product_id", "=", self.soy.id)], ["state"], ["__count"]
        )
        states = [group["state"] for group in found["groups"]]
        self.assertEqual(states, ["draft", "to_approve", "in_transit"])

    def test_typed_in(self):
        form = Form(self.env["stock.interwarehouse.transfer"].with_user(self.receiver))
        self.assertEqual(form.warehouse_to_id, self.wh_b)
        form.warehouse_from_id = self.wh_a
        with form.line_ids.new() as line:
            self.assertEqual(line.qty_shipped, 0)
            line.product_id = self.soy
            self.assertEqual((line.jxc_free_from, line.jxc_free_to), (100, 0))
            line.product_uom_qty = 3
        self.assertEqual(form.save().line_ids.product_uom_qty, 3)

    def test_a_source_is_proposed_and_figures_are_in_the_unit_of_the_line(self):
        form = Form(self.env["stock.interwarehouse.transfer"].with_user(self.requester))
        form.warehouse_to_id = self.wh_a
        self.assertTrue(form.warehouse_from_id)
        self.assertNotEqual(form.warehouse_from_id, self.wh_a)
        dozen = self.env.ref("uom.product_uom_dozen")
        self.soy.uom_ids = dozen
        line = {"product_id": self.soy.id, "product_uom_qty": 1}
        transfer = self._ask(line_ids=[(0, 0, {**line, "product_uom": dozen.id})])
        self.assertEqual(transfer.line_ids.jxc_free_from, 8.33)

    def test_packings_may_be_typed(self):
        view = self.env["stock.interwarehouse.transfer"].get_view(view_type="form")
        field = etree.fromstring(view["arch"]).find(
            ".//field[@name='line_ids']//field[@name='product_uom_qty']"
        )
        self.assertEqual(field.get("widget"), "jxc_mixed_qty")

    def test_all_of_it_arrives(self):
        transfer = self._ask(user=self.seller)
        self.assertEqual(transfer.state, "draft")
        transfer.action_submit()
        self.assertEqual(transfer.state, "to_approve")
        transfer.with_user(self.sender).action_confirm()
        self.assertEqual(transfer.state, "confirmed")
        self._ship(transfer, 10, user=self.sender)
        self.assertEqual(transfer.state, "in_transit")
        self.assertEqual(self._in_transit(), 10)
        self._receive(transfer, 10, user=self.receiver)
        self.assertEqual(transfer.state, "done")
        line = transfer.line_ids
        self.assertEqual(
            (line.qty_shipped, line.qty_received, line.jxc_in_transit), (10, 10, 0)
        )
        self.assertEqual(self._there(), 10)
        self.assertFalse(transfer.jxc_difference_ids)
        self.assertEqual(transfer.jxc_progress, 1)
        self.assertTrue(transfer.jxc_shipped_at and transfer.jxc_received_at)

    def test_partial_shipments_and_receipts(self):
        transfer = self._confirmed()
        self._ship(transfer, 6)
        self.assertEqual(transfer.state, "partly_shipped")
        self._receive(transfer, 6)
        self.assertEqual(transfer.state, "partly_received")
        self._assert_explained(transfer)
        self._ship(transfer, 4)
        self.assertEqual(transfer.state, "partly_received")
        self._receive(transfer, 1)
        self.assertEqual(transfer.line_ids.jxc_in_transit, 3)
        self._receive(transfer, 3)
        self.assertEqual(transfer.state, "done")
        self.assertEqual(transfer.line_ids.qty_received, 10)

    def test_fewer_are_shipped_and_the_rest_never(self):
        """The receipt waits for what left, not for what was asked for."""
        transfer = self._confirmed()
        self._ship(transfer, 6, backorder=False)
        self.assertEqual(transfer.state, "in_transit")
        self.assertEqual(self._open_moves(transfer, "incoming").product_uom_qty, 6)
        self._receive(transfer, 6)
        self.assertEqual(transfer.state, "done")
        self.assertFalse(transfer.jxc_difference_ids)

    def test_cancelled_before_anything_left(self):
        transfer = self._confirmed()
        transfer.action_cancel()
        self.assertEqual(transfer.state, "cancelled")
        self.assertFalse(self._open_moves(transfer, "incoming"))
        draft = self._ask()
        draft.action_cancel()
        self.assertEqual(draft.state, "cancelled")
        with self.assertRaises(UserError):
            draft.action_cancel()

    def test_cancelled_when_a_part_has_left(self):
        transfer = self._confirmed()
        self._ship(transfer, 6)
        transfer.action_cancel()
        self.assertEqual(transfer.state, "in_transit")
        self._assert_explained(transfer)
        self._receive(transfer, 6)
        self.assertEqual(transfer.state, "done")
        late = self._shipped()
        with self.assertRaisesRegex(UserError, "under way"):
            late.action_cancel()

    def test_cancelling_the_shipment_alone(self):
        transfer = self._confirmed()
        self._open_moves(transfer, "outgoing").picking_id.action_cancel()
        self.assertEqual(transfer.state, "cancelled")
        self.assertFalse(self._open_moves(transfer, "incoming"))

    def test_cancelling_the_receipt_alone(self):
        transfer = self._shipped()
        receipt = self._open_moves(transfer, "incoming").picking_id
        with self.assertRaisesRegex(UserError, "under way"):
            receipt.with_user(self.manager).action_cancel()
        # whoever leads past the button: what is under way is not forgotten
        receipt.move_ids._action_cancel()
        self.assertEqual(transfer.jxc_difference_ids.quantity, 10)
        self.assertEqual(transfer.jxc_difference_ids.kind, "shortage")
        self._assert_explained(transfer)

    def test_receipt_without_backorder(self):
        transfer = self._shipped()
        self._receive(transfer, 7, backorder=False)
        self.assertEqual(transfer.state, "received")
        one = transfer.jxc_difference_ids
        self.assertEqual((one.kind, one.quantity, one.state), ("shortage", 3, "open"))
        self.assertFalse(one.reason_id)
        self.assertEqual(transfer.line_ids.jxc_difference, -3)
        self._assert_explained(transfer)

    def test_never_more_than_asked_or_shipped(self):
        transfer = self._confirmed()
        with self.assertRaisesRegex(UserError, "were asked for"):
            self._ship(transfer, 11)
        other = self._shipped()
        self._shipped()  # goods of somebody else in transit
        with self.assertRaisesRegex(UserError, "surplus"):
            self._receive(other, 11)

    def test_strangers_do_not_ride_along(self):
        transfer = self._confirmed()
        shipment = self._open_moves(transfer, "outgoing").picking_id
        move = self.env["stock.move"].create(
            {
                "product_id": self.tea.id,
                "product_uom_qty": 5,
                "picking_id": shipment.id,
                "location_id": shipment.location_id.id,
                "location_dest_id": shipment.location_dest_id.id,
            }
        )
        move.write({"quantity": 5, "picked": True})
        with self.assertRaisesRegex(UserError, "is not on transfer"):
            self._ship(transfer, 10)

    def test_a_return_of_the_shipment(self):
        transfer = self._shipped()
        shipment = transfer.line_ids._get_stage_moves("outgoing").picking_id
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=shipment.id,
                active_ids=shipment.ids,
                active_model=shipment._name,
            )
        ).save()
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._assert_balances(transfer, shipped=10, to_return=4)
        back.move_ids.write({"quantity": 4, "picked": True})
        back.button_validate()
        self.env.invalidate_all()
        self._assert_balances(transfer, shipped=10, returned=4, to_receive=6)
        self.assertEqual(transfer.line_ids.qty_shipped, 6)
        self._receive(transfer, 6)
        self.assertEqual(transfer.state, "done")

    def _assert_balances(self, transfer, **wanted):
        balance = transfer.line_ids._jxc_balances()[transfer.line_ids]
        for name, value in wanted.items():
            self.assertEqual(getattr(balance, name), value, name)

    def test_lines_after_confirmation(self):
        transfer = self._confirmed()
        transfer.line_ids.product_uom_qty = 12
        self.assertEqual(self._open_moves(transfer, "outgoing").product_uom_qty, 12)
        self.assertEqual(self._open_moves(transfer, "incoming").product_uom_qty, 12)
        transfer.write(
            {"line_ids": [(0, 0, {"product_id": self.tea.id, "product_uom_qty": 2})]}
        )
        tea = transfer.line_ids.filtered(lambda line: line.product_id == self.tea)
        self.assertEqual(len(tea.move_ids), 2)
        tea.unlink()
        self.assertFalse(
            self._open_moves(transfer, "outgoing").filtered(
                lambda move: move.product_id == self.tea
            )
        )
        self._ship(transfer, 12)
        with self.assertRaises(UserError):
            transfer.line_ids.product_uom_qty = 14

    def test_units_and_lots(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        wine = self._product("Transfer Wine", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": wine.id} for name in ("TW1", "TW2")]
        )
        for lot in lots:
            self._plant(wine, 12, lot_id=lot)
        line = {"product_id": wine.id, "product_uom_qty": 2, "product_uom": dozen.id}
        transfer = self._ask(line_ids=[(0, 0, line)])
        transfer.action_confirm()
        moves = self._open_moves(transfer, "outgoing")
        moves.picked = True
        moves.picking_id.button_validate()
        self.env.invalidate_all()
        self.assertEqual(transfer.line_ids.jxc_in_transit, 2)
        receipt = self._open_moves(transfer, "incoming")
        self.assertEqual(receipt.move_line_ids.lot_id, lots)
        second = receipt.move_line_ids.filtered(lambda goods: goods.lot_id == lots[1])
        second.write({"product_uom_id": wine.uom_id.id, "quantity": 7})
        receipt.picked = True
        receipt.picking_id.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=receipt.picking_id.ids
        ).button_validate()
        one = transfer.jxc_difference_ids
        self.assertEqual((one.quantity, one.lot_id), (5, lots[1]))

    def test_pieces_of_boxes_arrive_as_counted(self):
        """7 of 12 are no round number of dozens: nothing is rounded to 6.96."""
        dozen = self.env.ref("uom.product_uom_dozen")
        tins = self._product("Transfer Tins")
        self._plant(tins, 24)
        line = {"product_id": tins.id, "product_uom_qty": 2, "product_uom": dozen.id}
        transfer = self._ask(line_ids=[(0, 0, line)])
        transfer.action_confirm()
        moves = self._open_moves(transfer, "outgoing")
        moves.picked = True
        moves.picking_id.button_validate()
        self.env.invalidate_all()
        row = {"arrived": 7, "missing": 6, "reason_id": self.lost}
        (lost,) = self._arrive(transfer, row=row)
        self.assertEqual(lost.quantity, 6)
        rest = self._open_moves(transfer, "incoming")
        self.assertEqual(rest.product_uom_qty, 11)
        self.assertEqual(sum(rest.move_line_ids.mapped("quantity_product_uom")), 11)
        self._arrive(transfer, row={"arrived": 11})
        self.assertEqual((transfer.state, lost.quantity), ("received", 6))

    def test_who_confirms(self):
        transfer = self._ask(user=self.requester)
        for user in (self.requester, self.seller):
            with self.assertRaises(AccessError):
                transfer.with_user(user).action_confirm()
        with self.assertRaisesRegex(AccessError, "its people confirm"):
            transfer.with_user(self.receiver).action_confirm()
        self.company.jxc_transfer_manager = True
        with self.assertRaisesRegex(AccessError, "manager"):
            transfer.with_user(self.sender).action_confirm()
        self.assertFalse(transfer.with_user(self.sender).jxc_can_confirm)
        self.assertTrue(transfer.with_user(self.manager).jxc_can_confirm)
        transfer.with_user(self.manager).action_confirm()
        self.assertEqual(transfer.jxc_user_id, self.manager)

    def test_nothing_to_bring(self):
        empty = self._ask(line_ids=[])
        with self.assertRaisesRegex(UserError, "which goods"):
            empty.action_submit()
        with self.assertRaisesRegex(UserError, "which goods"):
            empty.action_confirm()

    def test_expected_day_and_late(self):
        self.env["jxc.transfer.route"].create(
            {
                "warehouse_from_id": self.wh_b.id,
                "warehouse_to_id": self.wh_a.id,
                "days": 4,
            }
        )
        transfer = self._shipped()
        today = self.company._jxc_today()
        self.assertEqual((transfer.jxc_expected_on - today).days, 4)
        self.assertFalse(transfer.jxc_late)
        transfer.jxc_promised_on = "2020-01-01"
        self.assertTrue(transfer.jxc_late)
        late = transfer.search([("jxc_late", "=", True), ("id", "=", transfer.id)])
        self.assertEqual(late, transfer)
        self.assertNotIn(transfer, transfer.search([("jxc_late", "=", False)]))
