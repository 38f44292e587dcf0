from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequestFlow(RequestCommon):
    def test_form_of_a_requester(self):
        model = self.env["purchase.request"].with_user(self.requester)
        form = Form(model, view="jxc_purchase.view_purchase_request_form")
        form.jxc_department = "Shop 1"
        with form.line_ids.new() as line:
            line.product_id = self.soy
            line.jxc_suggested_qty = 12
            line.date_required = date(2026, 3, 5)
        request = form.save()
        self.assertEqual(request.line_ids.product_qty, 12)
        self.assertEqual(request.jxc_date_required, date(2026, 3, 5))
        self.assertEqual(request.line_ids.supplier_id, self.vendor)
        # the next request proposes the same department
        self.assertEqual(Form(model).jxc_department, "Shop 1")

    def test_estimated_cost_is_vendor_price_or_cost(self):
        plain = self._product("No Vendor", [])
        request = self._request([(self.soy, 3), (plain, 2)]).sudo()
        self.assertEqual(request.estimated_cost, 3 * 10.0 + 2 * 8.0)

    def test_approved_at_once_without_rule(self):
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.jxc_submitted_by, self.requester)

    def test_manager_approves_where_no_rule_does(self):
        self.company.jxc_request_auto_approve = False
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        self.assertEqual(request.state, "to_approve")
        for user in (self.requester, self.purchaser):
            with self.assertRaises(UserError):
                request.with_user(user).button_approved()
        request.with_user(self.manager).button_approved()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.jxc_approved_by, self.manager)

    def test_rule_by_amount_applies_although_requester_sees_no_cost(self):
        self._rule(definition_domain="[('estimated_cost', '>', 100)]")
        small, large = self._request([(self.soy, 10)]), self._request([(self.soy, 11)])
        (small | large).button_to_approve()
        self.assertEqual(small.state, "approved")
        self.assertEqual(large.state, "to_approve")
        large.with_user(self.manager).validate_tier()
        self.assertEqual(large.state, "approved")

    def test_approver_changes_quantity_with_reason(self):
        self._rule()
        request = self._request([(self.soy, 10)])
        request.button_to_approve()
        boss = request.with_user(self.manager)
        boss.write({"line_ids": [(1, boss.line_ids.id, {"product_qty": 6})]})
        with self.assertRaises(UserError):
            boss.validate_tier()
        boss.line_ids.jxc_qty_reason = "Enough until May"
        boss.validate_tier()
        line = request.line_ids
        self.assertEqual((line.jxc_suggested_qty, line.product_qty), (10, 6))
        self.assertEqual(line.jxc_open_qty, 6)
        self.assertEqual(request.state, "approved")

    def test_raised_quantity_asks_the_next_approver_too(self):
        boss = self._user("boss", "jxc_base.group_boss")
        self._rule(sequence=20)
        self._rule(
            definition_domain="[('estimated_cost', '>', 100)]",
            reviewer_id=boss.id,
            sequence=10,
        )
        request = self._request([(self.soy, 10)])
        request.button_to_approve()
        self.assertEqual(request.review_ids.reviewer_ids, self.manager)
        line = request.with_user(self.manager).line_ids
        line.write({"product_qty": 11, "jxc_qty_reason": "Promotion"})
        request.with_user(self.manager).validate_tier()
        self.assertEqual(request.state, "to_approve")
        request.with_user(boss).validate_tier()
        self.assertEqual(request.state, "approved")

    def test_rejected_with_reason_then_revised(self):
        self._rule()
        request = self._request([(self.soy, 10)])
        request.button_to_approve()
        boss = request.with_user(self.manager)
        self.assertEqual(boss.reject_tier()["res_model"], "jxc.purchase.request.reason")
        wizard = self.env["jxc.purchase.request.reason"].with_user(self.manager)
        with self.assertRaises(UserError):
            wizard.create(
                {"request_ids": request.ids, "action": "reject", "reason": " "}
            ).action_apply()
        wizard.create(
            {"request_ids": request.ids, "action": "reject", "reason": "Too much"}
        ).action_apply()
        self.assertEqual((request.state, request.jxc_reason), ("rejected", "Too much"))
        request.button_draft()
        self.assertFalse(request.review_ids)
        request.line_ids.jxc_suggested_qty = 4
        request.button_to_approve()
        request.with_user(self.manager).validate_tier()
        self.assertEqual((request.state, request.line_ids.product_qty), ("approved", 4))

    def test_cancel(self):
        request = self._approved([(self.soy, 10)])
        request._jxc_cancel("Not needed")
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(self._wizard_lines(request))

    def _wizard_lines(self, request):
        try:
            return self._wizard(request).line_ids
        except UserError:
            return None

    def test_nothing_to_submit(self):
        for lines in ([], [(self.soy, 0)]):
            request = self._request(lines)
            with self.assertRaises(UserError):
                request.button_to_approve()
        with self.assertRaises(ValidationError):
            self._request([(self.soy, -1)])
        archived = self._request([(self.salt, 1)])
        self.salt.active = False
        with self.assertRaises(UserError):
            archived.button_to_approve()

    def test_other_company_and_unit_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.soy.copy({"company_id": other.id})
        with self.assertRaises(UserError):
            self._request([(foreign.sudo(), 1)])
        with self.assertRaises(ValidationError):
            self._request([(self.soy, 1)]).line_ids.product_uom_id = self.env.ref(
                "uom.product_uom_kgm"
            )

    def test_duplicates_and_stock_beside_the_line(self):
        self.env["stock.quant"]._update_available_quantity(
            self.soy, self.warehouse.lot_stock_id, 7
        )
        first = self._approved([(self.soy, 10)])
        line = self._request([(self.soy, 3)], self.colleague).line_ids
        self.assertEqual(line.jxc_on_hand, 7)
        self.assertIn(f"{first.name} 10", line.jxc_duplicate_hint)
        self.assertFalse(first.line_ids.jxc_duplicate_hint)

    def test_number_of_the_preset(self):
        self.env["jxc.number.preset"]._apply(self.company)
        self.assertRegex(self._request([(self.soy, 1)]).name, r"^CGSQ-\d{8}-\d{4}$")

    def test_close_what_is_left(self):
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request.line_ids, self.vendor)
        order.order_line.product_qty = 6
        order.with_user(self.purchaser).button_confirm()
        self.assertEqual(request.line_ids.jxc_open_qty, 4)
        with self.assertRaises(UserError):
            request.line_ids.with_user(self.requester)._jxc_close("No")
        request.line_ids.with_user(self.purchaser)._jxc_close("No longer sold")
        self.assertEqual(request.line_ids.jxc_open_qty, 0)
        self.assertEqual(request.state, "ordered")
        self._receive(order)
        self.assertEqual(request.state, "done")

    def test_xlsx_without_cost_for_the_requester(self):
        request = self._request([(self.soy, 10)])
        columns = []
        writer = self.env["jxc.xlsx"].__class__
        self.patch(writer, "_download", lambda s, _n, sheets: columns.append(sheets[0]))
        for user, seen in ((self.requester, False), (self.purchaser, True)):
            columns.clear()
            request.with_user(user).action_jxc_xlsx()
            titles = [column.title for column in columns[0].columns]
            self.assertEqual("Estimated Cost" in titles, seen)
            self.assertEqual(len(list(columns[0].rows)), 1)

    def test_print_hides_cost(self):
        request = self._request([(self.soy, 10)])
        report = "jxc_purchase.report_request"
        html = self.env["ir.actions.report"]
        for user, seen in ((self.requester, False), (self.purchaser, True)):
            text, _kind = html.with_user(user)._render_qweb_html(report, request.ids)
            self.assertIn(request.name, text.decode())
            self.assertEqual("壹佰" in text.decode(), seen)
