from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyFreeze(PolicyCommon):
    def setUp(self):
        super().setUp()
        self._plant(self.soy, 10)
        self._plant(self.tea, 10)

    def _freeze(self, user=None, **values):
        freezes = self.env["jxc.stock.freeze"].with_user(user or self.manager)
        return freezes.create({"reason": "Leak in the roof", **values})

    def test_location_and_what_is_below(self):
        bin_ = self.env["stock.location"].create(
            {"name": "Bin 1", "location_id": self.shelf.id}
        )
        self._plant(self.soy, 5, bin_)
        self._freeze(location_id=self.shelf.id)
        for place in (self.shelf, bin_):
            with self._refused("Shelf A", "count_manager", "Leak in the roof"):
                self._ship(1, location=place)
        with self._refused("Leak"):
            self._receive(1)
        self._receive(1, location=self.other)

    def test_warehouse(self):
        self._freeze(warehouse_id=self.warehouse.id)
        with self._refused("Count Depot"):
            self._ship(1)

    def test_product_here_and_everywhere(self):
        freeze = self._freeze(product_id=self.soy.id, location_id=self.other.id)
        self._ship(1)
        with self._refused("Count Soy"):
            self._move(self.soy, 1, self.shelf, self.other)
        freeze.release("Checked")
        self._freeze(product_id=self.soy.id)
        with self._refused("Count Soy"):
            self._ship(1)
        self._ship(1, self.tea)

    def test_a_new_entry_is_saved_by_a_button(self):
        form = Form(self.env["jxc.stock.freeze"].with_user(self.manager))
        form.product_id = self.soy
        form.reason = "Look at the labels"
        self.assertTrue(form.save().action_freeze())
        arch = form._view["tree"]
        self.assertTrue(arch.xpath("//header/button[@name='action_freeze']"))

    def test_times(self):
        now = fields.Datetime.now()
        planned = self._freeze(
            location_id=self.shelf.id, date_from=now + timedelta(days=1)
        )
        over = self._freeze(
            location_id=self.shelf.id,
            date_from=now - timedelta(days=2),
            date_to=now - timedelta(days=1),
        )
        self.assertEqual((planned.state, over.state), ("planned", "over"))
        self._ship(1)
        found = planned.search([("state", "=", "planned")])
        self.assertIn(planned, found)
        self.assertNotIn(over, found)

    def test_release_is_written_down(self):
        freeze = self._freeze(location_id=self.shelf.id)
        with self.assertRaises(AccessError):
            freeze.with_user(self.worker).release("I want")
        for reason in ("", " ", None, 3):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                freeze.release(reason)
        freeze.with_user(self.chief).release("Roof mended")
        self.assertEqual(
            (freeze.state, freeze.released_by, freeze.release_reason),
            ("released", self.chief, "Roof mended"),
        )
        self._ship(1)
        with self.assertRaises(UserError):
            freeze.release("Again")

    def test_entries_stay(self):
        freeze = self._freeze(location_id=self.shelf.id)
        for user in (self.manager, self.chief):
            with self.assertRaises(UserError):
                freeze.with_user(user).write({"date_to": fields.Datetime.now()})
            with self.assertRaises(UserError):
                freeze.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self._freeze(self.worker, location_id=self.other.id)
        with self.assertRaises(UserError):
            self._freeze(location_id=self.other.id, released_at=fields.Datetime.now())

    def test_nothing_named(self):
        with self.assertRaises(UserError):
            self._freeze()

    def test_transfer_and_scrap_obey(self):
        self._freeze(location_id=self.shelf.id)
        with self._refused("Leak"):
            self._validate(self._delivery((self.soy, 1, {})), self.manager)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.soy.id, "scrap_qty": 1, "location_id": self.shelf.id}
        )
        with self._refused("Leak"):
            scrap.do_scrap()

    def test_done_line_obeys(self):
        move = self._ship(1)
        self._freeze(location_id=self.shelf.id)
        with self._refused("Leak"):
            move.move_line_ids.quantity = 2

    def test_other_company_moves(self):
        other = self.env["res.company"].create({"name": "Policy Two"})
        self.env["jxc.stock.freeze"].create(
            {"product_id": self.soy.id, "reason": "Theirs", "company_id": other.id}
        )
        self._ship(1)

    def test_a_count_posts_into_a_frozen_place(self):
        """The count corrects the book; no goods are moved."""
        self.company.jxc_count_share_a = 1.0
        count = self._count(location_ids=[(6, 0, self.shelf.ids)])
        self._enter(count, 8)
        self._freeze(location_id=self.shelf.id)
        self._reviewed(count, "accepted", -2)
        self._post(count)
        self.assertEqual(self._quantity(self.soy), 8)

    def test_shown_where_stock_is_looked_up(self):
        """Overview and policy look-up say what is frozen, why, by whom, until when."""
        self._plant(self.soy, 5)
        rice = self._product("Freeze Rice")
        self._plant(rice, 5, self.other)
        freezes = self.env["jxc.stock.freeze"].with_user(self.manager)
        freezes.create({"location_id": self.shelf.id, "reason": "Rack is bent"})
        overview = self.env["jxc.stock.overview"].with_user(self.seller)

        def details(product):
            return overview.get_details(product.id, self.warehouse.id)

        self.assertRegex(details(self.soy)["bins"][0]["frozen"], "Rack is bent.*until")
        self.assertRegex(details(self.soy)["frozen"][0], "Rack is bent")
        self.assertEqual(details(rice)["frozen"], [])
        freezes.create({"product_id": rice.id, "reason": "Ask the vendor"})
        self.assertRegex(details(rice)["bins"][0]["frozen"], "Ask the vendor")
        lookup = self.env["jxc.policy.lookup"].with_user(self.seller)
        for product, warehouse, words in (
            (self.soy, self.warehouse, ["Rack is bent"]),
            (rice, self.warehouse, ["Ask the vendor", "Rack is bent"]),
            (self.soy, self.env["stock.warehouse"], ["Rack is bent"]),
        ):
            asked = lookup.create(
                {"product_id": product.id, "warehouse_id": warehouse.id}
            )
            values = asked.line_ids.mapped("value")
            found = [word for word in words if any(word in text for text in values)]
            self.assertEqual(found, words)
        freezes.search([]).release("repaired")
        self.assertEqual(details(self.soy)["frozen"], [])
