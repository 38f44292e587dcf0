import math
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.kpi import ALARM, GOOD, HIGHER, LOWER, Limits, moved, state, value
from ..core.period import KINDS, Period, trend

days = st.dates(date(2000, 1, 3), date(2090, 12, 31))
kinds = st.sampled_from(KINDS)
amounts = st.integers(-1000, 1000)
pairs = st.tuples(amounts, st.integers(0, 1000))
parts = st.dictionaries(st.sampled_from("abcdef"), pairs, max_size=6)


def whole(found):
    return (
        sum(pair[0] for pair in found.values()),
        sum(pair[1] for pair in found.values()),
    )


@tagged("post_install", "-at_install")
class TestCorePeriod(BaseCase):
    @given(kinds, days)
    def test_a_day_is_in_one_period(self, kind, day):
        period = Period.of(kind, day)
        self.assertTrue(period.start <= day <= period.end)
        self.assertEqual(Period.of(kind, period.end), period)
        self.assertNotEqual(Period.of(kind, period.end + timedelta(1)), period)

    @given(kinds, days, st.integers(-40, 40))
    def test_there_and_back(self, kind, day, number):
        period = Period.of(kind, day)
        self.assertEqual(period.shifted(number).shifted(-number), period)

    @given(kinds, days)
    def test_a_year_before_is_a_period(self, kind, day):
        period = Period.of(kind, day)
        before = period.year_before()
        self.assertEqual(Period.of(kind, before.start), before)
        self.assertIn((period.start - before.start).days, range(363, 373))

    @given(kinds, days, st.integers(1, 30))
    def test_the_trend_has_no_gap(self, kind, day, number):
        periods = trend(Period.of(kind, day), number)
        self.assertEqual(len(periods), number)
        for left, right in zip(periods, periods[1:], strict=False):
            self.assertEqual(left.end + timedelta(1), right.start)

    @given(kinds, days)
    def test_bounds_meet(self, kind, day):
        period = Period.of(kind, day)
        for zone in ("Asia/Shanghai", "Europe/Berlin"):
            self.assertEqual(
                period.bounds(zone)[1], period.shifted(1).bounds(zone)[0], zone
            )


@tagged("post_install", "-at_install")
class TestCoreKpi(BaseCase):
    def test_no_data_is_none(self):
        for numerator, denominator, ratio in (
            (None, None, False),
            (None, 5, True),
            (3, 0, True),
            (3, None, True),
        ):
            with self.subTest(n=numerator, d=denominator):
                self.assertIsNone(value(numerator, denominator, ratio, 100))
        self.assertEqual(value(0, 5, True), 0)

    @given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e3))
    def test_higher_and_lower_mirror_each_other(self, figure, warn, gap):
        higher = Limits(HIGHER, None, warn, warn - gap)
        lower = Limits(LOWER, None, -warn, gap - warn)
        self.assertEqual(state(figure, higher), state(-figure, lower))

    @given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
    def test_one_limit_decides(self, figure, alarm):
        expected = ALARM if figure < alarm else GOOD
        self.assertEqual(state(figure, Limits(HIGHER, alarm=alarm)), expected)

    def test_moved_by_hand(self):
        # ratio 0.15 → 0.25: a alone stays at 0.1 but halves, b goes from 0.2 to 0.3
        before = {"a": (10, 100), "b": (20, 100)}
        after = {"a": (5, 50), "b": (45, 150)}
        found = moved(before, after, (30, 200), (50, 200), True)
        by_key = {part.key: part for part in found}
        self.assertAlmostEqual(by_key["a"].contribution, (-5 - 0.2 * -50) / 200)
        self.assertAlmostEqual(by_key["b"].contribution, (25 - 0.2 * 50) / 200)
        self.assertAlmostEqual(by_key["a"].own, 0)
        self.assertAlmostEqual(by_key["b"].own, 125 * (0.3 - 0.2) / 200)
        self.assertEqual([part.key for part in found], ["b", "a"])

    @given(parts, parts)
    def test_parts_add_up_to_the_change(self, before, after):
        totals = whole(before), whole(after)
        found = moved(before, after, *totals, True)
        if not totals[0][1] or not totals[1][1]:
            self.assertIsNone(found)
            return
        change = totals[1][0] / totals[1][1] - totals[0][0] / totals[0][1]
        self.assert_adds_up(found, change)
        for part in found:
            self.assertAlmostEqual(part.contribution, part.own + part.weight)

    @given(parts, parts, pairs, pairs)
    def test_what_is_not_told_apart_is_a_part(self, before, after, old, new):
        totals = (old[0], old[1] + 1), (new[0], new[1] + 1)
        found = moved(before, after, *totals, True)
        change = totals[1][0] / totals[1][1] - totals[0][0] / totals[0][1]
        self.assert_adds_up(found, change)

    @given(parts, parts)
    def test_sums_are_their_differences(self, before, after):
        found = moved(before, after, whole(before), whole(after), False)
        self.assert_adds_up(found, whole(after)[0] - whole(before)[0])

    @given(parts, parts)
    def test_the_largest_come_first(self, before, after):
        found = moved(before, after, whole(before), whole(after), False)
        sizes = [abs(part.contribution) for part in found]
        self.assertEqual(sizes, sorted(sizes, reverse=True))

    def assert_adds_up(self, found, change):
        total = math.fsum(part.contribution for part in found)
        scale = max([1.0, *(abs(part.contribution) for part in found)])
        self.assertLess(abs(total - change), 1e-9 * scale)
