from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ..core.label import Label, em_width, label_page, label_svg, symbology, wrap

SVG = "{http://www.w3.org/2000/svg}"
SIZES = st.sampled_from([(60, 40), (40, 30), (30, 20), (100, 50), (40, 60), (100, 150)])


def texts(svg):
    return [node.text for node in etree.fromstring(svg).iter(f"{SVG}text")]


@tagged("post_install", "-at_install")
class TestLabel(BaseCase):
    def test_symbology(self):
        for code, width, expected in (
            ("6901234567892", 60, "ean13"),
            ("6901234567890", 60, "code128"),  # wrong check digit
            ("6901234567892", 20, "qr"),
            ("BIN-A01", 60, "code128"),
            ("BIN-A01-" * 5, 60, "qr"),
            ("货位A", 60, "qr"),
        ):
            with self.subTest(code=code):
                self.assertEqual(symbology(code, width), expected)

    def test_ean13_bars(self):
        """The bars of 6901234567892 as in the GS1 specification: 30 black runs."""
        svg = label_svg(Label(60, 40, "6901234567892", "Soy"))
        path = etree.fromstring(svg).find(f"{SVG}path").get("d")
        self.assertEqual(path.count("M"), 30)

    def test_text_is_escaped_and_clean(self):
        svg = label_svg(Label(60, 40, "A1", '<b>"&\x00\x1b', ["a<b"]))
        self.assertIn('<b>"&', texts(svg))
        self.assertIn("a<b", texts(svg))

    def test_long_chinese_title_takes_two_lines(self):
        title = "海天特级金标生抽酱油家庭实惠大瓶装"
        shown = texts(label_svg(Label(40, 30, "SP-1", title)))
        self.assertEqual("".join(shown[:2]), title)

    def test_wrap(self):
        self.assertEqual(wrap("soy sauce 500ml", 5, 3), ["soy sauce", "500ml"])
        self.assertEqual(wrap("", 5, 3), [])

    def test_page_has_one_label_a_page(self):
        labels = [Label(60, 40, "A1", "One")] * 3
        page = label_page(labels, title="<x>", button="打印")
        self.assertEqual(page.count('<div class="label">'), 3)
        self.assertIn("size: 60mm 40mm", page)
        self.assertIn("&lt;x&gt;", page)

    def test_bad_sizes(self):
        for width, height, code in ((5, 40, "A"), (60, 999, "A"), (60, 40, "")):
            with self.assertRaises(ValueError):
                label_svg(Label(width, height, code, "x"))

    @settings(max_examples=60, deadline=None)
    @given(SIZES, st.text(min_size=1, max_size=40), st.text(max_size=60))
    def test_everything_fits(self, size, code, title):
        code = code.strip() or "x"
        svg = label_svg(Label(*size, code, title, [title, "SP-001"]))
        root = etree.fromstring(svg)
        for node in root.iter(f"{SVG}text"):
            font = float(node.get("font-size"))
            self.assertLessEqual(float(node.get("y")), size[1])
            if node.get("text-anchor") != "middle":
                right = float(node.get("x")) + em_width(node.text or "") * font
                self.assertLessEqual(right, size[0] + font)
