from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSlotting(TransactionCase):
    """Warehouse S: A-01 to A-04 in zone A (12 m apart), cold K-01 and K-02.

    Tea in A-04 is fetched five times, wax in A-01 once; A-02 is empty.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Slots", "code": "SLT", "jxc_slot_metres": 1}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.zone, cls.cold = (
            cls._place(name, cls.stock, usage="view") for name in ("Dry", "Cold")
        )
        cls.bins = {
            name: cls._place(name, cls.zone if name[0] == "A" else cls.cold)
            for name in ("A-04", "A-01", "A-03", "A-02", "K-02", "K-01")
        }
        cls.tea, cls.wax, cls.ice = (
            cls.env["product.product"].create({"name": name, "is_storable": True})
            for name in ("Slot Tea", "Slot Wax", "Slot Ice")
        )
        cls._fill(cls.tea, "A-04", 40)
        cls._fill(cls.wax, "A-01", 30)
        cls._fill(cls.ice, "K-02", 9)
        for product, name, times in ((cls.tea, "A-04", 5), (cls.wax, "A-01", 1)):
            for _number in range(times):
                cls._fetch(product, name)
        cls.manager = new_test_user(
            cls.env, login="slot_manager", groups="jxc_base.group_warehouse_manager"
        )
        cls.worker = new_test_user(
            cls.env, login="slot_worker", groups="jxc_base.group_warehouse_worker"
        )

    @classmethod
    def _place(cls, name, parent, usage="internal", **values):
        return cls.env["stock.location"].create(
            {"name": name, "location_id": parent.id, "usage": usage, **values}
        )

    @classmethod
    def _fill(cls, product, name, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.bins[name], quantity
        )

    @classmethod
    def _fetch(cls, product, name, quantity=1, target=None):
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": cls.bins[name].id,
                "location_dest_id": (target or cls.customers).id,
            }
        )
        move._action_confirm(merge=False)
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    def number(self, **values):
        wizard = self.env["jxc.pick.order"].with_user(self.manager)
        wizard = wizard.create(
            {"warehouse_id": self.warehouse.id, "rack_metres": 12, **values}
        )
        return wizard, wizard.action_number()

    def advise(self):
        self.number()
        advices = self.env["jxc.slot.advice"]
        advices._renew(self.warehouse)
        return advices.search([("warehouse_id", "=", self.warehouse.id)])

    def test_numbers_and_metres(self):
        wizard, action = self.number(aisle_metres=5)
        self.assertIn("6", wizard.preview)
        rows = self.env["stock.location"].search(
            action["domain"], order="jxc_pick_order"
        )
        # up the first aisle, down the second
        names = ["A-01", "A-02", "A-03", "A-04", "K-02", "K-01"]
        self.assertEqual(rows.mapped("name"), names)
        self.assertEqual(rows.mapped("jxc_pick_order"), [10, 20, 30, 40, 50, 60])
        self.assertEqual(rows.mapped("jxc_dock_metres"), [0, 12, 24, 36, 17, 5])
        rows[3].jxc_dock_metres = 99
        self.number(keep=True)
        self.assertEqual(rows[3].jxc_dock_metres, 99)
        with self.assertRaises(AccessError):
            wizard.with_user(self.worker).action_number()

    def test_advice(self):
        """Tea to the dock for wax: 2 × (5 − 1) × 36 m in 91 days."""
        advice = self.advise()
        self.assertEqual(len(advice), 1)
        self.assertEqual(
            (advice.kind, advice.product_id, advice.other_product_id),
            ("swap", self.tea, self.wax),
        )
        self.assertEqual((advice.picks, advice.other_picks), (5, 1))
        self.assertEqual(advice.location_dest_id, self.bins["A-01"])
        self.assertEqual(advice.saved_metres, round(2 * 4 * 36 * 30 / 91))

    def test_what_moves_inside_is_no_pick(self):
        for _number in range(9):
            self._fetch(self.wax, "A-01", target=self.bins["A-02"])
        advice = self.advise()
        self.assertEqual(advice.product_id, self.tea)

    def test_bins_nobody_has_measured_are_not_at_the_dock(self):
        """A floor place comes last in the order and has no metres: goods stay away."""
        floor = self._place("Floor", self.zone)
        found = self.advise()
        self.assertEqual((floor.jxc_dock_metres, floor.jxc_pick_order), (0, 70))
        self.assertEqual(found.product_id, self.tea)
        self.assertNotIn(floor, found.location_dest_id | found.location_id)

    def test_old_picks_do_not_count(self):
        lines = self.env["stock.move.line"].search([("product_id", "=", self.tea.id)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET date = %s WHERE id = ANY(%s)",
            (fields.Datetime.now() - timedelta(days=92), lines.ids),
        )
        self.assertFalse(self.advise())

    def test_zones_and_categories(self):
        """An empty cold bin at the dock is not offered to dry goods."""
        self.warehouse.jxc_slot_metres = 10
        self.number()
        self.bins["K-01"].jxc_dock_metres = 1
        self.bins["A-01"].jxc_dock_metres = 30
        advices = self.env["jxc.slot.advice"]
        advices._renew(self.warehouse)
        found = advices.search([("warehouse_id", "=", self.warehouse.id)])
        self.assertEqual(found.location_dest_id, self.bins["A-02"])
        self.assertEqual(found.kind, "move")
        self.warehouse.jxc_slot_across = True
        advices._renew(self.warehouse)
        found = advices.search([("warehouse_id", "=", self.warehouse.id)])
        self.assertIn(self.bins["K-01"], found.location_dest_id)
        frozen = self.env["stock.storage.category"].create({"name": "Frozen"})
        (self.bins["K-01"] | self.bins["K-02"]).storage_category_id = frozen
        advices._renew(self.warehouse)
        found = advices.search([("warehouse_id", "=", self.warehouse.id)])
        self.assertEqual(found.location_dest_id, self.bins["A-02"])

    def test_accept(self):
        """Both directions in one draft; while it is open these bins are left alone."""
        advice = self.advise().with_user(self.manager)
        advice.action_accept()
        picking = advice.picking_id
        self.assertEqual((picking.state, advice.state), ("draft", "accepted"))
        moves = {
            move.product_id: (
                move.location_id,
                move.location_dest_id,
                move.product_uom_qty,
            )
            for move in picking.move_ids
        }
        near, far = self.bins["A-01"], self.bins["A-04"]
        self.assertEqual(moves, {self.tea: (far, near, 35), self.wax: (near, far, 29)})
        with self.assertRaises(UserError):
            advice.action_accept()
        self.env["jxc.slot.advice"]._renew(self.warehouse)
        here = [("warehouse_id", "=", self.warehouse.id), ("state", "=", "open")]
        self.assertFalse(self.env["jxc.slot.advice"].search(here))
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(self.tea.with_context(location=near.id).qty_available, 35)

    def test_reject(self):
        advice = self.advise()
        advice.with_user(self.manager).action_reject()
        self.assertEqual(self.advise(), advice)

    def test_gone_goods(self):
        advice = self.advise()
        self._fetch(self.tea, "A-04", 35)
        with self.assertRaises(UserError):
            advice.with_user(self.manager).action_accept()

    def test_rights(self):
        advice = self.advise()
        mine = advice.with_user(self.worker)
        self.assertEqual(mine.product_id, self.tea)
        for call in (mine.action_accept, mine.action_reject, mine.action_renew):
            with self.assertRaises(AccessError):
                call()
        theirs = advice.with_user(self.manager)
        with self.assertRaises(AccessError):
            theirs.state = "rejected"
        with self.assertRaises(AccessError):
            theirs.create({"warehouse_id": self.warehouse.id})
        seller = new_test_user(
            self.env, login="slot_seller", groups="jxc_base.group_salesperson"
        )
        with self.assertRaises(AccessError):
            advice.with_user(seller).read(["picks"])
        self.env["jxc.slot.advice"].with_user(self.manager).action_renew()

    # -- the path ----------------------------------------------------------------------

    def picking(self):
        """Three lines, entered in another order than their bins are passed."""
        salt = self.env["product.product"].create(
            {"name": "Slot Salt", "is_storable": True}
        )
        self._fill(salt, "A-02", 5)
        goods = ((self.tea, "A-04"), (salt, "A-02"), (self.ice, "K-02"))
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                    for product, _name in goods
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def test_path(self):
        self.number()
        picking = self.picking()
        names = ["A-02", "A-04", "K-02"]
        self.assertEqual(picking.jxc_path_line_ids.jxc_bin_id.mapped("name"), names)
        steps = picking.with_user(self.worker).get_pick_path()
        self.assertEqual([step["step"] for step in steps], [1, 2, 3])
        self.assertEqual(
            [step["location_id"] for step in steps],
            [self.bins[name].id for name in names],
        )
        self.assertEqual(steps[0]["quantity"], 2)
        # another order of the bins, another path; without a number last
        self.bins["K-02"].jxc_pick_order = 1
        self.bins["A-02"].jxc_pick_order = 0
        picking.invalidate_recordset()
        found = picking.jxc_path_line_ids.jxc_bin_id.mapped("name")
        self.assertEqual(found, ["K-02", "A-04", "A-02"])

    def test_printed_in_path_order(self):
        self.number()
        picking = self.picking()
        # the order is looked at, not the barcodes
        printer = type(self.env["ir.actions.report"])
        self.patch(printer, "barcode", lambda *args, **values: b"")
        for report in ("jxc_stock.report_pick_list", "stock.report_picking"):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                report, picking.ids
            )
            places = [html.index(name.encode()) for name in ("Salt", "Tea", "Ice")]
            self.assertEqual(places, sorted(places), report)

    def test_receipts_go_by_their_target(self):
        self.number()
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.stock.id,
            }
        )
        for name in ("A-03", "A-01"):
            self.env["stock.move.line"].create(
                {
                    "picking_id": receipt.id,
                    "product_id": self.tea.id,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": self.bins[name].id,
                }
            )
        found = receipt.jxc_path_line_ids.jxc_bin_id.mapped("name")
        self.assertEqual(found, ["A-01", "A-03"])
