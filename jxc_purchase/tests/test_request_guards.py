import contextlib

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RequestCommon

REFUSED = UserError  # and what derives from it: AccessError, ValidationError


@tagged("post_install", "-at_install")
class TestRequestGuards(RequestCommon):
    """Everything here goes past the buttons, as a remote call or an import would."""

    def test_created_or_copied_confirmed_is_refused(self):
        model = self.env["purchase.request"].with_user(self.requester)
        for state in ("to_approve", "approved", "in_progress", "ordered", "done"):
            with self.subTest(state), self.assertRaises(REFUSED):
                model.create({"state": state})
        request = self._approved([(self.soy, 5)])
        self.assertEqual(request.copy().state, "draft")
        with self.assertRaises(REFUSED):
            model.create({"review_ids": [Command.create({"status": "approved"})]})

    def test_imported_confirmed_is_refused(self):
        model = self.env["purchase.request"].with_user(self.requester)
        result = model.load(["origin", "state"], [["IMP", "approved"]])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        self.assertFalse(model.search([("origin", "=", "IMP")]))

    def test_state_written_directly_is_refused(self):
        self._rule()
        request = self._request([(self.soy, 5)])
        for state in ("approved", "in_progress", "ordered", "done", "rejected"):
            with self.subTest(state), self.assertRaises(REFUSED):
                request.write({"state": state})
        request.button_to_approve()
        flags = {"skip_validation_check": True, "skip_check_state_condition": True}
        for user in (self.requester, self.purchaser, self.colleague):
            for method in ("button_approved", "button_in_progress", "button_done"):
                with self.subTest(user=user.login, method=method):
                    mine = request.with_user(user).with_context(**flags)
                    with contextlib.suppress(REFUSED), self.env.cr.savepoint():
                        getattr(mine, method)()
                    self.assertEqual(request.state, "to_approve")

    def test_no_self_approval(self):
        group = self.env.ref("jxc_base.group_purchase_manager")
        field = self.env["ir.model.fields"]._get("purchase.request", "requested_by")
        for values in (
            {"review_type": "individual", "reviewer_id": self.manager.id},
            {"review_type": "group", "reviewer_group_id": group.id},
            {"review_type": "field", "reviewer_field_id": field.id},
        ):
            with self.subTest(values["review_type"]):
                rule = self._rule(**{"reviewer_id": False, **values})
                request = self._request([(self.soy, 5)], self.manager)
                with contextlib.suppress(REFUSED), self.env.cr.savepoint():
                    request.button_to_approve()
                    request.validate_tier()
                self.assertNotIn(request.state, ("approved", "in_progress"))
                with self.assertRaises(REFUSED):
                    request.button_approved()
                rule.active = False

    def test_requester_cannot_hand_the_request_over_to_approve_it(self):
        self.company.jxc_request_auto_approve = False
        request = self._request([(self.soy, 5)], self.manager)
        request.requested_by = self.requester
        request.button_to_approve()
        with self.assertRaises(REFUSED):
            request.button_approved()

    def test_lines_cannot_change_during_and_after_approval(self):
        self._rule()
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        line = request.line_ids
        for state in ("to_approve", "approved"):
            for user in (self.requester, self.purchaser):
                mine = line.with_user(user)
                for values in (
                    {"product_qty": 500},
                    {"jxc_suggested_qty": 1},
                    {"product_id": self.salt.id},
                    {"date_required": "2026-01-01"},
                    {"cancelled": True},
                ):
                    with self.subTest(state, values=values, user=user.login):
                        with self.assertRaises(REFUSED):
                            mine.write(values)
                        with self.assertRaises(REFUSED):
                            mine.request_id.write({"line_ids": [(1, line.id, values)]})
                with self.assertRaises(REFUSED):
                    mine.unlink()
                with self.assertRaises(REFUSED):
                    mine.create({"request_id": request.id, "product_id": self.salt.id})
                with self.assertRaises(REFUSED):
                    mine.request_id.write({"requested_by": self.colleague.id})
            if state == "to_approve":
                request.with_user(self.manager).validate_tier()
                self.assertEqual(request.state, "approved")
        with self.assertRaises(REFUSED):
            line.with_user(self.manager).write({"product_qty": 500})

    def test_draft_line_cannot_move_into_an_approved_request(self):
        approved = self._approved([(self.soy, 5)])
        draft = self._request([(self.salt, 5)])
        with self.assertRaises(REFUSED):
            draft.line_ids.request_id = approved

    def test_reopening_needs_a_manager_and_a_new_approval(self):
        self._rule()
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        request.with_user(self.manager).validate_tier()
        for user in (self.requester, self.purchaser):
            with self.assertRaises(REFUSED):
                request.with_user(user).button_draft()
        request.with_user(self.manager).button_draft()
        self.assertEqual((request.state, len(request.review_ids)), ("draft", 0))
        request.line_ids.jxc_suggested_qty = 50
        request.button_to_approve()
        self.assertEqual(request.state, "to_approve")

    def test_reviews_are_not_written(self):
        self._rule()
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        review = request.review_ids.with_user(self.requester)
        with self.assertRaises(REFUSED):
            review.write({"status": "approved"})
        with self.assertRaises(REFUSED):
            review.write({"reviewer_ids": [Command.link(self.requester.id)]})


@tagged("post_install", "-at_install")
class TestOrderGuards(RequestCommon):
    def _order(self, price=1000.0, user=None):
        model = self.env["purchase.order"].with_user(user or self.purchaser)
        line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": price}
        return model.create(
            {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
        )

    def test_price_cannot_change_during_and_after_approval(self):
        self._rule("purchase.order")
        order = self._order()
        order.request_validation()
        for _moment in ("under approval", "approved", "confirmed"):
            with self.assertRaises(REFUSED):
                order.order_line.write({"price_unit": 99999.0})
            with self.assertRaises(REFUSED):
                order.write(
                    {"order_line": [(1, order.order_line.id, {"price_unit": 99999.0})]}
                )
            with self.assertRaises(REFUSED):
                order.write({"partner_id": self.other_vendor.id})
            if order.validation_status == "pending":
                order.with_user(self.manager).validate_tier()
            elif order.state == "draft":
                order.button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.order_line.price_unit, 1000.0)

    def test_created_imported_or_written_confirmed_is_refused(self):
        model = self.env["purchase.order"].with_user(self.purchaser)
        with self.assertRaises(REFUSED):
            model.create({"partner_id": self.vendor.id, "state": "purchase"})
        order = self._order()
        with self.assertRaises(REFUSED):
            order.write({"state": "purchase"})
        order.button_confirm()
        self.assertEqual(order.copy().state, "draft")
        result = model.load(
            ["partner_id/.id", "state"], [[str(self.vendor.id), "purchase"]]
        )
        self.assertFalse(result["ids"])

    def test_confirming_asks_and_nobody_confirms_their_own(self):
        self._rule("purchase.order")
        with self.assertRaises(REFUSED):
            self._order().button_confirm()
        own = self._order(user=self.manager)
        with self.assertRaises(REFUSED):
            own.button_confirm()
        self.assertEqual(own.state, "draft")

    def test_reopened_order_needs_approval_again(self):
        self._rule("purchase.order")
        order = self._order()
        order.request_validation()
        order.with_user(self.manager).validate_tier()
        order.button_confirm()
        order.button_cancel()
        order.button_draft()
        order.order_line.price_unit = 99999.0
        with self.assertRaises(REFUSED):
            order.button_confirm()

    def test_request_required(self):
        self.company.jxc_request_required = True
        order = self._order()
        with self.assertRaises(UserError):
            order.button_confirm()
        order.with_user(self.manager).button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_what_was_ordered_stays_taken(self):
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        taken = order.order_line.purchase_request_allocation_ids
        self.env.flush_all()
        for user in (self.purchaser, self.worker):
            mine = taken.with_user(user)
            for values in (
                {"requested_product_uom_qty": 0},
                {"purchase_line_id": False},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(REFUSED), self.env.cr.savepoint():
                        mine.write(values)
                    self.env.invalidate_all()
        self.assertEqual(request.line_ids.jxc_ordered_qty, 10)
        self._receive(order)
        self.assertEqual(request.state, "done")

    def test_an_empty_claim_is_no_request(self):
        self.company.jxc_request_required = True
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request, self.vendor).with_user(self.purchaser)
        claim = order.order_line.purchase_request_allocation_ids
        claim.requested_product_uom_qty = 0
        with self.assertRaises(REFUSED):
            order.button_confirm()
