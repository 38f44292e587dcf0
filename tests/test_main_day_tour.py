"""The main job through the screens: ten tours in Chinese, each as the right user."""

from odoo.tests import HttpCase, tagged

from demo.load import CONTEXT, load

TOURS = (
    ("jxc_day_1_request", "sq"),
    ("jxc_day_2_approve", "cgjl"),
    ("jxc_day_3_order", "cg1"),
    ("jxc_day_4_receive", "ck1"),
    ("jxc_day_5_sell", "xs1"),
    ("jxc_day_6_deliver", "ck1"),
    ("jxc_day_7_invoice", "xs1"),
    ("jxc_day_8_collect", "cw"),
    ("jxc_day_9_bill", "cw"),
    ("jxc_day_10_pay", "cw"),
)


@tagged("post_install", "-at_install")
class TestMainDayTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = load(
            cls.env,
            say=lambda line: None,
            commit=False,
            codes={"GS001", "GS002"},
            warehouse_numbers=(1,),
            history=False,
        )
        company = cls.env["res.company"].search([], order="id", limit=1)
        cls.env = cls.env(context={**CONTEXT, "allowed_company_ids": company.ids})

    def test_the_day_on_screen(self):
        product = self.records.get("product_GS001").with_env(self.env)
        before = product.qty_available
        for name, login in TOURS:
            self.start_tour("/odoo", name, login=login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(product.qty_available, before + 1500 - 26)
        self.check_bin(product)
        self.check_purchase(product)
        self.check_sale(product)

    def check_bin(self, product):
        lot = self.env["stock.lot"].search(
            [("product_id", "=", product.id), ("name", "=", "20260715")]
        )
        places = lot.quant_ids.filtered(
            lambda q: q.location_id.usage == "internal" and q.quantity > 0
        )
        self.assertEqual(places.location_id.name, "D-01-1")

    def check_purchase(self, product):
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", product.id), ("state", "=", "purchase")]
        )
        bill = lines.invoice_lines.move_id
        self.assertEqual(lines.order_id.partner_id.ref, "GYS10")
        self.assertAlmostEqual(bill.amount_total, 1500 * 4.20 * 1.09)
        self.assertEqual(bill.payment_state, "paid")

    def check_sale(self, product):
        lines = self.env["sale.order.line"].search(
            [("product_id", "=", product.id), ("state", "=", "sale")]
        )
        invoice = lines.invoice_lines.move_id
        self.assertAlmostEqual(invoice.amount_total, round(26 * 5.60 * 1.09, 2))
        self.assertEqual(invoice.payment_state, "paid")
