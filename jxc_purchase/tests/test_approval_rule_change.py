from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_approval_rule import RuleCommon


@tagged("post_install", "-at_install")
class TestApprovalRuleChange(RuleCommon):
    """A change of a rule does not touch documents that were submitted before."""

    def submitted(self, **values):
        self.rule_ = self.rule(self.step("purchase_manager", **values))
        order = self.order(1)
        self.before = self.asked(order)
        return order

    def test_other_approver(self):
        order = self.submitted()
        self.rule_.step_ids.group_id = self.group("boss")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.review_ids.reviewer_ids, self.before[0])
        self.assertEqual(self.asked(self.order(1)), [self.boss])
        self.sign(order, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_more_signatures(self):
        order = self.submitted()
        self.rule_.step_ids.quorum = "all"
        self.sign(order, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_archived_deleted_and_turned_to_other_documents(self):
        for change in (
            lambda rule: rule.write({"active": False}),
            lambda rule: rule.unlink(),
            lambda rule: rule.write({"document": "purchase.request"}),
            lambda rule: rule.write({"amount_from": 1_000}),
            lambda rule: rule.step_ids[0].unlink() and rule.exists(),
        ):
            order = self.submitted()
            self.rule_.write({"step_ids": [self.step("boss", amount_from=5_000)]})
            change(self.rule_)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(order.validation_status, "pending")
            self.assertFalse(self.order(1).need_validation)
            self.sign(order, self.manager)
            order.button_confirm()
            self.assertEqual(order.state, "purchase")
            self.rule_.exists().unlink()

    def test_new_step_is_not_asked(self):
        order = self.submitted()
        self.rule_.write({"step_ids": [self.step("boss")]})
        self.sign(order, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_definitions_made_by_hand(self):
        rule = self._rule("purchase.order")
        order = self.order(1)
        self.asked(order)
        rule.write({"reviewer_id": self.boss.id, "jxc_remind_hours": 3})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.review_ids.reviewer_ids, self.manager)
        former = order.review_ids.definition_id
        self.assertEqual(former.jxc_version_of_id, rule)
        self.assertFalse(former.active)
        self.assertEqual(former.jxc_remind_hours, 0)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            former.unlink()
        self.assertEqual(self.asked(self.order(1)), [self.boss])

    def test_larger_quantity_asks_no_step_twice(self):
        """A request keeps the former version of a step; more of it asks others."""
        rule = self.rule(
            self.step("purchase_manager"),
            self.step("boss", amount_from=100),
            document="purchase.request",
        )
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        rule.step_ids[0].write({"remind_hours": 8})
        self.env.invalidate_all()
        line = request.line_ids.with_user(self.manager)
        line.write({"product_qty": 20, "jxc_qty_reason": "Festival"})
        self.assertEqual(len(request.sudo().review_ids), 2)

    def test_material_change_asks_anew_other_changes_do_not(self):
        order = self.submitted()
        self.sign(order, self.manager)
        order.write({"origin": "Fair", "note": "<p>Ring twice</p>"})
        order.order_line.date_planned = "2030-01-01"
        self.assertEqual(order.validation_status, "validated")
        for values in (
            {"partner_id": self.other_vendor.id},
            {"order_line": [Command.update(order.order_line.id, {"price_unit": 2})]},
            {"order_line": [Command.update(order.order_line.id, {"product_qty": 2})]},
            {"order_line": [Command.clear()]},
            {"incoterm_id": self.env["account.incoterms"].search([], limit=1).id},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "Restart Validation"),
                self.cr.savepoint(),
            ):
                order.write(values)
            self.env.invalidate_all()
        order.restart_validation()
        order.order_line.price_unit = 2
        self.assertTrue(order.need_validation)

    def test_a_step_that_vanished_holds_nobody_up(self):
        """Its row goes with a field that an addon takes along."""
        step = self.rule(self.step("purchase_manager")).step_ids
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM jxc_approval_rule_step WHERE id = %s", step.ids
        )
        self.env.invalidate_all()
        order = self.order(1)
        self.assertFalse(order.need_validation)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_categories_and_vendors_of_a_rule_stay(self):
        """Without them the rule would be for all categories and vendors."""
        category = self.env["product.category"].create({"name": "Odd"})
        partner = self.env["res.partner"].create({"name": "Odd"})
        only = {"categ_ids": [Command.set(category.ids)]}
        self.rule(
            self.step("purchase_manager", **only),
            partner_ids=[Command.set(partner.ids)],
            **only,
        )
        self.env.flush_all()
        for record in (category, partner):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.unlink()
