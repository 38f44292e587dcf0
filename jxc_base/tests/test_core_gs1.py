import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import gs1, gs1_values

VECTORS = Path(__file__).parent / "gs1_vectors.json"
LOTS = st.text("ABCXYZ0189-/.", min_size=1, max_size=20)
DIGITS13 = st.text("0123456789", min_size=13, max_size=13)


def plain(value):
    return value.isoformat() if isinstance(value, date) else str(value)


def read(code, year=2026):
    elements = gs1.parse_gs1(code, year=year)
    return {element.ai: plain(element.value) for element in elements}


@tagged("post_install", "-at_install")
class TestGs1(BaseCase):
    def test_vectors(self):
        vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
        self.assertGreater(len(vectors), 60)
        for vector in vectors:
            with self.subTest(vector["name"]):
                if "error" not in vector:
                    found = read(vector["code"], vector["year"])
                    self.assertEqual(found, vector["elements"])
                    continue
                with self.assertRaises(gs1.Gs1Error) as caught:
                    gs1.parse_gs1(vector["code"], year=vector["year"])
                self.assertEqual(caught.exception.code, vector["error"])

    def test_table_is_sound(self):
        table = gs1.identifiers()
        for ai in table:
            others = [other for other in table if other != ai and other.startswith(ai)]
            self.assertEqual(others, [], f"{ai} hides {others}")
        # General Specifications, figure 7.8.5-2: lengths defined by the first digits
        fixed = {ai[:2] for ai, row in table.items() if not row.fnc1}
        defined = "00 01 02 03 11 12 13 15 16 17 20 31 32 33 34 35 36 41"
        self.assertEqual(fixed, set(defined.split()))

    def test_errors_say_what_and_where(self):
        with self.assertRaises(gs1.Gs1Error) as caught:
            gs1.parse_gs1("010690123456789217261331", year=2026)
        self.assertEqual(caught.exception.position, 18)
        self.assertEqual(str(caught.exception), "(17) EXPIRY: 261331 is not a date")

    def test_check_digit_examples(self):
        # worked examples of the General Specifications 7.9 and of a Chinese product
        for digits in ("6901234567892", "106141412345678908", "012345678905"):
            self.assertTrue(gs1_values.is_valid_key(digits))
        self.assertFalse(gs1_values.is_valid_key("6901234567893"))
        self.assertFalse(gs1_values.is_valid_key("６９０１２３４５６７８９２"))

    def test_gtin_forms(self):
        self.assertEqual(
            gs1_values.gtin_forms("06901234567892"), ["06901234567892", "6901234567892"]
        )
        self.assertEqual(gs1_values.gtin_forms("16901234567899"), ["16901234567899"])
        self.assertIn("96385074", gs1_values.gtin_forms("00000096385074"))

    def test_looks_like_gs1(self):
        for code in ("]C1x", "a\x1db", "(01)1", "https://a.b/01/06901234567892"):
            self.assertTrue(gs1.looks_like_gs1(code), code)
        for code in ("6901234567892", "(A)", "]A0123", "https://a.b/c", "WH/IN/01"):
            self.assertFalse(gs1.looks_like_gs1(code), code)

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=60))
    @example("(01")
    @example("https://[/01/2")
    @example("https://a.b/01/")
    @example("31")
    @example("(310)1")
    def test_only_gs1_errors(self, text):
        for code in (text, "]C1" + text, "https://a.b/01/" + text):
            try:
                gs1.parse_gs1(code, year=2026)
            except gs1.Gs1Error as error:
                self.assertTrue(str(error))

    @settings(max_examples=80, deadline=None)
    @given(DIGITS13, LOTS, st.dates(date(1980, 1, 1), date(2070, 1, 1)), LOTS)
    def test_round_trip(self, digits, lot, expiry, serial):
        gtin = digits + str(gs1_values.check_digit(digits))
        stamp = expiry.strftime("%y%m%d")
        expected = {"01": gtin, "17": plain(expiry), "10": lot, "21": serial}
        for code in (
            f"01{gtin}17{stamp}10{lot}\x1d21{serial}",
            f"]d2\x1d01{gtin}10{lot}\x1d21{serial}\x1d17{stamp}",
            f"(01){gtin}(17){stamp}(10){lot}(21){serial}",
        ):
            self.assertEqual(read(code), expected)

    @settings(max_examples=60, deadline=None)
    @given(DIGITS13, st.integers(0, 13), st.integers(1, 9))
    def test_one_wrong_digit_is_found(self, digits, place, change):
        gtin = list(digits + str(gs1_values.check_digit(digits)))
        gtin[place] = str((int(gtin[place]) + change) % 10)
        with self.assertRaises(gs1.Gs1Error):
            gs1.parse_gs1("01" + "".join(gtin))

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 999999), st.integers(0, 5))
    def test_weights(self, grams, decimals):
        (element,) = gs1.parse_gs1(f"310{decimals}{grams:06d}")
        self.assertEqual(element.value, Decimal(grams) / 10**decimals)
        self.assertEqual(element.unit, "kg")
