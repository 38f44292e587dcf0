from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyNegative(PolicyCommon):
    def setUp(self):
        super().setUp()
        self._plant(self.soy, 5)

    def test_off_as_core(self):
        self._ship(7)
        self.assertEqual(self._quantity(self.soy), 5 - 7)

    def test_forbid_refuses_and_names_the_shortage(self):
        self.company.jxc_negative_policy = "forbid"
        with self._refused("Count Soy", "Shelf A", "7.* taken", "5.* there", "2"):
            self._ship(7)

    def test_exactly_what_is_there_may_go(self):
        self.company.jxc_negative_policy = "forbid"
        self._ship(5)
        self.assertEqual(self._quantity(self.soy), 0)

    def test_levels(self):
        """The product before the warehouse before the company."""
        self.company.jxc_negative_policy = "forbid"
        self.warehouse.jxc_negative_policy = "allow"
        self._ship(6)
        self.soy.product_tmpl_id.jxc_negative_policy = "forbid"
        with self._refused("product .*Count Soy"):
            self._ship(1)
        self.warehouse.jxc_negative_policy = "forbid"
        self.soy.product_tmpl_id.jxc_negative_policy = "allow"
        self._ship(1)

    def test_other_company_is_not_bound(self):
        """What a company says about a product holds for itself only."""
        other = self.env["res.company"].create({"name": "Policy Two"})
        self.soy.product_tmpl_id.with_company(other).jxc_negative_policy = "forbid"
        self._ship(7)

    def test_warn_does_it_and_says_so(self):
        self.company.jxc_negative_policy = "warn"
        picking = self._delivery((self.soy, 7, {}))
        self._validate(picking)
        self.assertEqual(self._quantity(self.soy), 5 - 7)
        self.assertIn("below zero", picking.message_ids[:1].body)
        self.assertIn("Count Soy", picking.message_ids[:1].body)

    def test_all_shortages_in_one_message(self):
        self.company.jxc_negative_policy = "forbid"
        picking = self._delivery((self.soy, 7, {}), (self.tea, 2, {}))
        with self._refused("Count Soy", "Count Tea"):
            self._validate(picking)

    def test_manager_and_superuser_obey(self):
        self.company.jxc_negative_policy = "forbid"
        picking = self._delivery((self.soy, 7, {}))
        for user in (self.worker, self.manager, self.env.ref("base.user_root")):
            with self.subTest(user=user.login), self._refused("Count Soy"):
                self._validate(picking, user)

    def test_units_of_many_digits(self):
        """0.1 + 0.2 is 0.3, and a hundred thousandth is missing when it is missing."""
        self.env.ref("uom.decimal_product_uom").digits = 5
        self.company.jxc_negative_policy = "forbid"
        self._plant(self.tea, 0.1)
        self._plant(self.tea, 0.2)
        self._ship(0.3, self.tea)
        self._plant(self.tea, 0.12345)
        with self._refused("0.00001"):
            self._ship(0.12346, self.tea)
        self._ship(0.12345, self.tea)

    def test_other_unit(self):
        self.company.jxc_negative_policy = "forbid"
        dozen = self.env.ref("uom.product_uom_dozen")
        self._plant(self.tea, 12)
        picking = self._delivery((self.tea, 1, {"product_uom_id": dozen.id}))
        self._validate(picking)
        self.assertEqual(self._quantity(self.tea), 0)

    def test_batch_in_and_out_at_once(self):
        """What comes with the same validation may leave with it."""
        self.company.jxc_negative_policy = "forbid"
        out = self._delivery((self.soy, 8, {}))
        into = self._delivery(
            (self.soy, 3, {}),
            source=self.suppliers,
            target=self.shelf,
            kind=self.warehouse.in_type_id,
        )
        self._validate(out | into)
        self.assertEqual(self._quantity(self.soy), 5 + 3 - 8)

    def test_two_lines_of_one_document_add_up(self):
        self.company.jxc_negative_policy = "forbid"
        picking = self._delivery((self.soy, 3, {}))
        picking.move_line_ids.copy({"move_id": picking.move_ids.id, "quantity": 3})
        with self._refused("6.* taken", "5.* there", "1.* missing"):
            self._validate(picking)

    def test_lot_package_owner_and_bin(self):
        self.company.jxc_negative_policy = "forbid"
        lotted = self._product("Policy Lots", tracking="lot")
        lot, other = (self._lot(lotted, name) for name in ("PL-1", "PL-2"))
        self._plant(lotted, 5, lot_id=other)
        with self._refused("PL-1", "Free elsewhere", "PL-2: 5"):
            self._validate(self._delivery((lotted, 1, {"lot_id": lot.id})))
        package = self.env["stock.package"].create({"name": "POLICY-PACK"})
        self._plant(self.tea, 4, package_id=package)
        with self._refused("Free elsewhere", "POLICY-PACK: 4"):
            self._validate(self._delivery((self.tea, 1, {})))
        owner = self.env["res.partner"].create({"name": "Policy Owner"})
        with self._refused("Policy Owner"):
            self._validate(self._delivery((self.soy, 1, {"owner_id": owner.id})))
        self._plant(self.soy, 9, self.other)
        with self._refused("Shelf A", "Free elsewhere", "Shelf B: 9"):
            self._ship(6)

    def test_incoming_and_substitutes_are_named(self):
        self.company.jxc_negative_policy = "forbid"
        self._planned(
            self.soy,
            40,
            self.suppliers,
            self.shelf,
            date=fields.Datetime.now() + timedelta(days=3),
        )
        self._plant(self.tea, 11)
        self.soy.product_tmpl_id.jxc_substitute_ids = self.tea.product_tmpl_id
        with self._refused("Coming", "40", "Substitutes", "Count Tea", "11"):
            self._ship(6)

    def test_nothing_elsewhere(self):
        self.company.jxc_negative_policy = "forbid"
        with self._refused("Nothing elsewhere"):
            self._ship(6)

    def test_dropshipping_and_consumables_are_free(self):
        self.company.jxc_negative_policy = "forbid"
        self._move(self.soy, 50, self.suppliers, self.customers)
        screws = self.env["product.product"].create({"name": "Policy Screws"})
        self._move(screws, 50, self.shelf, self.customers)

    def test_scrap(self):
        self.company.jxc_negative_policy = "forbid"
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.soy.id, "scrap_qty": 6, "location_id": self.shelf.id}
        )
        with self._refused("Count Soy"):
            scrap.do_scrap()

    def test_quant_by_import_and_count_field(self):
        self.company.jxc_negative_policy = "forbid"
        quants = self.env["stock.quant"].with_user(self.manager)
        quant = quants.search(
            [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
        )
        with self._refused("Count Soy"):
            quant.write({"quantity": -3})
        with self._refused("Count Soy"):
            counted = quant.with_context(inventory_mode=True)
            counted.inventory_quantity = -3
            counted.action_apply_inventory()
            self.env.flush_all()
        with self._refused("Count Tea"):
            quants.create(
                {
                    "product_id": self.tea.id,
                    "location_id": self.shelf.id,
                    "quantity": -1,
                }
            )

    def test_done_lines_that_change(self):
        self._plant(self.soy, 5)
        picking = self._delivery((self.soy, 5, {}))
        self._validate(picking)
        self.company.jxc_negative_policy = "forbid"
        line = picking.move_line_ids.with_user(self.manager)
        with self._refused("Count Soy"):
            line.quantity = 11
        line.quantity = 10
        with self._refused("Shelf A"):
            line.copy({"quantity": 1, "move_id": line.move_id.id})
        line.quantity = 4
        self.assertEqual(self._quantity(self.soy), 10 - 4)

    def test_done_receipt_made_smaller(self):
        """What was sold meanwhile cannot be taken back from the receipt."""
        move = self._receive(3)
        self._ship(8)
        self.company.jxc_negative_policy = "forbid"
        with self._refused("Count Soy"):
            move.move_line_ids.quantity = 2

    def test_below_zero_before(self):
        """Old sins: adding is allowed, taking more is not."""
        self._ship(9)
        self.company.jxc_negative_policy = "forbid"
        self._receive(1)
        self.assertEqual(self._quantity(self.soy), 5 - 9 + 1)
        with self._refused("Count Soy"):
            self._ship(1)

    def test_shown_before(self):
        self.company.jxc_negative_policy = "forbid"
        picking = self._delivery((self.soy, 7, {}))
        self.assertIn("Count Soy", picking.with_user(self.worker).jxc_policy_refused)
        self.company.jxc_negative_policy = "warn"
        picking.invalidate_recordset()
        self.assertFalse(picking.jxc_policy_refused)
        self.assertIn("Count Soy", picking.jxc_policy_advised)
        self._plant(self.soy, 2)
        picking.invalidate_recordset()
        self.assertFalse(picking.jxc_policy_advised)

    def test_as_cheap_for_many_lines(self):
        """Queries do not grow with the lines."""
        self.company.jxc_negative_policy = "forbid"
        counts = []
        for size in (2, 12):
            goods = [self._product(f"Many {size} {n}") for n in range(size)]
            for product in goods:
                self._plant(product, 5)
            picking = self._delivery(*[(product, 1, {}) for product in goods])
            self.env.flush_all()
            lines = self.env["stock.move.line"].browse(picking.move_line_ids.ids)
            lines._jxc_shortages()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            lines._jxc_shortages()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
