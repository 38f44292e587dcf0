from odoo.addons.jxc_base.models.common import jxc_gate
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import TransactionCase


@tagged("post_install", "-at_install")
class TestApprovalGate(TransactionCase):
    """What the guards of every approved document share."""

    def test_gate_opens_for_server_code_only(self):
        partner = self.env["res.partner"]
        for scope in (jxc_gate.STATE, jxc_gate.REVIEW, jxc_gate.LINE):
            opened = jxc_gate.with_gate(partner, scope)
            self.assertTrue(jxc_gate.gate_open(opened, scope))
            self.assertFalse(jxc_gate.gate_open(partner, scope))
            for forged in (True, 1, "open", str(jxc_gate._KEYS[scope]), {}):
                sent = partner.with_context(**{f"jxc_gate_{scope}": forged})
                self.assertFalse(jxc_gate.gate_open(sent, scope))

    def test_gates_are_separate(self):
        opened = jxc_gate.with_gate(self.env["res.partner"], jxc_gate.STATE)
        self.assertFalse(jxc_gate.gate_open(opened, jxc_gate.REVIEW))

    def test_only_real_changes_count(self):
        tag = self.env["res.partner.category"].create({"name": "T"})
        parent = self.env["res.partner"].create({"name": "Parent"})
        partner = self.env["res.partner"].create(
            {
                "name": "Child",
                "parent_id": parent.id,
                "partner_latitude": 1.5,
                "category_id": [(6, 0, tag.ids)],
            }
        )
        names = ["name", "parent_id", "partner_latitude", "category_id"]
        same = {
            "name": "Child",
            "parent_id": parent.id,
            "partner_latitude": 1.5,
            "category_id": [(6, 0, tag.ids)],
        }
        self.assertEqual(jxc_gate.changed_fields(partner, same, names), [])
        other = {"name": "X", "parent_id": False, "category_id": [(5,)], "phone": "1"}
        self.assertEqual(
            jxc_gate.changed_fields(partner, other, names),
            ["name", "parent_id", "category_id"],
        )

    def test_reviews_of_other_models_are_left_alone(self):
        """Approvals of documents without our guards work as the OCA addon does."""
        review = self.env["tier.review"].create({"model": "res.partner", "res_id": 1})
        review.write({"status": "pending"})
        self.assertEqual(review.status, "pending")
        self.assertFalse(review._jxc_guards("res.partner"))
        self.assertFalse(review._jxc_guards("no.such.model"))
        self.assertTrue(review._jxc_guards("jxc.approval.mixin"))

    def test_reviews_of_guarded_documents_need_the_methods(self):
        reviews = self.env["tier.review"].with_user(self.env.ref("base.user_admin"))
        with self.assertRaises(AccessError):
            reviews.create({"model": "jxc.approval.mixin", "res_id": 1})
