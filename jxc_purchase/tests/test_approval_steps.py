from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestApprovalSteps(RequestCommon):
    """Several signatures, several steps, and the trail they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        names = ("one", "two", "three")
        cls.one, cls.two, cls.three = (
            cls._user(name, "jxc_base.group_purchase_manager") for name in names
        )
        cls.group = cls.env["res.groups"].create(
            {
                "name": "Board",
                "user_ids": [Command.set((cls.one + cls.two + cls.three).ids)],
            }
        )

    def step(self, sequence=30, **values):
        return self._rule(
            "purchase.order",
            review_type="group",
            reviewer_id=False,
            reviewer_group_id=self.group.id,
            approve_sequence=True,
            sequence=sequence,
            **values,
        )

    def order(self, user=None):
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

    def approve(self, order, *users):
        for user in users:
            self.assertTrue(order.with_user(user).can_review, user.name)
            order.with_user(user).validate_tier()
            self.env.invalidate_all()

    def refuse(self, order, user, comment="too dear"):
        action = order.with_user(user).reject_tier()
        wizard = self.env["comment.wizard"].with_user(user)
        wizard.with_context(**action["context"]).create(
            {"comment": comment}
        ).add_comment()
        self.env.invalidate_all()

    def trail(self, order, kind="signed"):
        return self.env["jxc.approval.entry"].search(
            [
                ("res_model", "=", order._name),
                ("res_id", "=", order.id),
                ("kind", "=", kind),
            ],
            order="id",
        )

    def test_two_of_three(self):
        self.step(jxc_quorum="some", jxc_quorum_count=2)
        order = self.order()
        self.approve(order, self.one)
        self.assertEqual(order.validation_status, "pending")
        self.assertFalse(order.with_user(self.one).can_review, "one signature each")
        order.with_user(self.one).validate_tier()
        with self.assertRaisesRegex(UserError, "needs approval first"):
            order.button_confirm()
        self.approve(order, self.three)
        self.assertEqual(order.validation_status, "validated")
        self.assertEqual(self.trail(order).user_id, self.one + self.three)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_all(self):
        self.step(jxc_quorum="all")
        order = self.order()
        self.approve(order, self.one, self.two)
        self.assertEqual(order.validation_status, "pending")
        self.approve(order, self.three)
        self.assertEqual(order.validation_status, "validated")

    def test_too_few_approvers_besides_the_owner(self):
        self.step(jxc_quorum="some", jxc_quorum_count=3)
        with self.assertRaisesRegex(ValidationError, "wants 3 signatures"):
            self.order(self.one)

    def test_one_named_user_is_one_signature(self):
        self._rule("purchase.order", jxc_quorum="some", jxc_quorum_count=2)
        order = self.order()
        self.approve(order, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_signature_counts_in_the_next_step(self):
        """The larger number comes first: two of the board, then One, who signed."""
        self.step(sequence=40, jxc_quorum="some", jxc_quorum_count=2)
        self._rule(
            "purchase.order",
            reviewer_id=self.one.id,
            approve_sequence=True,
            sequence=20,
        )
        order = self.order()
        self.approve(order, self.one, self.two)
        self.assertEqual(order.validation_status, "validated")
        self.assertEqual(self.trail(order).user_id, self.one + self.two)
        self.assertEqual(len(self.trail(order)), 3)

    def test_steps_in_order(self):
        self.step(sequence=40, jxc_quorum="all")
        self._rule("purchase.order", approve_sequence=True, sequence=20)
        order = self.order()
        self.assertFalse(order.with_user(self.manager).can_review)
        self.approve(order, self.one, self.two, self.three, self.manager)
        self.assertEqual(order.validation_status, "validated")

    def test_one_refusal_stops(self):
        self.step(jxc_quorum="some", jxc_quorum_count=2)
        order = self.order()
        self.approve(order, self.one)
        order.print_quotation()  # sent to the vendor meanwhile
        self.refuse(order, self.two)
        self.assertEqual(order.validation_status, "rejected")
        self.assertEqual(order.state, "draft", "back to draft")
        self.assertEqual(self.trail(order, "refused").comment, "too dear")
        self.assertIn("too dear", order.rejected_message)
        self.assertFalse(order.with_user(self.three).can_review)
        refused = "rejected by jxc_two.*too dear"
        with self.assertRaisesRegex(UserError, refused), self.cr.savepoint():
            order.button_confirm()
        self.env.invalidate_all()
        order.order_line.price_unit = 4  # free to be changed, no button before
        self.assertTrue(order.need_validation)
        order.request_validation()
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "pending")
        self.assertEqual(len(self.trail(order)), 1, "the trail stays")
        self.assertTrue(order.with_user(self.one).can_review, "signed anew")
        self.assertEqual(len(self.trail(order, "asked")), 2)
        order.restart_validation()
        self.assertTrue(self.trail(order, "reopened"))

    def test_refusal_needs_a_comment(self):
        self.step()
        order = self.order()
        for comment in ("", "   "):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.refuse(order, self.two, comment)
        self.assertEqual(order.validation_status, "pending")

    def test_refused_and_made_small_enough(self):
        """Changed so that no rule fits any more, it is confirmed as usual."""
        self.step(definition_domain="[('amount_total', '>=', 5)]")
        order = self.order()
        self.refuse(order, self.two)
        order.order_line.price_unit = 1
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertFalse(order.review_ids)

    def test_field_of_the_document_signs(self):
        field = self.env["ir.model.fields"]._get("purchase.order", "user_id")
        self._rule(
            "purchase.order",
            review_type="field",
            reviewer_id=False,
            reviewer_field_id=field.id,
        )
        self.company.jxc_self_approval = True
        order = self.order(self.one)
        self.approve(order, self.one)
        self.assertEqual(order.validation_status, "validated")

    def test_trail_is_kept(self):
        self.step()
        order = self.order()
        self.approve(order, self.two)
        entry = self.trail(order)
        with self.assertRaises(UserError):
            entry.write({"user_name": "Somebody"})
        with self.assertRaises(UserError):
            entry.unlink()
        with self.assertRaises(UserError):
            entry.with_user(self.two).create({})
        with mute_logger("odoo.sql_db"), self.assertRaises(RestrictViolation):
            self.cr.execute(
                "UPDATE jxc_approval_entry SET user_name = 'x' WHERE id = %s",
                [entry.id],
            )

    # --- what the document looked like ---

    def test_snapshot_of_each_decision(self):
        self.step()
        order = self.order()
        self.approve(order, self.two)
        order.restart_validation()
        order.order_line.price_unit = 77
        entry = self.trail(order).with_user(self.two)
        self.assertIn("Soy Sauce", entry.snapshot_html)
        self.assertIn("5.00", entry.snapshot_html)
        self.assertNotIn("77", entry.snapshot_html)
        self.assertIn("Vendor A", self.trail(order, "asked").snapshot_html)
        worker = entry.with_user(self.worker).snapshot_html
        self.assertIn("Soy Sauce", worker)
        self.assertNotIn("5.00", worker, "prices stay hidden from the worker")
        stranger = entry.with_user(self.requester).snapshot_html
        self.assertFalse(stranger, "no order of theirs")
        action = order.action_jxc_approval_trail()
        found = self.env["jxc.approval.entry"].search(action["domain"])
        self.assertEqual(found.mapped("kind"), ["reopened", "signed", "asked"])
        self.assertTrue(order.jxc_has_trail)
