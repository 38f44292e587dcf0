from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import count_due as core

TODAY = date(2026, 6, 1)
TIMES = {"A": 4, "B": 2, "C": 1}
spots = st.lists(
    st.builds(
        core.Spot,
        st.integers(0, 10**6),
        st.sampled_from(["A", "B", "C", None]),
        st.none() | st.integers(0, 800).map(lambda n: TODAY - timedelta(days=n)),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=40,
    unique_by=lambda spot: spot.key,
)


@tagged("post_install", "-at_install")
class TestCountDue(BaseCase):
    @given(spots, st.integers(0, 20), st.integers(0, 20))
    def test_choice(self, known, share, picks):
        """All occasions, no more of the cycle than the share, the latest first."""
        due = core.choose(known, TIMES, TODAY, share, picks)
        by_key = {spot.key: spot for spot in known}
        self.assertEqual(len({found.key for found in due}), len(due))
        occasions = [found.key for found in due if found.reason != "cycle"]
        wanted = [s.key for s in known if s.negative or (picks and s.picks >= picks)]
        self.assertEqual(sorted(occasions), sorted(wanted))
        cycle = [found for found in due if found.reason == "cycle"]
        self.assertLessEqual(len(cycle), max(0, share - len(occasions)))
        latest = [found.late for found in cycle]
        self.assertEqual(latest, sorted(latest, reverse=True))
        left = [
            core.lateness(spot, TIMES.get(spot.grade, 1), TODAY)
            for spot in known
            if spot.key not in {found.key for found in due}
        ]
        if cycle and len(cycle) == share - len(occasions) and left:
            self.assertGreaterEqual(min(latest), max(left))
        for found in cycle:
            self.assertGreaterEqual(found.late, 0.9)
            self.assertIn(found.key, by_key)

    def test_a_year_of_days_counts_everything_often_enough(self):
        """200 spots of each class for two years of 250 working days."""
        state = {
            number: core.Spot(number, "ABC"[number % 3], None) for number in range(600)
        }
        share = core.daily_share([(g, 200) for g in "ABC"], TIMES, 250)
        self.assertEqual(share, 6)  # (200 · 4 + 200 · 2 + 200) ÷ 250 = 5.6
        counts = dict.fromkeys(state, 0)
        for number in range(500):
            day = TODAY + timedelta(days=round(number * 365 / 250))
            for due in core.choose(list(state.values()), TIMES, day, share):
                counts[due.key] += number >= 250
                state[due.key] = state[due.key]._replace(last=day)
        for grade, floor in TIMES.items():
            mine = [counts[key] for key, spot in state.items() if spot.grade == grade]
            self.assertGreaterEqual(min(mine), floor, grade)

    def test_interval(self):
        with self.assertRaises(ValueError):
            core.interval(0)
