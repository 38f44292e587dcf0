"""Un-approving a purchase order: what it does, what blocks it, who may, what stays."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_roles import RoleCase

REASON = "the vendor cannot deliver at this price"


@tagged("post_install", "-at_install")
class TestUnapprove(RoleCase):
    def setUp(self):
        super().setUp()
        self.order = self.make_purchase()
        self.order.button_confirm()
        self.managed = self.order.with_user(self.users["purchase_manager"])

    def ask(self, order):
        action = order.action_jxc_unapprove()
        self.assertEqual(action["res_model"], "jxc.unapprove.ask")
        return order.env["jxc.unapprove.ask"].with_context(**action["context"])

    def receive(self, order):
        picking = order.sudo().picking_ids
        picking.button_validate()
        return picking

    def test_order_becomes_draft_and_receipt_is_cancelled(self):
        picking = self.order.sudo().picking_ids
        self.managed.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(picking.state, "cancel")
        self.assertFalse(self.order.sudo().picking_ids - picking)
        self.order.order_line.price_unit = 7
        self.order.button_confirm()
        fresh = self.order.sudo().picking_ids - picking
        self.assertEqual(fresh.move_ids.mapped("product_uom_qty"), [5])

    def test_plan_is_shown_before_and_changes_nothing(self):
        picking = self.order.sudo().picking_ids
        with Form(self.ask(self.managed)) as form:
            self.assertIn(picking.name, form.plan_html)
            self.assertFalse(form.blocked)
            self.assertEqual(self.order.state, "purchase")
            form.reason = REASON
        form.record.action_unapprove()
        self.assertEqual(self.order.state, "draft")

    def test_trail_keeps_reason_and_effects(self):
        picking = self.order.sudo().picking_ids
        self.managed.jxc_unapprove(REASON)
        entry = self.env["jxc.approval.entry"].search(
            [("res_model", "=", "purchase.order"), ("res_id", "=", self.order.id)],
            limit=1,
        )
        self.assertEqual((entry.kind, entry.comment), ("unapproved", REASON))
        self.assertEqual(entry.user_name, self.users["purchase_manager"].name)
        message = self.order.sudo().message_ids.filtered(lambda m: REASON in m.body)
        self.assertIn(picking.name, message.body)

    def test_received_order_is_blocked_by_name(self):
        picking = self.receive(self.order)
        with self.assertRaisesRegex(UserError, picking.name):
            self.managed.jxc_unapprove(REASON)
        form = Form(self.ask(self.managed))
        self.assertTrue(form.blocked)
        self.assertIn(picking.name, form.plan_html)
        self.assertEqual(self.order.state, "purchase")

    def test_receipt_in_work_is_blocked(self):
        self.order.sudo().picking_ids.move_ids.picked = True
        with self.assertRaisesRegex(UserError, self.order.sudo().picking_ids.name):
            self.managed.jxc_unapprove(REASON)

    def test_draft_bill_blocks_and_a_cancelled_one_does_not(self):
        self.order.sudo().order_line.product_id.purchase_method = "purchase"
        if not self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.env.company.id)]
        ):
            self.env["account.chart.template"].try_loading("cn", self.env.company)
        self.order.sudo().action_create_invoice()
        bill = self.order.sudo().invoice_ids
        self.assertEqual(bill.state, "draft")
        with self.assertRaisesRegex(UserError, "bill"):
            self.managed.jxc_unapprove(REASON)
        bill.button_cancel()
        self.managed.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "draft")

    def test_service_received_by_hand_blocks(self):
        service = self.env["product.product"].create(
            {"name": "Freight", "type": "service", "purchase_method": "receive"}
        )
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create({"product_id": service.id, "product_qty": 1})
                ],
            }
        )
        order.button_confirm()
        order.order_line.qty_received = 1
        with self.assertRaisesRegex(UserError, "Freight"):
            order.jxc_unapprove(REASON)

    def test_reason_is_required(self):
        for reason in ("", "  ", None, 7):
            with self.assertRaises(UserError):
                self.managed.jxc_unapprove(reason)
        self.assertEqual(self.order.state, "purchase")

    def test_only_the_roles_of_the_list(self):
        allowed = ("purchase_manager", "jxc_admin")
        for role in ("purchaser", "boss", "finance", "salesperson", "warehouse_worker"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.order.with_user(self.users[role]).jxc_unapprove(REASON)
        for role in allowed:
            self.assertTrue(self.order.with_user(self.users[role]).jxc_can_unapprove)
        self.assertFalse(self.order.jxc_can_unapprove)
        row = self.env.ref("jxc_base.unapprove_purchase_order")
        row.group_ids = self.env.ref("jxc_base.group_purchaser")
        self.order.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "draft")

    def test_switched_off_nobody_may(self):
        self.env.ref("jxc_base.unapprove_purchase_order").active = False
        for managed in (self.managed, self.managed.with_context(active_test=False)):
            with self.assertRaises(AccessError):
                managed.jxc_unapprove(REASON)

    def test_no_way_back_past_the_method(self):
        with self.assertRaises(UserError):
            self.order.button_draft()
        with self.assertRaises(UserError):
            self.managed.write({"state": "sent"})
        with self.assertRaises(UserError):
            self.managed.with_context(jxc_gate_unapprove=True).button_draft()
        self.assertEqual(self.order.state, "purchase")
        self.assertNotEqual(self.order.sudo().picking_ids.state, "cancel")

    def test_draft_and_cancelled_orders_cannot_be_unapproved(self):
        draft = self.make_purchase(role="purchase_manager")
        with self.assertRaises(UserError):
            draft.jxc_unapprove(REASON)
        self.managed.button_cancel()
        self.managed.button_draft()
        self.assertEqual(self.order.state, "draft")

    def test_all_or_none(self):
        other = self.make_purchase()
        other.button_confirm()
        self.receive(other)
        both = self.managed | other.with_user(self.users["purchase_manager"])
        with self.assertRaises(UserError), self.cr.savepoint():
            both.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "purchase")

    def test_locked_and_acknowledged_are_taken_back(self):
        self.managed.action_acknowledge()
        self.managed.button_lock()
        plan = self.managed._jxc_unapprove_plan()
        self.assertIn("lock", " ".join(plan.effects))
        self.assertIn("vendor has agreed", " ".join(plan.effects))
        self.managed.jxc_unapprove(REASON)
        self.assertEqual(self.order.state, "draft")
        self.assertFalse(self.order.locked or self.order.acknowledged)

    def test_promises_stay_and_go_on(self):
        before = self.env["jxc.promise"].search(
            [("purchase_line_id", "in", self.order.order_line.ids)]
        )
        self.assertEqual(before.mapped("kind"), ["first"])
        self.managed.jxc_unapprove(REASON)
        self.order.order_line.product_qty = 9
        self.order.button_confirm()
        after = self.env["jxc.promise"].search(
            [("purchase_line_id", "in", self.order.order_line.ids)]
        )
        self.assertTrue(before <= after)
        self.assertEqual((after - before).mapped("quantity"), [9])

    def test_delivery_that_waited_is_freed(self):
        warehouse = self.warehouse
        warehouse.reception_steps = "two_steps"
        order = self.make_purchase(role="purchase_manager")
        order.button_confirm()
        receipt = order.sudo().picking_ids
        plan = order._jxc_unapprove_plan()
        self.assertIn(receipt.name, " ".join(plan.effects))
        order.jxc_unapprove(REASON)
        moves = order.sudo().order_line.move_ids
        chain = moves | moves.move_dest_ids
        self.assertEqual(set(chain.mapped("state")), {"cancel"})

    def test_wizard_takes_no_other_model(self):
        ask = self.as_role("purchase_manager")["jxc.unapprove.ask"]
        for model, ids in (("res.users", [1]), ("nothing", [1]), (None, ["a"])):
            wrong = ask.new({"res_model": model or "purchase.order", "res_ids": ids})
            with self.assertRaises(UserError):
                wrong._documents()
