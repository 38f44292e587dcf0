from odoo.addons.jxc_base.tests.common_signed_link import hidden
from odoo.tests import HttpCase, tagged

from .common import SalesCommon


@tagged("post_install", "-at_install")
class TestApprovalLink(HttpCase, SalesCommon):
    """Sales orders approved on the phone; margin only for those who may see it."""

    def page(self, reviewer):
        self.make_rule(reviewer)
        reviewer.lang = "en_US"
        self.product.standard_price = 60
        order = self.make_order(self.seller)  # 10 * 100, cost 10 * 60
        order.request_validation()
        self.env.flush_all()
        self.env.invalidate_all()
        path = "/jxc/l/" + order._jxc_approval_link(reviewer).rpartition("/")[2]
        return order, path, self.url_open(path)

    def test_manager_approves_and_sees_the_margin(self):
        order, path, page = self.page(self.manager)
        for text in (order.name, "Customer T", "Product T", "1,000.00", "40.0%"):
            self.assertIn(text, page.text)
        form = {"decision": "accept", **hidden(page)}
        self.assertEqual(self.url_open(path, data=form).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(order.validation_status, "validated")
        self.assertEqual(order.review_ids.done_by, self.manager)

    def test_no_margin_without_the_right(self):
        reviewer = self.make_user("senior_t", "salesperson")
        reviewer.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        _order, _path, page = self.page(reviewer)
        self.assertIn("1,000.00", page.text)
        self.assertNotIn("40.0%", page.text)
        self.assertNotIn("Margin", page.text)
