from math import exp, log

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.outlier import (
    FEWEST,
    PRICE_LIMIT,
    price_score,
    rate_tail,
    robust_score,
)

PRICES = st.lists(st.floats(0.01, 1e6), min_size=FEWEST, max_size=30)


@tagged("post_install", "-at_install")
class TestOutlier(BaseCase):
    def test_figures(self):
        """Twelve steady prices: MAD 0, so one floor of 5 % is one point."""
        steady = [20.0] * 12
        for factor in (0.1, 0.5, 1.0, 1.2, 10):
            with self.subTest(factor=factor):
                wanted = abs(log(factor)) / 0.05
                self.assertAlmostEqual(price_score(steady, 20 * factor), wanted)
        self.assertGreater(price_score(steady, 20 * 1.3), PRICE_LIMIT)
        self.assertLess(price_score(steady, 20 * 1.2), PRICE_LIMIT)

    def test_new_level_is_named_once(self):
        self.assertGreater(price_score([10] * 8, 20), PRICE_LIMIT)
        self.assertEqual(price_score([10] * 8 + [20], 20), 0)

    def test_only_twelve_count(self):
        self.assertEqual(price_score([1] * 50 + [9] * 12, 9), 0)

    @given(PRICES, st.floats(0.01, 1e6), st.floats(0.01, 100))
    def test_currency_does_not_matter(self, history, price, rate):
        here = price_score(history, price)
        there = price_score([rate * paid for paid in history], rate * price)
        self.assertAlmostEqual(here, there, delta=1e-6 * (1 + here))

    @given(PRICES, st.floats(1, 1000))
    def test_farther_is_worse(self, history, factor):
        top = max(history)
        near, far = top * 1.1, top * 1.1 * factor
        self.assertLessEqual(
            price_score(history, near), price_score(history, far) + 1e-9
        )

    @given(st.lists(st.floats(-5, 0), max_size=9))
    def test_no_prices_no_score(self, history):
        self.assertIsNone(price_score(history, 1))
        self.assertIsNone(price_score([1, 1, 1], -exp(1)))

    @given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=20), st.floats(-9, 9))
    def test_figure_moves_with_its_history(self, history, shift):
        score = robust_score(history, 5, floor=1)
        moved = robust_score([value + shift for value in history], 5 + shift, floor=1)
        self.assertAlmostEqual(score, moved, delta=1e-3)

    @given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 200))
    def test_tail(self, events, more, base):
        trials = events + more
        tails = [
            rate_tail(count, trials, base / 4, base) for count in range(trials + 1)
        ]
        self.assertEqual(tails[0], 1)
        self.assertEqual(tails, sorted(tails, reverse=True))
        self.assertGreaterEqual(tails[-1], 0)

    def test_tail_refuses_nonsense(self):
        for wrong in ((3, 2, 0, 0), (-1, 2, 0, 0), (0, 1, 5, 4)):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                rate_tail(*wrong)
