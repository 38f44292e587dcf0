from odoo.tests import tagged

from .common_alerts import AlertCase


@tagged("post_install", "-at_install")
class TestAlertSchedule(AlertCase):
    """Rules are checked every so often, and soon after something happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.minus = cls.rule("negative", silent=True, on_event=True)
        cls.cron = cls.env.ref("jxc_base.cron_alert_run")

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.clear()
        self.env.cr.execute("DELETE FROM jxc_alert_event")
        self.minus._run()

    def happen(self, quantity=4):
        """More leaves than is there, and the transaction ends."""
        picking = self._picking("out", quantity)
        self._validate(picking, quantity)
        before = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        self.env.cr.precommit.run()
        after = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        return after - before

    def events(self):
        return self.env["jxc.alert.event"].search([]).mapped("detector")

    def test_every_so_often(self):
        self.assertFalse(self.rules._due_detectors())
        self.time.tick(59 * 60 + 1)
        self.assertEqual(self.rules._due_detectors(), ["negative"])
        self.minus._run()
        self.assertFalse(self.rules._due_detectors())

    def test_soon_after_it_happened(self):
        self.assertEqual(self.happen(), 1)
        self.assertEqual(self.rules._due_detectors(), ["negative"])
        self.assertTrue(self.rules._attempt("negative"))
        self.assertEqual(self.alerts(self.minus).measure, -4)
        self.assertFalse(self.events())
        self.assertFalse(self.rules._due_detectors())

    def test_nobody_listens(self):
        self.minus.on_event = False
        self.assertEqual(self.happen(), 0)
        self.assertFalse(self.events())
        self.minus.on_event = True
        self.assertEqual(self.happen(), 1)
        self.minus.active = False
        self.env.cr.execute("DELETE FROM jxc_alert_event")
        self.assertEqual(self.happen(), 0)

    def test_only_what_looks_at_it(self):
        self.rule("purchase_price", silent=True, on_event=True)
        self.happen()
        self.assertEqual(self.events(), ["negative"])

    def test_once_a_transaction(self):
        for _twice in range(2):
            picking = self._picking("out", 1)
            self._validate(picking, 1)
        self.env.cr.precommit.run()
        self.assertEqual(self.events(), ["negative"])

    def test_old_ones_are_forgotten(self):
        self.happen()
        self.minus._run()
        alert = self.alerts(self.minus)
        alert.action_done()
        self.minus.keep_days = 10
        self.time.tick(9 * 86400)
        self.env["jxc.alert"]._gc_closed()
        self.assertTrue(alert.exists())
        self.time.tick(2 * 86400)
        self.env["jxc.alert"]._gc_closed()
        self.assertFalse(alert.exists())
