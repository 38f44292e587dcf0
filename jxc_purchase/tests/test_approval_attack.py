"""Remote calls that tried to decide with the rights of somebody else."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-04 02:00:00")
class TestApprovalAttack(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        cls.deputy = cls._user("deputy", "jxc_base.group_purchase_manager")
        cls._rule("purchase.order")

    def order(self, user=None):
        line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": 5}
        orders = self.env["purchase.order"].with_user(user or self.purchaser)
        order = orders.create(
            {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
        )
        order.request_validation()
        self.env.invalidate_all()
        return order

    def delegation(self, absent, delegate, **values):
        return self.env["jxc.approval.delegation"].create(
            {
                "user_id": absent.id,
                "delegate_id": delegate.id,
                "date_from": "2026-03-02",
                "date_to": "2026-03-06",
                **values,
            }
        )

    def test_delegation_is_not_handed_to_another(self):
        """A delegation of one's own, rewritten as one of the approver's."""
        own = self.delegation(self.deputy, self.purchaser).with_user(self.deputy)
        order = self.order()
        taken = {"user_id": self.manager.id, "delegate_id": self.deputy.id}
        with self.assertRaises(AccessError), self.cr.savepoint():
            own.write(taken)
        self.env.invalidate_all()
        self.assertFalse(order.with_user(self.deputy).can_review)
        own.sudo().write(taken)
        self.env.invalidate_all()
        self.assertTrue(order.with_user(self.deputy).can_review, "administrators may")

    def test_archived_delegation_does_not_come_back(self):
        """Whoever asks with a context of their own, archived stays archived."""
        self.delegation(self.manager, self.deputy, active=False)
        order = self.order().with_user(self.deputy)
        asked = order.with_context(active_test=False)
        self.assertFalse(asked.can_review)
        asked.validate_tier()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "pending")
        self.assertFalse(order.can_review)

    def test_customers_do_not_read_reviews(self):
        review = self.order().sudo().review_ids
        portal = new_test_user(self.env, "attack_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            review.with_user(portal).read(["comment"])
        self.assertFalse(self.env["tier.review"].with_user(portal).search([]))
        self.assertFalse(self.env["tier.definition"].with_user(portal).search([]))

    def test_archived_rules_do_not_lift_the_amount_of_the_settings(self):
        """Two-step approval of core holds where all rules are archived."""
        self.env["tier.definition"].search([]).active = False
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1}
        )
        line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": 5}
        order = (
            self.env["purchase.order"]
            .with_user(self.purchaser)
            .create(
                {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
            )
        )
        order.with_context(active_test=False).button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_archived_rules_ask_nobody(self):
        self.env["tier.definition"].search([]).active = False
        self._rule("purchase.order", name="Now")
        line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": 5}
        order = self.env["purchase.order"].with_user(self.purchaser)
        order = order.create(
            {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
        )
        order.with_context(active_test=False).request_validation()
        self.assertEqual(order.sudo().review_ids.mapped("name"), ["Now"])

    def test_readers_neither_ask_nor_reopen(self):
        """A warehouse worker sees purchase orders; their approval is not theirs."""
        order = self.order()
        for method in ("restart_validation", "request_validation"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(order.with_user(self.worker), method)()
            self.env.invalidate_all()
        self.assertEqual(order.validation_status, "pending")
        order.restart_validation()
        with self.assertRaises(AccessError), self.cr.savepoint():
            order.with_user(self.worker).request_validation()
        self.assertFalse(order.sudo().review_ids)

    def test_reopening_a_confirmed_order_is_not_noted(self):
        """Nothing is re-opened, so the trail does not say so."""
        order = self.order()
        order.with_user(self.manager).validate_tier()
        self.env.invalidate_all()
        order.button_confirm()
        order.restart_validation()
        self.assertEqual(order.sudo().review_ids.status, "approved")
        entries = self.env["jxc.approval.entry"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        self.assertNotIn("reopened", entries.mapped("kind"))

    def test_request_line_is_no_way_to_the_lines_of_orders(self):
        """Commands for linked order lines ran behind the guard of these."""
        order = self.order()
        line = self._request([(self.soy, 1)], self.purchaser).line_ids
        for values in (
            {
                "purchase_lines": [
                    Command.update(order.order_line.id, {"product_qty": 9})
                ]
            },
            {"purchase_lines": [Command.delete(order.order_line.id)]},
        ):
            with (
                self.assertRaisesRegex(UserError, "under approval"),
                self.cr.savepoint(),
            ):
                line.write(values)
            self.env.invalidate_all()
        self.assertEqual(order.order_line.product_qty, 1)

    def test_requests_are_not_made_in_the_name_of_another(self):
        request = self._request([(self.soy, 1)])
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.requested_by = self.colleague
        self.env.invalidate_all()
        self.assertEqual(request.requested_by, self.requester)
        request.with_user(self.purchaser).requested_by = self.colleague
        self.assertEqual(request.sudo().requested_by, self.colleague)

    def test_adjusting_vendor_or_cost_asks_who_is_missing(self):
        """An approver who makes a request dearer does not decide about that alone."""
        boss = self._user("boss_attack", "jxc_base.group_boss")
        self._rule()
        self._rule(
            reviewer_id=boss.id,
            definition_domain="[('line_ids.supplier_id.name', '=', 'Vendor B')]",
        )
        self._rule(
            reviewer_id=boss.id,
            definition_domain="[('estimated_cost', '>=', 1000.0)]",
        )
        for change in (
            {"supplier_id": self.other_vendor.id},
            {"estimated_cost": 5000.0},
        ):
            request = self._request([(self.soy, 1)])
            request.button_to_approve()
            self.env.invalidate_all()
            self.assertEqual(request.sudo().review_ids.reviewer_ids, self.manager)
            request.line_ids.with_user(self.manager).write(change)
            self.env.invalidate_all()
            asked = request.sudo().review_ids.reviewer_ids
            self.assertEqual(asked, self.manager | boss)
