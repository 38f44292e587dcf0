from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common_facts import METHODS, FactsCommon
from .common_note import NoteCommon


class AssemblyMixin:
    @classmethod
    def _preset(cls, made, used, **values):
        """`made` and `used` are [(product, quantity for one set, share or nothing)]."""
        lines = [
            (
                0,
                0,
                {
                    "role": role,
                    "product_id": product.id,
                    "quantity": quantity,
                    "cost_share": share[0] if share else 0,
                },
            )
            for role, rows in (("product", made), ("component", used))
            for product, quantity, *share in rows
        ]
        return cls.env["jxc.assembly.preset"].create({"line_ids": lines, **values})


@tagged("post_install", "-at_install")
class TestAssemblyFacts(AssemblyMixin, FactsCommon):
    """Value goes with the goods; the daily facts agree with core under each method."""

    def _assembly(self, preset, kind="assembly", sets=1, **values):
        return self.env["jxc.assembly"].create(
            {
                "preset_id": preset.id,
                "kind": kind,
                "sets": sets,
                "warehouse_id": self.wh_a.id,
                **values,
            }
        )

    def _goods(self, method):
        tea, box = (self._product(method, standard_price=10) for _index in range(2))
        gift = self._product(method, standard_price=20)
        self.on("2026-03-02")
        self.receive(tea, 10, 10)
        self.receive(tea, 10, 16)
        self.receive(box, 30, 2)
        self.close_day(tea, box, gift)
        return tea, box, gift

    def test_value_goes_with_the_goods(self):
        # 4 sets of 3 tea and 1 box: 12 tea leave, 4 boxes, 1.5 a set on top
        worth = {
            "average": 12 * (10 * 10 + 10 * 16) / 20 + 4 * 2,
            "fifo": 10 * 10 + 2 * 16 + 4 * 2,
            "standard": 12 * 10 + 4 * 10,
        }
        for method in METHODS:
            with self.subTest(method), self.undone():
                tea, box, gift = self._goods(method)
                preset = self._preset([(gift, 1)], [(tea, 3), (box, 1)], extra_cost=1.5)
                day = self.on("2026-03-04")
                assembly = self._assembly(preset, sets=4)
                assembly.action_done()
                self.close_day(tea, box, gift)
                self.assert_money(assembly.value, worth[method] + 4 * 1.5)
                row = self.row(gift, day, self.place(self.wh_a))
                self.assertEqual((row.in_quantity, row.closing_quantity), (4, 4))
                if method != "standard":
                    self.assert_money(row.closing_value, worth[method] + 6)
                self.on("2026-03-05")
                self.deliver(gift, 1)
                self.close_day(tea, box, gift)
                for product in (tea, box, gift):
                    self.assert_agrees(product)
                    self.assert_past(product)
                    self.assert_rebuilt_same(product)

    def test_taking_apart_shares_the_value(self):
        for method in METHODS:
            with self.subTest(method), self.undone():
                tea, box, gift = self._goods(method)
                preset = self._preset([(gift, 1)], [(tea, 3, 9), (box, 1, 1)])
                self.on("2026-03-03")
                self.receive(gift, 2, 50)
                self.close_day(tea, box, gift)
                self.on("2026-03-04")
                assembly = self._assembly(preset, "disassembly", 2)
                assembly.action_done()
                self.close_day(tea, box, gift)
                used = assembly.line_ids.filtered(lambda line: line.side == "used")
                made = assembly.line_ids - used
                total = used.value
                self.assert_money(total, 2 * 20 if method == "standard" else 2 * 50)
                by_product = {line.product_id: line.value for line in made}
                self.assert_money(by_product[tea], total * 0.9)
                self.assert_money(by_product[box], total * 0.1)
                for product in (tea, box, gift):
                    self.assert_agrees(product)
                    self.assert_rebuilt_same(product)

    def test_taking_back(self):
        for method in METHODS:
            with self.subTest(method), self.undone():
                tea, box, gift = self._goods(method)
                preset = self._preset([(gift, 1)], [(tea, 3), (box, 1)])
                self.on("2026-03-04")
                assembly = self._assembly(preset, sets=2)
                assembly.action_done()
                self.close_day(tea, box, gift)
                self.on("2026-03-05")
                assembly.jxc_unapprove("wrong preset")
                self.close_day(tea, box, gift)
                self.assertEqual(assembly.state, "draft")
                for product, quantity in ((tea, 20), (box, 30), (gift, 0)):
                    self.assertEqual(self.closing_total(product)[0], quantity)
                    self.assert_agrees(product)
                self.on("2026-03-06")
                assembly.action_done()
                self.close_day(tea, box, gift)
                self.assertEqual(self.closing_total(gift)[0], 2)
                for product in (tea, box, gift):
                    self.assert_agrees(product)
                    self.assert_rebuilt_same(product)

    def test_what_is_made_is_no_demand(self):
        tea, box, gift = self._goods("average")
        preset = self._preset([(gift, 1)], [(tea, 3), (box, 1)])
        day = self.on("2026-03-04")
        self._assembly(preset, sets=2).action_done()
        self.run_facts()
        demand = self.env["jxc.demand.daily"].search(
            [("product_id", "in", (tea | box | gift).ids), ("day", "=", day)]
        )
        self.assertNotIn(gift, demand.product_id)
        self.assertEqual(day, date(2026, 3, 4))


@tagged("post_install", "-at_install")
class TestAssembly(AssemblyMixin, NoteCommon):
    """What an assembly asks for, who may, lots, shortage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gift = cls._product("Note Gift", tracking="lot")
        cls.box = cls._product("Note Box", standard_price=1)
        cls._plant(cls.box, 30)
        cls.preset = cls._preset(
            [(cls.gift, 1)], [(cls.lotted, 2), (cls.soy, 3), (cls.box, 1)]
        )

    def _assembly(self, sets=2, kind="assembly", user=None, **values):
        assemblies = self.env["jxc.assembly"].with_user(user or self.worker)
        return assemblies.create(
            {
                "preset_id": self.preset.id,
                "kind": kind,
                "sets": sets,
                "warehouse_id": self.warehouse.id,
                **values,
            }
        )

    def _line(self, assembly, product):
        return assembly.line_ids.filtered(lambda line: line.product_id == product)

    def _named(self, sets=2, lot="G-1", **values):
        assembly = self._assembly(sets, **values)
        self._line(assembly, self.gift).lot_name = lot
        return assembly

    def test_lines_follow_the_preset(self):
        assembly = self._assembly(2)
        self.assertEqual(
            {line.product_id: (line.side, line.quantity) for line in assembly.line_ids},
            {
                self.gift: ("made", 2),
                self.lotted: ("used", 4),
                self.soy: ("used", 6),
                self.box: ("used", 2),
            },
        )
        assembly.sets = 3
        self.assertEqual(self._line(assembly, self.soy).quantity, 9)
        apart = self._assembly(1, "disassembly")
        self.assertEqual(self._line(apart, self.gift).side, "used")

    def test_how_many_can_be_made(self):
        # 20 milk / 2, 100 soy / 3, 30 boxes: milk is the scarcest
        self.assertEqual(self._assembly(2).possible, 10)
        self.assertEqual(self.preset.with_user(self.seller).possible, 10)

    def test_shortage_is_named_and_nothing_moves(self):
        assembly = self._named(11)
        short = self.assertRaisesRegex(UserError, r"Note Milk: needed 22 .*free 20")
        with short, self.env.cr.savepoint():
            assembly.action_done()
        self.assertEqual((assembly.state, self._on_hand(self.box)), ("draft", 30))

    def test_lots_are_linked_both_ways(self):
        self._guard()
        assembly = self._assembly(2)
        with self.assertRaisesRegex(UserError, "needs a lot"):
            assembly.action_done()
        self._line(assembly, self.gift).lot_name = "G-1"
        assembly.action_done()
        made = self._line(assembly, self.gift).move_ids.move_line_ids
        self.assertEqual(made.lot_id.name, "G-1")
        used = made.consume_line_ids
        self.assertEqual(used.product_id, self.lotted | self.soy | self.box)
        self.assertEqual(used.lot_id, self.lot)
        self.assertEqual(used[0].produce_line_ids, made)
        self.assertEqual(made.move_id.reference, assembly.name)
        # 4 milk at 5, 6 soy at 10, 2 boxes at 1
        self.assertEqual(assembly.sudo().value, 4 * 5 + 6 * 10 + 2 * 1)

    def test_more_used_and_fewer_made_than_planned(self):
        assembly = self._named(2)
        self._line(assembly, self.box).quantity = 3
        self._line(assembly, self.gift).quantity = 1
        assembly.action_done()
        self.assertEqual(self._on_hand(self.box), 27)
        self.assertEqual(self._on_hand(self.gift), 1)
        self.assertEqual(assembly.sudo().value, 20 + 60 + 3)

    def test_nothing_made_is_refused(self):
        assembly = self._named(2)
        self._line(assembly, self.gift).quantity = 0
        with self.assertRaisesRegex(UserError, "something made"):
            assembly.action_done()

    def test_goods_that_left_cannot_be_taken_back(self):
        assembly = self._named(2)
        assembly.action_done()
        lot = self._line(assembly, self.gift).move_ids.move_line_ids.lot_id
        out = self._note(
            "out_write_off", (self.gift, 1, {"lot_id": lot.id}), reason="broken"
        )
        out.action_done()
        with self.assertRaisesRegex(UserError, "not there any more: Note Gift"):
            assembly.with_user(self.manager).jxc_unapprove("wrong")

    def test_done_stays_as_it_is(self):
        assembly = self._named(2)
        with self.assertRaises(UserError):
            assembly.write({"state": "done"})
        assembly.action_done()
        for change in (
            lambda: assembly.write({"sets": 5}),
            lambda: assembly.write({"state": "draft"}),
            lambda: assembly.line_ids.write({"quantity": 1}),
            lambda: assembly.unlink(),
            lambda: assembly.action_done(),
            lambda: assembly.action_cancel(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_no_line_comes_to_a_done_document(self):
        done, draft = self._named(1), self._named(1)
        done.action_done()
        line = draft.line_ids[0].with_user(self.worker)
        with self.assertRaises(UserError):
            line.assembly_id = done
        self.env.invalidate_all()

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self._assembly(user=self.seller)
        with self.assertRaises(AccessError):
            self.preset.with_user(self.worker).name = "mine"
        self.preset.with_user(self.manager).name = "Gift of the house"
        assembly = self._named(1)
        self.assertEqual(assembly.with_user(self.finance).value, 0)
        with self.assertRaises(AccessError):
            assembly.with_user(self.worker).read(["value"])
        with self.assertRaises(AccessError):
            assembly.with_user(self.finance).action_done()
        stranger = new_test_user(self.env, login="note_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.preset.with_user(stranger).read(["name"])

    def test_presets_make_sense(self):
        for made, used in (
            ([], [(self.soy, 1)]),
            ([(self.gift, 1)], []),
            ([(self.soy, 1)], [(self.soy, 2)]),
        ):
            with self.assertRaises(ValidationError):
                self._preset(made, used, name="odd")
        self.preset.direction = "assembly"
        with self.assertRaisesRegex(UserError, "not for this direction"):
            apart = self._assembly(1, "disassembly")
            apart.line_ids.filtered("tracking").lot_name = "X"
            apart.action_done()

    def test_form(self):
        form = Form(self.env["jxc.assembly"].with_user(self.worker))
        form.preset_id = self.preset
        form.sets = 3
        assembly = form.save()
        self.assertEqual(len(assembly.line_ids), 4)
        self.assertEqual(self._line(assembly, self.soy).planned, 9)
        self.assertEqual(self._line(assembly, self.soy).quantity, 9)
