from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesCommon


@tagged("post_install", "-at_install")
class TestOrderApproval(SalesCommon):
    """Guards of sales orders: the same for buttons, RPC and import."""

    def submit(self, order):
        order.request_validation()
        self.env.invalidate_all()

    def approve(self, order, user):
        order.with_user(user).validate_tier()
        self.env.invalidate_all()

    def assert_refused(self, message, call, *args, error=UserError):
        with self.assertRaisesRegex(error, message), self.cr.savepoint():
            call(*args)
        self.env.invalidate_all()

    # --- the usual way ---

    def test_no_rule_matches(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller, quantity=9)  # 9 * 100 < 1,000
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.review_ids)

    def test_approved_order_confirms(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)  # 10 * 100
        self.assert_refused("needs approval first", order.action_confirm)
        self.assertEqual(order.state, "draft")
        self.submit(order)
        self.assertEqual(order.validation_status, "pending")
        self.assert_refused("needs approval first", order.action_confirm)
        self.approve(order, self.manager)
        self.assertEqual(order.validation_status, "validated")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_approver_confirming_for_another_approves(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        order.with_user(self.manager).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.review_ids.done_by, self.manager)

    def test_rejected_order(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        order.action_quotation_sent()
        action = order.with_user(self.manager).reject_tier()
        wizard = self.env["comment.wizard"].with_user(self.manager)
        wizard.with_context(**action["context"]).create(
            {"comment": "too many"}
        ).add_comment()
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")
        self.assert_refused("was rejected by manager_t.*many", order.action_confirm)
        order.order_line.product_uom_qty = 5
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_approved_quotation_can_be_sent_and_signed(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        self.approve(order, self.manager)
        order.action_quotation_sent()
        order.sudo().write({"signed_by": "Customer T"})
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sale")

    # --- nobody past the rule ---

    def test_no_creation_in_a_confirmed_state(self):
        for rule in (None, self.manager):
            if rule:
                self.make_rule(rule)
            with self.subTest(rule=rule):
                values = {"partner_id": self.customer.id, "state": "sale"}
                create = self.env["sale.order"].with_user(self.seller).create
                self.assert_refused("confirmed state directly", create, values)

    def test_no_creation_by_default_state(self):
        orders = self.env["sale.order"].with_user(self.seller)
        create = orders.with_context(default_state="sale").create
        values = {"partner_id": self.customer.id}
        self.assert_refused("confirmed state directly", create, values)

    def test_no_copy_in_a_confirmed_state(self):
        order = self.make_order(self.seller)
        self.assert_refused("confirmed state directly", order.copy, {"state": "sale"})
        self.assertEqual(order.copy().state, "draft")

    def test_no_import_in_a_confirmed_state(self):
        orders = self.env["sale.order"].with_user(self.seller)
        result = orders.load(
            [
                "partner_id",
                "state",
                "order_line/product_id",
                "order_line/product_uom_qty",
            ],
            [["Customer T", "Sales Order", "Product T", "50"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("confirmed state directly", result["messages"][0]["message"])

    def test_no_direct_write_of_the_state(self):
        order = self.make_order(self.seller, quantity=1)
        self.assert_refused("confirmed state directly", order.write, {"state": "sale"})
        forged = order.with_context(jxc_gate_state=True)
        self.assert_refused("confirmed state directly", forged.write, {"state": "sale"})

    def test_loader_as_superuser(self):
        self.make_rule(self.manager)
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "state": "sale"}
        )
        self.assertEqual(order.state, "sale")

    def test_approvals_cannot_be_forged(self):
        rule = self.make_rule(self.manager)
        order = self.make_order(self.seller)
        own = {
            "model": "sale.order",
            "res_id": order.id,
            "definition_id": rule.id,
            "status": "approved",
        }
        reviews = self.env["tier.review"].with_user(self.seller)
        self.assert_refused("buttons", reviews.create, own, error=AccessError)
        self.assert_refused("given by", order.write, {"review_ids": [(0, 0, own)]})
        self.submit(order)
        review = order.review_ids.with_user(self.seller)
        for values in ({"status": "approved"}, {"reviewer_ids": [self.seller.id]}):
            self.assert_refused("buttons", review.write, values, error=AccessError)
        self.assert_refused("buttons", review.unlink, error=AccessError)
        forged = order.with_context(skip_validation_check=True)
        self.assert_refused(
            "given by", forged.write, {"validation_status": "validated"}
        )

    # --- lines and terms during and after approval ---

    def check_frozen(self, order):
        line = order.order_line
        create = {"order_id": order.id, "product_id": self.product.id}
        skip = order.with_context(skip_validation_check=True)
        for call, values in (
            (line.write, {"product_uom_qty": 500}),
            (line.write, {"price_unit": 1}),
            (line.write, {"discount": 50}),
            (line.create, create),
            (skip.write, {"order_line": [Command.update(line.id, {"price_unit": 1})]}),
            (skip.write, {"partner_id": self.company.partner_id.id}),
        ):
            with self.subTest(values=values):
                self.assert_refused("under approval or approved", call, values)
        if order.state != "sale":
            self.assert_refused("under approval or approved", line.unlink)

    def test_lines_and_terms_are_frozen(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        self.check_frozen(order)
        self.approve(order, self.manager)
        self.check_frozen(order)
        order.action_confirm()
        self.check_frozen(order)
        self.check_frozen(order.with_user(self.manager))

    def test_cost_that_a_margin_rule_looked_at_is_frozen(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        line = order.order_line.with_user(self.manager)
        self.assert_refused("under approval", line.write, {"purchase_price": 1})

    def test_line_cannot_move_into_an_approved_order(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        other = self.make_order(self.seller, quantity=1)
        self.submit(order)
        self.assert_refused(
            "under approval", other.order_line.write, {"order_id": order.id}
        )

    def test_what_does_not_matter_passes(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        self.approve(order, self.manager)
        order.action_confirm()
        order.order_line.write({"customer_lead": 3, "product_uom_qty": 10})
        order.write({"client_order_ref": "PO-7"})
        self.assertEqual(order.client_order_ref, "PO-7")

    def test_unapproved_order_cannot_outgrow_the_rule(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller, quantity=9)
        order.action_confirm()
        line = order.order_line
        self.assert_refused("would need approval", line.write, {"product_uom_qty": 500})
        line.product_uom_qty = 5
        self.assertEqual(order.amount_untaxed, 500)
        create = {"order_id": order.id, "product_id": self.product.id}
        self.assert_refused(
            "would need approval", line.create, {**create, "product_uom_qty": 5}
        )

    def test_reopened_order_needs_approval_again(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        self.approve(order, self.manager)
        order.action_confirm()
        order.with_context(disable_cancel_warning=True).action_cancel()
        order.action_draft()
        self.env.invalidate_all()
        self.assertFalse(order.review_ids)
        order.order_line.product_uom_qty = 20
        self.assert_refused("needs approval first", order.action_confirm)

    # --- nobody approves their own ---

    def test_self_approval(self):
        group = self.env.ref("jxc_base.group_sales_manager")
        field = self.env["ir.model.fields"]._get("sale.order", "user_id")
        second = self.make_user("manager_2", "sales_manager")
        kinds = {
            "group": {"review_type": "group", "reviewer_group_id": group.id},
            "individual": {"reviewer_id": self.manager.id},
            "field": {"review_type": "field", "reviewer_field_id": field.id},
        }
        for kind, values in kinds.items():
            rule = self.make_rule(**values)
            order = self.make_order(self.manager)
            with self.subTest(kind=kind):
                if kind == "group":
                    self.assert_refused("needs approval", order.action_confirm)
                    self.submit(order)
                    self.assertNotIn(self.manager, order.reviewer_ids)
                    self.assertIn(second, order.reviewer_ids)
                    self.assertFalse(order.can_review)
                else:
                    message = "nobody approves their own"
                    self.assert_refused(message, order.action_confirm)
                    self.assert_refused(message, order.request_validation)
                self.assert_refused("Nobody approves", order.validate_tier)
                self.assertEqual(order.state, "draft")
            rule.active = False

    def test_requester_is_no_approver(self):
        group = self.env.ref("jxc_base.group_sales_manager")
        self.make_rule(review_type="group", reviewer_group_id=group.id)
        second = self.make_user("manager_2", "sales_manager")
        order = self.make_order(self.seller)
        self.submit(order.with_user(self.manager))
        self.assertEqual(
            order.review_ids.reviewer_ids & self.manager, self.manager.browse()
        )
        self.approve(order, second)
        self.assertEqual(order.validation_status, "validated")

    def test_company_may_allow_self_approval(self):
        self.company.jxc_self_approval = True
        self.make_rule(self.manager)
        order = self.make_order(self.manager)
        order.action_confirm()
        self.assertEqual(order.review_ids.done_by, self.manager)

    def test_members_of_implying_groups_approve(self):
        group = self.env.ref("jxc_base.group_sales_manager")
        self.make_rule(review_type="group", reviewer_group_id=group.id)
        admin = self.make_user("jxc_admin_t", "jxc_admin")
        order = self.make_order(self.seller)
        self.submit(order)
        self.assertIn(admin, order.reviewer_ids)

    def test_second_step_waits_for_the_first(self):
        second = self.make_user("manager_2", "sales_manager")
        self.make_rule(self.manager, sequence=20, approve_sequence=True)
        self.make_rule(second, sequence=10, approve_sequence=True)
        order = self.make_order(self.seller)
        self.submit(order)
        late = order.review_ids.filtered(lambda r: r.reviewer_ids == second)
        order.with_user(second)._validate_tier(late)
        self.assertNotEqual(late.status, "approved")
        wizard = self.env["comment.wizard"].with_user(second)
        wizard.create(
            {
                "validate_reject": "validate",
                "res_model": "sale.order",
                "res_id": order.id,
                "review_ids": late.ids,
                "comment": "first!",
            }
        ).add_comment()
        self.assertNotEqual(late.status, "approved")
        self.approve(order, self.manager)
        self.approve(order, second)
        self.assertEqual(order.validation_status, "validated")

    def test_rule_on_a_hidden_figure(self):
        """A rule may compare the margin, which the salesperson does not see."""
        self.make_rule(self.manager, definition_domain="[('margin', '<', 5.0)]")
        self.product.standard_price = 99.0
        order = self.make_order(self.seller, quantity=1)
        self.assert_refused("needs approval first", order.action_confirm)

    def test_messages_are_readable_for_the_asking_user(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        with self.assertRaises(ValidationError) as caught:
            order.action_confirm()
        self.assertIn("Order above 1,000", str(caught.exception))
        self.assertIn("manager_t", str(caught.exception))

    def test_no_goods_by_way_of_an_empty_down_payment(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        self.submit(order)
        self.approve(order, self.manager)
        values = {
            "order_id": order.id,
            "product_id": self.product.id,
            "product_uom_qty": 0.0,
            "price_unit": 0.0,
            "is_downpayment": True,
        }
        line = order.order_line.create(values)
        goods = {"is_downpayment": False, "product_uom_qty": 500, "price_unit": 1}
        self.assert_refused("under approval or approved", line.write, goods)

    def test_amounts_are_computed_not_written(self):
        self.make_rule(self.manager)
        order = self.make_order(self.seller)
        for name in ("amount_untaxed", "amount_total"):
            self.assert_refused("is computed", order.write, {name: 1.0})
        self.assert_refused("is computed", order.order_line.write, {"price_total": 1.0})
