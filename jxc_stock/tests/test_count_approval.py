from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountApproval(CountCommon):
    """Rules by the value of the differences, as on the page of approval rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 1000)
        cls._plant(cls.tea, 1000)
        cls.finance, cls.boss = (
            new_test_user(
                cls.env, login=f"count_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in ("finance", "boss")
        )
        cls.rule = cls.env.ref("jxc_stock.count_approval_rule")

    def counted(self, soy, tea=0):
        """A submitted count with these differences: 10 a soy, 50 a tea."""
        count = self._count(share_a=1)
        self._enter(count, 1000 + soy)
        self._enter(count, 1000 + tea, self.tea)
        count.action_review()
        count.action_submit()
        return count

    def asked(self, count):
        return count.review_ids.sorted("sequence", reverse=True).mapped(
            "reviewer_group_id"
        )

    def test_on_the_page_and_off_in_a_bare_install(self):
        kinds = dict(self.env["jxc.approval.rule"]._selection_document())
        self.assertIn("jxc.count", kinds)
        self.assertFalse(self.rule.active)
        self.assertEqual(self.rule.document, "jxc.count")
        self.assertFalse(self.counted(-900).review_ids)

    def test_named_in_the_language(self):
        """Approvers read the name of the rule in theirs."""
        for code in ("zh_CN", "en_US"):
            self.env["res.lang"]._activate_lang(code)
        chinese = self.rule.with_context(lang="zh_CN")
        chinese.name = "盘点差异"
        self.rule.with_context(lang="en_US").name = "Differences of counts"
        self.rule.active = True
        steps = self.rule.step_ids.definition_ids
        for name in steps.with_context(lang="zh_CN").mapped("name"):
            self.assertTrue(name.startswith("盘点差异"), name)
        for name in steps.with_context(lang="en_US").mapped("name"):
            self.assertTrue(name.startswith("Differences of counts"), name)

    def test_tiers(self):
        self.rule.active = True
        finance = self.env.ref("jxc_base.group_finance")
        boss = self.env.ref("jxc_base.group_boss")
        for soy, tea, groups in (
            (-49, 0, finance.browse()),
            (-50, 0, finance),
            (-25, 5, finance),
            (-999, 0, finance),
            (-500, 100, finance | boss),
        ):
            with self.subTest(soy=soy, tea=tea):
                count = self.counted(soy, tea)
                self.assertEqual(set(count.review_ids.reviewer_group_id), set(groups))
                count.action_cancel()

    def test_posted_only_when_all_have_signed(self):
        self.rule.active = True
        count = self.counted(-500, 100)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            count.action_post()
        count.with_user(self.finance).validate_tier()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            count.action_post()
        count.with_user(self.boss).validate_tier()
        count.action_post()
        self.assertEqual(self._quantity(self.soy), 500)
        self.assertEqual(self._quantity(self.tea), 1100)

    def test_approved_recount_is_posted_by_who_counted(self):
        """The approver is the second pair of eyes where there is one manager."""
        self.rule.active = True
        count = self._count()
        self._enter(count, 600)
        self._enter(count, 1000, self.tea)
        count.action_review()
        count.action_recount()
        self._enter(count, 600, user=self.chief, number=2)
        count.action_review()
        count.action_submit()
        with self.assertRaises(UserError):
            count.with_user(self.chief).action_post()
        count.with_user(self.finance).validate_tier()
        count.with_user(self.chief).action_post()
        self.assertEqual(self._quantity(self.soy), 600)

    def test_who_planned_or_leads_it_does_not_approve(self):
        self.rule.active = True
        self.rule.step_ids[:1].write(
            {"group_id": self.env.ref("jxc_base.group_warehouse_manager").id}
        )
        count = self._count(share_a=1, user_id=self.chief.id)
        self._enter(count, 900)
        count.action_review()
        count.action_submit()
        third = new_test_user(
            self.env, login="count_gm", groups="jxc_base.group_warehouse_manager"
        )
        for user in (self.manager, self.chief):
            with self.assertRaises(UserError), self.cr.savepoint():
                count.with_user(user).validate_tier()
                count.with_user(user).action_post()
        count.with_user(third).validate_tier()
        count.action_post()
        self.assertEqual(self._quantity(self.soy), 900)

    def test_by_category(self):
        self.rule.active = True
        dear = self.env["product.category"].create({"name": "Count Dear"})
        self.tea.categ_id = dear
        self.rule.write({"amount_from": 0, "categ_ids": [(6, 0, dear.ids)]})
        self.assertFalse(self.counted(-900).review_ids)
        self.assertTrue(
            self._second_count(-1).review_ids, "a difference of these goods"
        )

    def _second_count(self, tea):
        self.env["jxc.count"].search([("state", "=", "approval")]).action_cancel()
        return self.counted(0, tea)

    def test_trial(self):
        """What the rule would have caught."""
        self.counted(-100)
        self._second_count(0)
        self.rule.active = True
        action = self.rule.with_user(self.boss).sudo().action_try()
        trial = self.env["jxc.approval.trial"].browse(action["res_id"])
        self.assertEqual(trial.found, 0, "the first one is cancelled")
        self._second_count(10)
        action = self.rule.action_try()
        trial = self.env["jxc.approval.trial"].browse(action["res_id"])
        self.assertEqual(trial.found, 1)
