"""Products and partners found by mnemonic, pinyin, code, barcode, specification."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import TransactionCase


@tagged("post_install", "-at_install")
class TestMnemonicSearch(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.soy = cls.env["product.product"].create(
            {
                "name": "海天酱油",
                "default_code": "JXT-0417",
                "jxc_spec": "500ml×12",
                "jxc_model": "KX9",
                "jxc_brand": "海天",
                "barcode_ids": [
                    Command.create({"name": "6909990001112"}),
                    Command.create({"name": "6909990001129", "sequence": 5}),
                ],
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "重庆粮行", "ref": "CQ77"})

    def found(self, model, text):
        return [record_id for record_id, _name in self.env[model].name_search(text)]

    def test_every_way_to_the_product(self):
        ways = (
            "海天酱油 天酱 酱 htjy ht tj haitianjiangyou jiangyou jxt-0417 0417 JXT "
            "6909990001112 6909990001129 000112 500ml kx9 ５００ＭＬ HTJY"
        )
        for text in [*ways.split(), "酱油 500", "htjy kx9"]:
            with self.subTest(text):
                self.assertIn(self.soy.id, self.found("product.product", text))
                template = self.soy.product_tmpl_id.id
                self.assertIn(template, self.found("product.template", text))
                lines = self.env["product.product"].search(
                    [("display_name", "ilike", text)]
                )
                self.assertIn(self.soy, lines)

    def test_what_it_is_not(self):
        for text in ("htjx", "酱醋", "酱油 600", "%", "_", "6909990001130", "zzqqxx"):
            with self.subTest(text):
                self.assertNotIn(self.soy.id, self.found("product.product", text))

    def test_every_way_to_the_partner(self):
        for text in ("cqlh", "chongqing", "粮行", "CQ77", "cq"):
            with self.subTest(text):
                self.assertIn(self.partner.id, self.found("res.partner", text))

    def test_exact_code_comes_first(self):
        other = self.env["product.product"].create({"name": "JXT-0417 and more"})
        found = self.found("product.product", "JXT-0417")
        self.assertEqual(found[0], self.soy.id)
        self.assertIn(other.id, found)

    def test_the_mnemonic_follows_the_name_until_edited(self):
        template = self.soy.product_tmpl_id
        template.name = "海天生抽"
        self.assertEqual(template.jxc_mnemonic, "htsc")
        template.jxc_mnemonic = "HTSQ "
        self.assertEqual(template.jxc_mnemonic, "htsq")
        template.name = "海天老抽"
        self.assertEqual(template.jxc_mnemonic, "htsq")
        self.assertIn(self.soy.id, self.found("product.product", "htsq"))
        template.jxc_mnemonic = False
        self.assertEqual(template.jxc_mnemonic, "htlc")

    def test_typing_in_the_form(self):
        with Form(self.env["product.template"]) as form:
            form.name = "重庆火锅底料"
            self.assertEqual(form.jxc_mnemonic, "cqhgdl")
            form.jxc_mnemonic = "zqhg"
        self.assertEqual(form.record.jxc_mnemonic, "zqhg")

    def test_chinese_translation_of_an_english_name(self):
        products = self.env["product.product"].with_context(lang="en_US")
        product = products.create({"name": "Green Tea"})
        self.assertEqual(product.jxc_mnemonic, "greentea")
        product.with_context(lang="zh_CN").name = "绿茶"
        self.assertEqual(product.product_tmpl_id.jxc_mnemonic, "lc")
        for text in ("green", "绿茶", "lvcha"):
            with self.subTest(text):
                self.assertIn(product.id, self.found("product.product", text))

    def test_a_new_barcode_is_found_at_once(self):
        self.env["product.barcode"].create(
            {"product_id": self.soy.id, "name": "6909990009996"}
        )
        self.assertIn(self.soy.id, self.found("product.product", "6909990009996"))

    def test_domain_limit_and_archive(self):
        products = self.env["product.product"]
        none = products.name_search("htjy", [("id", "!=", self.soy.id)])
        self.assertNotIn(self.soy.id, [pair[0] for pair in none])
        products.create([{"name": f"Elephant {number}"} for number in range(3)])
        self.assertEqual(len(products.name_search("e", limit=2)), 2)
        self.soy.active = False
        self.assertNotIn(self.soy.id, self.found("product.product", "htjy"))

    def test_import_in_batch(self):
        """Recomputing many names costs no query per record."""
        names = [{"name": f"批量商品{i}"} for i in range(40)]
        self.env["product.template"].create(names)
        self.env.flush_all()
        templates = self.env["product.template"].search([("name", "like", "批量商品")])
        self.env.add_to_compute(templates._fields["jxc_mnemonic"], templates)
        self.env.add_to_compute(templates._fields["jxc_pinyin"], templates)
        self.env.add_to_compute(templates._fields["jxc_search"], templates)
        self.env.invalidate_all(flush=False)
        before = self.env.cr.sql_log_count
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 20)


@tagged("post_install", "-at_install")
class TestProductCodes(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.products = cls.env["product.product"]
        cls.first = cls.products.create({"name": "First", "default_code": "UC-1"})

    def refused(self, text, create):
        with self.assertRaises(ValidationError) as caught:
            create()
        self.assertIn(text, str(caught.exception))

    def test_off_allows_doubles(self):
        self.company.jxc_product_code_policy = "off"
        self.assertTrue(self.products.create({"name": "B", "default_code": "UC-1"}))

    def test_the_message_names_the_product(self):
        self.company.jxc_product_code_policy = "unique"
        for model in ("product.product", "product.template"):
            with self.subTest(model):
                self.refused(
                    "First",
                    lambda m=model: self.env[m].create(
                        {"name": "B", "default_code": "UC-1"}
                    ),
                )
        other = self.products.create({"name": "B", "default_code": "UC-2"})
        self.refused("First", lambda: other.write({"default_code": "UC-1"}))
        self.refused(
            "UC-9",
            lambda: self.products.create(
                [{"name": name, "default_code": "UC-9"} for name in "CD"]
            ),
        )
        self.assertTrue(self.products.create({"name": "No code"}))

    def test_import(self):
        self.company.jxc_product_code_policy = "unique"
        result = self.env["product.template"].load(
            ["name", "default_code"], [["Imported", "UC-1"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("First", result["messages"][0]["message"])

    def test_an_archived_product_keeps_its_code(self):
        self.company.jxc_product_code_policy = "unique"
        self.first.active = False
        self.refused(
            "First",
            lambda: self.products.create({"name": "B", "default_code": "UC-1"}),
        )

    def test_mandatory(self):
        self.company.jxc_product_code_policy = "required"
        for model in ("product.product", "product.template"):
            with self.subTest(model):
                self.refused("needs a product code", lambda m=model: self.make(m))
        self.refused("needs", lambda: self.first.write({"default_code": False}))
        made = self.env["product.template"].create(
            {"name": "B", "default_code": "UC-3"}
        )
        self.assertEqual(made.default_code, "UC-3")

    def make(self, model):
        return self.env[model].create({"name": "B"})

    def test_companies_have_their_own_codes(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.company.jxc_product_code_policy = "unique"
        other.jxc_product_code_policy = "unique"
        mine, theirs = (
            self.products.create(
                {"name": "Own", "default_code": "UC-7", "company_id": company.id}
            )
            for company in (self.company, other)
        )
        self.assertNotEqual(mine, theirs)
        self.refused(
            "Own", lambda: self.products.create({"name": "S", "default_code": "UC-7"})
        )
        self.refused("Own", lambda: theirs.product_tmpl_id.write({"company_id": False}))
