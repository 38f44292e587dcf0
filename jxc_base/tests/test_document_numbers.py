"""Document numbers: presets, restart of numbers, company day, concurrency, gaps."""

from datetime import date, datetime

import pytz
from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestReset(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.jxc_tz = "Asia/Shanghai"

    def sequence(self, reset, **vals):
        return self.env["ir.sequence"].create(
            {
                "name": "Test",
                "code": "jxc.test",
                "prefix": "T-%(year)s%(month)s%(day)s-",
                "padding": 4,
                "jxc_reset": reset,
                **vals,
            }
        )

    def at(self, moment, sequence):
        with freeze_time(moment):
            return sequence.next_by_id()

    def test_daily(self):
        sequence = self.sequence("daily")
        self.assertEqual(self.at("2026-03-05 02:00", sequence), "T-20260305-0001")
        self.assertEqual(self.at("2026-03-05 03:00", sequence), "T-20260305-0002")
        self.assertEqual(self.at("2026-03-06 02:00", sequence), "T-20260306-0001")
        self.assertEqual(self.at("2026-03-05 04:00", sequence), "T-20260305-0003")

    def test_midnight_is_the_company_s(self):
        sequence = self.sequence("daily")
        self.assertEqual(self.at("2026-03-05 15:59:59", sequence), "T-20260305-0001")
        self.assertEqual(self.at("2026-03-05 16:00:00", sequence), "T-20260306-0001")
        self.env.company.jxc_tz = "America/New_York"
        self.assertEqual(self.at("2026-03-06 04:59:59", sequence), "T-20260305-0002")

    def test_the_user_s_time_zone_does_not_matter(self):
        sequence = self.sequence("daily").with_context(tz="Pacific/Honolulu")
        self.assertEqual(self.at("2026-03-05 16:00:00", sequence), "T-20260306-0001")

    def test_a_moment_given_by_a_document_counts_in_the_company_s_zone(self):
        sequence = self.sequence("daily")
        moment = pytz.utc.localize(datetime(2026, 3, 5, 16)).astimezone(
            pytz.timezone("Pacific/Honolulu")
        )
        number = sequence.next_by_id(sequence_date=moment)
        self.assertEqual(number, "T-20260306-0001")

    def test_monthly_and_yearly(self):
        monthly, yearly = self.sequence("monthly"), self.sequence("yearly")
        for sequence in (monthly, yearly):
            self.assertEqual(self.at("2024-02-10 02:00", sequence), "T-20240210-0001")
            self.assertEqual(self.at("2024-02-29 02:00", sequence), "T-20240229-0002")
        self.assertEqual(self.at("2024-03-01 02:00", monthly), "T-20240301-0001")
        self.assertEqual(self.at("2024-03-01 02:00", yearly), "T-20240301-0003")
        self.assertEqual(self.at("2025-01-01 02:00", yearly), "T-20250101-0001")

    def test_the_document_s_date_decides(self):
        sequence = self.sequence("daily")
        with freeze_time("2026-03-05 02:00"):
            self.assertEqual(
                sequence.next_by_id(sequence_date=date(2026, 1, 2)), "T-20260102-0001"
            )
            moment = datetime(2026, 1, 2, 23, 30)
            self.assertEqual(
                sequence.next_by_id(sequence_date=moment), "T-20260102-0002"
            )

    def test_a_change_of_rule_never_repeats_a_number(self):
        with freeze_time("2026-03-05 02:00"):
            sequence = self.sequence("daily")
            numbers = [sequence.next_by_id() for _index in range(3)]
            sequence.jxc_reset = "monthly"
            numbers += [sequence.next_by_id() for _index in range(2)]
            sequence.jxc_reset = "daily"
            numbers += [sequence.next_by_id() for _index in range(2)]
        self.assertEqual(len(set(numbers)), 7)

    def test_without_a_rule_core_decides(self):
        sequence = self.sequence("none")
        self.assertFalse(sequence.use_date_range)
        self.assertEqual(self.at("2026-03-05 02:00", sequence)[-4:], "0001")
        self.assertEqual(self.at("2026-03-06 02:00", sequence)[-4:], "0002")
        sequence.use_date_range = True
        self.at("2026-03-06 02:00", sequence)
        self.assertEqual(sequence.date_range_ids.date_from, date(2026, 1, 1))

    def test_no_gap_numbers_restart_too(self):
        sequence = self.sequence("daily", implementation="no_gap")
        self.assertEqual(self.at("2026-03-05 02:00", sequence), "T-20260305-0001")
        self.assertEqual(self.at("2026-03-05 02:00", sequence), "T-20260305-0002")
        self.assertEqual(self.at("2026-03-06 02:00", sequence), "T-20260306-0001")


@tagged("post_install", "-at_install")
class TestTwoAtMidnight(TransactionCase):
    def test_the_second_opener_of_a_day_is_sent_back(self):
        """Both see no range for the day; the later must fail and be repeated."""
        registry = Registry(self.env.cr.dbname)
        with registry.cursor() as setup:
            env = self.env(cr=setup)
            sequence_id = (
                env["ir.sequence"]
                .create({"name": "Race", "code": "jxc.race", "jxc_reset": "daily"})
                .id
            )
        self.addCleanup(self.remove, registry, sequence_id)
        first, second = registry.cursor(), registry.cursor()
        self.addCleanup(first.close)
        self.addCleanup(second.close)
        one, two = (
            self.env(cr=cursor)["ir.sequence"].browse(sequence_id)
            for cursor in (first, second)
        )
        two.env["ir.sequence.date_range"].search_count([("sequence_id", "=", two.id)])
        self.assertEqual(one.next_by_id(), "1")
        first.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            two.next_by_id()
        second.rollback()
        two.env.invalidate_all()
        self.assertEqual(two.next_by_id(), "2")
        second.rollback()

    def remove(self, registry, sequence_id):
        with registry.cursor() as cursor:
            self.env(cr=cursor)["ir.sequence"].browse(sequence_id).unlink()


@tagged("post_install", "-at_install")
class TestPresets(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Numbered Ltd",
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids})
        cls.presets = cls.env["jxc.number.preset"]
        cls.partner = cls.env["res.partner"].create({"name": "Partner"})
        cls.product = cls.env["product.product"].create({"name": "P", "type": "consu"})

    def test_a_chinese_company_keeps_chinese_days(self):
        self.assertEqual(self.company.jxc_tz, "Asia/Shanghai")

    def test_off_until_applied(self):
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        self.assertFalse(order.name.startswith("XSDD-"))

    @freeze_time("2026-03-05 02:00:00")
    def test_documents_of_the_day(self):
        self.presets._apply(self.company)
        sales = self.env["sale.order"].create(
            [{"partner_id": self.partner.id} for _index in range(2)]
        )
        self.assertEqual(
            sales.mapped("name"), ["XSDD-20260305-0001", "XSDD-20260305-0002"]
        )
        purchase = self.env["purchase.order"].create({"partner_id": self.partner.id})
        self.assertEqual(purchase.name, "CGDD-20260305-0001")
        manual = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "name": "BY-HAND-1"}
        )
        self.assertEqual(manual.name, "BY-HAND-1")

    @freeze_time("2026-03-05 02:00:00")
    def test_all_warehouses_share_one_series(self):
        self.presets._apply(self.company)
        second = self.env["stock.warehouse"].create({"name": "Two", "code": "W2"})
        first = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id), ("id", "!=", second.id)], limit=1
        )
        names = [self.receipt(warehouse).name for warehouse in (first, second, first)]
        self.assertEqual(names, [f"CGRK-20260305-000{i}" for i in (1, 2, 3)])
        self.assertEqual(second.out_type_id.sequence_id.prefix[:5], "XSCK-")
        self.assertEqual(second.int_type_id.sequence_id.prefix[:3], "DB-")

    def receipt(self, warehouse):
        return self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )

    @freeze_time("2026-03-05 02:00:00")
    def test_returns_have_their_own(self):
        self.presets._apply(self.company)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        receipt = self.receipt(warehouse)
        receipt.move_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 3,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
        ]
        receipt.action_confirm()
        receipt.move_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt._action_done()
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self.assertEqual(back.name, "CGTH-20260305-0001")

    @freeze_time("2026-03-05 02:00:00")
    def test_applying_again_goes_on(self):
        self.presets._apply(self.company)
        sales = self.env["sale.order"]
        sales.create({"partner_id": self.partner.id})
        sequences = self.presets._apply(self.company)
        self.assertEqual(sequences, self.presets._apply(self.company))
        order = sales.create({"partner_id": self.partner.id})
        self.assertEqual(order.name, "XSDD-20260305-0002")

    @freeze_time("2026-03-05 02:00:00")
    def test_another_company_keeps_its_numbers(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.presets._apply(self.company)
        orders = self.env["sale.order"].with_company(other)
        order = orders.create({"partner_id": self.partner.id, "company_id": other.id})
        self.assertFalse(order.name.startswith("XSDD-"))
        self.presets._apply(other)
        order = orders.create({"partner_id": self.partner.id, "company_id": other.id})
        self.assertEqual(order.name, "XSDD-20260305-0001")
