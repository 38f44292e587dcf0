from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyOrder(PolicyCommon):
    """Two lots: OLD expires in 20 days, NEW in 60; core's strategy is FEFO."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fefo = cls.env.ref("product_expiry.removal_fefo")
        cls.category = cls.env["product.category"].create(
            {"name": "Policy Fresh", "removal_strategy_id": cls.fefo.id}
        )
        cls.milk = cls._lotted("Policy Milk", categ_id=cls.category.id)
        cls.old = cls._lot(cls.milk, "OLD", 20)
        cls.new = cls._lot(cls.milk, "NEW", 60)
        cls._plant(cls.milk, 10, lot_id=cls.old)
        cls._plant(cls.milk, 10, cls.other, lot_id=cls.new)

    def _later(self, quantity=4, **values):
        """A delivery from the warehouse that takes the later lot."""
        return self._delivery(
            (
                self.milk,
                quantity,
                {"lot_id": self.new.id, "location_id": self.other.id, **values},
            ),
            source=self.stock,
        )

    def test_off_as_core(self):
        self._validate(self._later())

    def test_advise_shows_and_lets_go(self):
        self.company.jxc_order_policy = "advise"
        picking = self._later()
        line = picking.move_line_ids.with_user(self.worker)
        self.assertIn("OLD", line.jxc_advice)
        self.assertIn("OLD", picking.with_user(self.worker).jxc_policy_advised)
        self.assertFalse(picking.jxc_policy_refused)
        self._validate(picking)

    def test_enforce_refuses(self):
        self.company.jxc_order_policy = "enforce"
        picking = self._later()
        with self._refused("Another lot goes first", "OLD", "10 Units free", "NEW"):
            self._validate(picking)
        picking.move_line_ids.write(
            {"lot_id": self.old.id, "location_id": self.shelf.id}
        )
        self._validate(picking)

    def test_used_up_first_lot(self):
        """Both lots in one delivery: fine as soon as the first is used up."""
        self.company.jxc_order_policy = "enforce"
        picking = self._later()
        line = picking.move_line_ids
        first = {"lot_id": self.old.id, "location_id": self.shelf.id, "quantity": 9}
        first = line.copy({"move_id": line.move_id.id, **first})
        with self._refused("OLD", "1 Units free"):
            self._validate(picking)
        first.quantity = 10
        self._validate(picking)

    def test_reserved_for_others_is_not_free(self):
        self.company.jxc_order_policy = "enforce"
        other = self._planned(self.milk, 10, self.stock, self.customers)
        other._action_assign()
        self.assertEqual(other.move_line_ids.lot_id, self.old)
        self._validate(self._later())

    def test_levels(self):
        """Product before category (and those above it) before warehouse and company."""
        self.company.jxc_order_policy = "enforce"
        self.warehouse.jxc_order_policy = "off"
        self._validate(self._later(1))
        self.category.parent_id = self.env["product.category"].create(
            {"name": "Policy Food", "jxc_order_policy": "enforce"}
        )
        with self._refused("category Policy Food"):
            self._validate(self._later(1))
        self.milk.product_tmpl_id.jxc_order_policy = "off"
        self._validate(self._later(1))

    def test_first_in_first_out(self):
        """With core's FIFO it is the day of arrival that counts."""
        self.category.removal_strategy_id = self.env.ref("stock.removal_fifo")
        self.company.jxc_order_policy = "enforce"
        quants = self.env["stock.quant"].search([("product_id", "=", self.milk.id)])
        day = fields.Datetime.now()
        quants.filtered(lambda q: q.lot_id == self.new).in_date = day - timedelta(
            days=9
        )
        self._validate(self._later(1))
        quants.filtered(lambda q: q.lot_id == self.old).in_date = day - timedelta(
            days=30
        )
        with self._refused("OLD came first"):
            self._validate(self._later(1))

    def test_lots_that_cannot_go_are_not_better(self):
        """Expired, on hold, frozen, too old for the customer, or of somebody else."""
        self.company.jxc_order_policy = "enforce"
        owner = self.env["res.partner"].create({"name": "Policy Owner"})
        quant = self.env["stock.quant"].search([("lot_id", "=", self.old.id)])
        cases = {
            "expired": lambda: self.old.write(
                {"removal_date": fields.Datetime.now() - timedelta(days=1)}
            ),
            "hold": lambda: self.shelf.write({"jxc_hold": "quality"}),
            "frozen": lambda: self.env["jxc.stock.freeze"].create(
                {"location_id": self.shelf.id, "reason": "Leak"}
            ),
            "life": lambda: self.customer.write(
                {"jxc_life_kind": "days", "jxc_life_value": 30}
            ),
            "owner": lambda: quant.write({"owner_id": owner.id}),
        }
        for name, change in cases.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                change()
                self._validate(self._later(1))
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()
        with self._refused("OLD"):
            self._validate(self._later(1))

    def test_moves_within_the_warehouse_are_free(self):
        self.company.jxc_order_policy = "enforce"
        self._move(self.milk, 1, self.other, self.shelf)

    def test_exception(self):
        """Only with the right, with a reason, for what it was given for; for good."""
        self.company.jxc_order_policy = "enforce"
        picking = self._later()
        lines = picking.move_line_ids
        with self.assertRaises(AccessError):
            lines.with_user(self.worker).jxc_allow("Please")
        for reason in ("", "  ", None, 5):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                lines.with_user(self.manager).jxc_allow(reason)
        lines.with_user(self.manager).jxc_allow("The customer wants it")
        entry = picking.jxc_exception_ids
        self.assertEqual(
            (entry.kind, entry.lot_id, entry.user_id, entry.reason, entry.quantity),
            ("order", self.new, self.manager, "The customer wants it", 4),
        )
        lines.quantity = 5
        with self._refused("OLD"):
            self._validate(picking)
        lines.quantity = 3
        self._validate(picking)
        with self.assertRaises(UserError):
            entry.write({"reason": "No"})
        with self.assertRaises(UserError):
            entry.unlink()
        with self.assertRaises(AccessError):
            self.env["jxc.policy.exception"].with_user(self.manager).create(
                {"at": fields.Datetime.now(), "user_name": "x", "kind": "order"}
            )

    def test_exception_does_not_go_to_another_lot(self):
        self.company.jxc_order_policy = "enforce"
        third = self._lot(self.milk, "THIRD", 90)
        self._plant(self.milk, 10, self.other, lot_id=third)
        picking = self._later()
        picking.move_line_ids.with_user(self.manager).jxc_allow("This one")
        picking.move_line_ids.lot_id = third
        with self._refused("THIRD"):
            self._validate(picking)

    def test_wizard(self):
        self.company.jxc_order_policy = "enforce"
        picking = self._later().with_user(self.manager)
        self.assertTrue(picking.jxc_may_allow)
        action = picking.action_jxc_allow()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Ordered"})
        self.assertIn("OLD", wizard.found)
        wizard.action_allow()
        self.assertEqual(picking.jxc_exception_count, 1)
        picking.invalidate_recordset()
        self.assertFalse(picking.jxc_policy_refused)
        self._validate(picking)


@tagged("post_install", "-at_install")
class TestPolicyExpired(PolicyCommon):
    """A lot to be removed since yesterday that expires in nine days; one expired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls._lotted("Policy Milk")
        cls.late = cls._lot(cls.milk, "LATE", 9, 10)
        cls.dead = cls._lot(cls.milk, "DEAD", -1)
        for lot in (cls.late, cls.dead):
            cls._plant(cls.milk, 10, lot_id=lot)
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.env.company.id)],
            limit=1,
        )
        cls.depot = cls.env["stock.warehouse"].create({"name": "Depot", "code": "PDP"})

    def _take(self, lot, target=None, **values):
        move = self._planned(self.milk, 1, self.shelf, target or self.customers)
        self.env["stock.move.line"].create(
            {
                **move._prepare_move_line_vals(1),
                "lot_id": lot.id,
                "quantity": 1,
                "picked": True,
                **values,
            }
        )
        move._action_done()
        return move

    def test_off_as_core(self):
        self._take(self.dead)

    def test_expiration_and_removal_date(self):
        self.company.jxc_expired_policy = "expiration"
        with self._refused("DEAD", "expired"):
            self._take(self.dead)
        self._take(self.late)
        self.company.jxc_expired_policy = "removal"
        with self._refused("LATE"):
            self._take(self.late)

    def test_where_it_may_go(self):
        self.company.jxc_expired_policy = "expiration"
        depot = self.depot.lot_stock_id
        held = self.env["stock.location"].create(
            {"name": "Expired", "location_id": depot.id, "jxc_hold": "expired"}
        )
        scrap = self.milk.property_stock_inventory
        free = {"customer": (self.production, depot), "production": (depot,)}
        for scope, refused in {
            "customer": (self.customers,),
            "production": (self.customers, self.production),
            "transfer": (self.customers, self.production, depot),
        }.items():
            self.company.jxc_expired_scope = scope
            for place in refused:
                with self.subTest(scope=scope, place=place.name), self._refused("DEAD"):
                    self._take(self.dead, place)
            for place in (
                self.other,
                scrap,
                self.suppliers,
                held,
                *free.get(scope, ()),
            ):
                with self.subTest(scope=scope, free=place.name):
                    self._take(self.dead, place)

    def test_scrap_document(self):
        self.company.jxc_expired_policy = "expiration"
        scrap = self.env["stock.scrap"].with_user(self.manager)
        scrap = scrap.create(
            {
                "product_id": self.milk.id,
                "lot_id": self.dead.id,
                "scrap_qty": 1,
                "location_id": self.shelf.id,
            }
        )
        scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_levels(self):
        self.company.jxc_expired_policy = "expiration"
        self.warehouse.jxc_expired_policy = "off"
        self._take(self.dead)
        self.milk.categ_id = self.env["product.category"].create(
            {"name": "Policy Fresh", "jxc_expired_policy": "expiration"}
        )
        with self._refused("category Policy Fresh"):
            self._take(self.dead)
        self.milk.product_tmpl_id.jxc_expired_policy = "off"
        self._take(self.dead)

    def test_another_lot_on_a_done_delivery(self):
        """The lot of a done line is no back door."""
        move = self._take(self.late)
        self.company.jxc_expired_policy = "expiration"
        with self._refused("DEAD"):
            move.move_line_ids.with_user(self.manager).lot_id = self.dead

    def test_exception_through_the_delivery(self):
        self.company.jxc_expired_policy = "expiration"
        picking = self._delivery((self.milk, 1, {"lot_id": self.dead.id}))
        with self._refused("Expired lots", "DEAD", "Allow Exceptions"):
            self._validate(picking)
        picking.move_line_ids.with_user(self.manager).jxc_allow("As fodder")
        self._validate(picking)
        self.assertEqual(picking.jxc_exception_ids.kind, "expired")

    def test_customer_returns_come_in(self):
        self.company.jxc_expired_policy = "expiration"
        move = self._planned(self.milk, 1, self.customers, self.shelf)
        self.env["stock.move.line"].create(
            {
                **move._prepare_move_line_vals(1),
                "lot_id": self.dead.id,
                "quantity": 1,
                "picked": True,
            }
        )
        move._action_done()
        self.assertEqual(move.state, "done")
