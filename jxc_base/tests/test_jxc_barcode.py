from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

GTIN = "06901234567892"
EAN = "6901234567892"
CASE = "16901234567899"


@tagged("post_install", "-at_install")
class TestJxcBarcode(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")
        cls.soy = cls.product("酱油 500ml", "JXC-T-001", EAN, tracking="lot")
        cls.serial = cls.product("Scale", "SN1", tracking="serial")
        cls.packing = cls.env["product.uom"].create(
            {"product_id": cls.soy.id, "uom_id": cls.dozen.id, "barcode": CASE}
        )
        cls.lot = cls.make_lot("L1", cls.soy, expiration_date=datetime(2027, 1, 31))
        cls.bin = cls.env["stock.location"].create(
            {"name": "A-01", "usage": "internal", "barcode": "BIN-A01"}
        )
        cls.worker = new_test_user(
            cls.env, "scan_worker", groups="jxc_base.group_warehouse_worker"
        )

    @classmethod
    def product(cls, name, code, barcode=False, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "barcode": barcode,
                "is_storable": True,
                **values,
            }
        )

    @classmethod
    def make_lot(cls, name, product, **values):
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": product.id, **values}
        )

    def resolve(self, code, expected=None, user=None):
        barcode = self.env["jxc.barcode"].with_user(user or self.worker)
        return barcode.resolve(code, expected)

    def one(self, code, **options):
        found = self.resolve(code, **options)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_product_in_all_spellings(self):
        for code in (EAN, GTIN, "]E0" + EAN, "JXC-T-001", f" {EAN}\n", "01" + GTIN):
            with self.subTest(code):
                found = self.one(code)
                self.assertEqual((found["kind"], found["id"]), ("product", self.soy.id))
                self.assertEqual(found["quantity"], 1)

    def test_second_barcode(self):
        self.env["product.barcode"].create({"product_id": self.soy.id, "name": "X-2"})
        self.assertEqual(self.one("X-2")["id"], self.soy.id)

    def test_packing_has_its_factor(self):
        found = self.one(CASE)
        self.assertEqual(found["kind"], "packing")
        self.assertEqual(found["product_id"], self.soy.id)
        self.assertEqual((found["quantity"], found["factor"]), (1, 12))

    def test_gs1_with_known_lot(self):
        found = self.one(f"]C101{GTIN}10L1\x1d3024")
        self.assertEqual((found["kind"], found["model"]), ("lot", "stock.lot"))
        self.assertEqual(found["id"], self.lot.id)
        self.assertEqual(found["quantity"], 24)
        self.assertEqual(found["expiry"], "2027-01-31")

    def test_gs1_with_new_lot(self):
        found = self.one(f"01{GTIN}17261200" + "10NEW")
        self.assertEqual((found["kind"], found["id"]), ("product", self.soy.id))
        self.assertEqual((found["lot"], found["lot_id"]), ("NEW", False))
        self.assertEqual(found["expiry"], "2026-12-31")

    def test_gs1_packing_with_lot(self):
        found = self.one(f"02{CASE}37" + "5\x1d10L1")
        self.assertEqual((found["kind"], found["quantity"]), ("packing", 5))
        self.assertEqual(found["lot_id"], self.lot.id)

    def test_weight(self):
        barcode = "2012345000001"
        pork = self.product(
            "Pork", "P1", barcode, uom_id=self.env.ref("uom.product_uom_gram").id
        )
        found = self.one(f"01{barcode.zfill(14)}3103001250")
        self.assertEqual(found["id"], pork.id)
        self.assertAlmostEqual(found["quantity"], 1250)
        # a product sold by the piece is not counted in kilograms
        self.assertEqual(self.one(f"01{GTIN}3103001250")["quantity"], 1)

    def test_exact_only(self):
        self.make_lot("SN10", self.serial)
        self.assertEqual([c["kind"] for c in self.resolve("SN1")], ["product"])
        self.assertEqual([c["kind"] for c in self.resolve("SN10")], ["lot"])
        self.assertEqual(self.resolve("SN"), [])
        self.assertEqual(self.resolve("%"), [])
        self.assertEqual(self.resolve("SN1_"), [])

    def test_lot_name_of_two_products(self):
        other = self.product("Vinegar", "V1", tracking="lot")
        self.make_lot("L1", other)
        found = self.resolve("L1")
        self.assertEqual({c["product_id"] for c in found}, {self.soy.id, other.id})
        # with the item in the code there is no doubt
        self.assertEqual(self.one(f"01{GTIN}10L1")["id"], self.lot.id)

    def test_all_matches_and_the_expected_step(self):
        self.bin.barcode = "JXC-T-001"
        self.assertEqual(
            {c["kind"] for c in self.resolve("JXC-T-001")}, {"product", "location"}
        )
        self.assertEqual(self.one("JXC-T-001", expected="location")["id"], self.bin.id)
        self.assertEqual(self.one("JXC-T-001", expected=["product"])["id"], self.soy.id)
        for wrong in (5, [[1]], {"product": 1}):
            self.assertEqual(len(self.resolve("JXC-T-001", expected=wrong)), 2)
        # nothing of the expected kind: what it is instead
        self.assertEqual(len(self.resolve("JXC-T-001", expected="document")), 2)

    def test_places(self):
        self.assertEqual(self.one("BIN-A01")["kind"], "location")
        sscc = "106141412345678908"
        package = self.env["stock.package"].create({"name": sscc})
        for code in (sscc, "00" + sscc, "(00)" + sscc):
            self.assertEqual(self.one(code)["id"], package.id)

    def test_documents(self):
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "incoming")], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": self.bin.id,
                "location_dest_id": self.bin.id,
            }
        )
        found = self.one(picking.name)
        self.assertEqual((found["kind"], found["model"]), ("document", "stock.picking"))
        buyer = new_test_user(self.env, "scan_buyer", groups="jxc_base.group_purchaser")
        partner = self.env["res.partner"].create({"name": "Vendor"})
        order = self.env["purchase.order"].create({"partner_id": partner.id})
        self.assertEqual(self.one(order.name, user=buyer)["id"], order.id)
        # no right to read purchase orders: not found rather than an error
        seller = new_test_user(
            self.env, "scan_requester", groups="jxc_base.group_requester"
        )
        self.assertEqual(self.resolve(order.name, user=seller), [])

    def test_other_company_stays_unseen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.soy.company_id = False
        product = self.product("Secret", "SECRET-1", company_id=company.id)
        self.assertEqual(self.resolve("SECRET-1"), [])
        mine = self.env["jxc.barcode"].with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(mine.resolve("SECRET-1"), [])
        both = self.env["jxc.barcode"].with_context(
            allowed_company_ids=[self.company.id, company.id]
        )
        self.assertEqual(both.resolve("SECRET-1")[0]["id"], product.id)

    def test_wrong_gs1_says_why(self):
        with self.assertRaisesRegex(UserError, "check digit .* is 0 and should be 2"):
            self.resolve("]C10106901234567890")
        with self.assertRaisesRegex(UserError, "261331 is not a date"):
            self.resolve(f"(01){GTIN}(17)261331")
        # without a sign of GS1 it is simply unknown
        self.assertEqual(self.resolve("0106901234567890"), [])

    def test_bad_input(self):
        self.assertEqual(self.resolve("  "), [])
        self.assertEqual(self.resolve("\x00"), [])
        for wrong in (None, 5, ["a"], "x" * 5000):
            with self.assertRaises(UserError):
                self.resolve(wrong)

    def test_queries_do_not_grow(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.resolve("MANY", user=self.env.user)
            return self.env.cr.sql_log_count - before

        self.product("First", "MANY", tracking="lot")
        self.make_lot("MANY", self.soy)
        count()
        few = count()
        for number in range(10):
            product = self.product(f"P{number}", f"MANY-{number}", tracking="lot")
            self.make_lot("MANY", product)
        self.assertEqual(len(self.resolve("MANY", user=self.env.user)), 12)
        self.assertLessEqual(count(), few)
        self.assertLess(few, 40)
