from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRequestTour(HttpCase):
    def test_requester_submits_and_manager_approves_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.env.ref("base.main_company")
        product = self.env["product.product"].create(
            {"name": "测试生抽", "is_storable": True, "jxc_spec": "500ml×12"}
        )
        options = {
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "lang": "zh_CN",
        }
        new_test_user(
            self.env, "tour_req", groups="jxc_base.group_requester", **options
        )
        manager = new_test_user(
            self.env, "tour_boss", groups="jxc_base.group_purchase_manager", **options
        )
        self.env["tier.definition"].create(
            {
                "name": "采购经理",
                "model_id": self.env["ir.model"]._get_id("purchase.request"),
                "review_type": "individual",
                "reviewer_id": manager.id,
                "company_id": company.id,
                "definition_domain": "[]",
            }
        )
        url = "/odoo/action-jxc_purchase.action_my_requests"
        self.start_tour(url, "jxc_purchase_request_submit", login="tour_req")
        request = (
            self.env["purchase.request.line"]
            .search([("product_id", "=", product.id)])
            .request_id
        )
        self.assertEqual(request.state, "to_approve")
        self.assertEqual(request.requested_by.login, "tour_req")
        url = "/odoo/action-jxc_purchase.action_requests_to_approve"
        self.start_tour(url, "jxc_purchase_request_approve", login="tour_boss")
        request.invalidate_recordset()
        line = request.line_ids
        self.assertEqual((line.jxc_suggested_qty, line.product_qty), (24, 12))
        self.assertEqual((request.state, line.jxc_qty_reason), ("approved", "库存尚可"))
