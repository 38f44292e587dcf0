from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.turnover import trend, turnover, verdict

money = st.floats(0.01, 1e9)
days = st.integers(1, 366)


@tagged("post_install", "-at_install")
class TestCoreTurnover(BaseCase):
    @given(money, money, days)
    def test_a_year_turns_what_its_days_turn(self, sold, average, length):
        turns = turnover(sold, average, length)
        self.assertAlmostEqual(turns / 365 * length * average / sold, 1)

    @given(money, money, days)
    def test_more_sold_is_never_worse(self, sold, average, length):
        order = ("bad", "watch", "good")
        less = order.index(verdict(turnover(sold, average, length), 4))
        more = order.index(verdict(turnover(2 * sold, average, length), 4))
        self.assertGreaterEqual(more, less)

    @given(money, money)
    def test_a_trend_turned_round(self, first, second):
        pair = trend(first, second), trend(second, first)
        self.assertNotIn(pair, {("up", "up"), ("down", "down")})

    def test_no_data(self):
        self.assertIsNone(verdict(3, 0))
        self.assertIsNone(trend(None, 3))
        with self.assertRaises(ValueError):
            turnover(1, 1, 0)
