from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestStockNote(NoteCommon):
    """Other receipts and issues: what they do to stock and value, and who may."""

    def test_issue_moves_goods_at_current_cost(self):
        note = self._use(4)
        self.assertTrue(note.name.startswith("QTCK-"), note.name)
        self.assertEqual(note.sudo().value, 4 * 10)
        note.action_done()
        self.assertEqual((note.state, note.done_by), ("done", self.worker))
        self.assertEqual(self._on_hand(self.soy), 96)
        picking = note.picking_ids
        self.assertEqual((picking.name, picking.state), (note.name, "done"))
        self.assertEqual(picking.picking_type_id, self.warehouse.jxc_other_out_type_id)
        move = note.sudo().line_ids.move_ids
        self.assertEqual((move.value, move.reference), (40, note.name))
        self.assertEqual(move.location_dest_id, self._location("out_use"))

    def _location(self, kind):
        return self._kind(kind).with_company(self.company).location_id

    def test_each_kind_has_its_counter_location_by_company(self):
        self._use(1).action_done()
        mine = self._location("out_use")
        self.assertEqual((mine.usage, mine.company_id), ("inventory", self.company))
        other = self.env["res.company"].create({"name": "Note Other"})
        theirs = self._kind("out_use")._counter_location(other)
        self.assertEqual(theirs.company_id, other)
        self.assertNotEqual(mine, theirs)
        self.assertEqual(self._kind("out_use")._counter_location(self.company), mine)

    def test_receipt_at_entered_cost(self):
        # (100 × 10 + 50 × 16) / 150
        self.soy.with_company(self.company)._change_standard_price({self.soy: 0})
        note = self._note("in_opening", (self.soy, 50), user=self.worker)
        self.assertEqual(note.sudo().line_ids.unit_cost, 10)
        note.sudo().line_ids.unit_cost = 16
        note.action_done()
        move = note.sudo().line_ids.move_ids
        self.assertEqual(move.value, 50 * 16)
        self.assertEqual(note.sudo().value, 50 * 16)

    def test_entered_cost_is_of_the_unit_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.soy.uom_ids = dozen
        note = self._note("in_opening", (self.soy, 2, {"uom_id": dozen.id}))
        self.assertEqual(note.sudo().line_ids.unit_cost, 120)
        note.sudo().line_ids.unit_cost = 60
        note.action_done()
        self.assertEqual(note.sudo().line_ids.move_ids.value, 2 * 60)
        self.assertEqual(self._on_hand(self.soy), 124)

    def test_form_of_those_who_see_cost(self):
        notes = self.env["jxc.stock.note"].with_user(self.finance)
        form = Form(notes.with_context(default_direction="in"))
        form.kind_id = self._kind("in_opening")
        with form.line_ids.new() as line:
            self.assertEqual(line.unit_cost, 0)
            line.product_id = self.soy
            self.assertEqual(line.unit_cost, 10)
            line.unit_cost = 12
            line.quantity = 3
        self.assertEqual(form.save().value, 36)

    def test_gift_costs_nothing_and_found_goods_their_current_cost(self):
        gift = self._note("in_gift", (self.soy, 5), partner_id=self.partner.id)
        gift.action_done()
        self.assertEqual(gift.sudo().line_ids.move_ids.value, 0)
        price = self.soy.with_company(self.company).standard_price
        found = self._note("in_found", (self.soy, 3), reason="behind the rack")
        found.action_done()
        self.assertAlmostEqual(found.sudo().line_ids.move_ids.value, 3 * price, 2)

    def test_opening_without_any_cost_is_refused(self):
        self.soy.with_company(self.company).standard_price = 0
        note = self._note("in_opening", (self.soy, 5))
        with self.assertRaisesRegex(UserError, "has no cost"):
            note.action_done()

    def test_workers_neither_see_nor_set_cost(self):
        note = self._note("in_opening", (self.soy, 5))
        for read in (lambda: note.value, lambda: note.line_ids.unit_cost):
            with self.assertRaises(AccessError):
                read()
        with self.assertRaises(AccessError):
            note.line_ids.write({"unit_cost": 1})
        note.with_user(self.finance).line_ids.write({"unit_cost": 12})
        self.assertEqual(note.sudo().value, 60)

    def test_what_a_kind_requires(self):
        for kind, values, missing in (
            ("out_use", {"department_id": False}, "department"),
            ("out_sample", {}, "gives or receives"),
            ("out_write_off", {"reason": "  "}, "Explain"),
        ):
            with self.subTest(kind):
                note = self._note(kind, (self.soy, 1), **values)
                with self.assertRaisesRegex(UserError, missing):
                    note.action_done()
        self._kind("out_use").need_attachment = True
        with self.assertRaisesRegex(UserError, "photo"):
            self._use().action_done()
        with self.assertRaisesRegex(UserError, "Add the products"):
            self._note("out_other", reason="x").action_done()

    def test_not_more_than_is_free(self):
        note = self._use(101)
        with self.assertRaisesRegex(UserError, r"needed 101 .*free 100"):
            note.action_done()
        self.assertEqual(self._on_hand(self.soy), 100)

    def test_lots(self):
        note = self._note(
            "out_write_off", (self.lotted, 2, {"lot_id": self.lot.id}), reason="sour"
        )
        note.action_done()
        lines = note.sudo().line_ids.move_ids.move_line_ids
        self.assertEqual(lines.lot_id, self.lot)
        fresh = self._note("in_found", (self.lotted, 3), reason="x")
        with self.assertRaisesRegex(UserError, "needs a lot"):
            fresh.action_done()
        fresh.line_ids.lot_name = "NL2"
        fresh.action_done()
        made = fresh.sudo().line_ids.move_ids.move_line_ids.lot_id
        self.assertEqual((made.name, made.product_id), ("NL2", self.lotted))

    def test_bad_input(self):
        dozen_of_time = self.env.ref("uom.product_uom_hour")
        for vals, error in (
            ({"quantity": -1}, Exception),
            ({"quantity": 0}, Exception),
            ({"uom_id": dozen_of_time.id}, UserError),
            ({"lot_id": self.lot.id}, UserError),
        ):
            with self.subTest(vals), self.assertRaises(error):
                self._try_line(vals)

    @mute_logger("odoo.sql_db")
    def _try_line(self, vals):
        with self.env.cr.savepoint():
            self._note("out_use", (self.soy, 1, vals))
            self.env.flush_all()

    def test_done_documents_stay_as_they_are(self):
        note = self._use()
        note.action_done()
        for change in (
            lambda: note.write({"reason": "another"}),
            lambda: note.write({"state": "draft"}),
            lambda: note.line_ids.write({"quantity": 1}),
            lambda: note.line_ids.unlink(),
            lambda: note.write({"line_ids": [(0, 0, {"product_id": self.soy.id})]}),
            lambda: note.unlink(),
            lambda: note.action_cancel(),
            lambda: note.action_done(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        note.note = "a remark is welcome"

    def test_state_and_number_cannot_be_written(self):
        note = self._use()
        for vals in (
            {"state": "done"},
            {"state": "cancelled"},
            {"name": "X"},
            {"done_by": self.manager.id},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                note.write(vals)
        with self.assertRaises(UserError):
            self._use(state="done")
        note.action_cancel()
        note.action_draft()
        self.assertEqual(note.state, "draft")

    def test_drafts_by_anybody_done_by_the_warehouse(self):
        for user in (self.seller, self.buyer):
            note = self._use(2, user=user)
            with self.assertRaises(AccessError):
                note.action_done()
            note.with_user(self.worker).action_done()
            self.assertEqual(note.state, "done")
        mine = self._use(2, user=self.seller)
        notes = self.env["jxc.stock.note"]
        self.assertIn(mine, notes.with_user(self.finance).search([]))
        self.assertNotIn(mine, notes.with_user(self.buyer).search([]))
        with self.assertRaises(AccessError):
            mine.with_user(self.buyer).read(["name"])

    def test_taking_back(self):
        note = self._use(4)
        note.action_done()
        with self.assertRaises(AccessError):
            note.jxc_unapprove("typing error")
        note.with_user(self.manager).jxc_unapprove("typing error")
        self.assertEqual((note.state, self._on_hand(self.soy)), ("draft", 100))
        note.line_ids.quantity = 3
        note.action_done()
        self.assertEqual(self._on_hand(self.soy), 97)
        self.assertEqual(len(set(note.picking_ids.mapped("name"))), 2)
        self.assertEqual(note.sudo().value, 30)

    def test_received_goods_that_left_cannot_be_taken_back(self):
        note = self._note("in_found", (self.lotted, 5, {"lot_name": "NL9"}), reason="x")
        note.action_done()
        lot = note.sudo().line_ids.move_ids.move_line_ids.lot_id
        self._note(
            "out_write_off", (self.lotted, 1, {"lot_id": lot.id}), reason="x"
        ).action_done()
        with self.assertRaisesRegex(UserError, "not there any more"):
            note.with_user(self.manager).jxc_unapprove("never came")

    def test_analytic_account(self):
        plan = self.env["account.analytic.plan"].create({"name": "Note plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Note project", "plan_id": plan.id, "company_id": self.company.id}
        )
        self._kind("out_use").with_company(self.company).analytic_account_id = account
        note = self._use(4)
        self.assertEqual(note.sudo().analytic_account_id, account)
        note.action_done()
        entries = self.env["account.analytic.line"].search(
            [("auto_account_id", "=", account.id)]
        )
        self.assertEqual(sum(entries.mapped("amount")), -40)


@tagged("post_install", "-at_install")
class TestStockNoteGuard(NoteCommon):
    """The adjustment guard lets the documents through and nothing that pretends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_adjustment_guard = True

    def test_documents_pass(self):
        self._use().action_done()
        self._note("in_found", (self.soy, 1), reason="x").action_done()
        self.assertEqual(self._on_hand(self.soy), 97)

    def _raw(self, source, target, **values):
        return (
            self.env["stock.move"]
            .with_user(self.worker)
            .create(
                {
                    "product_id": self.soy.id,
                    "product_uom": self.soy.uom_id.id,
                    "product_uom_qty": 2,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _finish(self, move):
        move._action_confirm()
        move.write({"quantity": 2, "picked": True})
        move._action_done()

    def test_raw_movements_do_not(self):
        note = self._use()
        counter = self._kind("out_use")._counter_location(self.company)
        workshop = self.soy.with_company(self.company).property_stock_production
        for source, target in (
            (self.stock, counter),
            (counter, self.stock),
            (self.stock, workshop),
            (workshop, self.stock),
        ):
            refused = self.assertRaisesRegex(UserError, "without a document")
            with self.subTest(source=source.name, target=target.name), refused:
                self._finish(self._raw(source, target))
        line = note.line_ids
        with self.assertRaisesRegex(UserError, "own button"):
            self._raw(self.stock, counter, jxc_note_line_id=line.id)
        move = self._raw(self.stock, counter)
        with self.assertRaisesRegex(UserError, "own button"):
            move.jxc_note_line_id = line
        by_default = self.env["stock.move"].with_context(
            default_jxc_note_line_id=line.id
        )
        copied = by_default.create(move.sudo().copy_data()[0])
        self.assertFalse(copied.jxc_note_line_id)

    def test_a_transfer_of_the_operation_type_does_not(self):
        counter = self._kind("out_use")._counter_location(self.company)
        kind = self.warehouse._jxc_other_type("out")
        picking = (
            self.env["stock.picking"]
            .with_user(self.worker)
            .create(
                {
                    "picking_type_id": kind.id,
                    "location_id": self.stock.id,
                    "location_dest_id": counter.id,
                }
            )
        )
        move = self._raw(self.stock, counter, picking_id=picking.id)
        picking.action_confirm()
        move.write({"quantity": 2, "picked": True})
        with self.assertRaisesRegex(UserError, "without a document"):
            picking.button_validate()

    def test_done_movements_are_not_stretched(self):
        note = self._use(4)
        note.action_done()
        lines = note.line_ids.move_ids.move_line_ids.with_user(self.worker)
        with self.assertRaisesRegex(UserError, "without a document"):
            lines.quantity = 40
        with self.assertRaisesRegex(UserError, "without a document"):
            note.line_ids.move_ids.with_user(self.worker).write({"quantity": 40})

    def test_import_makes_drafts_only(self):
        columns = ["kind_id/id", "state", "department_id/.id"]
        notes = self.env["jxc.stock.note"].with_user(self.worker)
        row = ["jxc_stock.kind_out_use", "Done", str(self.department.id)]
        found = notes.load(columns, [row])
        self.assertFalse(found["ids"])


@tagged("post_install", "-at_install")
class TestStockNoteApproval(NoteCommon):
    """Above a value somebody else approves, whichever way it is completed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(cls, 500)

    def test_below_needs_nobody(self):
        self._use(4).action_done()

    def test_above_waits(self):
        note = self._use(60)
        with self.assertRaisesRegex(ValidationError, "needs approval first"):
            note.action_done()
        self.assertEqual((note.state, self._on_hand(self.soy)), ("draft", 100))
        note.request_validation()
        with self.assertRaises(UserError):
            note.line_ids.quantity = 70
        with self.assertRaises(UserError):
            note.action_done()
        note.with_user(self.finance).validate_tier()
        with self.assertRaises(UserError):
            note.line_ids.quantity = 70
        note.action_done()
        self.assertEqual(self._on_hand(self.soy), 40)

    def test_many_small_lines_are_one_value(self):
        note = self._note(
            "out_use",
            *[(self.soy, 10)] * 6,
            department_id=self.department.id,
        )
        with self.assertRaises(ValidationError):
            note.action_done()

    def test_taken_back_needs_approval_again(self):
        note = self._use(60)
        note.request_validation()
        note.with_user(self.finance).validate_tier()
        note.action_done()
        note.with_user(self.manager).jxc_unapprove("wrong")
        with self.assertRaises(ValidationError):
            note.action_done()
