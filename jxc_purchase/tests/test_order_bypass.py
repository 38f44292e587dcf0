from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestOrderBypass(RequestCommon):
    """Remote calls that tried to get a purchase order past its rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["tier.definition"].search([("model", "=", "purchase.order")])
        rules.active = False
        cls.rule = cls._rule(
            "purchase.order", definition_domain="[('amount_untaxed', '>=', 1000.0)]"
        )
        cls.order = cls._order(10)

    @classmethod
    def _order(cls, quantity):
        line = {"product_id": cls.soy.id, "product_qty": quantity, "price_unit": 100.0}
        orders = cls.env["purchase.order"].with_user(cls.purchaser)
        return orders.create(
            {"partner_id": cls.vendor.id, "order_line": [Command.create(line)]}
        )

    def refuse(self, error, call, *args):
        with self.assertRaises(error), self.cr.savepoint():
            call(*args)
        self.env.invalidate_all()

    def test_cancelled_order_is_not_approved(self):
        self.order.button_cancel()
        self.refuse(UserError, self.order.button_approve)
        self.refuse(UserError, self.order.button_approve, True)
        self.assertEqual(self.order.state, "cancel")

    def test_amounts_cannot_be_written(self):
        for name in ("amount_untaxed", "amount_total"):
            self.refuse(UserError, self.order.write, {name: 1.0})
            values = {"partner_id": self.vendor.id, name: 1.0}
            self.refuse(UserError, self.order.create, values)
        self.refuse(UserError, self.order.order_line.write, {"price_subtotal": 1.0})

    def test_reviews_cannot_be_turned_into_approvals(self):
        values = {
            "model": "purchase.order",
            "res_id": self.order.id,
            "definition_id": self.rule.id,
            "status": "approved",
        }
        reviews = self.env["tier.review"].with_user(self.purchaser)
        defaults = {f"default_{name}": value for name, value in values.items()}
        self.refuse(AccessError, reviews.with_context(**defaults).create, {})
        stray = reviews.create({})
        self.refuse(AccessError, stray.write, values)

    def test_buyer_changes_the_price_of_a_confirmed_order(self):
        """Without a rule for it; the receipt takes the new price along."""
        order = self._order(1)
        order.button_confirm()
        order.order_line.price_unit = 90.0
        move = order.sudo().picking_ids.move_ids
        self.assertEqual(move.price_unit, 90.0)
