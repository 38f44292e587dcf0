import re
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.capitals import amount_in_capitals

VALUES = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
MAXIMUM = 10**18 - 1  # fen


def section(text):
    """Value of a number below 10,000, e.g. 壹仟零壹."""
    total = digit = 0
    for character in text:
        if character in UNITS:
            total += digit * UNITS[character]
            digit = 0
        else:
            digit = VALUES[character]
    return total + digit


def below_yi(text):
    high, mark, low = text.rpartition("万")
    return (section(high) * 10000 if mark else 0) + section(low)


def parse(text):
    """Amount in fen of a text in capitals: the inverse, written on its own."""
    match = re.fullmatch(r"(负?)(?:(.+)元)?零?(?:(.)角)?零?(?:(.)分|整)", text)
    sign, yuan, jiao, fen = match.groups()
    high, mark, low = (yuan or "零").rpartition("亿")
    value = (below_yi(high) * 10**8 if mark else 0) + below_yi(low)
    fens = value * 100 + VALUES[jiao or "零"] * 10 + VALUES[fen or "零"]
    return -fens if sign else fens


@tagged("post_install", "-at_install")
class TestCapitals(BaseCase):
    def test_accounting_practice(self):
        # the first block are the examples of 支付结算办法 appendix 1 and of article 52
        table = {
            "1409.50": "壹仟肆佰零玖元伍角整",
            "6007.14": "陆仟零柒元壹角肆分",
            "1680.32": "壹仟陆佰捌拾元叁角贰分",
            "107000.53": "壹拾万零柒仟元伍角叁分",
            "16409.02": "壹万陆仟肆佰零玖元零贰分",
            "325.04": "叁佰贰拾伍元零肆分",
            "0": "零元整",
            "0.01": "壹分",
            "0.10": "壹角整",
            "0.11": "壹角壹分",
            "1": "壹元整",
            "10": "壹拾元整",
            "11.1": "壹拾壹元壹角整",
            "100": "壹佰元整",
            "101": "壹佰零壹元整",
            "1001": "壹仟零壹元整",
            "1010": "壹仟零壹拾元整",
            "10000": "壹万元整",
            "10001": "壹万零壹元整",
            "100005": "壹拾万零伍元整",
            "110000": "壹拾壹万元整",
            "1010000": "壹佰零壹万元整",
            "10100000": "壹仟零壹拾万元整",
            "10000000.05": "壹仟万元零伍分",
            "100000000": "壹亿元整",
            "100000001": "壹亿零壹元整",
            "100010000": "壹亿零壹万元整",
            "110000000": "壹亿壹仟万元整",
            "1000000000000": "壹万亿元整",
            "1000000000001": "壹万亿零壹元整",
            "1000100000000": "壹万零壹亿元整",
            "1000000010000": "壹万亿零壹万元整",
            "9999999999999.99": "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万"
            "玖仟玖佰玖拾玖元玖角玖分",
            "-5.05": "负伍元零伍分",
            "-0.001": "零元整",
        }
        for amount, expected in table.items():
            with self.subTest(amount):
                self.assertEqual(amount_in_capitals(amount), expected)

    def test_rounding_half_up(self):
        for amount, same in (
            ("0.005", "0.01"),
            ("2.675", "2.68"),
            (2.675, "2.68"),
            (1.005, "1.01"),
            ("-0.005", "-0.01"),
            ("0.995", "1"),
            ("0.0049", "0"),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(amount_in_capitals(amount), amount_in_capitals(same))

    def test_prefix(self):
        self.assertEqual(amount_in_capitals(3, "人民币"), "人民币叁元整")

    def test_bad_input(self):
        for amount in ("abc", "", "1,000", "NaN", "inf", float("nan"), float("-inf")):
            with self.subTest(amount=amount), self.assertRaises(ValueError):
                amount_in_capitals(amount)
        for amount in (10**16, "1e300", "-10000000000000000", "9999999999999999.995"):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(ValueError, "below"),
            ):
                amount_in_capitals(amount)
        for amount in (None, True, [], {}, b"1", 1j):
            with self.subTest(amount=amount), self.assertRaises(TypeError):
                amount_in_capitals(amount)

    @settings(max_examples=400, deadline=None)
    @given(st.one_of(st.integers(-MAXIMUM, MAXIMUM), st.integers(-(10**8), 10**8)))
    def test_the_inverse_gives_the_amount(self, fen):
        self.assertEqual(parse(amount_in_capitals(Decimal(fen).scaleb(-2))), fen)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from("0001259"), min_size=1, max_size=16))
    def test_zeros(self, digits):
        text = amount_in_capitals("".join(digits))
        self.assertEqual(parse(text), int("".join(digits)) * 100)
        self.assertNotIn("零零", text)
        for wrong in ("零万", "零亿", "零拾", "零佰", "零仟", "亿万"):
            self.assertNotIn(wrong, text)
        if int("".join(digits)):
            self.assertNotRegex(text, "零元|^零")

    @settings(max_examples=100, deadline=None)
    @given(st.decimals(-(10**12), 10**12, places=4))
    def test_rounds_like_the_books(self, amount):
        rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        self.assertEqual(parse(amount_in_capitals(amount)), int(rounded * 100))
