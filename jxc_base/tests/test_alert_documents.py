from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_alerts import NOON, AlertCase


@tagged("post_install", "-at_install")
class TestAlertDocuments(AlertCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor of Sauce"})
        cls.buyer = new_test_user(
            cls.env, login="alert_buyer", groups="jxc_base.group_purchaser"
        )
        cls.seller = new_test_user(
            cls.env, login="alert_seller", groups="jxc_base.group_salesperson"
        )

    def found(self, detector, **values):
        rule = self.rule(detector, silent=True, **values)
        self.env.flush_all()
        rule._run()
        return self.alerts(rule)

    def order(self, price=10.0, days=0, confirm=True, quantity=8):
        """A purchase order planned (and dated) so many days from now."""
        when = NOON + timedelta(days=days)
        line = {
            "product_id": self.product.id,
            "product_qty": quantity,
            "price_unit": price,
            "date_planned": when,
            "tax_ids": False,
        }
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": self.buyer.id,
                "date_order": when,
                "order_line": [Command.create(line)],
            }
        )
        if confirm:
            order.button_confirm()
            order.order_line.date_planned = when
            order.date_approve = when
        return order

    def test_late_purchase(self):
        """8 ordered at 10, 3 received: 5 × 10 are 8 days late."""
        late, self.twin = self.order(days=-8), self.order(days=0)
        move = late.picking_ids.move_ids
        move.quantity = 3
        move.picked = True
        late.picking_ids.with_context(cancel_backorder=False)._action_done()
        done = self.order(days=-8)
        done.picking_ids.move_ids.write({"quantity": 8, "picked": True})
        done.picking_ids._action_done()
        alert = self.found("late_purchase", warn_level=1, critical_level=7)
        self.assertEqual(alert.res_id, late.order_line.id)
        self.assertEqual((alert.measure, alert.severity), (8, "critical"))
        self.assertEqual(alert.impact, 5 * 10)
        self.assertEqual((alert.owner_id, alert.partner_id), (self.buyer, self.vendor))
        self.assertEqual(alert.action_open_record()["res_model"], "purchase.order")
        self.assertIn("5 ", alert.message)

    def sell(self, days):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": self.seller.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 2,
                            "price_unit": 30,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        sale.action_confirm()
        sale.picking_ids.move_ids.date_deadline = NOON + timedelta(days=days)
        sale.picking_ids.move_ids.date = NOON + timedelta(days=days)
        return sale

    def test_late_delivery(self):
        late, _twin = self.sell(-2), self.sell(0)
        alert = self.found("late_delivery", warn_level=1, critical_level=3)
        self.assertEqual(alert.res_id, late.picking_ids.id)
        self.assertEqual((alert.measure, alert.owner_id), (2, self.seller))
        self.assertEqual(alert.impact, 2 * 30)

    def invoice(self, partner, amount, days, kind="out_invoice"):
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": NOON + timedelta(days=days),
                "invoice_date_due": NOON + timedelta(days=days),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "x", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def test_overdue(self):
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("cn", self.company)
        late, twin, even = self.env["res.partner"].create(
            [{"name": name, "user_id": self.seller.id} for name in ("L", "T", "E")]
        )
        self.invoice(late, 100, -40)
        self.invoice(late, 50, -5)
        self.invoice(late, 30, 0, "out_refund")
        self.invoice(twin, 100, 0)
        self.invoice(even, 100, -40)
        self.invoice(even, 100, 0, "out_refund")
        alert = self.found("overdue", warn_level=1, critical_level=30)
        self.assertEqual((alert.partner_id, alert.owner_id), (late, self.seller))
        self.assertEqual((alert.measure, alert.severity), (40, "critical"))
        self.assertEqual(alert.impact, 100 + 50 - 30)

    def test_approval(self):
        definition = self.env["tier.definition"].create(
            {
                "name": "All",
                "model_id": self.env["ir.model"]._get_id("purchase.order"),
                "review_type": "individual",
                "reviewer_id": self.seller.id,
            }
        )
        old, twin = self.order(confirm=False), self.order(confirm=False)
        reviews = self.env["tier.review"].create(
            [
                {
                    "model": "purchase.order",
                    "res_id": order.id,
                    "definition_id": definition.id,
                    "status": "pending",
                }
                for order in old | twin
            ]
        )
        self.env.flush_all()
        for review, hours in zip(reviews, (30, 20), strict=True):
            self.cr.execute(
                "UPDATE tier_review SET create_date = %s WHERE id = %s",
                [NOON - timedelta(hours=hours), review.id],
            )
        alert = self.found("approval", warn_level=24, critical_level=72)
        self.assertEqual((alert.res_model, alert.res_id), ("purchase.order", old.id))
        self.assertEqual((alert.measure, alert.owner_id), (30, self.seller))
        self.assertEqual(alert.impact, 8 * 10)

    def test_backup(self):
        parameters = self.env["ir.config_parameter"]
        key = "jxc_base.last_backup"
        for hours, wanted in ((35, None), (37, "warning"), (97, "critical")):
            with self.subTest(hours=hours):
                parameters.set_param(key, str(NOON - timedelta(hours=hours)))
                alert = self.found("backup", warn_level=36, critical_level=96)
                self.assertEqual(alert.severity or None, wanted)
                alert.rule_id.active = False
                self.rules.search([("detector", "=", "backup")]).active = False
        parameters.set_param(key, False)
        parameters.set_param("database.create_date", str(NOON - timedelta(days=9)))
        alert = self.found("backup", warn_level=36, critical_level=96)
        self.assertIn("no backup", alert.message)

    def test_purchase_price(self):
        """Four orders at about 10; 100 is a slip, 10.5 is not, and drafts count."""
        for days, price in ((-90, 10), (-80, 10.2), (-70, 9.9), (-60, 10)):
            self.order(price, days)
        self.order(10.5, -3)
        slip = self.order(100, -2, confirm=False)
        alert = self.found(
            "purchase_price", warn_level=4.5, critical_level=9, horizon_days=30
        )
        self.assertEqual(alert.res_id, slip.order_line.id)
        self.assertEqual(alert.severity, "critical")
        # the median of 10, 10.2, 9.9, 10, 10.5
        self.assertAlmostEqual(alert.impact, (100 - 10) * 8)
