from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import OverviewCommon


@tagged("post_install", "-at_install")
class TestOverviewAgreement(OverviewCommon):
    """The overview's figures are core's, warehouse by warehouse and in total."""

    def test_nothing(self):
        self.assertEqual(self._assert_agrees()["total"]["on_hand"], 0)

    def test_reserved_incoming_outgoing(self):
        self._plant(self.product, 20, self.wh_a.lot_stock_id)
        self._plant(self.product, 4, self.wh_b.lot_stock_id)
        self._move(7, self.wh_a.lot_stock_id, self.customers)._action_assign()
        self._move(3, self.wh_a.lot_stock_id, self.customers)
        self._move(50, self.suppliers, self.wh_b.lot_stock_id, days=3)
        row = self._assert_agrees()
        cell = row["cells"][self.wh_a.id]
        self.assertEqual((cell["reserved"], cell["available"]), (7, 20 - 7))
        self.assertEqual((cell["outgoing"], row["total"]["incoming"]), (7 + 3, 50))

    def test_multi_step(self):
        self.wh_a.write({"reception_steps": "two_steps", "delivery_steps": "pick_ship"})
        receipt = self._move(
            12,
            self.suppliers,
            self.wh_a.wh_input_stock_loc_id,
            location_final_id=self.wh_a.lot_stock_id.id,
            picking_type_id=self.wh_a.in_type_id.id,
        )
        self.assertEqual(self._assert_agrees()["total"]["incoming"], 12)
        self._done(receipt)
        self._plant(self.product, 9, self.wh_a.lot_stock_id)
        self._move(
            5,
            self.wh_a.lot_stock_id,
            self.wh_a.wh_output_stock_loc_id,
            location_final_id=self.customers.id,
            picking_type_id=self.wh_a.pick_type_id.id,
        )
        total = self._assert_agrees()["total"]
        self.assertEqual((total["on_hand"], total["outgoing"]), (12 + 9, 5))

    def test_two_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._move(
            2, self.suppliers, self.wh_a.lot_stock_id, product_uom=dozen.id, days=2
        )
        self._done(
            self._move(1, self.suppliers, self.wh_a.lot_stock_id, product_uom=dozen.id)
        )
        row = self._assert_agrees()
        cell = row["cells"][self.wh_a.id]
        self.assertEqual((cell["on_hand"], cell["incoming"]), (12, 24))
        self.assertEqual(row["unit"], self.product.uom_id.name)

    def test_lots_and_expiry(self):
        product = self._product(
            "Overview Milk", tracking="lot", use_expiration_date=True, expiration_time=9
        )
        old, new = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("old", "new")]
        )
        old.removal_date = fields.Datetime.now() - timedelta(days=3)
        new.removal_date = fields.Datetime.now() + timedelta(days=30)
        self._plant(product, 6, self.wh_a.lot_stock_id, lot_id=old)
        self._plant(product, 8, self.wh_a.lot_stock_id, lot_id=new)
        cell = self._assert_agrees(product)["cells"][self.wh_a.id]
        self.assertEqual((cell["on_hand"], cell["available"]), (14, 8))
        self.assertEqual((cell["expired"], cell["hold"]), (6, 6))

    def test_owner_stock(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self._plant(self.product, 5, self.wh_a.lot_stock_id, owner_id=owner)
        self.assertEqual(self._assert_agrees()["total"]["on_hand"], 5)

    def test_negative(self):
        self._done(self._move(5, self.wh_a.lot_stock_id, self.customers))
        self._plant(self.product, 8, self.wh_b.lot_stock_id)
        row = self._assert_agrees()
        self.assertEqual(row["cells"][self.wh_a.id]["on_hand"], -5)
        self.assertTrue(row["cells"][self.wh_a.id]["negative"])

    def test_hold(self):
        kinds = {"quality": 1, "quarantine": 2, "expired": 4}
        for kind, quantity in kinds.items():
            self._plant(self.product, quantity, self._hold(self.wh_a, kind))
        self._plant(self.product, 10, self.wh_a.lot_stock_id)
        cell = self._assert_agrees()["cells"][self.wh_a.id]
        self.assertEqual((cell["on_hand"], cell["available"]), (17, 10))
        self.assertEqual(
            (cell["hold_quality"], cell["hold_quarantine"], cell["expired"]), (1, 2, 4)
        )
        self.assertEqual(cell["hold"], 7)

    def test_reserved_release_from_hold(self):
        zone = self._hold(self.wh_a, "quality")
        self._plant(self.product, 5, zone)
        self._move(3, zone, self.wh_a.lot_stock_id)._action_assign()
        cell = self._assert_agrees()["cells"][self.wh_a.id]
        self.assertEqual((cell["available"], cell["forecast"]), (0, 3))

    def _transfer(self, quantity):
        transfer = self.env["stock.interwarehouse.transfer"].create(
            {
                "warehouse_from_id": self.wh_a.id,
                "warehouse_to_id": self.wh_b.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                        },
                    )
                ],
            }
        )
        transfer.action_confirm()
        return transfer

    def _ship(self, transfer, quantity):
        out = transfer.line_ids._get_stage_moves("outgoing")
        out.write({"quantity": quantity, "picked": True})
        out._action_done()

    def test_transit(self):
        self._plant(self.product, 20, self.wh_a.lot_stock_id)
        transfer = self._transfer(9)
        row = self._assert_agrees()
        self.assertEqual(row["cells"][self.wh_b.id]["in_transit"], 0)
        self._ship(transfer, 6)
        row = self._assert_agrees()
        self.assertEqual(row["cells"][self.wh_b.id]["in_transit"], 6)
        self.assertEqual(row["cells"][self.wh_a.id]["on_hand"], 20 - 6)
        self.assertEqual(row["total"]["in_transit"], 6)

    def test_transit_nobody_waits_for(self):
        transit = self.env.company.internal_transit_location_id
        self._plant(self.product, 3, transit)
        row = self._assert_agrees()
        self.assertEqual(row["total"]["in_transit"], 3)
        self.assertFalse(any(cell["in_transit"] for cell in row["cells"].values()))
        only_a = self._row(warehouse_ids=[self.wh_a.id])
        self.assertEqual(only_a["total"]["in_transit"], 0)

    def test_direct_move_between_warehouses(self):
        self._plant(self.product, 8, self.wh_a.lot_stock_id)
        self._move(5, self.wh_a.lot_stock_id, self.wh_b.lot_stock_id)
        row = self._assert_agrees()
        self.assertEqual(row["cells"][self.wh_b.id]["incoming"], 5)
        self.assertEqual((row["total"]["incoming"], row["total"]["outgoing"]), (0, 0))
        only_b = self._row(warehouse_ids=[self.wh_b.id])
        self.assertEqual(only_b["total"]["incoming"], 5)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Second Trade"})
        self.env.user.company_ids += other
        theirs = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self._plant(self.product, 10, self.wh_a.lot_stock_id)
        self._plant(self.product, 7, theirs.lot_stock_id)
        both = self.env.company | other
        self.product = self.product.with_context(
            allowed_company_ids=self.env.company.ids
        )
        self.overview = self.overview.with_env(self.product.env)
        self.assertEqual(self._assert_agrees()["total"]["on_hand"], 10)
        figures = self.overview.with_context(allowed_company_ids=both.ids)
        row = figures.get_overview({"search": self.product.default_code})
        self.assertEqual(row["products"][0]["total"]["on_hand"], 17)
        rule = self.env.ref("jxc_stock.jxc_stock_overview_company_rule")
        seen = self.overview.with_user(self.worker)
        self.assertFalse(seen.search([("company_id", "=", other.id)]))
        self.assertTrue(rule.active)

    def test_list_refreshes_after_a_change(self):
        domain = [
            ("product_id", "=", self.product.id),
            ("warehouse_id", "=", self.wh_a.id),
        ]
        self.assertEqual(self.overview.search(domain).on_hand, 0)
        self._plant(self.product, 3, self.wh_a.lot_stock_id)
        self.env.invalidate_all()
        found = self.overview.search([*domain, ("on_hand", ">", 2)])
        self.assertEqual(found.on_hand, 3)
