from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.jxc_stock.core.cover import days_of_cover
from odoo.tests import BaseCase, tagged

SOLD = st.integers(1, 10**6)
DAYS = st.integers(1, 366)


@tagged("post_install", "-at_install")
class TestDaysOfCover(BaseCase):
    def test_worked_example(self):
        # 56 in 28 days are 2 a day; 30 free last 30 / 2 days
        self.assertEqual(days_of_cover(30, 56, 28), 30 / (56 / 28))

    def test_nothing_sold_is_no_figure(self):
        for sold in (0, -3):
            with self.subTest(sold):
                self.assertIsNone(days_of_cover(30, sold, 28))
                self.assertIsNone(days_of_cover(0, sold, 28))

    def test_nothing_free_covers_no_day(self):
        for available in (0, -4):
            with self.subTest(available):
                self.assertEqual(days_of_cover(available, 56, 28), 0)

    def test_period_without_days(self):
        with self.assertRaises(ValueError):
            days_of_cover(30, 56, 0)

    @settings(deadline=None)
    @given(st.integers(1, 10**6), SOLD, DAYS)
    def test_the_stock_is_gone_after_its_cover(self, available, sold, days):
        cover = days_of_cover(Fraction(available), sold, days)
        self.assertEqual(cover * Fraction(sold, days), available)

    @settings(deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 10**6), SOLD, DAYS)
    def test_more_lasts_longer(self, available, more, sold, days):
        less = days_of_cover(available, sold, days)
        self.assertLessEqual(less, days_of_cover(available + more, sold, days))
