from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestSources(RequestCommon):
    def _orderpoint(self, product, low=10, high=48):
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": low,
                "product_max_qty": high,
                "trigger": "manual",
            }
        )

    def test_minimum_stock_becomes_a_request_once(self):
        rules = self._orderpoint(self.soy) | self._orderpoint(self.salt, 0, 0)
        user = self._user("plan", "jxc_base.group_planner,jxc_base.group_requester")
        action = rules.with_user(user).action_jxc_request()
        request = self.env["purchase.request"].browse(action["res_id"])
        line = request.line_ids
        self.assertEqual(line.product_id, self.soy)
        self.assertEqual(line.jxc_suggested_qty, 48)
        self.assertEqual(line.jxc_source, "min_stock")
        self.assertEqual(line.jxc_source_ref, rules[0].name)
        self.assertEqual(request.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(request.requested_by, user)
        rules.invalidate_recordset()
        with self.assertRaises(UserError):
            rules.with_user(user).action_jxc_request()

    def test_partly_ordered_request_is_not_proposed_again(self):
        rule = self._orderpoint(self.soy)
        action = rule.with_user(self.purchaser).action_jxc_request()
        request = self.env["purchase.request"].browse(action["res_id"])
        request.button_to_approve()
        wizard = self._wizard(request)
        wizard.line_ids.write({"quantity": 20, "vendor_ids": self.vendor.ids})
        wizard.action_make()
        self.assertEqual(rule._quantity_in_progress()[rule.id], 20 + 28)

    @freeze_time("2026-03-02 02:00:00")
    def test_shortage_of_a_sales_order(self):
        stock = self.env["stock.quant"]
        stock._update_available_quantity(self.soy, self.warehouse.lot_stock_id, 7)
        customer = self.env["res.partner"].create({"name": "Customer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "warehouse_id": self.warehouse.id,
                "commitment_date": "2026-03-20 04:00:00",
                "order_line": [
                    Command.create({"product_id": self.soy.id, "product_uom_qty": 5}),
                    Command.create({"product_id": self.soy.id, "product_uom_qty": 10}),
                    Command.create({"product_id": self.salt.id, "product_uom_qty": 3}),
                ],
            }
        )
        seller = self._user(
            "sell", "jxc_base.group_salesperson,jxc_base.group_requester"
        )
        order.user_id = seller
        for state in ("draft", "sale"):
            if state == "sale":
                order.action_confirm()
            action = order.with_user(seller).action_jxc_request_shortage()
            request = self.env["purchase.request"].browse(action["res_id"])
            lines = request.line_ids.sorted("id")
            # 7 on hand serve the 5 of the first line and 2 of the second
            self.assertEqual(lines.mapped("jxc_suggested_qty"), [8, 3])
            self.assertEqual(lines.mapped("date_required"), [date(2026, 3, 20)] * 2)
            self.assertEqual(lines.mapped("jxc_source_ref"), [order.name] * 2)
            self.assertEqual(set(lines.mapped("jxc_source")), {"sale_line"})
            with self.assertRaises(UserError):
                order.with_user(seller).action_jxc_request_shortage()
            request._jxc_cancel("Once more")

    def test_hook_raises_a_draft_request(self):
        products = self.soy | self.salt
        amounts = {self.soy.id: 12, self.salt.id: 0}
        planner = self._user("planner", "jxc_base.group_planner")
        with self.assertQueryCount(150):
            raised = products.with_user(planner)._jxc_raise_demand(amounts, "FC-1")
        self.assertEqual(list(raised), [self.soy.id])
        line = raised[self.soy.id]
        self.assertEqual((line.jxc_source, line.jxc_source_ref), ("forecast", "FC-1"))
        self.assertEqual(line.request_id.state, "draft")
        self.assertEqual(line.request_id.requested_by, planner)

    def test_hook_open_request_quantity(self):
        request = self._request([(self.soy, 12)])
        products = self.soy | self.salt
        expect = dict.fromkeys(products.ids, 0.0)
        self.assertEqual(products._jxc_open_request_quantity(), expect)
        request.button_to_approve()
        expect[self.soy.id] = 12
        self.assertEqual(products._jxc_open_request_quantity(), expect)
        order = self._make_rfqs(request, self.vendor)
        order.order_line.product_qty = 5
        order.with_user(self.purchaser).button_confirm()
        expect[self.soy.id] = 7
        self.assertEqual(products._jxc_open_request_quantity(), expect)

    def test_procurement_of_a_salesperson_becomes_a_request(self):
        self.soy.with_company(self.company).purchase_request = True
        buy = self.env.ref("purchase_stock.route_warehouse0_buy")
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        self.soy.route_ids = buy | mto
        customer = self.env["res.partner"].create({"name": "Customer"})
        seller = self._user("mto", "jxc_base.group_salesperson")
        order = (
            self.env["sale.order"]
            .with_user(seller)
            .create(
                {
                    "partner_id": customer.id,
                    "warehouse_id": self.warehouse.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.soy.id, "product_uom_qty": 5}
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        line = self.env["purchase.request.line"].search(
            [("jxc_source_ref", "=", order.name)]
        )
        self.assertEqual((line.product_qty, line.request_state), (5, "draft"))
