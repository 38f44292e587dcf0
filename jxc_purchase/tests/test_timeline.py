from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import RequestCommon

STEPS = [
    "requested",
    "approved",
    "rfq",
    "ordered",
    "received",
    "put_away",
    "billed",
    "paid",
]


@tagged("post_install", "-at_install")
class TestPurchaseTimeline(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )

    def _steps(self, record):
        record.invalidate_recordset()
        return {step["code"]: step for step in record.jxc_timeline}

    def _states(self, record):
        steps = self._steps(record)
        self.assertEqual(list(steps), STEPS)
        return [steps[code]["state"] for code in STEPS]

    def _bill(self, order, day="2026-03-12"):
        bill = self.env["account.move"].browse(
            order.sudo().action_create_invoice()["res_id"]
        )
        bill.invoice_date = day
        bill.action_post()
        return bill

    def _pay(self, bill):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        wizard.create({"payment_date": "2026-03-13"})._create_payments()

    @freeze_time("2026-03-02 02:00:00")
    def test_the_whole_way_as_the_requester_sees_it(self):
        request = self._request([(self.soy, 10)])
        mine = request.with_user(self.requester)
        self.assertEqual(self._states(mine), ["current"] + ["todo"] * 7)
        request.button_to_approve()
        self.assertEqual(self._states(mine), ["done"] * 2 + ["current"] + ["todo"] * 5)
        order = self._make_rfqs(request, self.vendor)
        self.assertEqual(self._states(mine), ["done"] * 3 + ["current"] + ["todo"] * 4)
        order.with_user(self.purchaser).button_confirm()
        steps = self._steps(mine)
        self.assertEqual(steps["received"]["state"], "current")
        self.assertEqual(steps["ordered"]["detail"], order.name)
        self._receive(order, 4)
        steps = self._steps(mine)
        self.assertEqual(steps["received"]["state"], "current")
        self.assertEqual(steps["received"]["detail"], "4 of 10")
        self._receive(order)
        # goods arrive in stock directly: nothing to put away
        self.assertEqual(
            self._states(mine), ["done"] * 5 + ["skipped", "current", "todo"]
        )
        bill = self._bill(order)
        self.assertEqual(self._steps(mine)["paid"]["state"], "current")
        self._pay(bill)
        self.assertEqual(self._states(mine), ["done"] * 5 + ["skipped"] + ["done"] * 2)
        self.assertEqual(mine.jxc_stage, "Finished")
        self.assertEqual(self._states(order), self._states(mine))

    def test_two_step_receipt_has_a_put_away(self):
        self.warehouse.reception_steps = "two_steps"
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        self._receive(order)
        self.assertEqual(self._steps(request)["put_away"]["state"], "current")
        away = order.sudo().picking_ids.move_ids.move_dest_ids.picking_id
        away.move_ids.picked = True
        away.button_validate()
        self.assertEqual(self._steps(request)["put_away"]["state"], "done")
        self.assertEqual(self._steps(order)["put_away"]["ids"], away.ids)

    def test_late_where_wanted_date_has_passed(self):
        with freeze_time("2026-03-02 02:00:00"):
            request = self._approved([(self.soy, 10)], day=date(2026, 3, 10))
            self.assertFalse(request.jxc_late)
            order = self._make_rfqs(request, self.vendor)
            order.with_user(self.purchaser).button_confirm()
        with freeze_time("2026-03-11 02:00:00"):
            self.assertTrue(self._steps(request)["received"]["late"])
            self.assertTrue(self._steps(order)["received"]["late"])
            self.assertTrue(request.jxc_late)
            self._receive(order)
            self.assertTrue(self._steps(request)["received"]["late"])
            self.assertFalse(request.jxc_late, "only the current step counts")

    def test_returned_and_cancelled(self):
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        picking = self._receive(order)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        received = self._steps(request)["received"]
        self.assertEqual(received["state"], "current")
        self.assertEqual(received["detail"], "6 of 10, returned 4")
        cancelled = self._approved([(self.soy, 10)])
        cancelled._jxc_cancel("No")
        states = self._states(cancelled)
        self.assertEqual(states[0], "done")
        self.assertEqual(set(states[1:]), {"cancelled"})
        rfq = self._make_rfqs(self._approved([(self.soy, 1)]), self.vendor)
        rfq.button_cancel()
        self.assertIn("cancelled", self._states(rfq))

    def test_order_without_request_skips_those_steps(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create({"product_id": self.soy.id, "product_qty": 1})
                ],
            }
        )
        self.assertEqual(self._states(order)[:2], ["skipped"] * 2)

    def test_queries_do_not_grow_with_the_number_of_documents(self):
        requests = self.env["purchase.request"]
        orders = self.env["purchase.order"]
        for number in range(6):
            own = self.soy.copy({"name": f"Timeline Soy {number}"})
            request = self._approved([(own, 1), (self.salt, 1)])
            order = self._make_rfqs(request, self.vendor)
            order.with_user(self.purchaser).button_confirm()
            self._receive(order)
            self._bill(order)
            requests |= request
            orders |= order
        self.env.flush_all()
        counts = {}
        for records in (requests, orders):
            for number in (1, 6):
                self.env.invalidate_all()
                some = records[:number].sudo()
                before = self.env.cr.sql_log_count
                some.mapped("jxc_timeline")
                counts[records._name, number] = self.env.cr.sql_log_count - before
            small, large = counts[records._name, 1], counts[records._name, 6]
            self.assertLessEqual(large, small + 5, counts)
            self.env.invalidate_all()
            with self.assertQueryCount(large):
                records.sudo().mapped("jxc_timeline")
