from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .kpi_case import KpiCase

NOW = "2026-04-03 04:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKpiDso(KpiCase):
    """Twelve documents of three customers, January to March.

    A and B have salespeople, C has none. Tax only on the first invoice.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Outstanding Ltd", "jxc_tz": "Asia/Shanghai"}
        )
        cls.env["account.chart.template"].try_loading("cn", cls.company, False)
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        users = cls.env["res.users"].with_context(no_reset_password=True)
        cls.ann, cls.ben = users.create(
            [{"name": name, "login": f"dso.{name}"} for name in ("ann", "ben")]
        )
        cls.a, cls.b, cls.c = cls.env["res.partner"].create(
            [
                {"name": "A", "user_id": cls.ann.id},
                {"name": "B", "user_id": cls.ben.id},
                {"name": "C"},
            ]
        )
        cls.branch = cls.env["res.partner"].create(
            {"name": "Branch", "parent_id": cls.a.id, "type": "invoice"}
        )
        journals = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.bank = journals.filtered(lambda journal: journal.type == "bank")[:1]
        cls.general = journals.filtered(lambda journal: journal.type == "general")[:1]
        cls.make_documents()

    @classmethod
    def make_documents(cls):
        tax = cls.env["account.tax"].create(
            {
                "name": "VAT of the first",
                "amount": 13,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "company_id": cls.company.id,
            }
        )
        first = cls.invoice(cls.a, "2026-01-10", 1000, tax=tax)  # 1,130 with tax
        second = cls.invoice(cls.b, "2026-01-20", 2000)
        cls.pay(cls.a, "2026-02-05", 1130, first)
        cls.third = cls.invoice(cls.branch, "2026-02-10", 3000)  # counts as A
        credit = cls.invoice(cls.b, "2026-02-15", 500, "out_refund")
        cls.invoice(cls.c, "2026-02-20", 800)
        receipt = cls.invoice(cls.c, "2026-02-28", 200, "out_receipt")
        cls.pay(cls.c, "2026-02-28", 200, receipt)
        cls.pay(cls.b, "2026-03-01", 1500, second + credit)
        cls.invoice(cls.a, "2026-03-10", 500)
        cls.invoice(cls.a, "2026-03-12", 9999, post=False)
        cls.pay(cls.a, "2026-03-20", 300)

    @classmethod
    def invoice(cls, partner, day, price, kind="out_invoice", tax=None, post=True):
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "company_id": cls.company.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "quantity": 1,
                            "price_unit": price,
                            "tax_ids": [Command.set(tax.ids if tax else [])],
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def pay(cls, partner, day, amount, documents=None):
        account = partner.with_company(cls.company).property_account_receivable_id
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": cls.general.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Payment",
                            "account_id": cls.bank.default_account_id.id,
                            "debit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Payment",
                            "partner_id": partner.id,
                            "account_id": account.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        if documents:
            lines = (entry + documents).line_ids
            lines.filtered(lambda line: line.account_id == account).reconcile()

    def test_company(self):
        # January: A 1,130 and B 2,000 are open, and were sold in it
        self.check(1, 1130 + 2000, 1130 + 2000)
        # February: A paid the first, bought 3,000; B 2,000 less a credit note of 500;
        # C bought 800 on credit; its receipt of 200 was paid at once, no credit sale
        self.check(2, 3000 + (2000 - 500) + 800, 3000 - 500 + 800)
        # March: B paid all; A owes 3,000 + 500 less 300 paid without a document
        self.check(3, 3000 + 500 - 300 + 800, 500)

    def check(self, month, owed, sold):
        self.assert_kpi("dso", self.month(2026, month), "none", owed, sold)

    def test_customers(self):
        february = self.month(2026, 2)
        for key, owed, sold in (
            (self.a, 3000, 3000),  # the branch belongs to A
            (self.b, 2000 - 500, -500),
            (self.c, 800, 800),
        ):
            self.assert_kpi("dso", february, "customer", owed, sold, key=key)
        self.assert_no_figure("dso", self.month(2026, 3), "customer", self.b)
        self.assert_no_figure("dso", february, "customer", self.branch)

    def test_salespeople(self):
        february = self.month(2026, 2)
        self.assert_kpi("dso", february, "salesperson", 3000, 3000, key=self.ann)
        self.assert_kpi("dso", february, "salesperson", 1500, -500, key=self.ben)
        self.assert_kpi("dso", february, "salesperson", 800, 800, key=None)

    def test_dimensions_add_up(self):
        for month in (1, 2, 3):
            for dimension in ("customer", "salesperson"):
                self.assert_parts("dso", self.month(2026, month), dimension)

    def test_before_anything(self):
        december = self.month(2025, 12)
        self.assert_no_figure("dso", december)
        kpi = self.kpi("dso")
        kpi._compute_period(self.company, december, final=True)
        total = self.stored("dso", december)
        self.assertEqual((len(total), total.has_value, total.closed), (1, False, True))

    def test_settled(self):
        self.assert_settled("dso", self.month(2026, 2))

    def test_value_in_days(self):
        kpi = self.kpi("dso")
        kpi._refresh(self.company)
        tile = kpi.get_tile(["dso"], {"period": "2026-02-17"})[0]
        self.assertAlmostEqual(tile["value"], 5300 / 3300 * 28, 4)
        self.assertAlmostEqual(tile["previous"], 3130 / 3130 * 31, 4)
        self.assertIsNone(tile["year_before"])
        # the open April: 3 days so far, nothing sold yet
        self.assertIsNone(kpi.get_tile(["dso"])[0]["value"])

    def test_what_moved_it(self):
        kpi = self.kpi("dso")
        kpi._refresh(self.company)
        found = kpi.get_moved("dso", "2026-02-01", {"dimension": "customer"})
        change = 5300 / 3300 * 28 - 31
        self.assertAlmostEqual(found["change"], change, 6)
        parts = {part["label"]: part["contribution"] for part in found["parts"]}
        self.assertAlmostEqual(sum(parts.values()), change, 6)
        mean_value = (31 + 5300 / 3300 * 28) / 2
        mean_sales = (3130 + 3300) / 2
        self.assertAlmostEqual(
            parts["C"], (800 * 28 - mean_value * 800) / mean_sales, 6
        )
        two = kpi.get_moved("dso", "2026-02-01", {"dimension": "customer", "number": 1})
        self.assertAlmostEqual(
            two["parts"][0]["contribution"] + two["others"], change, 6
        )

    def test_who_sees_it(self):
        self.kpi("dso")._refresh(self.company)
        for role in ("finance", "boss", "sales_manager", "jxc_admin"):
            self.assert_seen_by("dso", f"jxc_base.group_{role}")
        for role in ("salesperson", "warehouse_worker", "purchaser", "requester"):
            self.assert_hidden_from("dso", f"jxc_base.group_{role}")
