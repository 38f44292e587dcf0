from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time

from .common import SalesCommon


class WayCommon(SalesCommon):
    """Orders on their way, made by hand at given times (company time Shanghai)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "jxc_tz": "Asia/Shanghai",
                "jxc_promise_days": 2,
                "jxc_approval_days": 1,
                "jxc_invoice_days": 3,
            }
        )
        if not cls.company.chart_template:
            charts = cls.env["account.chart.template"]
            charts.try_loading("cn", cls.company, install_demo=False)
        cls.worker = cls.make_user("worker_t", "warehouse_worker")
        cls.service = cls.make_product(
            "Service T", type="service", is_storable=False, invoice_policy="order"
        )

    @contextmanager
    def at(self, text):
        """Freeze the clock of Python and of the transaction (UTC)."""
        moment = datetime.fromisoformat(text)
        self.env.flush_all()
        with freeze_time(moment), patch.object(self.cr, "_now", moment):
            yield
            self.env.flush_all()
        self.env.invalidate_all()

    def confirmed(self, moment="2026-03-02 02:00", quantity=10, **values):
        with self.at(moment):
            order = self.make_order(self.seller, quantity=quantity, **values)
            order.action_confirm()
        return order

    def stock(self, quantity, moment="2026-03-01 02:00", product=None):
        with self.at(moment):
            self.put_on_stock(product or self.product, quantity)

    def deliver(self, order, quantity, moment, backorder=True):
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )[:1]
        with self.at(moment):
            picking = picking.with_user(self.worker)
            picking.action_assign()
            picking.move_ids.write({"quantity": quantity, "picked": True})
            picking.with_context(
                skip_backorder=True,
                picking_ids_not_to_backorder=[] if backorder else picking.ids,
            ).button_validate()
        return picking

    def give_back(self, picking, quantity, moment):
        with self.at(moment):
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_id=picking.id, active_model="stock.picking")
                .create({"picking_id": picking.id})
            )
            wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
            back = wizard._create_return()
            back.move_ids.write({"quantity": quantity, "picked": True})
            back.button_validate()

    def invoice(self, order, day, post=True):
        with self.at(f"{day} 03:00"):
            invoice = order.sudo()._create_invoices(final=True)
            if post:
                invoice.action_post()
        return invoice

    def pay(self, invoice, day, amount=None):
        with self.at(f"{day} 04:00"):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            values = {"payment_date": day}
            if amount:
                values["amount"] = amount
            wizard.create(values)._create_payments()

    def steps(self, order, now):
        with self.at(now):
            return {step["code"]: step for step in order.jxc_timeline}

    def states(self, order, now):
        """The states in order, one letter each: d c t s x, upper case when late."""
        letters = {"cancelled": "x"}
        steps = self.steps(order, now).values()
        return "".join(
            letter.upper() if step["late"] else letter
            for step in steps
            for letter in [letters.get(step["state"], step["state"][0])]
        )

    def check(self, order, now, states, stage):
        """Timeline, stage, and the search for the stage say the same."""
        self.assertEqual(self.states(order, now), states)
        with self.at(now):
            self.assertEqual(order.jxc_stage, stage)
            orders = self.env["sale.order"]
            mine = [("id", "in", order.ids)]
            found = orders.search([*mine, ("jxc_stage", "=", stage)])
            self.assertEqual(found, order)
            self.assertFalse(orders.search([*mine, ("jxc_stage", "!=", stage)]))
            grouped = orders._read_group(mine, ["jxc_stage"], ["__count"])
            self.assertEqual(grouped, [(stage, 1)])
            late = orders.search([*mine, ("jxc_late", "=", True)])
            self.assertEqual(bool(late), order.jxc_late)
            kept = orders.search([*mine, ("jxc_late", "=", False)])
            self.assertEqual(bool(kept), not order.jxc_late)

    def cause(self, order, now):
        with self.at(now):
            return order.jxc_late_cause

    def late(self, order, now):
        with self.at(now):
            return order.jxc_late
