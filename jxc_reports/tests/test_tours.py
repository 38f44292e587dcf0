from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def test_movements_of_today_and_of_a_period(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        user = new_test_user(
            self.env,
            login="movement_tour",
            groups="jxc_base.group_warehouse_worker",
            lang="zh_CN",
        )
        product = self.env["product.product"].create(
            {"name": "Tour soy sauce", "is_storable": True}
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", user.company_id.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 12,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.quantity = 12
        move.picked = True
        move._action_done()
        self.start_tour(
            "/odoo/jxc-stock-movements", "jxc_stock_movement", login=user.login
        )
