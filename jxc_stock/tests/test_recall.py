from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecall(TraceCommon):
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

    def _line(self, customer=None):
        return self.recall.line_ids.filtered(
            lambda line: line.customer_id == (customer or self.shop)
        )

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

    # -- customers -----------------------------------------------------------------

    def test_customers_with_phone_and_quantity(self):
        self.recall.action_start()
        found = {
            line.customer_name: (line.phone, line.shipped_qty, line.user_id)
            for line in self.recall.line_ids
        }
        self.assertEqual(
            found,
            {
                "Trace Shop": ("0571-2", 40, self.seller),
                "Trace School": ("0571-3", 20, self.other_seller),
            },
        )
        self.assertEqual((self.recall.shipped_qty, self.recall.inside_qty), (60, 40))

    def test_one_task_for_each_customer(self):
        second = self._lot("LOT-C")
        self._receive(second, 10)
        self._ship(second, 4)
        recall = self._recall(self.lot | second)
        recall.action_start()
        tasks = recall.sudo().line_ids.activity_ids
        self.assertEqual(len(recall.sudo().line_ids), 3)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.user_id, self.seller | self.other_seller)
        mine = self.env["jxc.recall.line"].with_user(self.seller).search([])
        mine = mine.filtered(lambda line: line.recall_id == recall)
        self.assertEqual(len(mine), 2)
        mine[0].action_informed()
        self.assertEqual(set(mine.mapped("state")), {"informed"})
        self.assertFalse(mine.sudo().activity_ids)

    def test_returns_are_matched(self):
        self.recall.action_start()
        self._bring_back(self.lot, 10)
        line = self._line()
        self.assertEqual((line.returned_qty, line.remaining_qty), (10, 30))
        self.assertEqual(line.state, "to_call")
        line.action_informed()
        picking = self._bring_back(self.lot, 30, target=self.hold)
        self.env.invalidate_all()
        self.assertEqual((line.state, line.remaining_qty), ("returned", 0))
        step = self.recall.log_ids[-1]
        self.assertEqual((step.kind, step.text), ("returned", picking.name))
        self.assertEqual(
            (self.recall.recovered_qty, self.recall.progress), (40, 40 / 60)
        )

    def test_destroyed_counts_as_recovered(self):
        self.recall.action_start()
        line = self._line(self.school)
        with self.assertRaises(UserError):
            line.destroyed(21)
        for wrong in (0, -1, "3"):
            with self.assertRaises(UserError):
                line.destroyed(wrong)
        line.destroyed(5, "photo")
        self.assertEqual((line.state, line.remaining_qty), ("informed", 15))
        line.destroyed(15)
        self.assertEqual((line.state, line.remaining_qty), ("destroyed", 0))
        self.assertEqual(self.recall.recovered_qty, 20)

    def test_messages_over_the_channels(self):
        self.recall.action_start()
        line = self._line()
        line.action_message()
        message = self.env["jxc.notification"].search(
            [("purpose_id.code", "=", "recall.customer")], limit=1
        )
        self.assertEqual(message.partner_ids, self.shop)
        self.assertFalse(message.link)
        for text in ("LOT-A", "40", "Glass found"):
            self.assertIn(text, message.title + message.body)

    # -- steps ---------------------------------------------------------------------

    def test_closing_wants_everybody_told(self):
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, "Trace School"):
            self.recall.action_close()
        self._line().action_informed()
        self._line(self.school).action_refused()
        action = self.recall.action_close()
        self.assertEqual(action["report_name"], "jxc_stock.report_recall")
        self.assertEqual(self.recall.state, "closed")
        self.assertEqual(self.lot.jxc_recall_id, self.recall)

    def test_report_and_file(self):
        self.recall.action_start()
        report = self.env["ir.actions.report"].with_user(self.inspector)
        html = report._render_qweb_html("jxc_stock.report_recall", self.recall.ids)[0]
        for text in (self.recall.name, "Trace School", "0571-3", "Glass found"):
            self.assertIn(text, html.decode())
        self.assertEqual(self.recall.action_xlsx()["type"], "ir.actions.act_url")

    def test_release_wants_role_and_reason(self):
        self.recall.action_start()
        with self.assertRaises(AccessError):
            self.recall.release("because")
        recall = self.recall.with_user(self.manager)
        for empty in ("", "  ", None):
            with self.assertRaises(UserError):
                recall.release(empty)
        wizard = self.env["jxc.recall.release"].with_user(self.manager)
        wizard = wizard.create({"recall_id": recall.id, "reason": "Laboratory: fine"})
        wizard.action_confirm()
        self.assertEqual(
            (recall.state, recall.release_reason), ("released", wizard.reason)
        )
        self.assertFalse(self.lot.jxc_recall_id)
        self.assertFalse(self.recall.sudo().line_ids.activity_ids)
        self.assertEqual(self._ship(self.lot, 1).state, "done")

    def test_a_lot_is_in_one_recall(self):
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, self.recall.name):
            self._recall().action_start()
        with self.assertRaises(UserError):
            self.recall.action_start()

    # -- rights and RPC --------------------------------------------------------------

    def test_who_starts(self):
        for user in (self.manager, self.boss, self.inspector):
            with self.subTest(user=user.login):
                lot = self._lot(f"L-{user.login}")
                recall = self._recall(lot, user)
                recall.action_start()
                self.assertEqual(recall.state, "active")
        for user in (self.worker, self.seller):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._recall(user=user)
                with self.assertRaises(AccessError):
                    self.recall.with_user(user).action_start()

    def test_states_and_figures_are_not_written(self):
        with self.assertRaises(UserError):
            self.recall.state = "active"
        with self.assertRaises(UserError):
            self._recall(state="active")
        with self.assertRaises(UserError):
            self.lot.with_user(self.manager).jxc_recall_id = self.recall
        self.recall.action_start()
        with self.assertRaises(UserError):
            self.recall.lot_ids = self.good
        with self.assertRaises(UserError):
            self.lot.with_user(self.manager).jxc_recall_id = False
        line = self._line().with_user(self.seller)
        for vals in ({"state": "returned"}, {"shipped_qty": 1}, {"user_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            self.recall.with_user(self.boss).unlink()

    def test_everyone_answers_for_own_customers(self):
        self.recall.action_start()
        lines = self.env["jxc.recall.line"].with_user(self.seller)
        self.assertEqual(lines.search([]).mapped("customer_name"), ["Trace Shop"])
        with self.assertRaises(AccessError):
            lines.browse(self._line(self.school).id).action_informed()
        with self.assertRaises(AccessError):
            lines.with_user(self.worker).search([])

    def test_log_is_written_once(self):
        self.recall.action_start()
        step = self.recall.log_ids[0]
        self.assertEqual((step.kind, step.user_name), ("started", self.inspector.name))
        logs = self.env["jxc.recall.log"]
        with self.assertRaises(UserError):
            step.sudo().text = "else"
        with self.assertRaises(AccessError):
            logs.with_user(self.boss).create({"recall_id": self.recall.id})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM jxc_recall_log")

    def test_notes_stay_in_the_log(self):
        self.recall.action_start()
        self._line().with_user(self.seller).note = "calls back"
        self.assertEqual(self.recall.log_ids[-1].text, "calls back")

    # -- what people see ---------------------------------------------------------------

    def test_tiles(self):
        self.recall.action_start()
        tile = self.env["jxc.workbench"].with_user(self.inspector)._tile_recalls()
        self.assertEqual((tile["count"], tile["state"]), (1, "todo"))
        tile = self.env["jxc.workbench"].with_user(self.seller)._tile_recall_calls()
        self.assertEqual(tile["count"], 1)

    def test_warning_when_customers_wait(self):
        self.recall.action_start()
        rule = self.env.ref("jxc_stock.alert_rule_recall")
        self.assertFalse(rule._detect_recall())
        self.recall.sudo().started_at -= timedelta(hours=30)
        self.env.flush_all()
        (finding,) = rule._detect_recall()
        self.assertEqual(finding.res_id, self.recall.id)
        self.assertAlmostEqual(finding.measure, 6, 1)
        self.assertEqual(finding.values["customers"], 2)
        rule._run()
        alert = self.env["jxc.alert"].search([("res_model", "=", "jxc.recall")])
        self.assertIn(self.recall.name, alert.message)

    def test_deadline_by_severity(self):
        for severity, hours in (("1", 24), ("2", 48), ("3", 72)):
            recall = self._recall(self._lot(f"S-{severity}"), severity=severity)
            recall.action_start()
            limit = recall.started_at + timedelta(hours=hours)
            self.assertEqual(recall.deadline, limit)
            self.assertLess(recall.started_at, fields.Datetime.now() + timedelta(1))
