"""Ways round the policies: each is refused like the way through the form."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyRoutes(PolicyCommon):
    def setUp(self):
        super().setUp()
        self._plant(self.soy, 5)

    def test_a_line_that_joins_a_done_movement(self):
        """Goods that come to a done movement by its line are judged as well."""
        done = self._delivery((self.soy, 5, {}))
        self._validate(done)
        self.company.jxc_negative_policy = "forbid"
        open_one = self._delivery((self.soy, 3, {}))
        line = open_one.move_line_ids.with_user(self.worker)
        with self._refused(""):
            line.write({"move_id": done.move_ids.id, "picking_id": done.id})
            self.env.flush_all()
        with self._refused(""):
            done.move_line_ids.with_user(self.worker).move_id = open_one.move_ids

    def test_mixed_back_orders_are_judged_together(self):
        """What comes with one transfer may leave with the other, in any order."""
        self.company.jxc_negative_policy = "forbid"
        self.warehouse.out_type_id.create_backorder = "never"
        out = self._delivery((self.soy, 8, {}))
        into = self._delivery(
            (self.soy, 3, {}),
            source=self.suppliers,
            target=self.shelf,
            kind=self.warehouse.in_type_id,
        )
        self._validate(out | into)
        self.assertEqual(self._quantity(self.soy), 5 + 3 - 8)

    def test_mixed_back_orders_that_are_short(self):
        self.company.jxc_negative_policy = "forbid"
        self.warehouse.out_type_id.create_backorder = "never"
        out = self._delivery((self.soy, 9, {}))
        into = self._delivery(
            (self.soy, 3, {}),
            source=self.suppliers,
            target=self.shelf,
            kind=self.warehouse.in_type_id,
        )
        with self._refused("Count Soy", "1.* missing"):
            self._validate(out | into)

    def test_another_type_on_the_movement_asks_for_scans_as_well(self):
        self.out_type.jxc_scan_required = True
        picking = self._delivery((self.soy, 1, {}))
        picking.move_ids.with_user(
            self.worker
        ).picking_type_id = self.warehouse.int_type_id
        with self._refused("scanned"):
            self._validate(picking)

    def test_an_exception_holds_for_its_customer(self):
        milk = self._lotted("Route Milk")
        lot = self._lot(milk, "RM-1", 50)
        self._plant(milk, 9, lot_id=lot)
        strict = self.env["res.partner"].create(
            {"name": "Strict Mart", "jxc_life_kind": "days", "jxc_life_value": 90}
        )
        self.customer.write({"jxc_life_kind": "days", "jxc_life_value": 60})
        picking = self._delivery((milk, 1, {"lot_id": lot.id}))
        picking.move_line_ids.with_user(self.manager).jxc_allow("agreed by phone")
        picking.partner_id = strict
        with self._refused("RM-1", "90"):
            self._validate(picking)
        picking.partner_id = self.customer
        self._validate(picking)

    def test_frozen_goods_and_direct_quantities(self):
        self.env["jxc.stock.freeze"].create(
            {"location_id": self.shelf.id, "reason": "Inspection"}
        )
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
        )
        with self._refused("Inspection"):
            quant.with_user(self.manager).write({"quantity": 3})
        with self._refused("Inspection"):
            self.env["stock.quant"].with_user(self.manager).create(
                {
                    "product_id": self.tea.id,
                    "location_id": self.shelf.id,
                    "quantity": 3,
                }
            )

    def test_frozen_goods_do_not_leave_by_other_ways(self):
        self.env["jxc.stock.freeze"].create(
            {"product_id": self.soy.id, "reason": "Inspection"}
        )
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.soy.id, "scrap_qty": 1, "location_id": self.shelf.id}
        )
        with self._refused("Inspection"):
            scrap.with_user(self.manager).do_scrap()
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
        )
        with self._refused("Inspection"):
            quant.with_user(self.manager).move_quants(self.other)
        counted = quant.with_user(self.manager).with_context(inventory_mode=True)
        with self._refused("Inspection"):
            counted.inventory_quantity = 2
            counted.action_apply_inventory()

    def test_expired_lot_in_a_document_without_transfer(self):
        """No transfer, no button: the message does not send anybody to one."""
        milk = self._lotted("Route Cream")
        lot = self._lot(milk, "RC-1", -1)
        self._plant(milk, 9, lot_id=lot)
        self.company.jxc_expired_policy = "expiration"
        production = milk.property_stock_production
        self.company.jxc_expired_scope = "production"
        move = self._planned(milk, 1, self.shelf, production)
        self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "product_id": milk.id,
                "lot_id": lot.id,
                "quantity": 1,
                "location_id": self.shelf.id,
                "location_dest_id": production.id,
            }
        )
        move.picked = True
        with self.assertRaisesRegex(UserError, "expired") as caught:
            move._action_done()
        self.assertNotIn("Allow Exceptions", str(caught.exception))

    def test_two_quantities_of_one_lot_over_time(self):
        """An exception for some is no exception for more."""
        milk = self._lotted("Route More")
        lot = self._lot(milk, "RMO-1", -1)
        self._plant(milk, 9, lot_id=lot)
        self.company.jxc_expired_policy = "expiration"
        picking = self._delivery((milk, 1, {"lot_id": lot.id}))
        picking.move_line_ids.with_user(self.manager).jxc_allow("agreed")
        picking.move_line_ids.quantity = 2
        with self._refused("RMO-1"):
            self._validate(picking)
