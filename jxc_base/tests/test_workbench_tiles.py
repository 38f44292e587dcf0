from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..models.alert.jxc_alert_rule_documents import BACKUP_PARAMETER
from .test_workbench import WorkbenchCase


@tagged("post_install", "-at_install")
class TestWorkbenchTiles(WorkbenchCase):
    @freeze_time("2031-03-05 17:00:00")  # 01:00 of the 6th in Shanghai
    def test_late_and_today_follow_the_company_day(self):
        codes = ("deliveries_late", "deliveries_today", "receipts_today", "outgoing")
        before = {code: self.tile("warehouse_worker", code)["count"] for code in codes}
        # 5 March 23:00 and 6 March 09:00 in Shanghai; the 7th is not due yet
        self.make_picking("out", datetime(2031, 3, 5, 15))
        self.make_picking("out", datetime(2031, 3, 6, 1))
        self.make_picking("out", datetime(2031, 3, 6, 17))
        self.make_picking("in", datetime(2031, 3, 6, 2))
        after = {code: self.tile("warehouse_worker", code) for code in codes}
        grown = {code: after[code]["count"] - before[code] for code in codes}
        self.assertEqual(grown, dict(zip(codes, (1, 1, 1, 2), strict=True)))
        self.assertEqual(after["deliveries_late"]["state"], "late")
        self.assertEqual(after["deliveries_today"]["state"], "todo")

    @freeze_time("2001-03-05 17:00:00")
    def test_the_next_goods_the_latest_first(self):
        late = self.make_picking("out", datetime(2001, 3, 4, 15))
        today = self.make_picking("out", datetime(2001, 3, 6, 1))
        late.partner_id = self.customer
        rows = self.tile("warehouse_worker", "outgoing")["rows"]
        self.assertEqual([row["id"] for row in rows[:2]], (late | today).ids)
        self.assertEqual([row["late"] for row in rows[:2]], [True, False])
        self.assertEqual(rows[0]["about"], "Customer of the Role Test")
        self.assertEqual(rows[0]["figure"], "Lines: 1")

    def test_done_today(self):
        with freeze_time("2031-03-06 02:00:00"):
            picking = self.make_picking("in", datetime(2031, 3, 6, 2))
            picking.move_ids.write({"quantity": 1, "picked": True})
            picking.button_validate()
            tile = self.tile("warehouse_worker", "receipts_today")
            self.assertEqual(tile["hint"], "Done today: 1")
        with freeze_time("2031-03-07 02:00:00"):
            tile = self.tile("warehouse_worker", "receipts_today")
            self.assertNotIn("Done today", tile["hint"])

    def test_quotes_to_follow_up_are_mine(self):
        with freeze_time("2031-03-01 04:00:00"):
            orders = self.make_sale() | self.make_sale("sales_manager")
        orders.sudo().validity_date = False
        with freeze_time("2031-03-03 04:00:00"):
            self.assertEqual(self.tile("salesperson", "quotes")["count"], 0)
        with freeze_time("2031-03-04 04:00:00"):
            self.assertEqual(self.tile("salesperson", "quotes")["count"], 1)
            mine = self.tile("sales_manager", "quotes")["count"]
        self.assertGreaterEqual(mine, 2)

    def test_my_requests_for_quotation_and_those_of_all(self):
        before = self.tile("purchaser", "rfqs")["count"]
        mine, other = self.make_purchase(), self.make_purchase("purchase_manager")
        other.user_id = self.users["purchase_manager"]
        mine.user_id = self.users["purchaser"]
        tile = self.tile("purchaser", "rfqs")
        self.assertEqual(tile["count"], before + 1)
        (every,) = tile["lines"]
        self.assertGreater(every["count"], tile["count"])
        found = self.as_role("purchaser")["purchase.order"].search(
            tile["action"]["domain"]
        )
        self.assertIn(mine.id, found.ids)
        self.assertNotIn(other.id, found.ids)

    @freeze_time("2031-03-06 02:00:00")
    def test_late_purchase_lines(self):
        before = self.tile("purchaser", "purchase_late")["count"]
        late, early, here = (self.make_purchase() for _number in range(3))
        for order, day in ((late, 4), (early, 7), (here, 4)):
            order.date_planned = datetime(2031, 3, day, 4)
            order.order_line.date_planned = datetime(2031, 3, day, 4)
            order.button_confirm()
        moves = here.sudo().picking_ids.move_ids
        moves.write({"quantity": 5, "picked": True})
        moves.picking_id.button_validate()
        tile = self.tile("purchaser", "purchase_late")
        self.assertEqual((tile["count"], tile["state"]), (before + 1, "late"))
        lines = self.as_role("purchaser")["purchase.order.line"]
        found = lines.search(tile["action"]["domain"])
        self.assertIn(late.order_line, found)

    @freeze_time("2031-03-06 02:00:00")
    def test_lots_that_expire(self):
        before = self.tile("quality_inspector", "lots_expiring")["count"]
        self.product.tracking = "lot"
        for name, day in (("soon", date(2031, 3, 20)), ("later", date(2031, 6, 1))):
            lot = self.env["stock.lot"].create(
                {"name": name, "product_id": self.product.id, "expiration_date": day}
            )
            self.env["stock.quant"]._update_available_quantity(
                self.product, self.warehouse.lot_stock_id, 3, lot_id=lot
            )
        after = self.tile("quality_inspector", "lots_expiring")["count"]
        self.assertEqual(after, before + 1)

    def test_companies_that_are_chosen(self):
        other = self.env["res.company"].create({"name": "Other Workbench Ltd"})
        there = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        worker = self.users["warehouse_worker"]
        worker.company_ids |= other
        here = self.env.company.id
        with freeze_time("2031-03-06 02:00:00"):
            before = self.late(here)
            self.env.user.company_ids |= other
            self.make_picking("in", datetime(2031, 3, 1, 2), there)
            self.assertEqual(self.late(here), before)
            self.assertEqual(self.late(here, other.id), before + 1)
            self.assertEqual(self.late(other.id), 1)

    def late(self, *companies):
        tile = self.tile(
            "warehouse_worker", "receipts_late", allowed_company_ids=list(companies)
        )
        return tile["count"]

    # -- administration ----------------------------------------------------------------
    def note_backup(self, moment):
        self.env["ir.config_parameter"].set_param(BACKUP_PARAMETER, moment)

    @freeze_time("2031-03-06 02:00:00")
    def test_age_of_the_backup(self):
        cases = (
            ("2031-03-05T20:00:00", "6 hours ago", "none"),
            ("2031-03-03T02:00:00", "3 days ago", "late"),
        )
        for moment, figure, state in cases:
            self.note_backup(moment)
            for role in ("boss", "jxc_admin"):
                tile = self.tile(role, "backup")
                with self.subTest(moment=moment, role=role):
                    self.assertEqual((tile["figure"], tile["state"]), (figure, state))
        self.assertIsNone(self.tile("finance", "backup"))
        self.note_backup(False)
        tile = self.tile("boss", "backup")
        self.assertEqual((tile["figure"], tile["state"]), ("None", "late"))

    def test_indicators_that_were_chosen(self):
        method = {"_kpi_test_one": None, "_kpi_test_two": None}
        kpis = self.env["jxc.kpi"]
        for name in method:
            self.patch_class(type(kpis), name, lambda self, *args: [])
        one, two = kpis.create(
            [
                {"code": f"test_{code}", "name": code, "formula": "f", "sequence": -1}
                for code in ("one", "two")
            ]
        )
        codes = [tile["code"] for tile in self.tile("boss", "kpi")["tiles"]]
        self.assertEqual(set(codes[:2]), {"test_one", "test_two"})
        self.env.ref("jxc_base.workbench_kpi_boss").kpi_ids = two
        codes = [tile["code"] for tile in self.tile("boss", "kpi")["tiles"]]
        self.assertEqual(codes, ["test_two"])
        two.group_ids = self.env.ref("jxc_base.group_finance")
        self.assertIsNone(self.tile("boss", "kpi"))
        self.env.ref("jxc_base.workbench_kpi").kpi_ids = one | two
        codes = [tile["code"] for tile in self.tile("salesperson", "kpi")["tiles"]]
        self.assertEqual(codes, ["test_one"])

    def patch_class(self, cls, name, method):
        setattr(cls, name, method)
        self.addCleanup(delattr, cls, name)

    def test_products_without_a_code(self):
        before = self.tile("data_steward", "products_uncoded")["count"]
        self.product.default_code = "ROLE-1"
        after = self.tile("data_steward", "products_uncoded")["count"]
        self.assertEqual(after, before - 1)


@tagged("post_install", "-at_install")
@freeze_time("2026-04-03 04:00:00")
class TestWorkbenchMoney(WorkbenchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Money Workbench Ltd"})
        cls.env["account.chart.template"].try_loading("cn", cls.company, False)
        for role in ("finance", "boss"):
            cls.users[role].company_ids |= cls.company
        cls.env.user.company_ids |= cls.company

    def bill(self, kind, day, price):
        move = (
            self.env["account.move"]
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "move_type": kind,
                    "partner_id": self.customer.id,
                    "invoice_date": day,
                    "invoice_date_due": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods",
                                "quantity": 1,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def figures(self, code):
        tile = self.tile("boss", code, allowed_company_ids=self.company.ids)
        symbol = self.company.currency_id.symbol
        return tile["figure"].replace(symbol, "").strip(), tile["count"], tile["state"]

    def test_overdue_receivables(self):
        """1,200 + 300 overdue, 100 credited; 5,000 is due in May, 40 is a draft."""
        self.bill("out_invoice", "2026-03-01", 1200)
        self.bill("out_invoice", "2026-04-02", 300)
        self.bill("out_refund", "2026-03-20", 100)
        self.bill("out_invoice", "2026-05-01", 5000)
        self.bill("out_invoice", "2026-03-01", 40).button_draft()
        self.assertEqual(self.figures("receivables"), ("1,400", 3, "late"))

    def test_payables_of_the_week(self):
        """700 overdue and 50 on the 10th; 900 on the 11th is not yet."""
        self.bill("in_invoice", "2026-03-01", 700)
        self.bill("in_invoice", "2026-04-10", 50)
        self.bill("in_invoice", "2026-04-11", 900)
        self.assertEqual(self.figures("payables"), ("750", 2, "todo"))
