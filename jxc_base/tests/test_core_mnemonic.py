import re

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.mnemonic import full_pinyin, initials, search_text

LATIN = st.text(alphabet="abcXYZ0123456789", max_size=20)
# An override that changes nothing: forces the path without the cache.
XIAN = {"鱻": "xian"}
CHINESE = st.text(alphabet="海天酱油绿茶可口乐矿泉水大米面粉盐糖醋", max_size=12)


@tagged("post_install", "-at_install")
class TestMnemonic(BaseCase):
    def test_initials(self):
        table = {
            "海天酱油500ml": "htjy500ml",
            "重庆火锅底料": "cqhgdl",
            "银行": "yh",
            "长沙臭豆腐": "cscdf",
            "大连商行": "dlsh",
            "农夫山泉 1.5L×12": "nfsq1.5l12",
            "ＡＢＣ酱（大）": "abcjd",
            "A.B.": "ab",
            "3M胶带": "3mjd",
            "": "",
            None: "",
            "  ": "",
        }
        for name, expected in table.items():
            with self.subTest(name=name):
                self.assertEqual(initials(name), expected)

    def test_full(self):
        table = {
            "重庆商行": "chongqingshanghang",
            "绿茶": "lvcha",
            "Coca可乐": "cocakele",
            "银行": "yinhang",
            "粘豆包": "niandoubao",
        }
        for name, expected in table.items():
            with self.subTest(name=name):
                self.assertEqual(full_pinyin(name), expected)

    def test_overrides_win(self):
        self.assertEqual(initials("单记"), "dj")
        self.assertEqual(initials("单记", {"单": "shan"}), "sj")
        self.assertEqual(full_pinyin("商行", {"商行": "shang xing"}), "shangxing")
        with self.assertRaisesRegex(ValueError, "2 readings"):
            initials("单记", {"单记": "shan"})

    def test_search_text_repeats_nothing(self):
        self.assertEqual(search_text("abc", "ABC", None, ""), "abc")
        self.assertEqual(
            search_text("海天酱油", "SP-01"),
            "海天酱油 htjy haitianjiangyou sp-01 sp01",
        )

    def test_hostile_length(self):
        self.assertLessEqual(len(initials("海" * 100000)), 512)

    @settings(max_examples=60, deadline=None)
    @given(LATIN, CHINESE, LATIN)
    def test_latin_is_kept(self, left, middle, right):
        code = initials(left + middle + right)
        self.assertTrue(code.startswith(left.lower()))
        self.assertTrue(code.endswith(right.lower()))
        self.assertEqual(len(code), len(left + middle + right))

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=40))
    def test_any_text_is_lower_and_deterministic(self, name):
        code, full = initials(name), full_pinyin(name)
        self.assertEqual((code, full), (initials(name, XIAN), full_pinyin(name, XIAN)))
        for text in (code, full):
            self.assertFalse(re.search(r"[\sA-Z]", text))
