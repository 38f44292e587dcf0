from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.assembly import sets_possible, shared

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)


@tagged("post_install", "-at_install")
class TestCoreAssembly(BaseCase):
    @given(AMOUNTS, WEIGHTS, st.integers(0, 4))
    def test_nothing_is_lost(self, units, weights, digits):
        parts = shared(units / 10**digits, weights, digits)
        self.assertEqual(sum(round(part * 10**digits) for part in parts), units)

    @given(AMOUNTS, WEIGHTS)
    def test_fair(self, cents, weights):
        whole = sum(weights) or len(weights)
        parts = shared(cents / 100, weights, 2)
        weights = weights if sum(weights) else [1] * len(weights)
        for part, weight in zip(parts, weights, strict=True):
            fair = Fraction(cents * weight, whole)
            self.assertLess(abs(round(part * 100) - fair), 1)

    @given(st.lists(st.tuples(st.integers(1, 50), st.integers(-9, 5000)), min_size=1))
    def test_as_many_as_the_scarcest_part_allows(self, parts):
        sets = sets_possible(parts)
        if sets:
            self.assertTrue(all(sets * need <= free for need, free in parts))
        self.assertTrue(any((sets + 1) * need > free for need, free in parts))
