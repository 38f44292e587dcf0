from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

EAN = "6901234567892"


class LabelData:
    @classmethod
    def make(cls):
        cls.soy = cls.env["product.product"].create(
            {
                "name": "酱油",
                "default_code": "SP-L1",
                "barcode": EAN,
                "is_storable": True,
                "tracking": "lot",
                "jxc_spec": "500ml",
                "list_price": 98765,
                "standard_price": 54321,
            }
        )
        cls.lot = cls.env["stock.lot"].create(
            {
                "name": "L-1",
                "product_id": cls.soy.id,
                "expiration_date": datetime(2027, 3, 31, 4),
            }
        )
        cls.bin = cls.env["stock.location"].create(
            {"name": "A-01", "usage": "internal", "barcode": "BIN-L01"}
        )
        cls.sscc = cls.env["stock.package"].create({"name": "106141412345678908"})
        cls.size = cls.env.ref("jxc_base.label_size_product")


@tagged("post_install", "-at_install")
class TestJxcLabel(TransactionCase, LabelData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make()

    def codes(self, record):
        labels = self.env["jxc.label"]._labels(record, self.size)
        return [label.code for label in labels]

    def test_what_the_codes_hold(self):
        self.assertEqual(self.codes(self.soy), [EAN])
        self.assertEqual(self.codes(self.lot), [f"010{EAN}17270331" + "10L-1"])
        self.assertEqual(self.codes(self.bin), ["BIN-L01"])
        self.assertEqual(self.codes(self.sscc), ["00106141412345678908"])
        self.soy.barcode_ids.unlink()
        self.assertEqual(self.codes(self.soy), ["SP-L1"])
        self.assertEqual(self.codes(self.lot), ["L-1"])

    def test_every_code_is_found_again(self):
        for record in (self.soy, self.lot, self.bin, self.sscc):
            with self.subTest(record._name):
                (found,) = self.env["jxc.barcode"].resolve(self.codes(record)[0])
                self.assertEqual(
                    (found["model"], found["id"]), (record._name, record.id)
                )

    def test_chinese_lot_name_still_prints(self):
        self.lot.name = "批次一"
        self.assertEqual(self.codes(self.lot), ["批次一"])
        self.assertIn("批次一", self.env["jxc.label"]._svg(self.lot, self.size))

    def test_no_prices(self):
        page = self.env["jxc.label"]._page(self.soy, self.size)
        self.assertNotIn("98765", page)
        self.assertNotIn("54321", page)

    def test_errors(self):
        labels = self.env["jxc.label"]
        nothing = self.env["product.product"].create({"name": "No code"})
        for records, copies in (
            (nothing, 1),
            (self.env["product.product"], 1),
            (self.env["res.partner"].search([], limit=1), 1),
            (self.soy, 1001),
        ):
            with self.assertRaises(UserError):
                labels._page(records, self.size, copies)

    def test_wizard(self):
        template = self.soy.product_tmpl_id
        wizard = (
            self.env["jxc.label.print"]
            .with_context(active_model=template._name, active_ids=template.ids)
            .create({"copies": 3})
        )
        self.assertEqual(wizard.size_id, self.size)
        self.assertEqual((wizard.record_count, wizard.label_count), (1, 3))
        action = wizard.action_print()
        self.assertEqual(
            action["url"],
            f"/jxc/labels/product.product?ids={self.soy.id}&copies=3"
            f"&size={self.size.id}",
        )
        located = self.env["jxc.label.print"].with_context(
            active_model="stock.location", active_ids=self.bin.ids
        )
        size = located.create({}).size_id
        self.assertEqual(size, self.env.ref("jxc_base.label_size_location"))

    def test_actions_are_bound(self):
        for model in ("product.template", "product.product", "stock.lot"):
            bindings = self.env["ir.actions.actions"]._get_bindings(model)
            names = [action.get("name") for action in bindings.get("action", [])]
            self.assertIn("Print Labels", names, model)

    def test_sizes_are_the_managers(self):
        worker = new_test_user(
            self.env, "label_worker", groups="jxc_base.group_warehouse_worker"
        )
        manager = new_test_user(
            self.env, "label_manager", groups="jxc_base.group_warehouse_manager"
        )
        with self.assertRaises(AccessError):
            self.size.with_user(worker).width = 50
        self.size.with_user(manager).width = 50
        self.assertEqual(self.size.with_user(worker).width, 50)


@tagged("post_install", "-at_install")
class TestJxcLabelPage(HttpCase, LabelData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make()
        groups = "jxc_base.group_warehouse_worker"
        new_test_user(cls.env, "label_http", groups=groups, password="label_http_1")
        groups = "base.group_user"
        new_test_user(cls.env, "label_ask", groups=groups, password="label_ask_1")

    def status(self, path):
        return self.url_open(f"/jxc/labels/{path}").status_code

    def test_page(self):
        self.authenticate("label_http", "label_http_1")
        page = self.url_open(f"/jxc/labels/stock.lot?ids={self.lot.id}&copies=2")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.text.count('<div class="label">'), 2)
        self.assertIn("2027-03-31", page.text)
        self.assertEqual(self.status("res.users?ids=2"), 404)
        self.assertEqual(self.status("stock.lot?ids=abc"), 400)
        self.assertEqual(self.status("stock.lot?ids="), 400)
        self.assertEqual(self.status(f"stock.lot?ids={self.lot.id}&copies=99999"), 400)

    def test_rights(self):
        self.authenticate("label_ask", "label_ask_1")
        self.assertEqual(self.status(f"product.product?ids={self.soy.id}"), 200)
        self.assertEqual(self.status(f"stock.lot?ids={self.lot.id}"), 403)
        self.authenticate(None, None)
        page = self.url_open(f"/jxc/labels/stock.lot?ids={self.lot.id}")
        self.assertIn("/web/login", page.url)
