from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")

    def test_movements_of_today_and_of_a_period(self):
        user = self.worker("movement_tour")
        self.receive(user, "Tour soy sauce")
        self.start_tour(
            "/odoo/jxc-stock-movements", "jxc_stock_movement", login=user.login
        )

    def test_ledger_of_the_month_down_to_the_document(self):
        user = self.worker("ledger_tour")
        self.receive(user, "Ledger tea")
        self.start_tour("/odoo/jxc-stock-ledger", "jxc_stock_ledger", login=user.login)

    def worker(self, login):
        return new_test_user(
            self.env,
            login=login,
            groups="jxc_base.group_warehouse_worker",
            lang="zh_CN",
        )

    def receive(self, user, name):
        """12 pieces of a new product arrive in the user's warehouse."""
        product = self.env["product.product"].create(
            {"name": name, "is_storable": True}
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
