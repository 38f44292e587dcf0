"""A history from plain rows: consistent, refused when wrong, worked on after."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from tools.history import check, market, reference, value, write

from .history_case import QUIET, HistoryCase, at


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def tell(self):
        """One of everything: partial, late and short receipts, lots, returns, …"""
        self.adjust(self.plain, 20, "opening", 1, reason="期初")
        first = self.buy(self.plain, 10, 6.5)
        lots = self.buy(self.lotted, 10, 7, rest="cancelled")
        receipt = self.receive(first, 4)
        self.receive(lots, 3, lot="L1", expires_at=datetime(2026, 3, 31))
        self.receive(first, 5, day=6, doc="R2")
        sold = self.sell(self.plain, 6, 9.99)
        sold_lot = self.sell(self.lotted, 5, 9.99)
        self.deliver(sold, 4)
        delivery = self.deliver(sold_lot, 1, lot="L1")
        back = {"receipt_id": receipt, "doc": "B1", "at": at(9), "quantity": 1}
        self.put("return", **back)
        back = {"delivery_id": delivery, "doc": "B2", "at": at(10), "quantity": 1}
        self.put("return", lot="L1", **back)
        self.transfer(self.plain, 3, 11, arrived=12)
        self.transfer(self.lotted, 1, 11, doc="T2", lot="L1")
        self.adjust(self.plain, -2, "count", 13, reason="盘点")
        self.adjust(self.plain, -1, "scrap", 14)

    def test_everything_agrees(self):
        self.tell()
        write.write(self.env, **QUIET)
        self.assertEqual(check.check(self.env, sample=1000), [])
        # 20 + 4 + 5 received; 4 sold, 1 sent back, 2 lost, 1 scrapped; 3 moved over
        self.assertEqual(self.plain.qty_available, 20 + 9 - 4 - 1 - 2 - 1)
        self.assertEqual(
            self.plain.with_context(warehouse_id=self.away.id).qty_available, 3
        )
        cost = (20 * 5 + 9 * 6.5) / 29
        self.assertAlmostEqual(self.plain.standard_price, cost)
        self.assertAlmostEqual(self.plain.total_value, cost * 21, delta=0.02)
        order = self.env["purchase.order"].search([("partner_id", "=", self.vendor.id)])
        self.assertEqual(order.name, "CGDD-20260102-0001")
        self.assertEqual(order.receipt_status, "partial")
        self.assertEqual(order.order_line.mapped("qty_received"), [8, 3])
        self.assertEqual(order.amount_total, round(135 * 1.13, 2))

    def test_open_rest(self):
        """What never came waits, what was given up is cancelled, stock is reserved."""
        self.tell()
        write.write(self.env, **QUIET)
        orders = self.env["purchase.order"].search(
            [("partner_id", "=", self.vendor.id)]
        )
        rest = orders.picking_ids.move_ids.filtered(lambda m: m.state != "done")
        self.assertEqual(
            {(m.product_id.name, m.state, m.product_uom_qty) for m in rest},
            {("plain", "assigned", 1), ("lotted", "cancel", 7)},
        )
        sale = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        waiting = sale.picking_ids.filtered(lambda p: p.state == "assigned").move_ids
        states = {m.product_id.name: (m.state, m.quantity) for m in waiting}
        self.assertEqual(
            states, {"plain": ("assigned", 2), "lotted": ("partially_available", 2)}
        )
        on_way = self.env["stock.picking"].search(
            [("interwarehouse_transfer_id.state", "=", "in_transit")]
        )
        self.assertEqual(sorted(on_way.mapped("state")), ["assigned", "done"])

    def test_work_goes_on(self):
        """The next order, receipt and delivery are made by Odoo on top of it."""
        self.tell()
        write.write(self.env, **QUIET)
        order = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        delivery = order.picking_ids.filtered(lambda p: p.state == "assigned")
        delivery.move_ids.picked = True
        delivery._action_done()
        self.assertEqual(order.order_line.mapped("qty_delivered"), [6, 2])
        with freeze_time("2026-01-02 04:00:00"):
            later = order.copy({"date_order": at(7, 5)})
        self.assertEqual(later.name, "XSDD-20260107-0002")
        self.assertEqual(check.check(self.env, sample=10), [])

    def test_planted_violations_are_found(self):
        self.tell()
        write.write(self.env, **QUIET)
        faults = {
            "UPDATE stock_quant SET quantity = 7 WHERE quantity > 5": "on hand",
            "UPDATE purchase_order_line SET qty_received = 9.5 WHERE product_qty > 9": (
                "received is"
            ),
            "UPDATE sale_order_line SET qty_delivered = 99 WHERE product_id = %(p)s": (
                "delivered is"
            ),
            "UPDATE sale_order SET amount_total = 1": "sales orders are",
            "UPDATE purchase_order SET amount_untaxed = 1": "purchase orders are",
            "UPDATE stock_quant SET reserved_quantity = 999 WHERE quantity > 5": (
                "reserved is at most"
            ),
            "UPDATE stock_move SET value = value + 7 WHERE is_in": "cost of",
            "UPDATE stock_move_line SET quantity = 77 WHERE id IN (SELECT min(id)"
            " FROM stock_move_line)": "a movement is",
            "UPDATE stock_picking SET state = 'assigned'": "lines and transfers",
            "UPDATE stock_move SET is_in = false WHERE is_in": "what crosses",
            "UPDATE stock_lot SET avg_cost = 5": "stock.lot",
        }
        for fault, rule in faults.items():
            with self.subTest(rule), self.env.cr.savepoint() as point:
                self.env.cr.execute(fault, {"p": self.plain.id})
                self.env.invalidate_all()
                found = check.check(self.env, sample=100)
                self.assertIn(rule, " | ".join(found))
                point.rollback()

    def test_refusals(self):
        """Staged nonsense is refused by name, and nothing is written."""
        line = self.buy(self.plain, 3, 5)
        self.receive(line, 4)
        with self.assertRaisesRegex(ValueError, "received more than ordered"):
            write.write(self.env, **QUIET)

    def test_stock_below_zero_is_refused(self):
        self.deliver(self.sell(self.plain, 3, 5), 3)
        with self.assertRaisesRegex(ValueError, "below zero at the end"):
            write.write(self.env, **QUIET)

    def test_two_steps(self):
        """A warehouse that receives in two steps puts the goods away itself."""
        self.home.reception_steps = "two_steps"
        self.receive(self.buy(self.plain, 3, 5), 3)
        write.write(self.env, **QUIET)
        moves = self.env["stock.move"].search([("product_id", "=", self.plain.id)])
        away = moves.filtered("move_orig_ids")
        self.assertEqual(away.picking_type_id, self.home.store_type_id)
        self.assertEqual(away.move_orig_ids, moves - away)
        quant = self.env["stock.quant"]._gather(self.plain, self.home.lot_stock_id)
        self.assertEqual(quant.quantity, 3)
        self.assertEqual(check.check(self.env, sample=10), [])

    def test_bins(self):
        """Goods lie where history_place says."""
        shelf = self.env["stock.location"].create(
            {"name": "A-01", "location_id": self.home.lot_stock_id.id}
        )
        self.env.cr.execute(
            "INSERT INTO history_place VALUES (%s, %s, %s)",
            [self.home.id, self.plain.id, shelf.id],
        )
        self.receive(self.buy(self.plain, 3, 5), 3)
        self.deliver(self.sell(self.plain, 1, 9), 1)
        write.write(self.env, **QUIET)
        self.assertEqual(self.env["stock.quant"]._gather(self.plain, shelf).quantity, 2)
        self.assertEqual(check.check(self.env, sample=10), [])


@tagged("post_install", "-at_install")
class TestReference(HistoryCase):
    def test_small_load(self):
        """The smallest load is right, always the same, and ends yesterday."""
        texts = []
        for _again in range(2):
            with self.env.cr.savepoint() as point:
                reference.fill(self.env, 0.001, today=date(2026, 2, 1), **QUIET)
                texts.append(self.shape())
                broken = check.check(self.env, sample=20)
                point.rollback()
            self.env.invalidate_all()
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(broken, [])

    def shape(self):
        """What the staging tables hold, without the ids of master data."""
        self.env.cr.execute(
            """SELECT (SELECT count(*) FROM stock_move WHERE state = 'done'),
            (SELECT max(jxc_done_at) FROM stock_move),
            (SELECT md5(string_agg(concat(doc, at, quantity, lot), '|' ORDER BY id))
                FROM history_receipt),
            (SELECT md5(string_agg(concat(doc, at, quantity, lot), '|' ORDER BY id))
                FROM history_delivery),
            (SELECT round(sum(value), 2) FROM stock_move)"""
        )
        done, last, *rest = self.env.cr.fetchone()
        self.assertGreaterEqual(done, market.Size.scaled(0.001).moves)
        self.assertLess(last, datetime(2026, 1, 31, 16))
        self.assertGreater(last, datetime(2026, 1, 31, 16) - timedelta(days=3))
        return done, last, *rest


@tagged("post_install", "-at_install")
class TestValue(TransactionCase):
    def money(self, amount):
        return round(amount, 2)

    def value(self, method, *events):
        stream = [value.Event(n, *event) for n, event in enumerate(events, 1)]
        return value.run(method, stream, 4.0, self.money)

    def test_average(self):
        bought = [("in", 10, 6), ("in", 10, 8)]
        values, cost = self.value("average", *bought, ("out", 5), ("back", 2, 0, 3))
        self.assertEqual(values, {1: 60, 2: 80, 3: 5 * 7, 4: 2 * 7})
        self.assertEqual(cost, 7)

    def test_average_below_zero(self):
        """Below zero the next receipt sets the cost."""
        values, cost = self.value("average", ("out", 3), ("in", 5, 6), ("out", 1))
        self.assertEqual(values, {1: 3 * 4, 2: 30, 3: 6})
        self.assertEqual(cost, 6)

    def test_fifo(self):
        bought = [("in", 10, 6), ("in", 10, 8)]
        values, cost = self.value("fifo", *bought, ("out", 12), ("ask",))
        self.assertEqual(values, {1: 60, 2: 80, 3: 10 * 6 + 2 * 8, 4: 8})
        self.assertEqual(cost, 8)

    def test_standard(self):
        values, cost = self.value("standard", ("own", 5), ("in", 5, 6), ("out", 7))
        self.assertEqual(values, {1: 5 * 4, 2: 30, 3: 7 * 4})
        self.assertEqual(cost, 4)
