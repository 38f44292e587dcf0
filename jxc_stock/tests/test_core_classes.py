from statistics import fmean, pstdev

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.classes import abc, variation, xyz

VALUES = st.dictionaries(st.integers(0, 30), st.integers(-5, 1000), max_size=25)
LIMITS = st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)).map(
    lambda pair: tuple(sorted(pair))
)
WEEKS = st.lists(st.integers(0, 50), min_size=4, max_size=60)


@tagged("post_install", "-at_install")
class TestClasses(BaseCase):
    def test_hand_worked(self):
        """Shares before each: 0, 70, 86, 95 %, so 700 and 160 are A, 90 is B."""
        values = {"soy": 160, "wax": 30, "tea": 700, "salt": 90, "old": 20}
        expected = {"soy": "A", "wax": "C", "tea": "A", "salt": "B", "old": "C"}
        self.assertEqual(abc(values), expected)

    def test_one_that_makes_nearly_all(self):
        self.assertEqual(abc({1: 960, 2: 40}), {1: "A", 2: "C"})

    def test_weekly_variation_by_hand(self):
        """8, 12, 8, 12: mean 10, deviation 2; twice 20 in four weeks: 10 ÷ 10."""
        self.assertAlmostEqual(variation(40, 64 + 144 + 64 + 144, 4), 0.2)
        self.assertAlmostEqual(variation(40, 400 + 400, 4), 1.0)
        self.assertEqual(xyz(variation(40, 416, 4)), "X")
        self.assertEqual(xyz(variation(40, 800, 4)), "Y")
        self.assertEqual(xyz(variation(40, 1600, 4)), "Z")

    def test_no_data_is_no_class(self):
        self.assertIsNone(variation(30, 300, 3))
        self.assertIsNone(variation(0, 0, 52))
        self.assertIsNone(xyz(None))
        self.assertEqual(abc({}), {})
        self.assertEqual(abc({1: 0, 2: -3}), {1: "C", 2: "C"})

    def test_limits_that_are_none(self):
        for limits in ((0, 0.9), (0.9, 0.8), (0.8, 1.1)):
            with self.assertRaises(ValueError):
                abc({1: 1}, limits)

    @settings(deadline=None, max_examples=60)
    @given(VALUES, LIMITS)
    def test_more_is_never_a_worse_class(self, values, limits):
        found = abc(values, limits)
        self.assertEqual(found.keys(), values.keys())
        for one, value in values.items():
            for other, less in values.items():
                if value >= less:
                    self.assertLessEqual(found[one], found[other])

    @settings(deadline=None, max_examples=60)
    @given(VALUES, LIMITS)
    def test_a_carries_its_share(self, values, limits):
        """A goods make their part of the total, and no longer without the last."""
        found = abc(values, limits)
        total = sum(value for value in values.values() if value > 0)
        part = sum(v for k, v in values.items() if found[k] == "A")
        if total:
            self.assertGreaterEqual(part / total + 1e-9, limits[0])
            self.assertTrue(any(letter == "A" for letter in found.values()))

    @settings(deadline=None, max_examples=60)
    @given(VALUES, st.integers(2, 9))
    def test_unit_of_money_does_not_matter(self, values, factor):
        more = {key: value * factor for key, value in values.items()}
        self.assertEqual(abc(values), abc(more))

    @settings(deadline=None, max_examples=60)
    @given(WEEKS)
    def test_variation_is_that_of_the_weeks(self, weeks):
        found = variation(sum(weeks), sum(w * w for w in weeks), len(weeks))
        if sum(weeks):
            self.assertAlmostEqual(found, pstdev(weeks) / fmean(weeks), 6)
        else:
            self.assertIsNone(found)
