from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common_roles import ROLES, RoleCase


@tagged("post_install", "-at_install")
class TestWorkbench(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.jxc_tz = "Asia/Shanghai"

    def tile(self, role, code):
        data = self.as_role(role)["jxc.workbench"].get_data()
        return next((tile for tile in data["tiles"] if tile["code"] == code), None)

    def make_picking(self, kind, scheduled):
        place = self.warehouse.lot_stock_id
        outside = self.env.ref("stock.stock_location_customers")
        source, target = (outside, place) if kind == "in" else (place, outside)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse[f"{kind}_type_id"].id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "scheduled_date": scheduled,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "date": scheduled,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    @freeze_time("2031-03-05 17:00:00")  # 01:00 of the 6th in Shanghai
    def test_late_and_today_follow_the_company_day(self):
        before = {
            code: self.tile("warehouse_worker", code)["count"]
            for code in ("deliveries_late", "deliveries_today", "receipts_today")
        }
        # 5 March 23:00 and 6 March 09:00 in Shanghai; the 7th is not due yet
        self.make_picking("out", datetime(2031, 3, 5, 15))
        self.make_picking("out", datetime(2031, 3, 6, 1))
        self.make_picking("out", datetime(2031, 3, 6, 17))
        self.make_picking("in", datetime(2031, 3, 6, 2))
        late = self.tile("warehouse_worker", "deliveries_late")
        self.assertEqual(late["count"], before["deliveries_late"] + 1)
        self.assertEqual(late["state"], "late")
        today = self.tile("warehouse_worker", "deliveries_today")
        self.assertEqual(today["count"], before["deliveries_today"] + 1)
        receipts = self.tile("warehouse_worker", "receipts_today")
        self.assertEqual(receipts["count"], before["receipts_today"] + 1)

    def test_the_count_is_what_the_list_shows(self):
        for role in ROLES:
            env = self.as_role(role)
            for tile in env["jxc.workbench"].get_data()["tiles"]:
                action = tile["action"]
                if not (action or {}).get("res_model"):  # nothing, or an own screen
                    continue
                with self.subTest(role=role, tile=tile["code"]):
                    found = env[action["res_model"]].search_count(action["domain"])
                    self.assertEqual(found, tile["count"])
                    self.assertTrue(tile["title"])

    def test_each_role_sees_its_own_work(self):
        expected = {
            "salesperson": {"quotes", "orders_to_invoice", "deliveries_today"},
            "purchaser": {"rfqs", "receipts_today", "receipts_late"},
            "warehouse_worker": {"receipts_today", "deliveries_today"},
            "finance": {"bills_to_enter", "orders_to_invoice"},
        }
        for role, codes in expected.items():
            tiles = self.as_role(role)["jxc.workbench"].get_data()["tiles"]
            with self.subTest(role=role):
                self.assertLessEqual(codes, {tile["code"] for tile in tiles})
        self.assertIsNone(self.tile("requester", "rfqs"))
        self.assertIsNone(self.tile("warehouse_worker", "quotes"))

    def test_quotes_to_follow_up(self):
        with freeze_time("2031-03-01 04:00:00"):
            order = self.make_sale()
        order.sudo().validity_date = False
        with freeze_time("2031-03-03 04:00:00"):
            self.assertEqual(self.tile("salesperson", "quotes")["count"], 0)
        with freeze_time("2031-03-04 04:00:00"):
            self.assertEqual(self.tile("salesperson", "quotes")["count"], 1)

    def test_find(self):
        self.product.name = "海天酱油"
        workbench = self.as_role("salesperson")["jxc.workbench"]
        found = workbench.find("htjy")
        self.assertIn(("product.product", self.product.id), self.keys(found))
        found = workbench.find("customer of the role")
        self.assertIn(("res.partner", self.customer.id), self.keys(found))
        for bad in ("", "  ", None, 5, False):
            self.assertEqual(workbench.find(bad), [])
        self.assertLessEqual(len(workbench.find("a", limit=10**9)), 40)
        for limit in (None, "many", [1]):
            self.assertLessEqual(len(workbench.find("a\0", limit=limit)), 12)

    @staticmethod
    def keys(found):
        return [(item["model"], item["id"]) for item in found]
