from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLevelsTour(HttpCase):
    def test_levels_warning_and_remedy(self):
        """Levels typed in the grid become a warning, which becomes a transfer."""
        self.env["jxc.alert.rule"].search([]).active = False
        self.env["stock.warehouse.orderpoint"].search([]).active = False
        manager = new_test_user(
            self.env, login="levels_tour", groups="jxc_base.group_warehouse_manager"
        )
        home = self.env["stock.warehouse"].search(
            [("company_id", "=", manager.company_id.id)], limit=1
        )
        product, other_goods = self.env["product.product"].create(
            [
                {"name": "导览预警酱油", "is_storable": True},
                {"name": "导览别的货", "is_storable": True},
            ]
        )
        rich = self.env["stock.warehouse"].search(
            [("company_id", "=", manager.company_id.id), ("id", "!=", home.id)]
        )
        rich.active = False
        quants = self.env["stock.quant"]
        quants._update_available_quantity(product, home.lot_stock_id, 2)
        quants._update_available_quantity(other_goods, home.lot_stock_id, 2)
        rule = self.env["jxc.alert.rule"].create(
            {
                "name": "Tour",
                "detector": "below_min",
                "silent": True,
                "group_ids": [
                    Command.link(self.env.ref("jxc_base.group_warehouse_manager").id)
                ],
            }
        )
        self.start_tour("/odoo/stock-levels", "jxc_stock_levels", login=manager.login)
        point = self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "=", product.id)]
        )
        self.assertEqual((point.product_min_qty, point.product_max_qty), (10, 20))
        other = self.env["stock.warehouse"].create({"name": "导览三仓", "code": "DL3"})
        quants._update_available_quantity(product, other.lot_stock_id, 40)
        self.env.flush_all()
        rule._run()
        self.start_tour(
            "/odoo/jxc-warnings", "jxc_stock_levels_answer", login=manager.login
        )
        alert = self.env["jxc.alert"].search([("rule_id", "=", rule.id)])
        transfer = alert.response_ids._document()
        self.assertEqual(transfer.create_uid, manager)
        self.assertEqual(transfer.line_ids.product_uom_qty, 18)
