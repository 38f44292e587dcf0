from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

NAMES = ("酱油", "香醋", "蚝油", "大米", "花生油")


@tagged("post_install", "-at_install")
class TestAlertTour(HttpCase):
    def test_a_morning_of_a_warehouse_manager(self):
        """One is answered with a transfer, two wait, one is normal, one is settled."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["jxc.alert.rule"].search([]).active = False
        self.env["stock.warehouse.orderpoint"].search([]).active = False
        manager = new_test_user(
            self.env,
            login="alert_tour",
            groups="jxc_base.group_warehouse_manager",
            lang="zh_CN",
        )
        home = self.env["stock.warehouse"].search(
            [("company_id", "=", manager.company_id.id)], limit=1
        )
        rich = self.env["stock.warehouse"].create({"name": "导览二仓", "code": "DL2"})
        products = self._short(home, rich)
        rule = self.env["jxc.alert.rule"].create(
            {
                "name": "导览低于最低库存",
                "detector": "below_min",
                "silent": True,
                "group_ids": [
                    Command.link(self.env.ref("jxc_base.group_warehouse_manager").id)
                ],
            }
        )
        self.env.flush_all()
        rule._run()
        self.start_tour("/odoo/jxc-warnings", "jxc_alert_inbox", login=manager.login)
        alerts = self.env["jxc.alert"].search([("rule_id", "=", rule.id)])
        states = {alert.product_id.name[2:]: alert.state for alert in alerts}
        wanted = ("acknowledged", "snoozed", "snoozed", "done", "done")
        self.assertEqual(states, dict(zip(NAMES, wanted, strict=True)))
        soy = alerts.filtered(lambda alert: alert.product_id == products[0])
        transfer = soy.response_ids._document()
        self.assertEqual((transfer.state, transfer.create_uid), ("draft", manager))
        self.assertEqual(transfer.line_ids.product_uom_qty, 20 - 2)
        normal = self.env["jxc.alert.normal"].search([("rule_id", "=", rule.id)])
        self.assertEqual((normal.said_by_id, normal.state), (manager, "revoked"))

    def _short(self, home, rich):
        products = self.env["product.product"].create(
            [{"name": f"导览{name}", "is_storable": True} for name in NAMES]
        )
        for product in products:
            for place, quantity in ((home, 2), (rich, 40)):
                self.env["stock.quant"]._update_available_quantity(
                    product, place.lot_stock_id, quantity
                )
        self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "warehouse_id": home.id,
                    "location_id": home.lot_stock_id.id,
                    "product_min_qty": 10,
                    "product_max_qty": 20,
                    "trigger": "manual",
                }
                for product in products
            ]
        )
        return products
