from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferDifference(TransferCommon):
    """What does not arrive as it was shipped, and what becomes of it."""

    def test_damaged_missing_and_later(self):
        transfer = self._shipped()
        row = {"arrived": 6, "damaged": 1, "missing": 2, "reason_id": self.lost}
        found = self._arrive(transfer, user=self.receiver, row=row)
        self.assertEqual(
            {(one.kind, one.quantity) for one in found},
            {("damage", 1), ("shortage", 2)},
        )
        self.assertEqual(found.reason_id, self.lost)
        self.assertEqual(found.user_id, transfer.jxc_user_id)
        self.assertEqual(self._there(), 6)
        # one is neither good, damaged nor missing: it still comes
        self.assertEqual(self._open_moves(transfer, "incoming").product_uom_qty, 1)
        self.assertEqual(transfer.state, "partly_received")
        self._assert_explained(transfer)
        self._receive(transfer, 1)
        self.assertEqual(transfer.state, "received")

    def test_all_is_good(self):
        transfer = self._shipped()
        self.assertFalse(self._arrive(transfer, user=self.receiver))
        self.assertEqual(transfer.state, "done")

    def test_nothing_good_arrives(self):
        transfer = self._shipped()
        row = {"arrived": 0, "damaged": 10, "reason_id": self.damage}
        found = self._arrive(transfer, row=row)
        self.assertEqual((found.kind, found.quantity), ("damage", 10))
        self.assertEqual(transfer.state, "in_transit")
        self._assert_explained(transfer)

    def test_missing_is_what_is_not_entered(self):
        transfer = self._shipped()
        found = self._arrive(transfer, row={"arrived": 7, "reason_id": self.lost})
        self.assertEqual((found.kind, found.quantity), ("shortage", 3))

    def test_the_reason_is_asked_for(self):
        transfer = self._shipped()
        action = transfer.action_receive()
        arrival = self.env[action["res_model"]].browse(action["res_id"])
        arrival.line_ids.arrived = 7
        with self.assertRaisesRegex(ValidationError, "reason"):
            arrival.action_receive()
        arrival.line_ids.write({"arrived": 7, "damaged": 5, "reason_id": self.lost.id})
        arrival.line_ids.missing = 3
        with self.assertRaisesRegex(ValidationError, "more than"):
            arrival.action_receive()
        arrival.line_ids.write({"arrived": -1, "damaged": 0, "missing": 0})
        with self.assertRaisesRegex(ValidationError, "negative"):
            arrival.action_receive()

    def test_somebody_elses_receipt(self):
        transfer = self._shipped()
        for user in (self.sender, self.seller, self.requester):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                transfer.with_user(user).action_receive()

    def _missing(self, quantity=3, **more):
        transfer = self._shipped(**more)
        self._receive(transfer, 10 - quantity, backorder=False)
        return transfer, transfer.jxc_difference_ids.with_user(self.manager)

    def test_write_off(self):
        self.company.jxc_adjustment_guard = True
        transfer, one = self._missing()
        with self.assertRaisesRegex(AccessError, "manager"):
            one.with_user(self.receiver)._settle("loss")
        one._settle("loss", reason_id=self.lost.id)
        self.assertEqual((one.state, one.resolution), ("done", "loss"))
        self.assertEqual(transfer.state, "done")
        self.assertEqual(transfer.line_ids.jxc_difference, -3)
        self.assertEqual(self._in_transit(), 0)
        self.assertEqual(one.move_ids.location_dest_id.usage, "inventory")
        self.assertEqual(one.closed_by, self.manager)

    def test_a_part_of_it(self):
        transfer, one = self._missing()
        one._settle("loss", 1)
        self.assertEqual(one.quantity, 1)
        rest = transfer.jxc_difference_ids - one
        self.assertEqual((rest.quantity, rest.state), (2, "open"))
        rest.with_user(self.manager)._settle("receive")
        self._assert_explained(transfer)
        self.assertEqual(transfer.state, "partly_received")
        self._receive(transfer, 2)
        self.assertEqual((transfer.state, rest.state), ("done", "done"))
        self.assertEqual(self._there(), 9)

    def test_back_to_the_source(self):
        transfer, one = self._missing()
        one.with_user(self.receiver)._settle("return")
        self.assertEqual(one.state, "moving")
        back = one.sudo().move_ids
        self.assertEqual(back.picking_type_id, self.wh_a.in_inter_wh_type_id)
        self.assertEqual(back.picking_id.interwarehouse_transfer_id, transfer)
        self._assert_explained(transfer)
        back.with_user(self.sender).write({"quantity": 3, "picked": True})
        back.picking_id.with_user(self.sender).button_validate()
        self.env.invalidate_all()
        self.assertEqual((one.state, transfer.state), ("done", "done"))
        self.assertEqual(self._there(warehouse=self.wh_a), 93)

    def test_the_way_back_is_cancelled(self):
        transfer, one = self._missing()
        one._settle("return")
        one.sudo().move_ids.picking_id.action_cancel()
        self.assertEqual((one.state, one.resolution), ("open", False))
        self.assertEqual(transfer.jxc_difference_ids, one)
        self._assert_explained(transfer)

    def test_claim(self):
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        transfer, one = self._missing()
        one._settle("claim", partner_id=carrier.id, claim_amount=30)
        self.assertEqual((one.state, transfer.state), ("claimed", "done"))
        self.assertEqual(self._in_transit(), 0)
        one._settle_paid(25)
        self.assertEqual((one.state, one.settled_amount), ("done", 25))

    def test_keep_in_transit(self):
        transfer, one = self._missing()
        one._settle("wait", deadline="2030-01-01")
        self.assertEqual((one.state, transfer.state), ("open", "received"))
        self._assert_explained(transfer)

    def _surplus(self):
        transfer = self._shipped()
        reason = self.env.ref("jxc_stock.transfer_reason_over_loaded")
        one = self._arrive(transfer, row={"arrived": 12, "reason_id": reason})
        self.assertEqual((one.kind, one.quantity), ("surplus", 2))
        self.assertEqual(self._there(), 10, "nothing is booked before it is decided")
        self.assertEqual(transfer.state, "received")
        return transfer, one.with_user(self.manager)

    def test_the_source_shipped_more(self):
        transfer, one = self._surplus()
        one._settle("more")
        self.assertEqual(self._there(), 12)
        self.assertEqual(self._there(warehouse=self.wh_a), 88)
        self.assertEqual((self._in_transit(), transfer.state), (0, "done"))
        self.assertEqual(transfer.line_ids.qty_shipped, 12)

    def test_booked_as_surplus(self):
        transfer, one = self._surplus()
        self.company.jxc_adjustment_guard = True
        one._settle("gain")
        self.assertEqual(self._there(), 12)
        self.assertEqual(self._there(warehouse=self.wh_a), 90)
        self.assertEqual(transfer.state, "done")

    def test_sent_back_unbooked(self):
        transfer, one = self._surplus()
        one._settle("refuse")
        self.assertEqual((self._there(), transfer.state), (10, "done"))
        with self.assertRaisesRegex(UserError, "settled already"):
            one._settle("gain")

    def test_what_cannot_become_of_it(self):
        _transfer, one = self._missing()
        for resolution, quantity in (("gain", None), ("loss", 4), ("loss", 0)):
            with self.assertRaises(UserError):
                one._settle(resolution, quantity)
        with self.assertRaises(AccessError):
            one.with_user(self.seller)._settle("return")

    def test_facts_are_not_written(self):
        _transfer, one = self._missing()
        for vals in ({"quantity": 1}, {"state": "done"}, {"kind": "damage"}):
            with self.assertRaises(UserError):
                one.write(vals)
        one.write({"note": "The driver was told.", "reason_id": self.lost.id})
        with self.assertRaises(UserError):
            one.unlink()
        with self.assertRaises(UserError):
            one.create({"transfer_id": one.transfer_id.id, "line_id": one.line_id.id})

    def test_dialog(self):
        transfer, one = self._missing()
        action = one.action_settle()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.browse(action["res_id"])
        wizard.write({"for_missing": "loss", "reason_id": self.lost.id, "quantity": 2})
        wizard.action_settle()
        self.assertEqual(sum(transfer.jxc_difference_ids.mapped("quantity")), 3)
        codes = [code for code, _label in wizard._selection_missing()]
        self.assertEqual(codes, ["wait", "receive", "return", "loss", "claim"])
        codes = [code for code, _label in wizard._selection_surplus()]
        self.assertEqual(codes, ["more", "gain", "refuse"])
        worker = wizard.with_user(self.receiver)._selection_missing()
        self.assertEqual([code for code, _l in worker], ["wait", "receive", "return"])

    def test_value_stays_right(self):
        """Goods in transit carry their value; a loss takes it out."""
        _transfer, one = self._missing()
        self.assertEqual(one.sudo().value, 30)
        before = self.soy.sudo().total_value
        one._settle("loss")
        self.env.invalidate_all()
        self.assertAlmostEqual(self.soy.sudo().total_value, before - 30)
