"""Other receipts, issues, scrap and assemblies of people who work in two companies."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_note import NoteCommon
from .test_assembly import AssemblyMixin


@tagged("post_install", "-at_install")
class TestNoteCompanies(AssemblyMixin, NoteCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Note Second"})
        cls.env.user.company_ids |= cls.second
        cls.depot = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.second.id)], limit=1
        ) or cls.env["stock.warehouse"].create(
            {"name": "Second Depot", "code": "NT2", "company_id": cls.second.id}
        )
        cls.category.with_company(cls.second).property_cost_method = "average"
        cls.soy.with_company(cls.second).standard_price = 7
        cls._plant(cls.soy, 50, cls.depot.lot_stock_id)
        cls.both = new_test_user(
            cls.env,
            login="note_both",
            groups="jxc_base.group_warehouse_manager,base.group_multi_company",
            company_id=cls.company.id,
            company_ids=[(6, 0, (cls.company | cls.second).ids)],
        )

    def _of_second(self, kind, quantity=4, **values):
        """A document of the second company, while the first one is chosen."""
        kind = self._kind(kind)
        notes = self.env["jxc.stock.note"].with_user(self.both)
        notes = notes.with_context(allowed_company_ids=(self.company | self.second).ids)
        return notes.create(
            {
                "kind_id": kind.id,
                "company_id": self.second.id,
                "reason": "because",
                "line_ids": [(0, 0, {"product_id": self.soy.id, "quantity": quantity})],
                **values,
            }
        )

    def _moves(self, note):
        return note.sudo().line_ids.move_ids | note.sudo().scrap_ids.move_ids

    def test_each_company_has_its_own_cost_place_and_goods(self):
        for name in ("out_other", "in_other", "scrap"):
            with self.subTest(name):
                note = self._of_second(name)
                self.assertEqual(note.sudo().line_ids.unit_cost, 7)
                self.assertEqual(note.location_id, self.depot.lot_stock_id)
                note.action_done()
                moves = self._moves(note)
                places = moves.location_id | moves.location_dest_id
                self.assertEqual(moves.company_id, self.second)
                self.assertEqual(places.company_id, self.second)
                self.assertEqual(abs(sum(moves.mapped("value"))), 4 * 7)
                self.assertEqual(abs(note.sudo().value), 4 * 7)
        self.assertEqual(self._on_hand(self.soy), 100)
        left = self._on_hand(self.soy, self.depot.lot_stock_id)
        self.assertEqual(left, 50 - 4 + 4 - 4)

    def test_taken_back_in_its_company(self):
        note = self._of_second("out_other")
        note.action_done()
        note.jxc_unapprove("wrong")
        self.assertEqual(self._on_hand(self.soy, self.depot.lot_stock_id), 50)
        self.assertEqual(self._moves(note).company_id, self.second)

    def test_assembly(self):
        made = self._product("Note Both Set")
        preset = self._preset([(made, 1)], [(self.soy, 2)])
        assemblies = self.env["jxc.assembly"].with_user(self.both)
        assembly = assemblies.with_context(
            allowed_company_ids=(self.company | self.second).ids
        ).create(
            {
                "preset_id": preset.id,
                "company_id": self.second.id,
                "sets": 3,
            }
        )
        assembly.action_done()
        moves = assembly.sudo().line_ids.move_ids
        self.assertEqual(moves.company_id, self.second)
        self.assertEqual(assembly.sudo().value, 3 * 2 * 7)
        self.assertEqual(made.with_company(self.second).standard_price, 2 * 7)
        self.assertEqual(made.with_company(self.company).standard_price, 0)

    def test_choosing_the_company_chooses_its_warehouse(self):
        notes = self.env["jxc.stock.note"].with_user(self.both)
        notes = notes.with_context(
            allowed_company_ids=(self.company | self.second).ids,
            default_direction="out",
        )
        with Form(notes) as form:
            form.kind_id = self._kind("out_other")
            form.reason = "because"
            form.company_id = self.second
            self.assertEqual(form.warehouse_id, self.depot)
            self.assertEqual(form.location_id, self.depot.lot_stock_id)
        assemblies = self.env["jxc.assembly"].with_user(self.both)
        preset = self._preset([(self._product("Note Kit"), 1)], [(self.soy, 2)])
        with Form(assemblies.with_context(notes.env.context)) as form:
            form.company_id = self.second
            self.assertEqual(form.warehouse_id, self.depot)
            form.preset_id = preset

    def test_a_transfer_is_worth_what_its_company_paid(self):
        """Core takes the cost of the company that is chosen on the screen."""
        vendor = self.env.ref("stock.stock_location_suppliers")
        move = (
            self.env["stock.move"]
            .with_user(self.both)
            .with_context(allowed_company_ids=(self.company | self.second).ids)
            .create(
                {
                    "product_id": self.soy.id,
                    "product_uom_qty": 50,
                    "location_id": self.depot.lot_stock_id.id,
                    "location_dest_id": vendor.id,
                    "company_id": self.second.id,
                }
            )
        )
        move._action_confirm()
        move.quantity = 10
        move.picked = True
        move._action_done()
        self.assertEqual(move.sudo().value, 10 * 7)
        move.move_line_ids.quantity = 20
        self.assertEqual(move.sudo().value, 20 * 7)
        self.assertEqual(self.soy.with_company(self.company).standard_price, 10)

    def test_not_across(self):
        with self.assertRaises(UserError):
            self._of_second("out_other", warehouse_id=self.warehouse.id)
        note = self._of_second("out_other")
        with self.assertRaises(AccessError):
            note.with_user(self.manager).with_context(
                allowed_company_ids=self.company.ids
            ).read(["name"])
