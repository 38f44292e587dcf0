from odoo.tests import tagged

from .common_way import WayCommon


@tagged("post_install", "-at_install")
class TestWayAmounts(WayCommon):
    def test_open_amount_is_for_those_who_see_prices(self):
        self.stock(10)
        order = self.confirmed()
        self.deliver(order, 10, "2026-03-02 05:00")
        self.invoice(order, "2026-03-02")
        for user, shown in ((self.seller, True), (self.worker, False)):
            with self.subTest(user=user.login):
                steps = self.steps(order.with_user(user), "2026-03-02 06:00")
                self.assertEqual("1,000" in (steps["paid"]["detail"] or ""), shown)
