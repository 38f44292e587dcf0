from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesCommon


@tagged("post_install", "-at_install")
class TestApprovalCriteria(SalesCommon):
    """Rules about margin and credit of sales orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.make_user("admin_t", "jxc_admin")
        cls.product.standard_price = 90.0

    def rule(self, **values):
        group = self.env.ref("jxc_base.group_sales_manager")
        rules = self.env["jxc.approval.rule"].with_user(self.admin)
        return rules.create(
            {
                "document": "sale.order",
                "company_id": self.company.id,
                "step_ids": [Command.create({"group_id": group.id})],
                **values,
            }
        )

    def found(self, rule):
        trial = self.env["jxc.approval.trial"].browse(rule.action_try()["res_id"])
        return set(trial.line_ids.mapped("res_id"))

    def test_low_margin(self):
        rule = self.rule(check_margin=True, margin_below=0.1)
        low = self.make_order(self.seller, price=99)  # 9 of 99
        exact = self.make_order(self.seller, price=100)  # 10 of 100
        free = self.make_order(self.seller, price=0)
        self.assertTrue(low.need_validation)
        self.assertFalse(exact.need_validation)
        self.assertTrue(free.need_validation, "given away below cost")
        self.assertEqual(
            self.found(rule) & {low.id, exact.id, free.id}, {low.id, free.id}
        )

    def test_zero_is_a_limit(self):
        self.rule(check_margin=True, margin_below=0.0)
        self.assertFalse(self.make_order(self.seller, price=90).need_validation)
        self.assertTrue(self.make_order(self.seller, price=89).need_validation)

    def test_seller_without_cost_is_held_all_the_same(self):
        self.rule(check_margin=True, margin_below=0.1)
        order = self.make_order(self.seller, price=99)
        self.assertFalse(self.seller.has_group("jxc_base.group_cost"))
        order.request_validation()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "pending")

    def test_over_the_credit_limit(self):
        self.company.account_use_credit_limit = True
        self.customer.credit_limit = 2_000
        rule = self.rule(check_credit=True)
        first = self.make_order(self.seller, quantity=15)  # 15 * 100
        self.assertFalse(first.need_validation)
        first.action_confirm()
        first.order_line.sudo().qty_delivered = 15
        self.env.flush_all()
        self.env.invalidate_all()
        second = self.make_order(self.seller, quantity=6)  # 1,500 + 600
        third = self.make_order(self.seller, quantity=5)  # 1,500 + 500
        self.assertTrue(second.need_validation)
        self.assertFalse(third.need_validation)
        self.assertFalse(self.found(rule) & {first.id, third.id})
        self.customer.credit_limit = 1_000
        self.env.invalidate_all()
        self.assertTrue(third.need_validation)
        self.assertLessEqual({first.id, second.id, third.id}, self.found(rule))

    def test_no_limit_no_credit_rule(self):
        self.rule(check_credit=True)
        self.assertFalse(self.make_order(self.seller, 10_000).need_validation)
        self.company.account_use_credit_limit = True
        self.assertFalse(self.make_order(self.seller, 10_000).need_validation)

    def test_conditions_combined(self):
        self.rule(check_margin=True, margin_below=0.2, amount_from=1_000)
        self.assertTrue(self.make_order(self.seller, 10).need_validation)
        self.assertFalse(self.make_order(self.seller, 9).need_validation)
        self.assertFalse(self.make_order(self.seller, 10, 200).need_validation)

    def test_conditions_of_other_documents_do_not_stick(self):
        """A rule turned to purchase orders has no margin any more."""
        rule = self.rule(check_margin=True, margin_below=0.1)
        self.assertIn("margin", rule.criteria)
        others = dict(rule._fields["document"]._description_selection(self.env))
        for kind in set(others) - {"sale.order"}:
            rule.document = kind
            self.assertNotIn("margin", rule.criteria)
            self.assertEqual(list(rule.step_ids._domain()), [(1, "=", 1)])
