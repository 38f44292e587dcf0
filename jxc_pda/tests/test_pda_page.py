import json
import re

from odoo.tests import HttpCase, new_test_user, tagged

from .common import EAN, ROLES, SECRET, PdaData


@tagged("post_install", "-at_install")
class TestPdaPage(HttpCase, PdaData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make()

    def rpc(self, **params):
        response = self.url_open(
            "/pda/look_up",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def log_in(self, role, **values):
        user = self.user(role, **values)
        self.authenticate(user.login, f"{user.login}_1")
        return user

    def test_log_in_first(self):
        page = self.url_open("/pda")
        self.assertIn("/web/login", page.url)
        self.assertIn("redirect=%2Fpda", page.url)
        self.assertIn("error", self.rpc(code=EAN))

    def test_every_role(self):
        for role in ROLES:
            with self.subTest(role):
                self.log_in(role)
                self.assertEqual(self.url_open("/pda").status_code, 200)
                result = self.rpc(code=EAN)["result"]
                self.assertEqual(result["card"]["stock"]["available"], 70)
                self.assertNotIn(str(SECRET), json.dumps(result))

    def test_without_role(self):
        new_test_user(
            self.env, "pda_plain", groups="base.group_user", password="pda_plain_1"
        )
        self.authenticate("pda_plain", "pda_plain_1")
        self.assertEqual(self.url_open("/pda").status_code, 403)
        self.assertIn("error", self.rpc(code=EAN))
        new_test_user(
            self.env, "pda_portal", groups="base.group_portal", password="pda_portal_1"
        )
        self.authenticate("pda_portal", "pda_portal_1")
        self.assertEqual(self.url_open("/pda").status_code, 403)

    def test_page_is_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.log_in("warehouse_worker", lang="zh_CN")
        page = self.url_open("/pda").text
        self.assertIn('lang="zh-CN"', page)
        session = json.loads(re.search(r"__session_info__: (\{.*\})\}", page)[1])
        terms = session["pda_terms"]
        self.assertEqual(terms["Unknown Code"], "未知条码")
        card = self.rpc(code=EAN)["result"]["card"]
        self.assertEqual(card["kind_name"], "商品")

    def test_session_cannot_break_out_of_its_script(self):
        user = self.log_in("warehouse_worker")
        user.name = "</script><script>alert(1)</script>"
        self.assertNotIn("<script>alert", self.url_open("/pda").text)

    def test_cards_by_record(self):
        self.log_in("requester")
        result = self.rpc(model="product.product", record_id=self.soy.id)["result"]
        self.assertEqual(result["card"]["title"], "酱油")
        refused = self.rpc(model="stock.picking", record_id=self.delivery.id)["result"]
        self.assertIsNone(refused["card"])
        self.assertTrue(refused["error"])
        wrong = self.rpc(code=["a"])["result"]
        self.assertTrue(wrong["error"])

    def test_installable(self):
        manifest = self.url_open("/pda/manifest.webmanifest").json()
        self.assertEqual((manifest["scope"], manifest["start_url"]), ("/pda", "/pda"))
        for icon in manifest["icons"]:
            image = self.url_open(icon["src"])
            self.assertEqual(image.status_code, 200)
            self.assertTrue(image.content.startswith(b"\x89PNG"))
        worker = self.url_open("/pda/service-worker.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/pda")
        self.assertIn("javascript", worker.headers["Content-Type"])

    def test_menu_opens_the_page(self):
        action = self.env.ref("jxc_base.menu_pda").action
        self.assertEqual((action._name, action.url), ("ir.actions.act_url", "/pda"))

    def test_label_of_a_card(self):
        self.log_in("warehouse_worker")
        card = self.rpc(code="PDA-L1")["result"]["card"]
        (link,) = [link for link in card["links"] if link["kind"] == "print"]
        page = self.url_open(link["url"])
        self.assertEqual(page.status_code, 200)
        self.assertIn("<svg", page.text)
