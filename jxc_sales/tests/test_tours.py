from odoo.tests import HttpCase, tagged

from .common import SalesCommon


@tagged("post_install", "-at_install")
class TestTours(SalesCommon, HttpCase):
    def test_order_timeline(self):
        self.put_on_stock(self.product, 10)
        order = self.make_order(self.seller)
        order.action_confirm()
        action = self.env.ref("jxc_sales.sale_order_action_progress").sudo()
        action.context = "{}"
        action.domain = f"[('id', '=', {order.id})]"
        self.start_tour(
            "/odoo/action-jxc_sales.sale_order_action_progress",
            "jxc_sales_order_timeline",
            login="seller_t",
        )
