from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    def test_overview_to_the_lot(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        user = new_test_user(
            self.env,
            login="overview_tour",
            groups="jxc_base.group_warehouse_worker,stock.group_production_lot",
            lang="zh_CN",
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", user.company_id.id)], limit=1
        )
        zone = self.env["stock.location"].create(
            {
                "name": "Check",
                "location_id": warehouse.lot_stock_id.id,
                "jxc_hold": "quality",
            }
        )
        self.env["stock.warehouse"].create(
            {"name": "导览二仓", "code": "DL2", "company_id": warehouse.company_id.id}
        )  # with a second one the grid has a total
        product = self.env["product.product"].create(
            {"name": "导览酱油", "is_storable": True, "tracking": "lot"}
        )
        lot = self.env["stock.lot"].create({"name": "L-TOUR", "product_id": product.id})
        quants = self.env["stock.quant"]
        quants._update_available_quantity(
            product, warehouse.lot_stock_id, 12, lot_id=lot
        )
        quants._update_available_quantity(product, zone, 5, lot_id=lot)
        self.start_tour("/odoo/stock-overview", "jxc_stock_overview", login=user.login)
