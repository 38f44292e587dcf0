from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyLife(PolicyCommon):
    """Lots with 20 and 60 days left of 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Policy Fresh"})
        cls.milk = cls._lotted("Policy Milk", categ_id=cls.category.id)
        cls.old = cls._lot(cls.milk, "OLD", 20)
        cls.new = cls._lot(cls.milk, "NEW", 60)
        for lot in (cls.old, cls.new):
            cls._plant(cls.milk, 10, lot_id=lot)

    def _old(self):
        return self._delivery((self.milk, 1, {"lot_id": self.old.id}))

    def test_off_as_core(self):
        self._validate(self._old())

    def test_days_and_percent(self):
        self.customer.write({"jxc_life_kind": "days", "jxc_life_value": 21})
        with self._refused("OLD has 20 days left", "21", "customer Policy Mart"):
            self._validate(self._old())
        self.customer.jxc_life_value = 20
        self._validate(self._old())
        self.customer.write({"jxc_life_kind": "percent", "jxc_life_value": 50})
        with self._refused("20 days left", "50"):
            self._validate(self._old())
        self.milk.expiration_time = 0
        self._validate(self._old())

    def test_levels(self):
        """Customer before its tags before category before company."""
        self.company.write({"jxc_life_kind": "days", "jxc_life_value": 30})
        with self._refused("30", "company"):
            self._validate(self._old())
        self.category.write({"jxc_life_kind": "none"})
        self._validate(self._old())
        tags = self.env["res.partner.category"].create(
            [
                {"name": "Chain", "jxc_life_kind": "days", "jxc_life_value": 40},
                {"name": "Strict", "jxc_life_kind": "percent", "jxc_life_value": 45},
            ]
        )
        self.customer.category_id = tags
        with self._refused("45", "tag Strict"):
            self._validate(self._old())
        self.customer.jxc_life_kind = "none"
        self._validate(self._old())

    def test_delivery_address_asks_its_company(self):
        self.customer.write({"jxc_life_kind": "days", "jxc_life_value": 30})
        address = self.env["res.partner"].create(
            {"name": "Shop", "type": "delivery", "parent_id": self.customer.id}
        )
        picking = self._old()
        picking.partner_id = address
        with self._refused("customer Policy Mart"):
            self._validate(picking)

    def test_reservation_passes_over_old_lots(self):
        """Two deliveries: the strict customer gets the fresh lot, the other the old."""
        self.customer.write({"jxc_life_kind": "days", "jxc_life_value": 30})
        strict, plain = self.env["stock.picking"].create(
            [
                {
                    "picking_type_id": self.out_type.id,
                    "location_id": self.shelf.id,
                    "location_dest_id": self.customers.id,
                    "partner_id": partner.id,
                    "move_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": self.milk.id,
                                "product_uom": self.milk.uom_id.id,
                                "product_uom_qty": 12,
                                "location_id": self.shelf.id,
                                "location_dest_id": self.customers.id,
                            },
                        )
                    ],
                }
                for partner in (self.customer, self.company.partner_id)
            ]
        )
        (strict | plain).action_confirm()
        strict.action_assign()
        self.assertEqual(strict.move_line_ids.lot_id, self.new)
        self.assertEqual(strict.move_ids.quantity, 10)
        plain.action_assign()
        self.assertEqual(plain.move_line_ids.lot_id, self.old)

    def test_not_for_vendors_and_other_places(self):
        self.company.write({"jxc_life_kind": "days", "jxc_life_value": 90})
        for place in (self.suppliers, self.other, self.milk.property_stock_inventory):
            picking = self._delivery(
                (self.milk, 1, {"lot_id": self.old.id}), target=place
            )
            self._validate(picking, self.manager)

    def test_exception(self):
        self.customer.write({"jxc_life_kind": "days", "jxc_life_value": 30})
        picking = self._old()
        picking.move_line_ids.with_user(self.manager).jxc_allow("At a discount")
        self._validate(picking)

    def test_wrong_values(self):
        for kind, value in (("days", 0), ("days", -5), ("percent", 101)):
            with self.subTest(kind=kind, value=value), self.assertRaises(UserError):
                self.customer.write({"jxc_life_kind": kind, "jxc_life_value": value})
