from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestScrapNote(NoteCommon):
    """Scrap of many lines at once, with reasons; core's scrap orders obey alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.damaged = cls.env.ref("jxc_stock.scrap_reason_damaged")
        cls.expired = cls.env.ref("jxc_stock.scrap_reason_expired")
        vendor = cls.env["res.partner"].create({"name": "Note Dairy"})
        cls.lotted.seller_ids = [(0, 0, {"partner_id": vendor.id, "price": 4})]
        cls.vendor = vendor

    def _scrap_note(self, **values):
        why = {"reason_ids": [(6, 0, self.damaged.ids)]}
        sour = {"reason_ids": [(6, 0, self.expired.ids)], "lot_id": self.lot.id}
        lines = ((self.soy, 3, why), (self.lotted, 2, sour))
        return self._note("scrap", *lines, **values)

    def _order(self, user=None, **values):
        orders = self.env["stock.scrap"].with_user(user or self.worker)
        return orders.create(
            {
                "product_id": self.soy.id,
                "scrap_qty": 3,
                "location_id": self.stock.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_many_lines_at_once(self):
        note = self._scrap_note()
        self.assertTrue(note.name.startswith("BSD-"), note.name)
        self._guard()
        note.action_done()
        self.assertEqual(self._on_hand(self.soy), 97)
        self.assertEqual(self._on_hand(self.lotted), 18)
        scraps = note.sudo().scrap_ids.sorted("id")
        self.assertEqual(scraps.mapped("state"), ["done", "done"])
        self.assertEqual(scraps.mapped("jxc_value"), [30, 10])
        self.assertEqual(scraps.scrap_reason_tag_ids, self.damaged | self.expired)
        self.assertEqual(scraps[1].jxc_vendor_id, self.vendor)
        self.assertEqual(scraps.jxc_user_id, self.worker)
        self.assertEqual(note.sudo().value, 40)

    def test_who_delivered_the_lot_comes_before_the_usual_vendor(self):
        """One query for all orders, the earliest delivery counts."""
        early, late = self.env["res.partner"].create(
            [{"name": "Note Early"}, {"name": "Note Late"}]
        )
        lots = self.env["stock.lot"].create(
            [{"name": f"NL{n}", "product_id": self.lotted.id} for n in (2, 3)]
        )
        for partner, lot in ((early, lots[0]), (late, lots[0]), (late, lots[1])):
            self._receive(partner, lot)
        keys = {"product_id": self.lotted.id}
        one = self._order(lot_id=lots[0].id, **keys)
        two = self._order(lot_id=lots[1].id, **keys)
        none = self._order(lot_id=self.lot.id, **keys)
        self.assertEqual(one.jxc_vendor_id, early)
        self.assertEqual(two.jxc_vendor_id, late)
        self.assertEqual(none.jxc_vendor_id, self.vendor)
        with self.assertQueryCount(1):
            lots._jxc_first_vendor()

    def _receive(self, partner, lot):
        supplier = self.env.ref("stock.stock_location_suppliers")
        ends = {"location_id": supplier.id, "location_dest_id": self.stock.id}
        line = {
            "product_id": self.lotted.id,
            "lot_id": lot.id,
            "quantity": 5,
            "picked": True,
            **ends,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": partner.id,
                "move_line_ids": [(0, 0, line)],
                **ends,
            }
        )
        picking._action_done()

    def test_all_lines_or_none(self):
        note = self._scrap_note()
        note.line_ids[1].quantity = 21
        with self.assertRaisesRegex(UserError, "Note Milk NL1: needed 21.*free 20"):
            note.action_done()
        self.assertEqual(self._on_hand(self.soy), 100)

    def test_reason_required_on_every_way(self):
        self.company.jxc_scrap_reason = True
        note = self._scrap_note()
        note.line_ids[0].reason_ids = False
        with self.assertRaisesRegex(UserError, "needs a reason"):
            note.action_done()
        order = self._order()
        for way in (order.action_validate, order.do_scrap):
            with self.assertRaisesRegex(UserError, "choose a reason"):
                way()
        order.scrap_reason_tag_ids = self.damaged
        order.action_validate()
        self.assertEqual(order.state, "done")

    def test_core_order_is_a_document_of_the_guard(self):
        self._guard()
        order = self._order()
        move = (
            self.env["stock.move"]
            .with_user(self.worker)
            .create({**order._prepare_move_values(), "scrap_id": order.id})
        )
        with (
            self.assertRaisesRegex(UserError, "without a document"),
            self.env.cr.savepoint(),
        ):
            move._action_done()
        order.action_validate()
        self.assertEqual(self._on_hand(self.soy), 97)

    def test_core_order_waits_for_approval(self):
        self._rule(20)
        order = self._order()
        with self.assertRaises(ValidationError):
            order.do_scrap()
        self.assertFalse(order.jxc_note_id)
        action = order.action_validate()
        note = order.jxc_note_id
        self.assertEqual((action["res_model"], action["res_id"]), (note._name, note.id))
        self.assertEqual((order.state, note.validation_status), ("draft", "pending"))
        with self.assertRaisesRegex(UserError, "change it there"):
            order.scrap_qty = 50
        with self.assertRaises(UserError):
            note.line_ids.quantity = 50
        note.with_user(self.finance).validate_tier()
        note.action_done()
        self.assertEqual((order.state, self._on_hand(self.soy)), ("done", 97))
        self.assertEqual(note.scrap_ids, order)

    def test_small_core_order_needs_nobody(self):
        self._rule(31)
        order = self._order()
        order.action_validate()
        self.assertEqual((order.state, self._on_hand(self.soy)), ("done", 97))

    def test_cannot_be_taken_back(self):
        note = self._scrap_note()
        note.action_done()
        with self.assertRaisesRegex(UserError, "by an other receipt"):
            note.with_user(self.manager).jxc_unapprove("wrong")

    def test_from_lots_and_quantities(self):
        action = self.lot.with_user(self.worker).action_jxc_scrap()
        note = self.env["jxc.stock.note"].browse(action["res_id"])
        line = note.line_ids
        self.assertEqual((note.direction, note.state), ("scrap", "draft"))
        self.assertEqual((line.lot_id, line.quantity), (self.lot, 20))
        quants = self.env["stock.quant"].search([("location_id", "=", self.stock.id)])
        action = quants.with_user(self.worker).action_jxc_scrap()
        both = self.env["jxc.stock.note"].browse(action["res_id"]).line_ids
        self.assertEqual(both.product_id, self.soy | self.lotted)
        with self.assertRaisesRegex(UserError, "Nothing of this is free"):
            quants.browse().action_jxc_scrap()

    def test_goods_on_hold_can_be_scrapped(self):
        hold = self.env["stock.location"].create(
            {"name": "Expired", "location_id": self.stock.id, "jxc_hold": "expired"}
        )
        self._plant(self.soy, 6, hold)
        note = self._note("scrap", (self.soy, 6, {"location_id": hold.id}))
        note.action_done()
        self.assertEqual(self._on_hand(self.soy, hold), 0)
