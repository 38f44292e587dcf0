from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_approval_rule import RuleCommon


@tagged("post_install", "-at_install")
class TestApprovalTrial(RuleCommon):
    """What a rule would have caught in the last 90 days."""

    def trial(self, rule, user=None):
        action = rule.with_user(user or self.admin).action_try()
        return self.env["jxc.approval.trial"].browse(action["res_id"])

    def placed(self, order, days):
        order.sudo().date_order = fields.Datetime.now() - timedelta(days=days)
        return order

    def test_documents_and_steps(self):
        before = self.order(60_000)
        before.button_confirm()
        large = self.order(250_000)
        fish = self.order(10, self.fish)
        self.order(100)
        self.placed(self.order(300_000), 95)
        self.order(300_000).button_cancel()
        trial = self.trial(self.usual_rule())
        lines = {line.res_id: line for line in trial.line_ids}
        self.assertEqual(set(lines), {before.id, large.id, fish.id})
        self.assertEqual((trial.found, trial.total), (3, 4))
        self.assertEqual(len(lines[large.id].steps.split("\n")), 2)
        self.assertEqual(len(lines[before.id].steps.split("\n")), 1)
        self.assertTrue(lines[fish.id].steps.startswith("3. "))
        line = lines[large.id]
        self.assertEqual(
            (line.amount, line.requester, line.partner, line.name),
            (250_000, self.purchaser.name, "Vendor A", large.name),
        )
        self.assertEqual(line.action_open()["res_id"], large.id)
        self.assertIn("3 of the 4", trial.with_context(lang="en_US").message)

    def test_archived_rule_can_be_tried(self):
        order = self.order(60_000)
        rule = self.usual_rule()
        rule.active = False
        self.assertEqual(self.trial(rule).line_ids.res_id, order.id)

    def test_nothing_found(self):
        rule = self.usual_rule()
        trial = self.trial(rule).with_context(lang="en_US")
        self.assertIn("no documents of this kind", trial.message)
        self.order(5)
        trial = self.trial(rule).with_context(lang="en_US")
        self.assertIn("None of the 1 documents", trial.message)
        self.assertFalse(trial.line_ids)

    def test_the_same_as_when_it_happens(self):
        """What the search finds is what would be asked document by document."""
        currency = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "X", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.125,
            }
        )
        orders = self.env["purchase.order"]
        for price in (6_249.99, 6_250, 49_999.99, 50_000, 199_999, 200_000):
            for product in (self.soy, self.fish):
                for money in (self.company.currency_id, currency):
                    orders |= self.order(price, product, currency_id=money.id)
        rule = self.usual_rule()
        for step in rule.step_ids:
            domain = step._domain()
            found = orders.search(domain) & orders
            self.assertEqual(found, orders.sudo().filtered_domain(domain) & found)
            self.assertEqual(len(found), len(orders.sudo().filtered_domain(domain)))
        self.assertEqual(
            set(self.trial(rule).line_ids.mapped("res_id")),
            set(orders.filtered("need_validation").ids),
        )

    def test_requests(self):
        request = self._request([(self.fish, 1)])
        cancelled = self._request([(self.fish, 1), (self.soy, 1)])
        cancelled.line_ids[0].cancelled = True
        cold = {"categ_ids": [Command.set(self.cold.ids)]}
        rule = self.rule(
            self.step("quality_inspector", **cold), document="purchase.request"
        )
        (request | cancelled).sudo().date_start = fields.Date.today()
        self.assertEqual(self.trial(rule).line_ids.res_id, request.id)

    def test_as_many_queries_for_many_documents(self):
        rule = self.usual_rule()
        for _number in range(3):
            self.order(60_000)
        self.trial(rule)
        with self.assertQueryCount(120):
            self.env.invalidate_all()
            few = self.count_queries(rule)
        for _number in range(12):
            self.order(60_000)
        many = self.count_queries(rule)
        self.assertLessEqual(many, few + 4)

    def count_queries(self, rule):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.trial(rule)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_rights(self):
        self.order(60_000)
        rule = self.usual_rule()
        self.assertEqual(self.trial(rule, self.manager).found, 1)
        keeper = self._user("keeper", "jxc_base.group_warehouse_manager")
        requests = self.rule(self.step("boss"), document="purchase.request")
        for user, tried, error in (
            (self.purchaser, rule, AccessError),
            (keeper, requests, UserError),
        ):
            with self.subTest(user=user.login), self.assertRaises(error):
                self.trial(tried, user)
        mine = self.trial(rule, self.manager)
        with self.assertRaises(AccessError):
            mine.with_user(self.boss).read(["found"])
