from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.jxc_stock.core.balance import Step, future_balance
from odoo.tests import BaseCase, tagged

TODAY = date(2026, 3, 5)
EVENTS = st.lists(
    st.tuples(
        st.integers(-20, 60).map(lambda days: TODAY + timedelta(days=days)),
        st.integers(-500, 500),
    ),
    max_size=30,
)


@tagged("post_install", "-at_install")
class TestFutureBalance(BaseCase):
    def test_worked_example(self):
        steps = future_balance(
            10, [(date(2026, 3, 9), 4), (date(2026, 3, 6), -12)], TODAY
        )
        self.assertEqual(
            steps,
            [Step(date(2026, 3, 6), 0, 12, -2), Step(date(2026, 3, 9), 4, 0, 2)],
        )

    def test_overdue_counts_today(self):
        steps = future_balance(0, [(date(2026, 1, 1), 3), (TODAY, 2)], TODAY)
        self.assertEqual(steps, [Step(TODAY, 5, 0, 5)])

    def test_nothing_planned(self):
        self.assertEqual(future_balance(7, [], TODAY), [])

    @settings(deadline=None, max_examples=60)
    @given(st.integers(-100, 1000), EVENTS)
    def test_ends_at_the_sum(self, opening, events):
        steps = future_balance(opening, events, TODAY)
        end = steps[-1].balance if steps else opening
        self.assertEqual(end, opening + sum(quantity for _day, quantity in events))
        days = [step.day for step in steps]
        self.assertEqual(days, sorted(set(days)))
        self.assertTrue(all(day >= TODAY for day in days))

    @settings(deadline=None, max_examples=60)
    @given(st.integers(-100, 1000), EVENTS, st.randoms())
    def test_order_does_not_matter(self, opening, events, random):
        mixed = list(events)
        random.shuffle(mixed)
        self.assertEqual(
            future_balance(opening, events, TODAY),
            future_balance(opening, mixed, TODAY),
        )
