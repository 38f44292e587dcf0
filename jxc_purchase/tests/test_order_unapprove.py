"""Un-approving an order with approvals and purchase requests behind it."""

from odoo.tests import tagged

from .common import RequestCommon

REASON = "wrong vendor"


@tagged("post_install", "-at_install")
class TestOrderUnapprove(RequestCommon):
    def test_approvals_are_dropped_and_asked_for_again(self):
        self._rule(model="purchase.order")
        order = self._make_rfqs(self._approved([(self.soy, 6)]), self.vendor)
        order = order.with_user(self.purchaser)
        order.request_validation()
        order.with_user(self.manager).validate_tier()
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        plan = order.with_user(self.manager)._jxc_unapprove_plan()
        self.assertIn("approvals", " ".join(plan.effects))
        order.with_user(self.manager).jxc_unapprove(REASON)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.sudo().review_ids)
        order.order_line.price_unit = 1000
        with self.assertRaisesRegex(Exception, "approv"), self.cr.savepoint():
            order.button_confirm()
        entry = self.env["jxc.approval.entry"].search(
            [("res_model", "=", "purchase.order"), ("res_id", "=", order.id)], limit=1
        )
        self.assertEqual((entry.kind, entry.comment), ("unapproved", REASON))
        self.assertTrue(entry.snapshot["lines"])

    def test_requests_follow_the_order_there_and_back(self):
        request = self._approved([(self.soy, 6)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        line = request.line_ids
        self.assertEqual(line.jxc_ordered_qty, 6)
        plan = order.with_user(self.manager)._jxc_unapprove_plan()
        self.assertIn(request.name, " ".join(plan.effects))
        order.with_user(self.manager).jxc_unapprove(REASON)
        self.assertEqual((order.state, line.jxc_ordered_qty), ("draft", 0))
        order.with_user(self.purchaser).button_confirm()
        self.assertEqual(line.jxc_ordered_qty, 6)
        self._receive(order)
        self.assertEqual(line.jxc_received_qty, 6)
