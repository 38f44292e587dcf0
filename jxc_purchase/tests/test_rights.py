from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestRights(RequestCommon):
    def _sees(self, user, request):
        model = self.env["purchase.request"].with_user(user)
        lines = self.env["purchase.request.line"].with_user(user)
        found = bool(model.search([("id", "=", request.id)]))
        self.assertEqual(found, bool(lines.search([("request_id", "=", request.id)])))
        return found

    def test_who_sees_a_request(self):
        request = self._request([(self.soy, 1)])
        boss = self._user("boss", "jxc_base.group_boss")
        finance = self._user("fin", "jxc_base.group_finance")
        seller = self._user("sell", "jxc_base.group_salesperson")
        for user, sees in (
            (self.requester, True),
            (self.colleague, False),
            (self.purchaser, True),
            (self.manager, True),
            (self.worker, False),
            (seller, False),
            (boss, True),
            (finance, True),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._sees(user, request), sees)

    def test_followers_and_approvers_see_it(self):
        seller = self._user("sell", "jxc_base.group_salesperson")
        self._rule(reviewer_id=seller.id)
        request = self._request([(self.soy, 1)])
        request.message_subscribe(self.colleague.partner_id.ids)
        self.assertTrue(self._sees(self.colleague, request))
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).description = "Mine now"
        self.assertFalse(self._sees(seller, request))
        request.button_to_approve()
        self.assertTrue(self._sees(seller, request))
        request.with_user(seller).validate_tier()
        self.assertEqual(request.state, "approved")

    def test_who_creates_and_changes(self):
        for user, may in (
            (self.requester, True),
            (self.purchaser, True),
            (self.manager, True),
            (self.worker, False),
        ):
            with self.subTest(user.login):
                if may:
                    request = self._request([(self.soy, 1)], user)
                    request.line_ids.jxc_suggested_qty = 2
                    request.unlink()
                else:
                    with self.assertRaises(AccessError):
                        self._request([(self.soy, 1)], user)
        draft = self._request([(self.soy, 1)])
        for user in (self.colleague, self.worker):
            with self.subTest(user.login), self.assertRaises(AccessError):
                draft.line_ids.with_user(user).jxc_suggested_qty = 5

    def test_only_purchasers_make_rfqs(self):
        request = self._approved([(self.soy, 1)])
        for user in (self.requester, self.worker):
            for model in ("jxc.request.make.rfq", "jxc.request.make.rfq.line"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})
        self.assertTrue(self._make_rfqs(request, self.vendor))

    def test_reasons_do_not_open_a_way_around(self):
        request = self._request([(self.soy, 1)])
        self._rule()
        request.button_to_approve()
        reason = self.env["jxc.purchase.request.reason"]
        for user in (self.requester, self.purchaser, self.worker):
            values = {
                "request_ids": [Command.set(request.ids)],
                "action": "reject",
                "reason": "x",
            }
            with self.subTest(user.login), self.assertRaises(UserError):
                reason.with_user(user).create(values).action_apply()
        self.assertEqual(request.state, "to_approve")

    def test_cost_is_hidden_from_requesters(self):
        request = self._request([(self.soy, 3)])
        line = request.line_ids
        for record in (request, line):
            with self.assertRaises(AccessError):
                record.read(["estimated_cost"])
            with self.assertRaises(AccessError):
                record.search([("estimated_cost", ">", 1)])
            with self.assertRaises(AccessError):
                record._read_group([], [], ["estimated_cost:sum"])
            self.assertNotIn("estimated_cost", record.fields_get())
        self.assertEqual(line.with_user(self.purchaser).estimated_cost, 30)
        view = request.get_view(
            self.env.ref("jxc_purchase.view_purchase_request_form").id
        )
        self.assertNotIn("estimated_cost", str(view["arch"]))

    def test_allocations_are_not_for_everybody(self):
        request = self._approved([(self.soy, 3)])
        self._make_rfqs(request, self.vendor)
        allocation = request.sudo().line_ids.purchase_request_allocation_ids
        with self.assertRaises(AccessError):
            allocation.with_user(self.requester).requested_product_uom_qty = 0

    def test_requests_of_other_warehouses_are_hidden(self):
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "N", "company_id": self.company.id}
        )
        request = self._request([(self.soy, 1)])
        self.purchaser.jxc_warehouse_ids = north
        self.assertFalse(self._sees(self.purchaser, request))
        self.assertTrue(self._sees(self.manager, request))
        own = self._request([(self.soy, 1)], self.purchaser)
        self.assertTrue(self._sees(self.purchaser, own))
        request.jxc_warehouse_id = north
        self.assertEqual(request.picking_type_id, north.in_type_id)
        self.assertTrue(self._sees(self.purchaser, request))

    def test_other_company_sees_nothing(self):
        request = self._request([(self.soy, 1)])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("other", "jxc_base.group_purchase_manager")
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        model = self.env["purchase.request"].with_user(stranger)
        model = model.with_context(allowed_company_ids=other.ids)
        self.assertFalse(model.search([("id", "=", request.id)]))
