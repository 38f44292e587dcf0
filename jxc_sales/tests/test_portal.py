from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from .test_timeline import WayCommon


@tagged("post_install", "-at_install")
class TestPortalTimeline(WayCommon, HttpCase):
    """The customer sees the way of their own orders, in their language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(code)
        cls.buyer = new_test_user(
            cls.env,
            login="portal_t",
            groups="base.group_portal",
            password="portal_t_portal_t",
        )
        cls.customer.company_id = False
        cls.buyer.partner_id.parent_id = cls.customer
        cls.buyer.lang = "en_US"
        cls.other = cls.env["res.partner"].create({"name": "Other T"})

    def page(self, order):
        self.authenticate("portal_t", "portal_t_portal_t")
        return self.url_open(f"/my/orders/{order.id}")

    def steps(self, order):
        tree = html.fromstring(self.page(order).text)
        return {
            item.get("data-code"): (
                item.get("data-state"),
                " ".join(item.text_content().split()),
            )
            for item in tree.xpath("//ol[@id='jxc_order_way']/li")
        }

    def test_own_order(self):
        self.stock(6)
        order = self.confirmed("2026-03-02 20:00")
        self.deliver(order, 6, "2026-03-02 21:00")
        steps = self.steps(order)
        self.assertNotIn("signed", steps)
        self.assertEqual(steps["quoted"][0], "done")
        # 20:00 UTC is the 3rd in Shanghai; nobody's name, no late mark
        self.assertEqual(steps["approved"], ("done", "Confirmed 03/03/2026"))
        self.assertEqual(steps["shipped"], ("todo", "Shipped 6 of 10"))
        self.assertEqual(steps["reserved"][0], "current")
        self.assertNotIn("cause", " ".join(text for _state, text in steps.values()))

    def test_in_chinese(self):
        self.buyer.lang = "zh_CN"
        order = self.confirmed("2026-03-02 20:00")
        steps = self.steps(order)
        self.assertEqual(steps["approved"][1], "确认 2026/03/03")
        self.assertEqual(steps["paid"][1], "收款")

    def test_foreign_order(self):
        order = self.confirmed(partner_id=self.other.id)
        page = self.page(order)
        self.assertNotIn("jxc_order_way", page.text)
        self.assertNotIn(order.name, page.text)
