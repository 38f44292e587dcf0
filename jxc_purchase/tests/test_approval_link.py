from odoo import Command
from odoo.addons.jxc_base.tests.common_signed_link import hidden
from odoo.tests import HttpCase, tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestApprovalLink(HttpCase, RequestCommon):
    """An approver decides on the phone, with their own rights and no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        cls.planner = cls._user("planner", "jxc_base.group_planner")
        # the page speaks the approver's language
        (cls.manager | cls.planner | cls.purchaser).lang = "en_US"

    def rule(self, model, reviewer):
        return self.env["tier.definition"].create(
            {
                "name": "Every one of them",
                "model_id": self.env["ir.model"]._get(model).id,
                "review_type": "individual",
                "reviewer_id": reviewer.id,
                "company_id": self.company.id,
            }
        )

    def order(self, reviewer, price=43.21, tax_ids=None):
        """RFQ of the purchaser, waiting for the reviewer."""
        self.rule("purchase.order", reviewer)
        line = {"product_id": self.soy.id, "product_qty": 12, "price_unit": price}
        if tax_ids:
            line["tax_ids"] = tax_ids.ids
        order = (
            self.env["purchase.order"]
            .with_user(self.purchaser)
            .create(
                {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
            )
        )
        order.request_validation()
        self.env.flush_all()
        self.env.invalidate_all()
        return order

    def link(self, record, user):
        url = record._jxc_approval_link(user)
        return "/jxc/l/" + url.rpartition("/")[2]

    def decide(self, path, **form):
        form = {**hidden(self.url_open(path)), **form}
        answer = self.url_open(path, data=form)
        self.env.invalidate_all()
        return answer

    def test_approve_an_order(self):
        order = self.order(self.manager)
        path = self.link(order, self.manager)
        page = self.url_open(path)
        for text in (order.name, "Vendor A", "Soy Sauce", "12", "43.21", "518.52"):
            self.assertIn(text, page.text)
        self.assertIn(self.purchaser.name, page.text)
        self.assertIn("Every one of them", page.text)
        self.assertEqual(order.validation_status, "pending")
        answer = self.decide(path, decision="accept", comment="good price")
        self.assertIn("approved", answer.text)
        self.assertEqual(order.validation_status, "validated")
        review = order.sudo().review_ids
        self.assertEqual((review.done_by, review.comment), (self.manager, "good price"))
        self.assertEqual(self.url_open(path).status_code, 404)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_figures_add_up_on_the_page(self):
        """A tax stands between lines and total; prices have all their decimals."""
        place = {
            "company_id": self.company.id,
            "country_id": self.env.ref("base.cn").id,
        }
        group = self.env["account.tax.group"].create({"name": "VAT", **place})
        tax = self.env["account.tax"].create(
            {
                "name": "10 %",
                "amount": 10,
                "type_tax_use": "purchase",
                "tax_group_id": group.id,
                **place,
            }
        )
        order = self.order(self.manager, price=43.215, tax_ids=tax)
        page = self.url_open(self.link(order, self.manager)).text
        untaxed = 12 * 43.215
        for figure in ("× 43.215\n", untaxed, untaxed * 0.1, untaxed * 1.1):
            text = figure if isinstance(figure, str) else f"{figure:.2f}"
            self.assertIn(text, page)
        self.assertIn("Taxes", page)
        self.assertNotIn("Company", page)
        self.manager.company_ids |= self.env["res.company"].create({"name": "Two"})
        page = self.url_open(self.link(order, self.manager)).text
        self.assertIn(self.company.name, page)

    def test_refusing_needs_a_comment(self):
        order = self.order(self.manager)
        path = self.link(order, self.manager)
        answer = self.decide(path, decision="refuse", comment="  ")
        self.assertIn("Say why", answer.text)
        self.assertEqual(order.validation_status, "pending")
        self.decide(path, decision="refuse", comment="too dear")
        self.assertEqual(order.validation_status, "rejected")
        self.assertEqual(order.sudo().review_ids.comment, "too dear")

    def test_neither_button(self):
        order = self.order(self.manager)
        answer = self.decide(self.link(order, self.manager), decision="delete")
        self.assertIn("two buttons", answer.text)
        self.assertEqual(order.validation_status, "pending")

    def test_decided_meanwhile(self):
        order = self.order(self.manager)
        path = self.link(order, self.manager)
        seen = hidden(self.url_open(path))
        order.with_user(self.manager).validate_tier()
        self.env.flush_all()
        page = self.url_open(path)
        self.assertIn("does not wait", page.text)
        self.assertNotIn("<button", page.text)
        form = {"decision": "refuse", "comment": "late", **seen}
        answer = self.url_open(path, data=form)
        self.assertIn("does not wait for you", answer.text)
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "validated")

    def test_nobody_approves_what_they_have_not_seen(self):
        """Re-opened, changed and asked again while the page was open."""
        order = self.order(self.manager)
        path = self.link(order, self.manager)
        seen = hidden(self.url_open(path))
        theirs = order.with_user(self.purchaser)
        theirs.restart_validation()
        theirs.order_line.product_qty = 9000
        theirs.request_validation()
        self.env.flush_all()
        form = {"decision": "accept", "comment": "good price"}
        answer = self.url_open(path, data={**form, **seen})
        self.assertIn("has changed meanwhile", answer.text)
        self.assertIn("9,000", answer.text)
        self.assertIn("good price", answer.text)
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "pending")
        self.url_open(path, data={**form, **hidden(answer)})
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "validated")

    def test_no_prices_without_the_right(self):
        order = self.order(self.planner)
        page = self.url_open(self.link(order, self.planner))
        self.assertEqual(page.status_code, 200)
        self.assertIn("Soy Sauce", page.text)
        for price in ("43.21", "518.52"):
            self.assertNotIn(price, page.text)

    def test_links_are_made_for_those_whose_turn_it_is(self):
        order = self.order(self.manager)
        for user in (self.purchaser, self.planner, self.worker):
            self.assertIsNone(order._jxc_approval_link(user))
        self.assertTrue(order._jxc_approval_link(self.manager))

    def test_owner_cannot_decide_with_a_link(self):
        """Even a link that should not exist is stopped by the guards."""
        order = self.order(self.manager)
        url = self.env["jxc.signed.link"]._make("approve", order, user=self.purchaser)
        path = "/jxc/l/" + url.rpartition("/")[2]
        self.assertNotIn("<button", self.url_open(path).text)
        link = self.env["jxc.signed.link"].search([], limit=1)
        public = self.env.ref("base.public_user")
        found = self.env["jxc.signed.link"].with_user(public)
        found = found._find(path.rpartition("/")[2])
        self.assertEqual(found, link)
        with self.assertRaisesRegex(Exception, "does not wait for you"):
            found._act({"decision": "accept"}, "127.0.0.1")

    def test_approve_a_request(self):
        self.rule("purchase.request", self.manager)
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        self.env.flush_all()
        path = self.link(request, self.manager)
        page = self.url_open(path)
        self.assertIn("Soy Sauce", page.text)
        self.decide(path, decision="accept")
        self.assertEqual(request.state, "approved")

    def test_refuse_a_request(self):
        self.rule("purchase.request", self.manager)
        request = self._request([(self.soy, 5)])
        request.button_to_approve()
        self.env.flush_all()
        self.decide(
            self.link(request, self.manager), decision="refuse", comment="enough there"
        )
        self.assertEqual(request.state, "rejected")
        self.assertEqual(request.jxc_reason, "enough there")
