"""Warnings, tiles, prints and values of transfers."""

import base64
import io
from datetime import timedelta

from openpyxl import load_workbook

from odoo.tests import new_test_user, tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferWarnings(TransferCommon):
    def _findings(self, detector):
        rule = self.env.ref(f"jxc_stock.alert_rule_{detector}")
        self.env.flush_all()
        return getattr(rule, f"_detect_{detector}")()

    def _late(self, transfer):
        return [f for f in self._findings("transit_late") if f.res_id == transfer.id]

    def test_late_on_the_way(self):
        transfer = self._shipped()
        self.assertFalse(self._late(transfer))
        today = self.company._jxc_today()
        transfer.jxc_promised_on = today - timedelta(days=3)
        found = self._late(transfer)
        self.assertEqual((found[0].measure, found[0].impact), (3, 100))
        self.assertEqual(found[0].warehouse_id, self.wh_b.id)
        self._receive(transfer, 8, backorder=False)
        self.assertEqual(self._late(transfer)[0].impact, 20)
        one = transfer.jxc_difference_ids
        one._settle("wait", deadline=today + timedelta(days=2))
        self.assertFalse(self._late(transfer), "it is looked for until then")
        one.deadline = today - timedelta(days=1)
        self.assertEqual(self._late(transfer)[0].measure, 1)
        one._settle("loss")
        self.assertFalse(self._late(transfer))

    def test_warning_says_what_to_do(self):
        transfer = self._shipped()
        transfer.jxc_promised_on = self.company._jxc_today() - timedelta(days=9)
        self.env.flush_all()
        rule = self.env.ref("jxc_stock.alert_rule_transit_late")
        rule._run()
        alert = self.env["jxc.alert"].search(
            [("rule_id", "=", rule.id), ("res_id", "=", transfer.id)]
        )
        self.assertEqual(alert.severity, "critical")
        self.assertIn(transfer.name, alert.message)

    def test_goods_in_transit_without_a_transfer(self):
        def strange():
            rows = self._findings("transit_unexplained")
            return {f.res_id: f.measure for f in rows}.get(self.soy.id)

        transfer = self._shipped()
        self._receive(transfer, 7, backorder=False)
        self.assertIsNone(strange())
        transfer.jxc_difference_ids._settle("loss", 1)
        self.assertIsNone(strange())
        self._plant(self.soy, 4, self.transit)
        self.assertEqual(strange(), 4)

    def test_a_warning_sends_the_surplus(self):
        self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": self.soy.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "product_min_qty": least,
                    "product_max_qty": most,
                    "trigger": "manual",
                }
                for warehouse, least, most in ((self.wh_a, 5, 40), (self.wh_b, 5, 20))
            ]
        )
        rule = self.env.ref("jxc_base.alert_rule_above_max")
        self.env.flush_all()
        rule._run()
        alert = self.env["jxc.alert"].search(
            [
                ("rule_id", "=", rule.id),
                ("product_id", "=", self.soy.id),
                ("warehouse_id", "=", self.wh_a.id),
            ]
        )
        rule.group_ids += self.env.ref("jxc_base.group_warehouse_manager")
        alert.with_user(self.manager).action_respond("send")
        transfer = self.env["stock.interwarehouse.transfer"].search(
            [("line_ids.product_id", "=", self.soy.id)]
        )
        self.assertEqual(
            (transfer.state, transfer.warehouse_to_id), ("draft", self.wh_b)
        )
        self.assertEqual(transfer.line_ids.product_uom_qty, 20)
        self.assertTrue(transfer.jxc_origin)


@tagged("post_install", "-at_install")
class TestTransferScreens(TransferCommon):
    def _count(self, user, code):
        tile = getattr(self.env["jxc.workbench"].with_user(user), f"_tile_{code}")()
        return tile["count"], tile["state"]

    def test_tiles(self):
        before = {
            code: self._count(self.manager, code)[0]
            for code in (
                "transfers_ask",
                "transfers_ship",
                "transfers_receive",
                "transfer_differences",
            )
        }
        asked = self._ask(user=self.seller)
        asked.action_submit()
        self.assertEqual(
            self._count(self.manager, "transfers_ask")[0], before["transfers_ask"] + 1
        )
        self._confirmed()
        self.assertEqual(self._count(self.sender, "transfers_ship"), (1, "todo"))
        self.assertEqual(self._count(self.receiver, "transfers_ship"), (0, "none"))
        shipped = self._shipped()
        self.assertEqual(self._count(self.receiver, "transfers_receive"), (1, "todo"))
        shipped.jxc_promised_on = "2020-01-01"
        self.assertEqual(self._count(self.receiver, "transfers_receive"), (1, "late"))
        self._receive(shipped, 9, backorder=False)
        self.assertEqual(
            self._count(self.manager, "transfer_differences")[0],
            before["transfer_differences"] + 1,
        )

    def test_print(self):
        transfer = self._shipped()
        self._receive(transfer, 8, backorder=False)
        report = self.env["ir.actions.report"]
        for user, value in ((self.sender, False), (self.env.user, True)):
            html, _kind = report.with_user(user)._render_qweb_html(
                "jxc_stock.report_transfer", transfer.ids
            )
            text = html.decode()
            for wanted in (transfer.name, "Transfer Soy", "Depot A", "Received by:"):
                self.assertIn(wanted, text)
            self.assertEqual("Value:" in text, value)

    def test_xlsx(self):
        transfer = self._shipped()
        boss = new_test_user(self.env, login="tr_boss", groups="jxc_base.group_boss")
        for user, columns in ((self.sender, 16), (boss, 17)):
            action = transfer.with_user(user).action_xlsx()
            number = int(action["url"].split("/")[3].split("?")[0])
            file = self.env["ir.attachment"].sudo().browse(number)
            sheet = load_workbook(io.BytesIO(base64.b64decode(file.datas))).active
            cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
            head = next(row for row in cells if "Shipped" in row)
            self.assertEqual(len([c for c in head if c]), columns)
            goods = cells[cells.index(head) + 1]
            self.assertEqual(goods[head.index("Shipped")], 10)

    def test_daily_facts_follow(self):
        """What is on the way stands in the transit place of the facts, with value."""
        receipt = self.env["stock.move"].create(
            {
                "product_id": self.tea.id,
                "product_uom_qty": 50,
                "price_unit": 50,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.wh_a.lot_stock_id.id,
            }
        )
        fresh = self._product("Transfer Fresh", 50)
        receipt.product_id = fresh
        receipt._action_confirm()
        receipt.write({"quantity": 50, "picked": True})
        receipt._action_done()
        transfer = self._shipped(10, product=fresh)
        self.assertEqual(self._facts(fresh), {self.wh_a: 40, False: 10})
        self._receive(transfer, 7, backorder=False)
        self.assertEqual(self._facts(fresh), {self.wh_a: 40, self.wh_b: 7, False: 3})
        transfer.jxc_difference_ids._settle("loss")
        self.assertEqual(self._facts(fresh), {self.wh_a: 40, self.wh_b: 7, False: 0})

    def _facts(self, product):
        """{warehouse or False: closing quantity} of today, values being in step."""
        self.env.flush_all()
        self.env["jxc.stock.daily"].catch_up()
        rows = self.env["jxc.stock.daily"].search([("product_id", "=", product.id)])
        self.env.invalidate_all()
        for row in rows:
            self.assertAlmostEqual(row.closing_value, row.closing_quantity * 50)
        return {row.warehouse_id or False: row.closing_quantity for row in rows}
