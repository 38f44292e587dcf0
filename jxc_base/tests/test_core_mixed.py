import json
import re
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.mixed import MixedError, Unit, formatted, in_packings, parsed, split

CASES = Path(__file__).parents[1] / "static/tests/mixed_cases.js"
NAMES = ["箱", "包", "盒", "box", "pack of 6", "500g", "件 (大)", "Karton", "个"]


def cases():
    """The cases that JavaScript is tested with, too."""
    text = CASES.read_text(encoding="utf-8")
    return json.loads(re.search(r"= (\{.*\});", text, re.S)[1])


def units_of(rows):
    return [Unit(r["name"], Fraction(*r["factor"]), tuple(r["others"])) for r in rows]


@st.composite
def scales(draw):
    """(units with a base unit first, digits)"""
    digits = draw(st.integers(0, 5))
    names = draw(st.permutations(NAMES))
    factors = draw(
        st.lists(
            st.fractions(Fraction(1, 12), 5000, max_denominator=12),
            max_size=4,
            unique=True,
        )
    )
    factors = [Fraction(1), *(f for f in factors if f != 1)]
    return [Unit(n, f) for n, f in zip(names, factors, strict=False)], digits


@tagged("post_install", "-at_install")
class TestMixed(BaseCase):
    def test_cases(self):
        known = cases()
        units = units_of(known["units"])
        by_name = {unit.name: unit for unit in units}
        for text, own, wanted in known["parse"]:
            with self.subTest(text=text, own=own):
                if isinstance(wanted, str):
                    with self.assertRaises(MixedError) as caught:
                        parsed(text, units, by_name[own], 2)
                    self.assertEqual(caught.exception.code, wanted)
                else:
                    found = parsed(text, units, by_name[own], 2)
                    self.assertEqual(found, Fraction(str(wanted)))
        for quantity, text in known["format"]:
            with self.subTest(quantity=quantity):
                found = formatted(Fraction(str(quantity)), units, 2)
                self.assertEqual(found, text)

    def test_message_names_what_fits(self):
        known = units_of(cases()["units"])
        with self.assertRaises(MixedError) as caught:
            parsed("3箱5包", known, known[2], 2)
        self.assertEqual(caught.exception.names, ("包", "半包"))

    @given(scales(), st.integers(-(10**9), 10**9))
    def test_what_is_written_can_be_read(self, scale, number):
        units, digits = scale
        quantity = Fraction(number, 10**digits)
        text = formatted(quantity, units, digits)
        self.assertEqual(parsed(text, units, units[0], digits), quantity)

    @given(scales(), st.integers(-(10**9), 10**9), st.integers(0, 4))
    def test_lines_of_any_unit_come_back_unchanged(self, scale, number, index):
        units, digits = scale
        own = units[index % len(units)]
        quantity = Fraction(number, 10**digits)
        text = in_packings(quantity, own, units, digits)
        self.assertEqual(parsed(text, units, own, digits), quantity)

    @given(scales(), st.integers(-(10**9), 10**9))
    def test_parts_add_up(self, scale, number):
        units, digits = scale
        quantity = Fraction(number, 10**digits)
        parts = split(quantity, units, digits)
        total = sum(count * unit.factor for count, unit in parts)
        self.assertEqual(total, quantity)
        self.assertTrue(all(count * number >= 0 for count, _unit in parts))
        whole = [count for count, unit in parts if unit.factor > 1]
        self.assertTrue(all(count.denominator == 1 for count in whole))

    @given(st.text(max_size=30))
    def test_anything_may_be_typed(self, text):
        units = units_of(cases()["units"])
        try:
            parsed(text, units, units[0], 2)
        except MixedError as error:
            self.assertIn(
                error.code, ("unknown", "ambiguous", "syntax", "not_exact"), text
            )
