from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCountTour(HttpCase):
    """From the plan to the posted difference, on the screen."""

    def test_plan_count_review_post(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        user = new_test_user(
            self.env,
            login="count_tour",
            groups="jxc_base.group_warehouse_manager",
            lang="zh_CN",
        )
        company = user.company_id
        warehouse = self.env["stock.warehouse"].create(
            {"name": "导览盘点仓", "code": "DLP", "company_id": company.id}
        )
        user.jxc_warehouse_ids = warehouse
        shelf = self.env["stock.location"].create(
            {"name": "导览货架", "location_id": warehouse.lot_stock_id.id}
        )
        soy, vinegar = self.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "standard_price": 10}
                for name in ("导览酱油", "导览米醋")
            ]
        )
        quants = self.env["stock.quant"]
        quants._update_available_quantity(soy, shelf, 100)
        quants._update_available_quantity(vinegar, shelf, 20)
        self.start_tour(
            "/odoo/action-jxc_stock.jxc_count_action", "jxc_count", login=user.login
        )
        count = self.env["jxc.count"].search([("warehouse_id", "=", warehouse.id)])
        self.assertEqual(count.task_ids.state, "done")
        self.start_tour(
            f"/odoo/action-jxc_stock.jxc_count_action/{count.id}",
            "jxc_count_review",
            login=user.login,
        )
        count.invalidate_recordset()
        self.assertEqual(count.state, "posted")
        self.assertEqual(count.posted_by, user)
        on_hand = {
            quant.product_id: quant.quantity
            for quant in quants.search([("location_id", "=", shelf.id)])
        }
        self.assertEqual(on_hand, {soy: 99, vinegar: 20})
