from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.levels import Levels, conform, new_level, round_up, state, wrong

quantities = st.integers(0, 10**6).map(lambda hundredths: hundredths / 100)
days = st.integers(0, 1000)
levels = st.builds(Levels, quantities, quantities, quantities, days, days)


@tagged("post_install", "-at_install")
class TestCoreLevels(BaseCase):
    @given(levels)
    def test_conforming_levels_fit_together(self, asked):
        new = conform(asked)
        self.assertEqual(wrong(new), [])
        self.assertEqual((new.safety, new.cover), (asked.safety, asked.cover))
        self.assertGreaterEqual(new.minimum, asked.minimum)
        self.assertGreaterEqual(new.maximum, asked.maximum)

    @given(levels)
    def test_what_fits_stays(self, asked):
        if not wrong(asked):
            self.assertEqual(conform(asked), asked)

    @given(quantities, st.sampled_from([0.01, 0.1, 0.5, 1.0, 12.0]))
    def test_rounded_up_by_less_than_a_step(self, quantity, step):
        found = round_up(quantity, step)
        self.assertGreaterEqual(found, quantity - 1e-6)
        self.assertLess(found - quantity, step + 1e-6)

    @given(st.floats(-200, 200), quantities, quantities)
    def test_never_negative(self, figure, old, per_day):
        for way in ("days", "fixed", "percent"):
            new = new_level(way, figure, old, per_day, 1)
            self.assertTrue(new is None or new >= 0)

    @given(levels, quantities, quantities, quantities)
    def test_one_state_for_all(self, mine, on_hand, available, forecast):
        found = state(mine, on_hand, available, forecast)
        self.assertIn(found, ("out", "safety", "short", "surplus", "ok", "none"))
        bare = not (mine.safety or mine.minimum or mine.maximum)
        self.assertEqual(found == "none", bare)

    def test_negative_levels_are_named(self):
        self.assertEqual(wrong(Levels(safety=-1)), ["negative:safety"])
        self.assertEqual(wrong(Levels(most=-1)), ["negative:most"])
