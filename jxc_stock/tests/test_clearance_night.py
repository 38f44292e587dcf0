from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_clearance import ClearanceCommon


@tagged("post_install", "-at_install")
class TestClearanceNight(ClearanceCommon):
    """What comes onto the list, what leaves it, and who is told."""

    def test_undecided_goods_that_sell_leave_the_list(self):
        self.renew()
        line = self.line()
        self.on("2026-09-02")
        self.deliver(self.tea, 1)
        self.renew("2026-09-03")
        self.assertEqual((line.state, line.outcome), ("dropped", "again"))

    def test_what_was_put_there_by_hand_stays(self):
        """Salt moves and is listed all the same: the night does not take it away."""
        self.on("2026-08-30")
        self.deliver(self.salt, 1)
        self.renew()
        self.figures.search([("product_id", "=", self.salt.id)], limit=1).action_clear()
        line = self.line(self.salt)
        self.renew("2026-09-02")
        self.assertEqual((line.state, line.quantity_now), ("open", 19))
        self.deliver(self.salt, 19)
        self.renew("2026-09-03")
        self.assertEqual((line.state, line.outcome), ("done", "cleared"))

    def test_what_went_back_already_is_not_taken_back_twice(self):
        """10 come on 20 August, 4 go back at once: the vendor takes 6 more."""
        self.vendor.jxc_return_days = 60
        self.on("2026-08-20")
        self.back(self.receive_order(self.tea, 10, 10), 4)
        self.renew()
        line = self.line()
        self.assertEqual((line.proposal, line.proposed_quantity), ("return", 6))

    def test_the_day_of_the_company(self):
        """A lot that is good until the evening of 31 August is past on 1 September.

        17:00 in UTC is 1:00 of the next day in Shanghai: good on that day still.
        """
        wine = self._product(name="Wine", tracking="lot", use_expiration_date=True)
        self.on("2026-03-02")
        for name, end in (("W1", "2026-08-31 15:00"), ("W2", "2026-08-31 17:00")):
            lot = self.env["stock.lot"].create(
                {"name": name, "product_id": wine.id, "company_id": self.company.id}
            )
            ends = f"{end}:00"
            lot.write({"expiration_date": ends, "removal_date": ends})
            self.move(wine, 6, self.suppliers, self.wh_a.lot_stock_id, lot=lot)
        self.renew()
        line = self.line(wine)
        self.assertEqual((line.proposal, line.proposed_quantity), ("scrap", 6))

    def test_refreshed_by_those_who_decide(self):
        self.on("2026-09-01")
        self.run_facts()
        self.assertFalse(self.line())
        with self.assertRaises(AccessError):
            self.clearances.with_user(self.user("salesperson")).action_renew()
        mine = self.clearances.with_user(self.user("purchaser"))
        action = mine.with_company(self.company).action_renew()
        self.assertEqual(action["tag"], "soft_reload")
        self.assertEqual(self.line().proposal, "price")

    def test_late_decisions_are_warned_of(self):
        """Decided on 1 September, due after 14 days: warned of on the 16th."""
        rules = self.env["jxc.alert.rule"]
        rules.search([]).active = False
        rule = rules.create(
            {
                "name": "Late",
                "detector": "clearance_late",
                "warn_level": 1,
                "critical_level": 14,
                "hysteresis": 0,
                "silent": True,
            }
        )
        self.renew()
        buyer = self.user("purchaser")
        self.line().with_user(buyer).action_accept()
        alerts = self.env["jxc.alert"]
        for day, measure in (("2026-09-15", 0), ("2026-09-16", 1)):
            self.on(day)
            self.env.flush_all()
            rule._run()
            alert = alerts.search([("rule_id", "=", rule.id), ("is_open", "=", True)])
            self.assertEqual(alert.measure, measure)
        self.assertEqual((alert.owner_id, alert.impact), (buyer, 400))
        self.assertEqual(alert._there(), self.line())
        for part in ("Cut the Price", "1 day", "40"):
            self.assertIn(part, alert.message)
        self.line().action_done()
        self.env.flush_all()
        rule._run()
        self.assertFalse(alert.is_open)

    def test_kept_goods_are_left_alone_for_a_while(self):
        self.renew()
        line = self.line()
        line.decision = "keep"
        with self.assertRaises(UserError):
            line.action_decide()
        line.note = "Spare parts of the old scales"
        line.action_decide()
        self.assertEqual((line.state, line.outcome), ("dropped", "kept"))
        self.renew("2026-11-01")
        self.assertEqual(len(self.line()), 1)
        self.renew("2026-12-01")
        self.assertEqual(len(self.line()), 2)
