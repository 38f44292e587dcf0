"""The accounting that the history generator writes by SQL, against that of the ORM."""

import doctest
from collections import defaultdict

from odoo.tests import TransactionCase, tagged

from tests.history_orders import Shop, day
from tools.history import accounting_average
from tools.history.accounting import Habits, post

ON_TIME = {"late_share": 0, "part_share": 0, "open_share": 0, "bill_days": 0}
OWN = {"id", "name", "move_name", "sequence_number", "ref", "memo", "invoice_origin"}
OWN |= {"create_date", "write_date", "payment_reference", "matching_number"}
OWN |= {"invoice_partner_display_name"}
# what refers to another record of the same run
LINKS = {"move_id", "payment_id", "origin_payment_id", "full_reconcile_id"}
LINKS |= {"purchase_line_id", "reversed_entry_id", "debit_move_id", "credit_move_id"}
LINKS |= {"partner_id", "commercial_partner_id", "partner_shipping_id"}


class Case(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Shop(cls.env)
        cls.env = cls.shop.env
        cls.soap = cls.shop.product("Soap", 13)
        cls.rice = cls.shop.product("Rice", 9)
        cls.vendor = cls.shop.partner("Vendor", "cash")
        cls.customer = cls.shop.partner("Customer", "cash")

    def post(self, since="2025-03-01", until="2025-12-31", **habits):
        prices = habits.pop("prices", None)
        habits = Habits(**ON_TIME | habits)
        return post(self.env, day(since), day(until), prices, habits)

    def rows(self, records):
        """Return the stored rows, without what must differ; links as yes or no."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT * FROM {records._table} WHERE id = ANY(%s) ORDER BY id",
            [records.ids],
        )
        found = []
        for row in self.env.cr.dictfetchall():
            row = {k: v for k, v in row.items() if k not in OWN}
            found.append(row | {k: bool(row[k]) for k in LINKS & set(row)})
        return found

    def documents(self, orders):
        lines = orders.order_line.invoice_lines
        return lines.move_id.sorted(lambda m: (m.invoice_date, m.move_type))

    def family(self, orders):
        """Return {table: rows} of everything that belongs to the orders."""
        moves = self.documents(orders)
        due = moves.line_ids.filtered("date_maturity")
        partials = due.matched_debit_ids | due.matched_credit_ids
        both = partials.debit_move_id | partials.credit_move_id
        payments = both.payment_id.sorted(lambda p: (p.date, p.amount))
        entries = moves.concat(*payments.move_id)
        found = {"account_move": [], "account_move_line": []}
        for move in entries:
            found["account_move"] += self.rows(move)
            lines = move.line_ids.sorted(
                lambda x: (x.sequence, x.date_maturity or x.date, -x.balance, x.id)
            )
            for line in lines:
                row = self.rows(line)[0] | {
                    "taxes": line.tax_ids.mapped("name"),
                    "tags": line.tax_tag_ids.ids,
                    "numbered": (line.matching_number or "")[:1].isdecimal(),
                    "label": bool(line.name),
                }
                found["account_move_line"].append(row)
        found["account_payment"] = [r for p in payments for r in self.rows(p)]
        found["account_partial_reconcile"] = sorted(
            self.rows(partials), key=lambda r: (r["max_date"], r["amount"])
        )
        found["orders"] = [r for o in orders for r in self.rows(o)]
        found["order_lines"] = [r for x in orders.order_line for r in self.rows(x)]
        return found

    def assert_same(self, ours, theirs, ignore=()):
        """Compare column by column and show every difference at once."""
        mine, core = self.family(ours), self.family(theirs)
        wrong = []
        for table, expected in core.items():
            if len(mine[table]) != len(expected):
                wrong.append(f"{table}: {len(mine[table])} rows, not {len(expected)}")
            for number, (a, b) in enumerate(zip(mine[table], expected, strict=False)):
                wrong += [
                    f"{table} {number} {a.get('display_type', '')}.{column}: "
                    f"{a[column]!r}, not {b[column]!r}"
                    for column in b
                    if (a[column] or 0) != (b[column] or 0)
                    and f"{table}.{column}" not in ignore
                ]
        self.assertFalse(wrong, "\n".join(wrong))


@tagged("post_install", "-at_install")
class TestHistoryAccountingLikeCore(Case):
    """The same orders twice: one made by the ORM, one by the generator."""

    # orders differ in what they refer to; core leaves the state of a payment that was
    # not last to be computed "in process", its own recomputation says "paid"
    IGNORE = (
        "order_lines.order_id",
        "order_lines.order_partner_id",
        "orders.partner_invoice_id",
        "account_payment.state",
    )

    def twins(self, kind, term, *days):
        """Return the orders of days (day, lines) of two equal partners."""
        make = self.shop.sell if kind == "sell" else self.shop.buy
        found = []
        for name in ("core", "ours"):
            partner = self.shop.partner(f"{kind} {term} {name}", term)
            orders = [make(at, partner, lines) for at, lines in days]
            found.append(orders[0].concat(*orders[1:]))
        return found

    def test_delivery_invoiced_and_paid(self):
        lines = [(self.soap, 3, 9.99), (self.rice, 7, 5.55)]
        theirs, ours = self.twins("sell", "cash", ("2025-03-05", lines))
        self.shop.pay("2025-03-05", self.shop.invoice("2025-03-05", theirs))
        self.post()
        self.assert_same(ours, theirs, self.IGNORE)
        payments = self.env["account.payment"].search([])
        self.env.add_to_compute(payments._fields["state"], payments)
        self.assertEqual(set(payments.mapped("state")), {"paid"})

    def test_bill_in_cartons_paid(self):
        lines = [(self.soap, 4, 61.15, self.shop.carton), (self.rice, 7, 3.33)]
        theirs, ours = self.twins("buy", "cash", ("2025-03-05", lines))
        self.shop.pay("2025-03-05", self.shop.invoice("2025-03-05", theirs))
        self.post()
        self.assert_same(ours, theirs, self.IGNORE)

    def test_month_of_deliveries(self):
        days = [
            ("2025-03-05", [(self.soap, 3, 9.99), (self.rice, 7, 5.55)]),
            ("2025-03-20", [(self.soap, 5, 8.35)]),
        ]
        theirs, ours = self.twins("sell", "month", *days)
        invoice = self.shop.invoice("2025-03-31", theirs)
        self.shop.pay("2025-04-30", invoice)
        self.post()
        # core takes the first order's day and gives the last one's when asked again
        self.assert_same(ours, theirs, (*self.IGNORE, "account_move.delivery_date"))
        self.assertEqual(self.documents(ours).delivery_date, day("2025-03-20"))
        self.assertEqual(invoice.invoice_date_due, day("2025-04-30"))

    def test_two_due_dates_the_second_still_open(self):
        lines = [(self.soap, 3, 33.35)]
        theirs, ours = self.twins("sell", "halves", ("2025-03-05", lines))
        invoice = self.shop.invoice("2025-03-05", theirs)
        first = invoice.line_ids.filtered("date_maturity").sorted("date_maturity")[0]
        self.shop.pay("2025-03-05", first)
        self.post(until="2025-03-20")
        self.assert_same(ours, theirs, self.IGNORE)

    def test_return_credited_on_an_open_invoice(self):
        lines = [(self.soap, 3, 9.99), (self.rice, 7, 5.55)]
        theirs, ours = self.twins("sell", "month", ("2025-03-05", lines))
        invoice = self.shop.invoice("2025-03-31", theirs)
        for order in (theirs, ours):
            self.shop.back("2025-04-10", order, 1)
        note = self.shop.credit("2025-04-30", invoice, 1)
        due = (invoice | note).line_ids.filtered("date_maturity")
        due.reconcile()
        self.shop.pay("2025-04-30", invoice)
        self.post()
        self.assert_same(ours, theirs, self.IGNORE)

    def test_return_to_the_vendor_paid_back(self):
        lines = [(self.soap, 4, 6.15)]
        theirs, ours = self.twins("buy", "cash", ("2025-03-05", lines))
        bill = self.shop.invoice("2025-03-05", theirs)
        self.shop.pay("2025-03-05", bill)
        for order in (theirs, ours):
            self.shop.back("2025-03-09", order, 1)
        note = self.shop.credit("2025-03-09", bill, 1)
        self.shop.pay("2025-03-09", note)
        self.post()
        self.assert_same(ours, theirs, self.IGNORE)

    def test_return_before_the_invoice_is_deducted(self):
        lines = [(self.soap, 3, 9.99)]
        theirs, ours = self.twins("sell", "month", ("2025-03-05", lines))
        for order in (theirs, ours):
            self.shop.back("2025-03-09", order, 1)
        self.shop.invoice("2025-03-31", theirs)
        self.post(until="2025-04-05")
        self.assert_same(ours, theirs, self.IGNORE)
        self.assertEqual(self.documents(ours).amount_untaxed, 2 * 9.99)

    def test_rounding_over_the_document(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        for product in (self.soap, self.rice):
            product.list_price = 1
        lines = [
            (self.soap, 1.25, 3.37),
            (self.soap, 1.25, 3.37),
            (self.rice, 0.5, 1.1),
        ]
        lines += [(self.rice, 0.75, 2.33), (self.soap, 0.35, 1.07)]
        theirs, ours = self.twins("sell", "cash", ("2025-03-05", lines))
        self.shop.pay("2025-03-05", self.shop.invoice("2025-03-05", theirs))
        self.post()
        self.assert_same(ours, theirs, self.IGNORE)

    # -- bills at another price than ordered ------------------------------------

    def week(self, name):
        """Return product and orders: the second 10 cost 6; 4 leave before the bill."""
        product = self.shop.product(name, 13)
        early = self.shop.buy("2025-03-01", self.vendor, [(product, 10, 5.0)])
        order = self.shop.buy("2025-03-03", self.vendor, [(product, 10, 6.0)])
        first = self.shop.sell("2025-03-03", self.customer, [(product, 4, 10)])
        return product, early, order, first

    def test_values_follow_as_in_core(self):
        mine, early, order, first = self.week("Ours")
        core, core_early, theirs, theirs_first = self.week("Core")
        self.shop.invoice("2025-03-03", theirs, [7.0])
        later = [
            self.shop.sell("2025-03-08", self.customer, [(product, 8, 10)])
            for product in (mine, core)
        ]
        for sold in later:
            self.shop.back("2025-03-09", sold, 3)
        made = self.post(prices={order.order_line.id: 7.0}, bill_days=0)
        self.assertEqual(made["revaluations"], 1)
        self.assertEqual(order.order_line.move_ids.value, 70)
        pairs = ((early, core_early), (order, theirs), (first, theirs_first), later)
        for ours, other in pairs:
            values = [o.order_line.move_ids.mapped("value") for o in (ours, other)]
            self.assertEqual(*values)
        margins = [(o.margin, o.order_line.margin) for o in later]
        self.assertEqual(*margins)
        self.assertAlmostEqual(mine.standard_price, core.standard_price)
        self.assertAlmostEqual(mine.total_value, core.total_value)
        log = self.env["jxc.stock.revaluation"].search(
            [("product_id", "=", mine.id), ("cause", "=", "bill")]
        )
        bill = self.documents(order)
        self.assertEqual((log.old_value, log.new_value, log.quantity), (60, 70, 10))
        self.assertEqual(log.known_at, bill.create_date)
        self.assertEqual((log.cause_ref, log.cause_name), (bill, bill.name))
        self.env["jxc.stock.daily"]._run()
        for product in (mine, core):
            facts = self.env["jxc.stock.daily"].search(
                [("product_id", "=", product.id)]
            )
            last = facts.sorted("day")[-1]
            self.assertAlmostEqual(last.closing_value, product.total_value, 2)

    # -- core looks at what was made ---------------------------------------------

    def story(self, **habits):
        """A spring of one vendor and three customers; return all documents."""
        soap, rice = self.soap, self.rice
        self.late = self.shop.partner("Late", "month")
        self.bad = self.shop.partner("Bad", "month")
        self.shop.buy("2025-03-03", self.vendor, [(soap, 90, 6.15), (rice, 70, 3.33)])
        for at in ("2025-03-05", "2025-03-06", "2025-04-02"):
            for customer in (self.customer, self.late, self.bad):
                order = self.shop.sell(at, customer, [(soap, 3, 9.99), (rice, 7, 5.55)])
        self.shop.back("2025-05-20", order, 1)
        habits = {"late": {self.late.id: 12}, "unpaid": [self.bad.id]} | habits
        self.made = self.post(until="2025-06-30", **habits)
        moves = self.env["account.move"].search([("date", "<", "2025-12-31")])
        return moves.sorted("id")

    def test_core_takes_them_for_its_own(self):
        moves = self.story(part_share=0.3, late_share=0.5)
        self.assertIn("partial", moves.mapped("payment_state"))
        self.check_balances(moves)
        self.check_recomputed(moves)
        self.assertFalse(any(self.post(until="2025-06-30").values()))
        self.check_core_goes_on(moves)

    def check_balances(self, moves):
        lines = moves.line_ids
        self.assertEqual(self.made["invoices"], 3 + 2 + 2)
        self.assertAlmostEqual(sum(lines.mapped("balance")), 0)
        self.assertAlmostEqual(sum(lines.mapped("debit")), sum(lines.mapped("credit")))
        debts = defaultdict(float)
        for line in lines.filtered(lambda x: x.account_type == "asset_receivable"):
            debts[line.partner_id] += line.amount_residual
        for partner in self.customer | self.late | self.bad:
            self.assertAlmostEqual(partner.credit, debts[partner])
        owed = moves.filtered(lambda m: m.partner_id == self.bad)
        self.assertAlmostEqual(self.bad.credit, sum(owed.mapped("amount_total_signed")))
        paid = self.env["account.payment"].search([("partner_id", "=", self.late.id)])
        self.assertEqual(
            paid.sorted("date").mapped("date"), [day("2025-05-12"), day("2025-06-11")]
        )

    def check_recomputed(self, moves):
        """What core alone computes of these records is what is stored."""
        orders = moves.line_ids.sale_line_ids.order_id
        bought = moves.line_ids.purchase_line_id.order_id
        for move in moves:
            total = move.tax_totals["total_amount_currency"] if move.is_invoice() else 0
            self.assertAlmostEqual(total, move.is_invoice() and move.amount_total)
        for records in (
            *(moves, moves.line_ids, moves.line_ids.payment_id, orders, bought),
            *(orders.order_line, bought.order_line),
        ):
            names = [
                name
                for name, field in records._fields.items()
                if field.store
                and field.compute
                and field.column_type
                and field.readonly
                and name not in ("sequence_number", "name")
            ]
            self.assertGreater(len(names), 5, records)
            before = records.read(names)
            for name in names:
                self.env.add_to_compute(records._fields[name], records)
            self.env.flush_all()
            records.invalidate_recordset()
            changed = [
                f"{a['id']} {name}: {a[name]!r}, core says {b[name]!r}"
                for a, b in zip(before, records.read(names), strict=True)
                for name in names
                if a[name] != b[name]
            ]
            self.assertFalse(changed, "\n".join(changed))

    def check_core_goes_on(self, moves):
        """Number, reverse and pay one of the documents as any other."""
        invoice = moves.filtered(lambda m: m.partner_id == self.bad)[0]
        self.assertEqual(invoice.payment_state, "not_paid")
        self.shop.pay("2025-07-02", invoice)
        self.assertEqual(invoice.payment_state, "paid")
        other = moves.filtered(
            lambda m: m.move_type == "in_invoice" and m.payment_state == "paid"
        )
        values = {"invoice_date": day("2025-07-02"), "date": day("2025-07-02")}
        reverse = other._reverse_moves([values], cancel=True)
        self.assertEqual(reverse.amount_total, other.amount_total)
        self.assertEqual(other.payment_state, "reversed")
        last = moves.filtered(lambda m: m.move_type == "out_invoice")[-1]
        order = self.shop.sell("2025-07-03", self.customer, [(self.soap, 1, 9.99)])
        new = self.shop.invoice("2025-07-03", order)
        self.assertEqual(new.sequence_prefix, last.sequence_prefix)
        self.assertEqual(new.sequence_number, last.sequence_number + 1)

    def test_what_cannot_be_booked_is_refused(self):
        self.soap.taxes_id.price_include_override = "tax_included"
        self.shop.buy("2025-03-03", self.vendor, [(self.soap, 90, 6.15)])
        self.shop.sell("2025-03-05", self.customer, [(self.soap, 3, 9.99)])
        with self.assertRaisesRegex(ValueError, "only a percentage on the price"):
            self.post()

    def test_examples_of_the_average(self):
        found = doctest.testmod(accounting_average)
        self.assertEqual((found.failed, found.attempted), (0, 5))
