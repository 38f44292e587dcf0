"""Other receipts, issues, scrap and assemblies where it gets narrow: several lines of
the same goods, packages, owners, returns, odd places, odd values."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_note import NoteCommon
from .test_assembly import AssemblyMixin


@tagged("post_install", "-at_install")
class TestNoteOdd(AssemblyMixin, NoteCommon):
    def _out(self, *lines, **values):
        values.setdefault("reason", "because")
        return self._note("out_other", *lines, **values)

    def _in(self, *lines, **values):
        values.setdefault("reason", "because")
        return self._note("in_other", *lines, **values)

    def _undo(self, document):
        document.with_user(self.manager).jxc_unapprove("wrong")

    # --- several lines of the same goods

    def test_scrap_lines_of_the_same_goods_add_up(self):
        note = self._note("scrap", (self.soy, 60), (self.soy, 60))
        with self.assertRaisesRegex(UserError, "Note Soy"):
            note.action_done()
        self.assertEqual(self._on_hand(self.soy), 100)

    def test_taking_back_lines_of_the_same_goods_adds_up(self):
        note = self._in((self.soy, 5), (self.soy, 5))
        note.action_done()
        self._out((self.soy, 104)).action_done()
        self.assertEqual(self._on_hand(self.soy), 6)
        with self.assertRaisesRegex(UserError, "Note Soy"):
            self._undo(note)
        self.assertEqual(self._on_hand(self.soy), 6)

    # --- returns that were made outside the document

    def _returned(self, note, quantity, done=True):
        picking = note.sudo().picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        if done:
            back.move_ids.picked = True
            back._action_done()
        else:
            back.action_cancel()
        return back

    def test_a_cancelled_return_does_not_count(self):
        note = self._in((self.soy, 5))
        note.action_done()
        self._returned(note, 5, done=False)
        self._undo(note)
        self.assertEqual(self._on_hand(self.soy), 100)
        self.assertEqual(note.state, "draft")

    def test_what_was_returned_in_part_is_not_taken_back(self):
        note = self._in((self.soy, 5))
        note.action_done()
        back = self._returned(note, 2)
        self.assertEqual(self._on_hand(self.soy), 103)
        with self.assertRaisesRegex(UserError, back.name):
            self._undo(note)
        self.assertEqual((note.state, self._on_hand(self.soy)), ("done", 103))

    # --- packages and owners

    def test_goods_go_back_into_their_package(self):
        package = self.env["stock.package"].create({"name": "NOTE-PACK"})
        tea = self._product("Note Tea")
        self._plant(tea, 8, package_id=package)
        note = self._out((tea, 3))
        note.action_done()
        self._undo(note)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", tea.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual(
            [(q.package_id, q.quantity) for q in quants if q.quantity], [(package, 8)]
        )

    def test_goods_of_others_are_not_used_up(self):
        owner = self.env["res.partner"].create({"name": "Note Consignor"})
        tea = self._product("Note Owned")
        self._plant(tea, 5, owner_id=owner)
        self._plant(tea, 2)
        note = self._out((tea, 3))
        self.assertEqual(note.line_ids.available, 2)
        with (
            self.assertRaisesRegex(UserError, "Note Owned"),
            self.env.cr.savepoint(),
        ):
            note.action_done()
        self._out((tea, 2)).action_done()
        owned = self.env["stock.quant"].search(
            [("product_id", "=", tea.id), ("owner_id", "=", owner.id)]
        )
        self.assertEqual(sum(owned.mapped("quantity")), 5)

    # --- units

    def test_nothing_at_all_is_no_movement(self):
        """3 g of goods kept in kg with two digits would move nothing."""
        gram, kilo = (
            self.env.ref(f"uom.product_uom_{name}") for name in ("gram", "kgm")
        )
        rice = self._product("Note Rice", uom_id=kilo.id, uom_ids=[(4, gram.id)])
        self._plant(rice, 10)
        for quantity in (3, 5, 15):
            note = self._out((rice, quantity, {"uom_id": gram.id}))
            with self.subTest(quantity), self.assertRaisesRegex(UserError, "kg"):
                note.action_done()
        self.assertEqual(self._on_hand(rice), 10)
        self._out((rice, 20, {"uom_id": gram.id})).action_done()
        self.assertAlmostEqual(self._on_hand(rice), 9.98)

    # --- expired goods

    def _expired(self):
        milk = self._product("Note Cream", tracking="lot", use_expiration_date=True)
        old = fields.Datetime.now() - timedelta(days=3)
        lot = self.env["stock.lot"].create(
            {
                "name": "OLD",
                "product_id": milk.id,
                "expiration_date": old,
                "removal_date": old,
            }
        )
        self._plant(milk, 7, lot_id=lot)
        return milk, lot

    def test_an_expired_lot_that_is_named_may_be_written_off(self):
        milk, lot = self._expired()
        note = self._note(
            "out_write_off", (milk, 2, {"lot_id": lot.id}), reason="poured away"
        )
        note.action_done()
        self.assertEqual(self._on_hand(milk), 5)

    def test_expired_goods_are_not_handed_on(self):
        self.company.jxc_expired_policy = "expiration"
        milk, lot = self._expired()
        note = self._note(
            "out_gift", (milk, 2, {"lot_id": lot.id}), partner_id=self.partner.id
        )
        with self.assertRaisesRegex(UserError, "expired"):
            note.action_done()

    # --- places and states that no form offers

    def test_goods_lie_in_a_stock_location(self):
        customers = self.env.ref("stock.stock_location_customers")
        with self.assertRaises(ValidationError):
            self._out((self.soy, 1), location_id=customers.id)
        with self.assertRaises(ValidationError):
            self._in((self.soy, 1, {"location_id": customers.id}))

    def test_a_line_stays_in_the_warehouse_of_the_document(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Note Two", "code": "NT2", "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError):
            self._in((self.soy, 1, {"location_id": other.lot_stock_id.id}))

    def test_nobody_writes_the_state(self):
        preset = self._preset([(self._product("Note Set"), 1)], [(self.soy, 2)])
        assemblies = self.env["jxc.assembly"].with_user(self.worker)
        values = {"preset_id": preset.id, "warehouse_id": self.warehouse.id}
        assembly = assemblies.create(values)
        note = self._use()
        for document in (note, assembly):
            with self.subTest(document._name), self.assertRaises(UserError):
                document.write({"state": "done"})
                self.env.flush_all()
        with self.assertRaises(UserError):
            self._use(state="done")
        with self.assertRaises(UserError):
            assemblies.create({**values, "state": "done"})
        with self.assertRaises(UserError):
            assemblies.with_context(default_state="done").create(values)
        with self.assertRaises(UserError):
            note.with_context(default_state="done").copy()

    # --- ready-made

    def test_finance_enters_the_account_of_a_kind(self):
        """Also before the kind was used: its counter location is made then."""
        kind = self.env["jxc.stock.kind"].create({"name": "Fair", "direction": "out"})
        accounts = self.env["account.account"].create(
            [
                {
                    "name": f"Fairs of {company.name}",
                    "code": "660199",
                    "account_type": "expense",
                    "company_ids": [(6, 0, company.ids)],
                }
                for company in self.company
            ]
        )
        mine = kind.with_user(self.finance)
        view = self.env["jxc.stock.kind"].with_user(self.finance).get_view()
        self.assertIn("account_id", view["arch"])
        self.assertIn(
            accounts, self.env["account.account"].with_user(self.finance).search([])
        )
        mine.account_id = accounts
        self.assertEqual(mine.location_id.company_id, self.company)
        self.assertEqual(mine.location_id.valuation_account_id, accounts)
        mine.account_id = False
        self.assertFalse(mine.location_id.valuation_account_id)
        with self.assertRaises(AccessError):
            kind.with_user(self.worker).account_id = accounts

    def test_the_ready_made_rule_waits_until_it_is_switched_on(self):
        rule = self.env.ref("jxc_stock.stock_note_approval_rule")
        self.assertFalse(rule.active)
        self._use(30).action_done()
        self.soy.standard_price = 20
        self._use(26).action_done()  # 26 × 20 = 520, nobody is asked
        rule.active = True
        self._use(4).action_done()  # 4 × 20 = 80
        with self.assertRaises(UserError):
            self._use(26).action_done()

    # --- queries

    def test_available_of_many_lines_in_few_queries(self):
        counts = []
        for size in (3, 30):
            goods = [self._product(f"Note Many {size} {n}") for n in range(size)]
            lines = self._out(*[(product, 1) for product in goods]).line_ids
            lines = lines.browse(lines.ids)
            lines.mapped("available")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.mapped("available")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
