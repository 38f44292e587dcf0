import hashlib
import hmac
import re
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import light_markdown, robots

LINK = ("打开", "https://jxc.example.com/mail/view?model=purchase.order&res_id=7")
WIDE = st.text(alphabet="库存不足ab \n*[]#>", max_size=6000)


@tagged("post_install", "-at_install")
class TestFormats(BaseCase):
    @given(WIDE, WIDE)
    def test_wecom_text_fits_and_keeps_its_link(self, title, body):
        message = robots.wecom_markdown(title, body, LINK)
        content = message["markdown"]["content"]
        self.assertLessEqual(len(content.encode()), 4096)
        self.assertTrue(content.endswith(f"[{LINK[0]}]({LINK[1]})"))

    @given(WIDE, WIDE)
    def test_wecom_card_fits(self, title, body):
        card = robots.wecom_card(title, body, LINK)["template_card"]
        self.assertLessEqual(len(card["main_title"]["title"]), 26)
        self.assertLessEqual(len(card["sub_title_text"]), 112)
        self.assertEqual(card["card_action"], {"type": 1, "url": LINK[1]})

    @given(WIDE, WIDE)
    def test_dingtalk_fits(self, title, body):
        text = robots.dingtalk_markdown(title, body * 3, LINK)["markdown"]["text"]
        self.assertLessEqual(len(text.encode()), 15000)
        self.assertIn(LINK[1], text)

    def test_cards_without_link_are_texts(self):
        for make, kind in (
            (robots.wecom_card, "markdown"),
            (robots.dingtalk_card, "markdown"),
        ):
            self.assertEqual(make("Title", "Body")["msgtype"], kind)

    def test_dingtalk_card_has_a_button(self):
        card = robots.dingtalk_card("Late", "a\nb", LINK)["actionCard"]
        self.assertEqual((card["singleTitle"], card["singleURL"]), LINK)
        self.assertEqual(card["text"], "#### Late  \na  \nb")

    @given(st.text(max_size=300), st.integers(20, 400))
    def test_cut(self, text, size):
        cut = robots.cut(text, size)
        self.assertLessEqual(len(cut.encode()), size)
        self.assertTrue(cut == text or cut.endswith("…"))


@tagged("post_install", "-at_install")
class TestSignatures(BaseCase):
    # by OpenSSL: printf '%s\n%s' "$t" "$s" | openssl dgst -sha256 -hmac "$s" -binary
    # | base64, then percent-encoded
    VECTORS = (
        (1700000000000, "SECabc", "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D"),
        (1, "this is secret", "wVaoE9o4ZEV9bdDtGeKjjDRCNDlrhg7hcuKeSV9wg4A%3D"),
    )

    def test_dingtalk_vectors(self):
        for timestamp, secret, expected in self.VECTORS:
            with self.subTest(secret=secret):
                found = robots.dingtalk_signature(timestamp, secret)
                self.assertEqual(found, expected)

    def test_signature_joins_the_address(self):
        address = "https://oapi.dingtalk.com/robot/send?access_token=k"
        signed = robots.dingtalk_signed(address, "SECabc", 1700000000000)
        query = parse_qs(urlsplit(signed).query)
        self.assertEqual(query["access_token"], ["k"])
        self.assertEqual(query["timestamp"], ["1700000000000"])
        self.assertEqual(
            query["sign"], ["jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="]
        )
        self.assertEqual(robots.dingtalk_signed(address, None, 1), address)

    @given(st.binary(max_size=200), st.integers(0, 2**33))
    def test_webhook_receivers_can_check(self, body, timestamp):
        header = robots.webhook_signature(timestamp, body, "shared")
        time_part, signature = re.fullmatch(r"t=(\d+),v1=(\w{64})", header).groups()
        signed = hmac.new(b"shared", time_part.encode() + b"." + body, hashlib.sha256)
        self.assertTrue(hmac.compare_digest(signed.hexdigest(), signature))


@tagged("post_install", "-at_install")
class TestAnswers(BaseCase):
    def test_robots(self):
        cases = (
            ("wecom", 200, b'{"errcode": 0, "errmsg": "ok"}', "sent", 0),
            ("wecom", 200, b'{"errcode": 45009}', "retry", 60),
            ("wecom", 200, b'{"errcode": 93000}', "failed", 0),
            ("wecom", 200, b'{"errcode": -1}', "retry", 0),
            ("dingtalk", 200, b'{"errcode": 130101}', "retry", 600),
            ("dingtalk", 200, b'{"errcode": 310000}', "failed", 0),
            ("dingtalk", 502, b"", "retry", 0),
            ("dingtalk", 200, b"<html>", "retry", 0),
            ("wecom", 200, b"[]", "retry", 0),
            ("wecom", 302, b"", "failed", 0),
        )
        for kind, status, body, state, pause in cases:
            with self.subTest(kind=kind, body=body):
                outcome = robots.robot_outcome(kind, status, body)
                self.assertEqual((outcome.state, outcome.pause), (state, pause))

    def test_rest_is_asked_for_within_reason(self):
        self.assertEqual(robots.http_outcome(429, "999999").pause, 4 * 3600)
        self.assertEqual(robots.http_outcome(503, "soon").pause, 60)


@tagged("post_install", "-at_install")
class TestLightMarkdown(BaseCase):
    @given(st.text(alphabet="ab<>&\"'[]()*`#- \nhttps:/", max_size=200))
    def test_html_holds_only_our_marks(self, text):
        html = light_markdown.to_html(text)
        tags = set(re.findall(r"</?(\w+)", html))
        self.assertLessEqual(
            tags, {"p", "b", "code", "a", "br", "ul", "li", "h4", "blockquote"}
        )
        for attribute in re.findall(r"<a ([^>]*)>", html):
            self.assertRegex(attribute, r'^href="https?://[^"<>]+"$')

    @given(st.text(max_size=200))
    def test_a_name_has_no_effect(self, name):
        safe = light_markdown.plain(name)
        self.assertNotRegex(safe, r"[\[\]*`<>\n\r]")
        self.assertNotIn("<a", light_markdown.to_html(safe))
