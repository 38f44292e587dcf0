from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestMakeRfq(RequestCommon):
    def test_merged_by_product_unit_and_window(self):
        first = self._approved([(self.soy, 10, date(2026, 3, 10)), (self.salt, 5)])
        second = self._approved([(self.soy, 20, date(2026, 3, 13))], self.colleague)
        late = self._approved([(self.soy, 40, date(2026, 3, 14))], self.colleague)
        order = self._make_rfqs(first | second | late, self.vendor)
        self.assertEqual(len(order), 1)
        soy = order.order_line.filtered(lambda line: line.product_id == self.soy)
        self.assertEqual(sorted(soy.mapped("product_qty")), [30, 40])
        merged = soy.filtered(lambda line: line.product_qty == 30)
        self.assertEqual(merged.date_planned.date(), date(2026, 3, 10))
        self.assertEqual(merged.price_unit, 10.0)
        self.assertEqual(
            merged.purchase_request_allocation_ids.purchase_request_line_id.request_id,
            first | second,
        )
        self.assertEqual(set((first | second | late).mapped("state")), {"in_progress"})
        self.assertEqual(order.jxc_request_ids, first | second | late)

    def test_warehouses_are_kept_apart(self):
        other = self.env["stock.warehouse"].create(
            {"name": "North", "code": "N", "company_id": self.company.id}
        )
        first = self._approved([(self.soy, 10)])
        second = self._request([(self.soy, 10)])
        second.picking_type_id = other.in_type_id
        second.button_to_approve()
        orders = self._make_rfqs(first | second, self.vendor)
        self.assertEqual(
            orders.picking_type_id, self.warehouse.in_type_id | other.in_type_id
        )

    def test_each_line_to_its_vendor_and_minimum_quantity(self):
        self.salt.seller_ids = [
            Command.clear(),
            Command.create(
                {"partner_id": self.other_vendor.id, "price": 2, "min_qty": 50}
            ),
        ]
        request = self._approved([(self.soy, 10), (self.salt, 5)])
        orders = self._make_rfqs(request)
        self.assertEqual(orders.partner_id, self.vendor | self.other_vendor)
        self.assertFalse(orders.purchase_group_id)
        salt = orders.order_line.filtered(lambda line: line.product_id == self.salt)
        self.assertEqual(salt.product_qty, 50)
        salt.order_id.with_user(self.purchaser).button_confirm()
        line = request.line_ids.filtered(lambda line: line.product_id == self.salt)
        self.assertEqual(line.jxc_ordered_qty, 5)

    def test_vendor_price_of_a_larger_unit(self):
        self.salt.seller_ids = [
            Command.clear(),
            Command.create(
                {
                    "partner_id": self.vendor.id,
                    "price": 24,
                    "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                }
            ),
        ]
        request = self._approved([(self.salt, 30)])
        self.assertEqual(request.line_ids.sudo().estimated_cost, 24 / 12 * 30)
        line = self._make_rfqs(request).order_line
        self.assertEqual((line.product_uom_id, line.product_qty), (self.unit, 30))
        self.assertEqual(line.price_unit, 24 / 12)

    def test_partial_quantities_leave_the_rest_open(self):
        request = self._approved([(self.soy, 100)])
        wizard = self._wizard(request)
        wizard.line_ids.quantity = 30
        wizard.action_make()
        line = request.line_ids
        self.assertEqual((line.jxc_rfq_qty, line.jxc_open_qty), (30, 70))
        wizard = self._wizard(line)
        self.assertEqual(wizard.line_ids.quantity, 70)
        wizard.action_make()
        self.assertEqual((line.jxc_rfq_qty, line.jxc_open_qty), (100, 0))
        orders = line.purchase_lines.order_id
        orders[0].with_user(self.purchaser).button_confirm()
        self._receive(orders[0])
        orders[1].with_user(self.purchaser).button_confirm()
        self.assertEqual(request.state, "ordered")
        with self.assertRaises(UserError):
            self._wizard(request)

    def test_two_vendors_compare_and_one_wins(self):
        request = self._approved([(self.soy, 100)])
        line = request.line_ids
        orders = self._make_rfqs(request, self.vendor | self.other_vendor)
        self.assertEqual(len(orders.purchase_group_id), 1)
        self.assertEqual((line.jxc_rfq_qty, line.jxc_open_qty), (100, 0))
        best = orders[0].with_user(self.purchaser).get_tender_best_lines()
        self.assertEqual(
            best[0],
            orders.order_line.filtered(
                lambda li: li.partner_id == self.other_vendor
            ).ids,
        )
        winner = orders.filtered(lambda o: o.partner_id == self.other_vendor)
        action = winner.with_user(self.purchaser).button_confirm()
        warning = (
            self.env[action["res_model"]]
            .with_user(self.purchaser)
            .with_context(**action["context"])
            .create({})
        )
        warning.action_cancel_alternatives()
        self.assertEqual(winner.state, "purchase")
        self.assertEqual((orders - winner).state, "cancel")
        self.assertEqual((line.jxc_ordered_qty, line.jxc_rfq_qty), (100, 0))
        self.assertEqual(request.state, "ordered")
        self._receive(winner, 60)
        self.assertEqual(line.jxc_received_qty, 60)
        self.assertEqual(request.state, "ordered")
        self._receive(winner)
        self.assertEqual((line.jxc_received_qty, line.qty_done), (100, 100))
        self.assertEqual(request.state, "done")

    def test_kept_alternative_cannot_order_a_second_time(self):
        request = self._approved([(self.soy, 100)])
        orders = self._make_rfqs(request, self.vendor | self.other_vendor)
        keep = orders.with_user(self.purchaser).with_context(
            skip_alternative_check=True
        )
        keep[0].button_confirm()
        with self.assertRaises(UserError):
            keep[1].button_confirm()
        keep[0].button_cancel()
        self.assertEqual(request.line_ids.jxc_ordered_qty, 0)
        keep[1].button_confirm()
        self.assertEqual(request.line_ids.jxc_ordered_qty, 100)

    def test_split_award_over_two_vendors(self):
        request = self._approved([(self.soy, 100)])
        orders = self._make_rfqs(request, self.vendor | self.other_vendor)
        keep = orders.with_user(self.purchaser).with_context(
            skip_alternative_check=True
        )
        keep[0].order_line.product_qty = 60
        keep[1].order_line.product_qty = 40
        keep[0].button_confirm()
        keep[1].button_confirm()
        self.assertEqual(request.line_ids.jxc_ordered_qty, 100)
        self.assertEqual(request.state, "ordered")

    def test_cancelled_and_deleted_rfqs_free_their_quantity(self):
        request = self._approved([(self.soy, 100)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_cancel()
        self.assertEqual(
            (request.line_ids.jxc_open_qty, request.state), (100, "approved")
        )
        order = self._make_rfqs(request, self.vendor)
        self.assertEqual(request.state, "in_progress")
        order.button_cancel()
        order.unlink()
        self.assertEqual(
            (request.line_ids.jxc_open_qty, request.state), (100, "approved")
        )

    def test_alternative_made_later_answers_the_same_request(self):
        request = self._approved([(self.soy, 100)])
        order = self._make_rfqs(request, self.vendor).with_user(self.purchaser)
        wizard = self.env["purchase.requisition.create.alternative"].with_user(
            self.purchaser
        )
        wizard.create(
            {"origin_po_id": order.id, "partner_ids": self.other_vendor.ids}
        ).action_create_alternative()
        other = order.alternative_po_ids - order
        self.assertEqual(other.jxc_request_ids, request)
        self.assertEqual(request.line_ids.jxc_rfq_qty, 100)

    def test_receipts_serve_the_request_wanted_first(self):
        first = self._approved([(self.soy, 10, date(2026, 3, 12))])
        second = self._approved([(self.soy, 10, date(2026, 3, 10))])
        order = self._make_rfqs(first | second, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        self._receive(order, 12)
        self.assertEqual(second.line_ids.jxc_received_qty, 10)
        self.assertEqual(first.line_ids.jxc_received_qty, 2)
        self.assertEqual((second.state, first.state), ("done", "ordered"))

    def test_returned_goods_are_not_received(self):
        request = self._approved([(self.soy, 10)])
        order = self._make_rfqs(request, self.vendor)
        order.with_user(self.purchaser).button_confirm()
        picking = self._receive(order)
        self.assertEqual(request.state, "done")
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual(request.line_ids.jxc_received_qty, 6)
        self.assertEqual(request.state, "ordered")

    def test_bad_wizard_input(self):
        request = self._approved([(self.soy, 10)])
        archived = self.vendor.copy({"name": "Gone", "active": False})
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.vendor.copy({"company_id": other.id})
        for quantity, vendors in (
            (0, self.vendor),
            (-1, self.vendor),
            (11, self.vendor),
            (5, self.env["res.partner"]),
            (5, archived),
            (5, foreign),
        ):
            with self.subTest(quantity=quantity, vendors=vendors.mapped("name")):
                wizard = self._wizard(request)
                wizard.line_ids.sudo().write(
                    {"quantity": quantity, "vendor_ids": [Command.set(vendors.ids)]}
                )
                with self.assertRaises(UserError):
                    wizard.action_make()
        self.assertFalse(request.sudo().line_ids.purchase_lines)

    def test_wizard_of_unapproved_or_foreign_requests(self):
        draft = self._request([(self.soy, 10)])
        with self.assertRaises(UserError):
            self._wizard(draft)
        request = self._approved([(self.soy, 10)])
        with self.assertRaises(AccessError):
            self._wizard(request, self.requester)
        wizard = self._wizard(request)
        wizard.line_ids.request_line_id = draft.line_ids
        with self.assertRaises(UserError):
            wizard.action_make()

    def test_oca_wizard_obeys_as_well(self):
        request = self._approved([(self.soy, 10)])
        self._make_rfqs(request, self.vendor)
        wizard = self.env["purchase.request.line.make.purchase.order"]
        lines = request.line_ids
        with self.assertRaises(UserError):
            wizard.with_context(active_model=lines._name, active_ids=lines.ids).create(
                {"supplier_id": self.vendor.id}
            ).make_purchase_order()
