from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common_alerts import AlertCase


@tagged("post_install", "-at_install")
class TestAlertEntry(AlertCase):
    """Maximum 100, 70 on hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Entry Vendor"})
        cls.goods = cls.env["product.product"].create(
            {"name": "Entry Soy", "is_storable": True, "standard_price": 5}
        )
        cls.env["stock.quant"]._update_available_quantity(cls.goods, cls.stock, 70)
        cls.level = cls.point(cls.goods, product_max_qty=100)
        cls.buyer = new_test_user(
            cls.env, login="entry_buyer", groups="jxc_base.group_purchaser"
        )

    def order(self, quantity, **values):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": self.buyer.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "product_qty": quantity,
                            "price_unit": 5,
                        }
                    )
                ],
                **values,
            }
        )

    # -- while it is typed -----------------------------------------------------

    def test_said_while_it_is_typed(self):
        with Form(self.env["purchase.order"].with_user(self.buyer)) as form:
            form.partner_id = self.vendor
            form.picking_type_id = self.warehouse.in_type_id
            with form.order_line.new() as line:
                line.product_id = self.goods
                line.product_qty = 30
            self.assertFalse(form.jxc_above_max, "100 is the maximum")
            with form.order_line.edit(0) as line:
                line.product_qty = 40
            self.assertIn("Entry Soy", form.jxc_above_max)
            self.assertIn("110", form.jxc_above_max)
            self.assertIn("maximum 100", form.jxc_above_max)

    def test_confirmed_with_a_note_and_not_refused(self):
        order = self.order(40)
        self.assertIn("110", order.jxc_above_max)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertIn("110", order.jxc_above_max, "what comes is counted once")
        notes = order.message_ids.mapped("body")
        self.assertTrue(any("More than the maximum" in note for note in notes))

    def test_two_lines_add_up(self):
        order = self.order(20)
        self.assertFalse(order.jxc_above_max)
        order.order_line.copy({"order_id": order.id})
        order.invalidate_recordset()
        self.assertIn("110", order.jxc_above_max)

    def test_in_dozens(self):
        order = self.order(3)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertIn("106", order.jxc_above_max)

    def test_no_maximum_nothing_to_say(self):
        self.level.product_max_qty = 0
        self.assertFalse(self.order(4000).jxc_above_max)

    def test_a_receipt(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.vendor.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 40,
                            "location_id": self.vendor.property_stock_supplier.id,
                            "location_dest_id": self.stock.id,
                        }
                    )
                ],
            }
        )
        self.assertIn("110", picking.jxc_above_max)
        picking.action_confirm()
        self.env.invalidate_all()
        self.assertIn("110", picking.jxc_above_max)
        picking.move_ids.quantity = 45
        self.assertIn("115", picking.jxc_above_max)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertFalse(picking.jxc_above_max)

    # -- warned of -------------------------------------------------------------

    def setUp(self):
        super().setUp()
        self.entries = self.rule("above_entry", roles=["purchase_manager"])

    def entry(self):
        rule = self.entries
        self.env.flush_all()
        self.run_rules(rule)
        return self.alerts(rule).filtered(lambda alert: alert.product_id == self.goods)

    def test_warned_of_in_draft_and_confirmed(self):
        for confirmed in (False, True):
            order = self.order(40)
            if confirmed:
                order.button_confirm()
            alert = self.entry()
            with self.subTest(confirmed=confirmed):
                self.assertEqual(alert.res_id, order.order_line.id)
                self.assertEqual((alert.measure, alert.threshold), (110, 100))
                self.assertEqual((alert.impact, alert.owner_id), (50, self.buyer))
                self.assertIn("110", alert.message)
            order.button_cancel()
            self.assertFalse(self.entry(), "cancelled")

    def test_below_it_nothing_is_said(self):
        self.order(30)
        self.assertFalse(self.entry())

    def test_what_leaves_is_counted(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 20,
                "location_id": self.stock.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        self.order(40)
        self.assertFalse(self.entry())

    def test_the_buyer_is_asked(self):
        order = self.order(40)
        alert = self.entry()
        manager = new_test_user(
            self.env, login="entry_manager", groups="jxc_base.group_purchase_manager"
        )
        alert.with_user(manager).action_respond("reduce")
        self.assertEqual(alert.response_ids._document(), order)
        self.assertEqual(order.activity_ids.user_id, self.buyer)

    # -- levels between --------------------------------------------------------

    def test_levels_between_lie_between(self):
        self.rule("expiring", warn_level=90, critical_level=7, tiers="60、30")
        for tiers in ("100", "5", "soon", "60, x"):
            with self.subTest(tiers=tiers), self.assertRaises(ValidationError):
                self.rule("expiring", warn_level=90, critical_level=7, tiers=tiers)
