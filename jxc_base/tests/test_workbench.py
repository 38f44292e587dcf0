from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common_roles import ROLES, RoleCase

LOGGER = "odoo.addons.jxc_base.models.workbench.jxc_workbench"
# What jxc_base alone puts on the workbench of a role, in its order. Approvals, warnings
# and indicators come when there is a rule or a figure for the user
ANYBODY = {"approvals", "alerts", "kpi"}
GOODS = ["incoming", "outgoing"]
BOARD = {
    "requester": [],
    "purchaser": ["purchase_late", "rfqs", "receipts_late", "receipts_today"],
    "salesperson": [
        *("quotes", "deliveries_late", "deliveries_today", "orders_to_invoice"),
    ],
    "warehouse_worker": [
        *(*GOODS, "receipts_late", "receipts_today", "deliveries_late"),
        *("deliveries_today", "transfers_due"),
    ],
    "quality_inspector": ["lots_expiring"],
    "planner": [],
    "finance": ["orders_to_invoice", "receivables", "payables", "bills_to_enter"],
    "boss": [
        *("purchase_late", "receipts_today", "deliveries_late", "deliveries_today"),
        *("receivables", "payables", "backup"),
    ],
    "data_steward": ["products_uncoded"],
}
BOARD["purchase_manager"] = BOARD["purchaser"]
BOARD["sales_manager"] = BOARD["salesperson"]
BOARD["warehouse_manager"] = [*BOARD["warehouse_worker"], "lots_expiring"]
EVERYTHING = [
    *(*GOODS, "purchase_late", "rfqs", "receipts_late", "receipts_today", "quotes"),
    *("deliveries_late", "deliveries_today", "orders_to_invoice", "transfers_due"),
    *("lots_expiring", "receivables", "payables", "bills_to_enter"),
    *("products_uncoded", "backup", "messages_failed"),
]
BOARD["jxc_admin"] = EVERYTHING


class WorkbenchCase(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.jxc_tz = "Asia/Shanghai"
        cls.settings = cls.env["jxc.workbench.tile"]

    def tiles(self, role, **context):
        workbench = self.as_role(role)["jxc.workbench"].with_context(**context)
        return workbench.get_data()["tiles"]

    def tile(self, role, code, **context):
        found = (t for t in self.tiles(role, **context) if t["code"] == code)
        return next(found, None)

    def make_picking(self, kind, scheduled, warehouse=None):
        warehouse = warehouse or self.warehouse
        place = warehouse.lot_stock_id
        outside = self.env.ref("stock.stock_location_customers")
        source, target = (outside, place) if kind == "in" else (place, outside)
        here = {"allowed_company_ids": warehouse.company_id.ids}
        pickings = self.env["stock.picking"].with_context(**here)
        picking = pickings.create(
            {
                "picking_type_id": warehouse[f"{kind}_type_id"].id,
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


@tagged("post_install", "-at_install")
class TestWorkbench(WorkbenchCase):
    def test_each_role_sees_its_own_work_in_its_order(self):
        for role in ROLES:
            known = {*EVERYTHING, *ANYBODY}
            codes = [t["code"] for t in self.tiles(role) if t["code"] in known]
            own = [code for code in codes if code not in ANYBODY]
            with self.subTest(role=role):
                self.assertEqual(own, BOARD[role])
                self.assertEqual(len(codes), len(set(codes)))

    def test_the_count_is_what_the_list_shows(self):
        self.make_picking("out", datetime(2026, 3, 5, 15))
        for role in ROLES:
            env = self.as_role(role)
            for tile in self.tiles(role):
                parts = [tile, *tile["lines"]]
                if (
                    tile["kind"] == "kpi"
                    or "figure" in tile
                    and tile["code"] == "backup"
                ):
                    continue
                for part in parts:
                    action = part["action"] or {}
                    # an addon's own screen or action is tested there
                    if not isinstance(action.get("domain"), list):
                        continue
                    with self.subTest(role=role, tile=tile["code"], part=part["title"]):
                        model = env[action["res_model"]]
                        found = model.search_count(action["domain"])
                        if tile["kind"] != "approvals" or part is not tile:
                            self.assertEqual(found, part["count"])

    def test_nobody_without_a_role(self):
        clerk = new_test_user(self.env, login="no_role", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["jxc.workbench"].with_user(clerk).get_data()

    def test_settings_say_who_sees_what(self):
        admin = self.as_role("jxc_admin")["jxc.workbench.tile"]
        rows = admin.search([("code", "in", ["rfqs", "receipts_late"])])
        late = rows.filtered(lambda row: row.code == "receipts_late")
        late.sequence = 1
        (rows - late).active = False
        codes = [tile["code"] for tile in self.tiles("purchaser")]
        self.assertEqual(codes[0], "receipts_late")
        self.assertNotIn("rfqs", codes)
        late.group_ids = self.env.ref("jxc_base.group_finance")
        codes = [tile["code"] for tile in self.tiles("purchaser")]
        self.assertNotIn("receipts_late", codes)
        # finance may not read transfers: a setting is no right
        self.assertNotIn(
            "receipts_late", [tile["code"] for tile in self.tiles("requester")]
        )

    def test_a_role_may_have_another_order_and_title(self):
        boss = self.env.ref("jxc_base.group_boss")
        self.settings.create(
            {
                "code": "receivables",
                "sequence": 1,
                "group_ids": boss.ids,
                "name": "Who owes us",
            }
        )
        first = self.tiles("boss")[0]
        self.assertEqual(
            (first["code"], first["title"]), ("receivables", "Who owes us")
        )
        tile = self.tile("finance", "receivables")
        self.assertEqual(tile["title"], "Overdue Receivables")
        self.assertNotEqual(self.tiles("finance")[0], tile)

    def test_only_administrators_change_the_settings(self):
        row = self.env.ref("jxc_base.workbench_rfqs")
        for role in set(ROLES) - {"jxc_admin"}:
            mine = row.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertTrue(mine.display_name)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation))
        mine = row.with_user(self.users["jxc_admin"])
        with self.assertRaisesRegex(UserError, "switch it off"):
            mine.unlink()
        own = mine.copy({"sequence": 3})
        own.unlink()

    def test_a_broken_tile_leaves_the_others(self):
        workbench = self.env.registry["jxc.workbench"]

        def broken_sql(model):
            model.env.cr.execute(SQL("SELECT no_such_column FROM res_users"))

        message = "Ask your administrator."

        def refused(model):
            raise UserError(message)

        with (
            patch.object(workbench, "_tile_rfqs", broken_sql),
            patch.object(workbench, "_tile_receipts_late", refused),
            mute_logger("odoo.sql_db"),
            self.assertLogs(LOGGER, "WARNING") as logs,
        ):
            tiles = {tile["code"]: tile for tile in self.tiles("purchaser")}
        self.assertEqual(tiles["rfqs"]["kind"], "failed")
        self.assertIn("log", tiles["rfqs"]["hint"])
        self.assertEqual(tiles["rfqs"]["title"], "My RFQs")
        self.assertEqual(tiles["receipts_late"]["hint"], "Ask your administrator.")
        self.assertEqual(tiles["receipts_today"]["kind"], "count")
        levels = [record.levelname for record in logs.records]
        self.assertEqual(sorted(levels), ["ERROR", "WARNING"])

    def test_a_conflict_is_repeated_by_the_server(self):
        class Conflict(SerializationFailure):
            pgcode = "40001"

        def conflict(model):
            raise Conflict

        workbench = self.env.registry["jxc.workbench"]
        with (
            patch.object(workbench, "_tile_rfqs", conflict),
            self.assertRaises(Conflict),
        ):
            self.tiles("purchaser")

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

    def test_queries_do_not_follow_the_documents(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.tiles("warehouse_manager")
            return self.env.cr.sql_log_count - before

        with freeze_time("2031-03-05 17:00:00"):
            for kind in ("in", "out"):
                self.make_picking(kind, datetime(2031, 3, 5, 15))
            self.tiles("warehouse_manager")
            few = queries()
            for kind in ("in", "out") * 4:
                self.make_picking(kind, datetime(2031, 3, 5, 15))
            # a query for each document would be eight more
            self.assertLessEqual(queries(), few + 3)
        self.assertLessEqual(few, 165)
