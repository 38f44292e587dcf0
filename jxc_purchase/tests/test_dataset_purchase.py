"""The dataset of purchase lines: figures by hand, and who sees what."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestDatasetPurchase(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dataset = cls.env.ref("jxc_purchase.dataset_purchase")
        cls.finance = cls._user("fin_data", "jxc_base.group_finance")
        cls.boss = cls._user("boss_data", "jxc_base.group_boss")
        cls.buy(cls.soy, 2, 10, cls.vendor, datetime(2026, 3, 10, 4))
        cls.buy(cls.soy, 3, 9, cls.other_vendor, datetime(2026, 4, 2, 4))
        cls.buy(cls.salt, 5, 2, cls.vendor, datetime(2026, 4, 3, 4))

    @classmethod
    def buy(cls, product, quantity, price, vendor, moment, confirm=True, **line):
        values = {
            "product_id": product.id,
            "product_qty": quantity,
            "price_unit": price,
            "tax_ids": False,
            **line,
        }
        order = cls.env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "company_id": cls.company.id,
                "user_id": cls.purchaser.id,
                "order_line": [Command.create(values)],
            }
        )
        if confirm:
            order.button_confirm()
            order.date_approve = moment
        return order

    def ask(self, user, *args, **kwargs):
        self.env.flush_all()
        return self.dataset.with_user(user).query(*args, **kwargs)["rows"]

    def test_grouped_figures(self):
        rows = self.ask(self.boss, ["partner_id"], ["quantity", "amount"])
        found = {row[0][0]: row[1:] for row in rows}
        self.assertEqual(found[self.vendor.id], [2 + 5, 2 * 10 + 5 * 2])
        self.assertEqual(found[self.other_vendor.id], [3, 3 * 9])

    def test_periods_units_receipts_and_currencies(self):
        april = {"period": ["2026-04-01", "2026-04-30"]}
        self.assertEqual(self.ask(self.boss, [], ["quantity"], **april), [[3 + 5]])
        dozen = self.env.ref("uom.product_uom_dozen")
        day = datetime(2026, 5, 4, 4)
        order = self.buy(self.soy, 2, 100, self.vendor, day, product_uom_id=dozen.id)
        self._receive(order, 12)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order SET currency_rate = 4 WHERE id = %s", order.ids
        )
        self.env.invalidate_all()
        may = {"period": ["2026-05-01", None]}
        rows = self.ask(self.boss, [], ["quantity", "received", "amount"], **may)
        self.assertEqual(rows, [[2 * 12, 12, 2 * 100 / 4]])

    def test_quotations_are_no_purchases(self):
        before = self.ask(self.boss, [], ["quantity"])
        self.buy(self.soy, 50, 10, self.vendor, None, confirm=False)
        self.assertEqual(self.ask(self.boss, [], ["quantity"]), before)

    def test_roles(self):
        for user in (self.purchaser, self.manager, self.finance, self.boss):
            rows = self.ask(user, [], ["quantity", "amount"])
            self.assertEqual(rows, [[10, 57]], user.login)
        for user in (self.requester, self.worker):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.ask(user, [], ["quantity"])
        with self.assertRaises(UserError):
            self.ask(self.boss, ["product_id.standard_price"], ["quantity"])

    def test_another_company_s_purchases_do_not_count(self):
        other = self.env["res.company"].create({"name": "Data Elsewhere"})
        self.boss.company_ids |= other
        rows = self.dataset.with_user(self.boss).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(rows.query([], ["quantity"])["rows"], [[None]])

    def test_it_opens(self):
        action = self.dataset.with_user(self.purchaser).action_open()
        views = self.env[action["res_model"]].with_user(self.purchaser)
        for kind in action["view_mode"].split(","):
            self.assertTrue(views.get_view(view_type=kind)["arch"])
        self.assertEqual(action["context"]["pivot_measures"], ["amount", "quantity"])
