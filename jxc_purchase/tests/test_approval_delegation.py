from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestApprovalDelegation(RequestCommon):
    """Somebody else decides while an approver is away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        cls.deputy, cls.third, cls.fourth, cls.fifth = (
            cls._user(name, "jxc_base.group_purchase_manager")
            for name in ("deputy", "third", "fourth", "fifth")
        )

    def delegate(
        self, absent, delegate, start="2026-03-02", end="2026-03-06", **values
    ):
        return self.env["jxc.approval.delegation"].create(
            {
                "user_id": absent.id,
                "delegate_id": delegate.id,
                "date_from": start,
                "date_to": end,
                **values,
            }
        )

    def order(self, user=None):
        self._rule("purchase.order")
        line = {"product_id": self.soy.id, "product_qty": 1, "price_unit": 5}
        order = (
            self.env["purchase.order"]
            .with_user(user or self.purchaser)
            .create(
                {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
            )
        )
        order.request_validation()
        self.env.invalidate_all()
        return order

    @freeze_time("2026-03-04 02:00:00")
    def test_on_behalf_of(self):
        self.delegate(self.manager, self.deputy)
        order = self.order()
        mine = order.with_user(self.deputy)
        self.assertTrue(mine.can_review)
        self.assertIn(order, mine.search([("can_review", "=", True)]))
        self.assertNotIn(order, mine.search([("can_review", "=", False)]))
        mine.validate_tier()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "validated")
        entry = self.env["jxc.approval.entry"].search(
            [("res_id", "=", order.id), ("kind", "=", "signed")]
        )
        self.assertEqual(entry.user_id, self.deputy)
        self.assertEqual(entry.approver_id, self.manager)
        self.assertEqual(entry.approver_name, self.manager.name)

    def test_only_on_the_days(self):
        self.delegate(self.manager, self.deputy)
        order = self.order()
        for moment, allowed in (
            ("2026-03-01 10:00:00", False),
            ("2026-03-02 10:00:00", True),
            ("2026-03-06 10:00:00", True),
            ("2026-03-08 10:00:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(order.with_user(self.deputy).can_review, allowed)

    @freeze_time("2026-03-04 02:00:00")
    def test_kinds(self):
        self.delegate(self.manager, self.deputy, kind="purchase.request")
        order = self.order()
        self.assertFalse(order.with_user(self.deputy).can_review)

    @freeze_time("2026-03-04 02:00:00")
    def test_owners_and_askers_stay_out(self):
        self.delegate(self.manager, self.deputy)
        order = self.order(self.deputy)
        self.assertFalse(order.with_user(self.deputy).can_review)
        with self.assertRaisesRegex(UserError, "Nobody approves their own"):
            order.with_user(self.deputy).validate_tier()
        other = self.order()
        other.restart_validation()
        other.with_user(self.deputy).request_validation()
        self.env.invalidate_all()
        self.assertFalse(other.with_user(self.deputy).can_review)

    @freeze_time("2026-03-04 02:00:00")
    def test_refusing_with_a_comment(self):
        self.delegate(self.manager, self.deputy)
        order = self.order()
        order.review_ids.sudo().definition_id.has_comment = True
        self.env.invalidate_all()
        action = order.with_user(self.deputy).reject_tier()
        wizard = self.env["comment.wizard"].with_user(self.deputy)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"comment": "too dear"}).add_comment()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "rejected")
        self.assertEqual(order.review_ids.comment, "too dear")

    @freeze_time("2026-03-04 02:00:00")
    def test_three_in_a_row(self):
        self.delegate(self.manager, self.deputy)
        self.delegate(self.deputy, self.third)
        self.delegate(self.third, self.fourth)
        order = self.order()
        self.assertTrue(order.with_user(self.fourth).can_review)
        with self.assertRaisesRegex(ValidationError, "in a row"):
            self.delegate(self.fourth, self.fifth)
        self.delegate(self.fourth, self.fifth, "2026-03-07", "2026-03-09")

    def test_no_circle(self):
        self.delegate(self.manager, self.deputy)
        with self.assertRaisesRegex(ValidationError, "circle"):
            self.delegate(self.deputy, self.manager, "2026-03-06", "2026-03-20")
        self.delegate(self.deputy, self.manager, "2026-03-07", "2026-03-20")

    def test_everybody_delegates_their_own(self):
        mine = self.env["jxc.approval.delegation"].with_user(self.manager)
        values = {"delegate_id": self.deputy.id, "date_to": "2100-01-01"}
        self.assertEqual(mine.create(values).user_id, self.manager)
        with self.assertRaises(AccessError):
            mine.create({**values, "user_id": self.third.id})
        theirs = self.delegate(self.third, self.deputy, "2027-01-01", "2027-01-02")
        with self.assertRaises(AccessError):
            theirs.with_user(self.deputy).write({"date_to": "2030-01-01"})
        self.assertEqual(theirs.with_user(self.deputy).note, False, "readable")
        with self.assertRaises(AccessError):
            theirs.with_user(self.fourth).read(["note"])
