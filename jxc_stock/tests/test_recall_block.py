from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecallBlock(TraceCommon):
    """LOT-A: 100 received, 40 with the shop, 20 with the school, 40 here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receive(cls.lot, 100)
        cls._receive(cls.good, 50)
        cls._ship(cls.lot, 45)
        cls._bring_back(cls.lot, 5)
        cls._ship(cls.lot, 20, cls.school)
        cls.recall = cls._recall()

    def _need(self, quantity):
        """A delivery of the product without a lot chosen."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.shop.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom": self.product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "picking_id": picking.id,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    # -- what is blocked -----------------------------------------------------------

    def test_not_reserved_any_more(self):
        self.recall.action_start()
        picking = self._need(70)
        lines = picking.move_ids.move_line_ids
        self.assertEqual(lines.lot_id, self.good)
        self.assertEqual(sum(lines.mapped("quantity")), 50)

    def test_not_free_but_on_hand(self):
        product = self.product.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual((product.qty_available, product.free_qty), (90, 90))
        self.recall.action_start()
        self.env.invalidate_all()
        self.assertEqual((product.qty_available, product.free_qty), (90, 50))
        self.assertEqual(product.virtual_available, 50)
        quant = self.lot.quant_ids.filtered(lambda q: q.location_id == self.stock)
        self.assertEqual(quant.available_quantity, 0)
        self.recall.with_user(self.manager).release("No fault found")
        self.env.invalidate_all()
        self.assertEqual(product.free_qty, 90)

    def test_overview_says_the_same(self):
        self.recall.action_start()
        self.env.invalidate_all()
        overview = self.env["jxc.stock.overview"].with_user(self.worker)
        rows = overview.get_overview({"search": self.product.default_code})["products"]
        cell = rows[0]["cells"][self.warehouse.id]
        self.assertEqual((cell["on_hand"], cell["available"]), (90, 50))
        self.assertEqual((cell["hold"], cell["hold_quarantine"]), (40, 40))
        bins = overview.get_details(self.product.id, self.warehouse.id)["bins"]
        held = {place["lot"]["name"]: place["hold"] for place in bins}
        self.assertEqual(held, {self.lot.name: "recall", self.good.name: None})

    def test_warnings_and_expiry_say_the_same(self):
        """40 recalled of 90: 50 are available for a safety stock of 60."""
        self.lot.expiration_date = fields.Datetime.now() + timedelta(days=200)
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "warehouse_id": self.warehouse.id,
                "trigger": "manual",
                "jxc_safety_quantity": 60,
                "product_max_qty": 500,
            }
        )
        rules = self.env["jxc.alert.rule"]
        rules.search([]).active = False
        rule = rules.create(
            {
                "name": "Free",
                "detector": "below_safety",
                "basis": "available",
                "silent": True,
            }
        )
        self.recall.action_start()
        self.env.invalidate_all()
        for basis in ("available", "projected"):
            rule.basis = basis
            self.env.flush_all()
            rule._run()
            found = [("rule_id", "=", rule.id), ("product_id", "=", self.product.id)]
            with self.subTest(basis=basis):
                self.assertEqual(self.env["jxc.alert"].search(found).measure, 50)
        row = self.env["jxc.lot.expiry"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual((row.quantity, row.available, row.left_over), (40, 0, 40))

    def test_open_deliveries_lose_it_and_look_for_others(self):
        picking = self._delivery(self.lot, 30)
        picking.user_id = self.worker
        picking.move_ids.picked = True
        self.recall.action_start()
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, self.good)
        self.assertEqual(picking.move_ids.quantity, 30)
        self.assertFalse(picking.move_ids.picked)
        self.assertIn(self.recall.name, str(picking.message_ids.mapped("body")))
        self.assertEqual(picking.activity_ids.user_id, self.worker)
        step = self.recall.log_ids.filtered(lambda step: step.kind == "freed")
        self.assertEqual(step.quantity, 30)

    def test_not_shipped_by_any_route(self):
        self.recall.action_start()
        picking = self._need(5)
        line = picking.move_ids.move_line_ids
        with self.assertRaisesRegex(UserError, "LOT-A is recalled"):
            line.lot_id = self.lot
        with self.assertRaisesRegex(UserError, "is recalled"):
            self._delivery(self.lot, 1)
        with self.assertRaisesRegex(UserError, "is recalled"):
            self._ship(self.lot, 1)

    def test_done_is_the_last_guard(self):
        """A line that came there before the block, by whatever way, is refused."""
        picking = self._delivery(self.lot, 5)
        with patch.object(
            self.registry["jxc.recall"], "_free_reserved", lambda recall, lots: None
        ):
            self.recall.action_start()
        for user in (self.worker, self.manager, self.boss):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._validate(picking.with_user(user))

    def test_not_moved_between_bins(self):
        target = self.env["stock.location"].create(
            {"name": "Elsewhere", "location_id": self.stock.id}
        )
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, "hold location"):
            self._transfer(
                self.warehouse.int_type_id, None, self.stock, target, self.lot, 1
            )

    def test_not_used_for_other_goods(self):
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, "is recalled"):
            self._make({self.lot: 1}, {self._lot("NEW"): 1})

    def test_a_false_final_place_does_not_help(self):
        picking = self._delivery(self.good, 5)
        self.recall.action_start()
        picking.move_ids.location_final_id = self.suppliers
        with self.assertRaisesRegex(UserError, "is recalled"):
            picking.move_ids.move_line_ids.lot_id = self.lot

    def test_not_given_away(self):
        """Samples and gifts hand it on to people; a scrap note does not."""
        self.recall.action_start()
        kinds = self.env["jxc.stock.kind"].search([("direction", "=", "out")])
        for kind in kinds[:2]:
            kind.write(
                dict.fromkeys(("need_department", "need_partner", "need_reason"), False)
            )
            note = self._note(kind)
            with self.assertRaises(UserError):
                note.action_done()

    def _note(self, kind):
        notes = self.env["jxc.stock.note"].with_user(self.manager)
        return notes.create(
            {
                "kind_id": kind.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.stock.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "product_id": self.product.id,
                            "lot_id": self.lot.id,
                            "quantity": 1,
                        }
                    )
                ],
            }
        )

    def test_back_to_the_vendor_scrap_and_aside(self):
        self.recall.action_start()
        kinds = self.warehouse.out_type_id, self.warehouse.int_type_id
        back = self._transfer(
            kinds[0], self.vendor, self.stock, self.suppliers, self.lot, 10
        )
        aside = self._transfer(kinds[1], None, self.stock, self.hold, self.lot, 10)
        for picking in (back, aside):
            self.assertEqual(self._validate(picking).state, "done")
        self._scrap(self.lot, 5)
        self._scrap(self.lot, 4, self.hold)
        self.assertEqual(self.lot.product_qty, 40 - 10 - 5 - 4)

    def test_vendor_return_finds_the_goods(self):
        """The warehouse need not enter the lot: the return reserves it."""
        self.recall.action_start()
        self._ship(self.good, 50)
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom": self.product.uom_id.id,
                "product_uom_qty": 12,
                "location_id": self.stock.id,
                "location_dest_id": self.suppliers.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, self.lot)
        self.assertEqual(move.quantity, 12)

    def test_out_of_hold_only_after_release(self):
        self.recall.action_start()
        aside = self._transfer(
            self.warehouse.int_type_id, None, self.stock, self.hold, self.lot, 10
        )
        self._validate(aside)
        with self.assertRaises(UserError):
            self._transfer(
                self.warehouse.int_type_id, None, self.hold, self.stock, self.lot, 10
            )
        self.recall.with_user(self.boss).release("No fault found")
        home = self._transfer(
            self.warehouse.int_type_id, None, self.hold, self.stock, self.lot, 10
        )
        self.assertEqual(self._validate(home).state, "done")

    def test_quarantine_transfers_are_ready(self):
        recall = self.recall
        recall.quarantine_id = self.hold
        recall.action_start()
        (picking,) = recall.transfer_ids
        (line,) = picking.move_line_ids
        self.assertEqual((line.lot_id, line.quantity), (self.lot, 40))
        self._validate(picking)
        self.assertEqual(
            self.lot.quant_ids.filtered("quantity").location_id.filtered(
                lambda place: place.usage == "internal"
            ),
            self.hold,
        )

    def test_each_warehouse_has_its_own_quarantine(self):
        """No move leaves a warehouse: goods elsewhere go to a place there, or stay."""
        places = {}
        for code in ("TRD", "TRE"):
            warehouse = self.env["stock.warehouse"].create(
                {"name": code, "code": code, "company_id": self.env.company.id}
            )
            places[code] = warehouse.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(
                self.product, warehouse.lot_stock_id, 5, lot_id=self.lot
            )
        apart = self.env["stock.location"].create(
            {
                "name": "Apart",
                "location_id": places["TRD"].warehouse_id.view_location_id.id,
                "jxc_hold": "quarantine",
            }
        )
        self.recall.quarantine_id = self.hold
        self.recall.action_start()
        lines = self.recall.transfer_ids.move_line_ids
        found = {line.location_dest_id: line.quantity for line in lines}
        self.assertEqual(found, {self.hold: 40, apart: 5})
        self.assertEqual(
            self.recall.log_ids.filtered(lambda log: log.kind == "stays").text, "TRE"
        )

    def test_lots_made_of_it_too(self):
        bread = self._lot("BREAD", self._goods("Recall Bread"))
        self._make({self.lot: 4}, {bread: 4})
        self._ship(bread, 3, self.school)
        self.recall.action_start()
        self.assertEqual(bread.jxc_recall_id, self.recall)
        through = self.recall.line_ids.filtered(lambda line: line.lot_id == bread)
        self.assertEqual((through.customer_id, through.shipped_qty), (self.school, 3))

    def test_without_the_lots_made_of_it(self):
        bread = self._lot("BREAD", self._goods("Recall Bread"))
        self._make({self.lot: 4}, {bread: 4})
        recall = self._recall(include_made=False)
        recall.action_start()
        self.assertFalse(bread.jxc_recall_id)
