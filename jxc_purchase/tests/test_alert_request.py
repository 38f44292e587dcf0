from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAlertRequest(TransactionCase):
    """From a warning to a purchase request: 5 there, at least 20, at most 50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.rules = cls.env["jxc.alert.rule"]
        cls.rules.search([]).active = False
        cls.env["stock.warehouse.orderpoint"].search([]).active = False
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.products = cls.env["product.product"].create(
            [
                {"name": f"Alert Goods {n}", "is_storable": True, "purchase_ok": True}
                for n in (1, 2)
            ]
        )
        for product in cls.products:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, 5
            )
        cls.points = cls.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "warehouse_id": cls.warehouse.id,
                    "location_id": cls.warehouse.lot_stock_id.id,
                    "product_min_qty": 20,
                    "product_max_qty": 50,
                    "trigger": "manual",
                }
                for product in cls.products
            ]
        )
        cls.planner = new_test_user(
            cls.env, login="alert_planner", groups="jxc_base.group_planner"
        )
        groups = [cls.env.ref("jxc_base.group_planner").id]
        cls.rule = cls.rules.create(
            {
                "name": "Test minimum",
                "detector": "below_min",
                "silent": True,
                "group_ids": [Command.set(groups)],
            }
        )
        cls.env.flush_all()
        cls.rule._run()
        cls.alerts = cls.env["jxc.alert"].search([("rule_id", "=", cls.rule.id)])
        cls.first = cls.alerts.filtered(lambda a: a.res_id == cls.points[0].id)

    def respond(self, alerts, user=None):
        return alerts.with_user(user or self.planner).action_respond("request")

    def request(self, alert):
        return alert.response_ids._document()

    def test_one_request_for_all_that_are_ticked(self):
        self.assertEqual(len(self.alerts), 2)
        action = self.respond(self.alerts)
        request = self.request(self.alerts[0])
        self.assertEqual(request, self.request(self.alerts[1]))
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (
                "purchase.request",
                request.id,
            ),
        )
        self.assertEqual(request.line_ids.mapped("product_qty"), [45, 45])
        self.assertEqual(request.line_ids.orderpoint_id, self.points)
        self.assertEqual(set(request.line_ids.mapped("jxc_source")), {"min_stock"})
        self.assertEqual(request.state, "draft")
        self.assertEqual(set(self.alerts.mapped("state")), {"acknowledged"})
        self.assertEqual(self.alerts.owner_id, self.planner)

    def test_not_twice_whichever_rule_warns(self):
        alert = self.first
        self.respond(alert)
        other = self.rules.create(
            {
                "name": "Test safety",
                "detector": "below_safety",
                "silent": True,
                "group_ids": self.rule.group_ids.ids,
            }
        )
        self.points[0].jxc_safety_quantity = 20
        self.env.flush_all()
        other._run()
        again = self.env["jxc.alert"].search(
            [("rule_id", "=", other.id), ("product_id", "=", alert.product_id.id)]
        )
        self.respond(again)
        self.assertEqual(self.request(again), self.request(alert))

    def test_a_request_made_elsewhere_counts(self):
        self.points[0].action_jxc_request()
        alert = self.first
        with self.assertRaisesRegex(UserError, "enough"):
            self.respond(alert)
        self.assertFalse(alert.response_ids)

    def test_refused_it_is_asked_for_anew(self):
        alert = self.first
        self.respond(alert)
        first = self.request(alert)
        first._jxc_cancel("not now")
        self.env.invalidate_all()
        self.respond(alert)
        self.assertEqual(len(alert.response_ids), 2)
        self.assertNotEqual(alert.response_ids[0]._document(), first)

    def test_only_whose_task_it_is(self):
        worker = new_test_user(
            self.env, login="alert_worker", groups="jxc_base.group_warehouse_worker"
        )
        self.alerts.owner_id = worker
        with self.assertRaises(AccessError):
            self.respond(self.alerts, worker)
        self.assertFalse(
            self.env["purchase.request.line"].search_count(
                [("product_id", "in", self.products.ids)]
            )
        )

    def test_required_today(self):
        self.respond(self.alerts[0])
        line = self.request(self.alerts[0]).line_ids
        self.assertEqual(line.date_required, fields.Date.context_today(line))
