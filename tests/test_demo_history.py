"""The demo company's year in a database: it agrees with itself, and every planted case
is found by a plain query of Odoo's own tables."""

import contextlib
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from demo import data
from demo.history import steps
from demo.history.planted import CASES, KIT_PARTS, SLOW_CODES
from demo.load import CONTEXT, load
from tools.history import check

from .demo_documents import END, DemoDocuments

MORNING = "2026-11-22 01:00:00"  # a Sunday, 09:00 in Shanghai
LATER = "2026-11-25 01:00:00"
CODES = {case.code for case in CASES.values() if case.code}
CODES |= {
    *KIT_PARTS,
    "SS001",
    "SS023",
    "LS001",
    "LS010",
    "LD001",
    "LD006",
    "GS001",
    "RP017",
}
DAY = "(({} AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Shanghai')::date"
OUTGOING = """
    FROM stock_move m JOIN stock_location s ON s.id = m.location_id
    JOIN stock_location d ON d.id = m.location_dest_id
    WHERE m.state = 'done' AND m.product_id = %(product)s AND d.usage = 'customer'"""


@tagged("post_install", "-at_install")
class TestDemoHistory(DemoDocuments, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MORNING))
        cls.options = {"say": lambda line: None, "commit": False, "codes": CODES}
        cls.killed_load()
        with freeze_time(LATER):
            cls.records = load(cls.env, **cls.options)
        company = cls.env["res.company"].search([], order="id", limit=1)
        cls.env = cls.env(context={**CONTEXT, "allowed_company_ids": company.ids})

    @classmethod
    def killed_load(cls):
        """Load until the goods are there and the accounting is not."""
        with (
            patch.object(steps, "load_accounting", side_effect=KeyboardInterrupt),
            contextlib.suppress(KeyboardInterrupt),
        ):
            load(cls.env, **cls.options)
        cls.moves_when_killed = cls.env["stock.move"].search_count([])
        cls.payments_when_killed = cls.env["account.payment"].search_count([])

    def get(self, name):
        return self.records.get(name).with_env(self.env)

    def case(self, key):
        """Return the case with its product, warehouse and vendor as records."""
        case = CASES[key]
        found = [case.expected]
        for kind in ("code", "warehouse", "vendor"):
            value = getattr(case, kind)
            name = {"code": "product"}.get(kind, kind)
            found.append(value and self.get(f"{name}_{value}"))
        return found

    def rows(self, text, **values):
        self.env.flush_all()
        self.env.cr.execute(SQL(text, **values))
        return self.env.cr.fetchall()

    def quants(self, product, warehouse):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", warehouse.lot_stock_id.id),
            ]
        )

    def cartons(self, pieces, product):
        return pieces / data.goods()[product.default_code].per_carton

    # ---- the whole

    def test_nothing_contradicts_itself(self):
        self.assertFalse(check.check(self.env))

    def test_the_year_ends_yesterday_and_today_has_work(self):
        ((first, last),) = self.rows(
            f"""SELECT min({DAY.format("date")}), max({DAY.format("date")})
            FROM stock_move WHERE state = 'done'"""
        )
        self.assertEqual((first, last), (END - timedelta(days=363), END))
        for code in ("incoming", "outgoing"):
            waiting = self.env["stock.picking"].search_count(
                [
                    ("picking_type_code", "=", code),
                    ("state", "in", ["assigned", "confirmed"]),
                ]
            )
            self.assertTrue(waiting, code)

    def test_daily_facts_close_with_what_is_on_hand(self):
        found = self.rows(
            """SELECT f.product_id, f.closing, q.quantity FROM (
                SELECT product_id, sum(closing_quantity) AS closing FROM (
                    SELECT DISTINCT ON (product_id, warehouse_id, area) *
                    FROM jxc_stock_daily
                    ORDER BY product_id, warehouse_id, area, day DESC
                ) AS last GROUP BY product_id) AS f
            JOIN (SELECT product_id, sum(quantity) AS quantity FROM stock_quant q
                JOIN stock_location l ON l.id = q.location_id
                WHERE l.usage IN ('internal', 'transit') GROUP BY product_id) AS q
                USING (product_id)
            WHERE abs(f.closing - q.quantity) > 0.001"""
        )
        self.assertFalse(found)
        self.assertFalse(self.env["jxc.stock.dirty"].search_count([]))

    def test_a_killed_load_goes_on_with_the_year_it_began(self):
        """Also days later: nothing is done twice or dated after the last day."""
        self.assertTrue(self.moves_when_killed)
        self.assertFalse(self.payments_when_killed)
        moves = self.env["stock.move"].search_count(
            [("id", "not in", self.later().ids)]
        )
        self.assertEqual(moves, self.moves_when_killed)
        self.assertEqual(steps.last_day(self.records), END)
        dates = self.env["account.payment"].search([]).mapped("date")
        self.assertLessEqual(max(dates), END)

    def test_loading_again_makes_nothing_twice(self):
        def count():
            models = ("stock.move", "sale.order", "purchase.order", "account.move")
            models += ("stock.lot", "mail.activity", "ir.config_parameter")
            models += ("jxc.stock.note", "jxc.assembly", "jxc.recall")
            return [self.env[model].search_count([]) for model in models]

        before = count()
        load(self.env, **self.options)
        load(self.env, **{**self.options, "history": False})
        self.assertEqual(count(), before)

    def test_indicators_have_figures_on_the_first_day(self):
        (tile,) = self.env["jxc.kpi"].get_tile(["dso"])
        self.assertTrue(tile["value"])
        known = [point for point in tile["trend"] if point["value"] is not None]
        self.assertGreaterEqual(len(known), 12)
        board = self.env["jxc.workbench"].with_user(self.get("user_boss"))
        (row,) = [t for t in board.get_data()["tiles"] if t["code"] == "kpi"]
        self.assertIn(tile["value"], [shown["value"] for shown in row["tiles"]])

    def test_the_books_open_with_the_opening_stock(self):
        entry = self.get("opening_entry")
        self.assertEqual(entry.date, END - timedelta(days=363))
        stock = self.env.company.account_stock_valuation_id
        line = entry.line_ids.filtered(lambda x: x.account_id == stock)
        ((value,),) = self.rows(
            """SELECT sum(m.value) FROM stock_move m
            JOIN stock_location l ON l.id = m.location_id
            WHERE l.usage = 'inventory' AND m.date < %(first)s""",
            first=f"{END - timedelta(days=363)}",
        )
        self.assertAlmostEqual(line.debit, value, 2)

    # ---- the planted cases, in the order of the table

    def test_spring_festival(self):
        days = {
            row[0]
            for row in self.rows(
                f"SELECT DISTINCT {DAY.format('date')} FROM stock_move"
                " WHERE state = 'done'"
            )
        }
        whole = {END - timedelta(days=n) for n in range(364)}
        idle = sorted(whole - days)
        february = [day for day in idle if day.month == 2]
        expected = CASES["spring_festival"].expected["closed_days"]
        self.assertEqual(february[-1] - february[0], timedelta(days=expected - 1))
        self.assertEqual(len(february), expected)

    def receipts(self, vendor):
        """Return [(order, ordered, received, promised, came)] of a vendor's lines."""
        return self.rows(
            f"""SELECT l.order_id, l.product_qty, sum(m.quantity),
                min({DAY.format("l.date_planned")}), max({DAY.format("m.date")})
            FROM purchase_order_line l JOIN stock_move m ON m.purchase_line_id = l.id
            JOIN stock_location s ON s.id = m.location_id AND s.usage = 'supplier'
            WHERE l.partner_id = %(vendor)s AND m.state = 'done' GROUP BY l.id""",
            vendor=vendor.id,
        )

    def test_late_vendor(self):
        expected, _product, _warehouse, vendor = self.case("late_vendor")
        days = {
            order: (came - due).days for order, *_q, due, came in self.receipts(vendor)
        }
        late = [n for n in days.values() if n > 0]
        self.assertAlmostEqual(
            len(late) / len(days), expected["late_share"], delta=0.05
        )
        lowest, highest = expected["days_late"]
        usual = [n for n in late if n <= highest]
        self.assertGreaterEqual(min(usual), lowest)
        self.assertLessEqual(len(late) - len(usual), 3)  # over the festival

    def test_short_vendor(self):
        expected, _product, _warehouse, vendor = self.case("short_vendor")
        lowest, highest = expected["delivered_share"]
        shares = [got / ordered for _o, ordered, got, *_days in self.receipts(vendor)]
        self.assertGreater(len(shares), 20)
        for share in shares:
            self.assertTrue(lowest <= share <= highest, share)

    def test_rejected_vendor(self):
        expected, _product, _warehouse, vendor = self.case("rejected_vendor")
        returned = self.rows(
            """SELECT DISTINCT m.purchase_line_id FROM stock_move m
            JOIN stock_location d ON d.id = m.location_dest_id
            WHERE d.usage = 'supplier' AND m.state = 'done'
                AND m.origin_returned_move_id IS NOT NULL"""
        )
        lines = self.env["purchase.order.line"].browse(row[0] for row in returned)
        self.assertEqual(lines.partner_id, vendor)
        self.assertAlmostEqual(
            len(lines) / len(self.receipts(vendor)),
            expected["rejected_lines_share"],
            delta=0.03,
        )

    def test_returning_customer(self):
        found = self.rows(
            """SELECT l.order_partner_id, count(*) FILTER (WHERE s.usage = 'customer'),
                count(*) FILTER (WHERE s.usage <> 'customer')
            FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
            JOIN stock_location s ON s.id = m.location_id
            JOIN product_product p ON p.id = m.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
            WHERE m.state = 'done' AND t.expiration_time > 60 GROUP BY 1"""
        )
        shares = {partner: back / sold for partner, back, sold in found}
        (number,) = CASES["returning_customer"].customers
        partner = self.get(f"customer_{number}")
        lowest, highest = CASES["returning_customer"].expected["returned_lines_share"]
        share = shares.pop(partner.id)
        self.assertTrue(lowest <= share <= highest, share)
        self.assertLess(max(shares.values()), lowest)

    def test_slow_movers(self):
        for number, code in enumerate(SLOW_CODES, 1):
            expected, product, *_rest = self.case(f"slow_mover_{number}")
            lines = f"SELECT count(DISTINCT m.sale_line_id) {OUTGOING}"
            found = self.rows(lines, product=product.id)
            self.assertEqual(found, [(expected["sold"],)], code)
            self.assertGreater(product.total_value, 0)

    def test_dead_article(self):
        expected, product, warehouse, _vendor = self.case("dead_article")
        ((last,),) = self.rows(
            f"SELECT max({DAY.format('m.date')}) {OUTGOING}", product=product.id
        )
        self.assertGreaterEqual((END - last).days, expected["idle_days"] - 1)
        on_hand = sum(self.quants(product, warehouse).mapped("quantity"))
        lowest, highest = expected["cartons"]
        self.assertTrue(lowest <= self.cartons(on_hand, product) <= highest, on_hand)
        self.assertGreater(product.total_value, 0)

    def test_expiring_and_expired_lots(self):
        for key in ("expires_in_10_days", "expires_in_30_days", "expired_lot"):
            expected, product, warehouse, _vendor = self.case(key)
            day = END + timedelta(days=expected["expires_in"])
            found = [
                (quant.lot_id.expiration_date.date(), quant.quantity)
                for quant in self.quants(product, warehouse)
                if quant.lot_id.expiration_date.date() == day
            ]
            size = data.goods()[product.default_code].per_carton
            self.assertEqual(found, [(day, expected["cartons"] * size)], key)

    def test_certificate(self):
        expected, _product, _warehouse, vendor = self.case("certificate")
        (task,) = vendor.activity_ids
        self.assertEqual(
            task.date_deadline, END + timedelta(days=expected["days_left"])
        )
        self.assertEqual(task.user_id, self.get("user_cg1"))

    def test_over_credit_limit(self):
        customers = self.env["res.partner"].search([("credit_limit", ">", 0)])
        over = customers.filtered(lambda c: c.credit > c.credit_limit)
        case = CASES["over_credit_limit"]
        planted = [self.get(f"customer_{number}") for number in case.customers]
        self.assertEqual(over, self.env["res.partner"].union(*planted))
        lowest, highest = case.expected["of_limit"]
        for partner in over:
            self.assertTrue(lowest <= partner.credit / partner.credit_limit <= highest)

    def test_price_slip(self):
        expected, _product, _warehouse, vendor = self.case("price_slip")
        found = self.rows(
            """SELECT o.partner_id, b.price_unit / l.price_unit
            FROM account_move_line b JOIN purchase_order_line l
                ON l.id = b.purchase_line_id
            JOIN purchase_order o ON o.id = l.order_id
            WHERE abs(b.price_unit - l.price_unit) > 0.001"""
        )
        self.assertTrue(found)
        for partner, factor in found:
            self.assertEqual(partner, vendor.id)
            self.assertAlmostEqual(factor, expected["factor"], delta=0.002)

    def test_price_outlier(self):
        expected, product, _warehouse, vendor = self.case("price_outlier")
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", product.id), ("partner_id", "=", vendor.id)]
        )
        usual = float(data.goods()[product.default_code].cost)
        factors = sorted(line.price_unit / usual for line in lines)
        self.assertAlmostEqual(factors.pop(), expected["factor"], delta=0.04)
        self.assertLess(factors[-1], 1.05)

    def test_surplus_in_one_warehouse_shortage_in_another(self):
        expected, product, warehouse, _vendor = self.case("surplus")
        on_hand = sum(self.quants(product, warehouse).mapped("quantity"))
        mean = data.mean_cartons(CASES["surplus"].warehouse)[product.default_code]
        lowest, highest = expected["cover_days"]
        self.assertTrue(lowest <= self.cartons(on_hand, product) / mean <= highest)
        expected, product, warehouse, _vendor = self.case("shortage")
        on_hand = sum(self.quants(product, warehouse).mapped("quantity"))
        self.assertEqual(on_hand, expected["cartons"])
        waiting = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("state", "=", "confirmed"),
                ("picking_type_id", "=", warehouse.out_type_id.id),
            ]
        )
        self.assertTrue(waiting)

    def test_transfer_in_transit(self):
        expected, product, warehouse, _vendor = self.case("in_transit")
        moves = self.env["stock.move"].search(
            [
                ("location_id.usage", "=", "transit"),
                ("state", "=", "assigned"),
                ("product_id", "=", product.id),
            ]
        )
        self.assertEqual(moves.location_dest_id.warehouse_id, warehouse)
        quantity = self.cartons(sum(moves.mapped("quantity")), product)
        self.assertEqual(quantity, expected["cartons"])
        sent = set(moves.move_orig_ids.mapped(lambda m: m.date.date()))
        self.assertEqual(sent, {END - timedelta(days=expected["days_ago"])})

    def test_overdue_purchase(self):
        expected, product, _warehouse, vendor = self.case("overdue_purchase")
        (line,) = self.env["purchase.order.line"].search(
            [
                ("product_id", "=", product.id),
                ("state", "=", "purchase"),
                ("qty_received", "=", 0),
                ("date_planned", "<", f"{END} 00:00:00"),
            ]
        )
        self.assertEqual(line.partner_id, vendor)
        self.assertEqual(
            (END - line.date_planned.date()).days, expected["days_overdue"]
        )
        self.assertEqual(self.cartons(line.product_qty, product), expected["cartons"])

    def test_count_loss(self):
        expected, product, warehouse, _vendor = self.case("count_loss")
        found = self.rows(
            f"""SELECT {DAY.format("m.date")}, sum(m.quantity) FROM stock_move m
            JOIN stock_location s ON s.id = m.location_id
            JOIN stock_location d ON d.id = m.location_dest_id
            WHERE m.product_id = %(product)s AND m.is_inventory
                AND d.usage = 'inventory' AND s.warehouse_id = %(warehouse)s
            GROUP BY 1 ORDER BY 1 DESC LIMIT 1""",
            product=product.id,
            warehouse=warehouse.id,
        )
        day = END - timedelta(days=expected["days_ago"])
        self.assertEqual(found, [(day, -expected["pieces"])])
