from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import count as core

START = datetime(2026, 3, 2, 8)
# three times the usual number by day; the profile of the night has more
THOROUGH = settings(max_examples=max(300, settings.default.max_examples))
minutes = st.integers(0, 600).map(lambda m: START + timedelta(minutes=m))
quantities = st.integers(-50, 50)
flows = st.lists(st.builds(core.Flow, quantities, minutes, minutes), max_size=25)


@tagged("post_install", "-at_install")
class TestCountCore(BaseCase):
    @THOROUGH
    @given(
        opening=st.integers(-20, 200),
        moved=flows,
        scan=minutes,
        error=st.integers(-30, 30),
        posted_at=minutes,
    )
    def test_delta_leaves_counted_and_what_moved_after(
        self, opening, moved, scan, error, posted_at
    ):
        """Whatever moves around the scan and before the posting, in whatever order."""
        posted_at = max(posted_at, scan)
        on_shelf = opening + sum(f.quantity for f in moved if f.done_at <= scan) + error
        known = [flow for flow in moved if flow.done_at <= posted_at]
        on_hand = opening + sum(flow.quantity for flow in known)
        found = core.Round(on_shelf, core.expected(on_hand, known, scan))
        delta = core.variance(found, 0.01)
        book = opening + sum(flow.quantity for flow in moved) + delta
        self.assertEqual(book, on_shelf + core.moved_after(moved, scan))
        self.assertEqual(delta, error)

    @given(
        st.integers(0, 100), flows, minutes, st.lists(minutes, min_size=1, max_size=5)
    )
    def test_expected_is_the_same_whenever_it_is_asked(
        self, opening, moved, scan, asked
    ):
        answers = set()
        for now in asked:
            now = max(now, scan)
            known = [flow for flow in moved if flow.done_at <= now]
            on_hand = opening + sum(flow.quantity for flow in known)
            answers.add(core.expected(on_hand, known, scan))
        self.assertEqual(len(answers), 1)

    @given(st.integers(-3000, 3000), st.integers(-80000, 80000), st.integers(0, 3600))
    def test_clock_of_the_device_does_not_matter(self, age, offset, delay):
        """A scan has the server's time whatever the device's clock says."""
        scanned = START + timedelta(seconds=age)
        device = scanned - timedelta(seconds=offset)
        received = scanned + timedelta(seconds=delay)
        self.assertEqual(core.scan_time(received, device, offset), scanned)

    @given(st.integers(-100, 100), minutes)
    def test_scan_is_never_later_than_its_arrival(self, offset, device):
        self.assertLessEqual(core.scan_time(START, device, offset), START)

    def test_clock_a_day_off(self):
        with self.assertRaises(ValueError):
            core.scan_time(START, START, 86401 * 2)

    entries = st.lists(
        st.builds(
            core.Entry, st.integers(1, 3), st.integers(0, 50), minutes, st.booleans()
        ),
        max_size=15,
    )

    @given(entries)
    def test_nobody_overwrites_anybody(self, entries):
        """The total is the sum of what each counter would have alone."""
        alone = [
            core.counted([e for e in entries if e.counter == who]) for who in (1, 2, 3)
        ]
        totals = [total for total in alone if total]
        found = core.counted(entries)
        self.assertEqual(found is None, not entries)
        if found:
            self.assertEqual(found.quantity, sum(total.quantity for total in totals))
            self.assertEqual(found.first, min(total.first for total in totals))
            self.assertEqual(found.last, max(total.last for total in totals))

    def test_setting_replaces_what_was_added(self):
        entries = [
            core.Entry(1, 5, START),
            core.Entry(1, 2, START, sets=False),
            core.Entry(1, 9, START),
            core.Entry(1, 1, START, sets=False),
        ]
        self.assertEqual(core.counted(entries).quantity, 10)

    @given(flows, minutes)
    def test_grey_zone_is_symmetric(self, moved, scan):
        near = any(abs(f.done_at - scan) <= core.GREY_ZONE for f in moved)
        self.assertEqual(core.NEAR in core.grey(moved, scan, scan), near)

    def test_grey_reasons(self):
        def reasons(done, dated, picked=False):
            flow = core.Flow(
                -1, START + timedelta(minutes=done), START + timedelta(minutes=dated)
            )
            return core.grey([flow], START, START, picked)

        self.assertEqual(reasons(15, 15), ("near",))
        self.assertEqual(reasons(-15, -15), ("near",))
        self.assertEqual(reasons(16, 16), ())
        self.assertEqual(reasons(60, -30), ("backdated",))
        self.assertEqual(reasons(-60, -90), ())
        self.assertEqual(reasons(60, 60, picked=True), ("picked",))
        later = core.Flow(-1, *[START + timedelta(hours=1)] * 2, adjusts=True)
        self.assertEqual(core.grey([later], START, START), ("adjusted",))

    def test_tolerance(self):
        for grade, book, found, ok in (
            ("A", 100, 1, True),
            ("A", 100, 2, False),
            ("B", 100, -3, True),
            ("B", 100, -4, False),
            ("C", 100, 5, True),
            ("C", 100, 6, False),
            (None, 100, 1, True),
            (None, 100, 3, False),
            ("C", 0, 1, False),
            ("C", -100, 5, True),
            ("C", 0, 0, True),
        ):
            with self.subTest(grade=grade, book=book, found=found):
                goods = core.Goods(grade)
                self.assertEqual(core.within(found, book, goods, core.Tolerance()), ok)

    def test_tolerance_in_money(self):
        capped = core.Tolerance(cap=100)
        self.assertTrue(core.within(5, 100, core.Goods("C", unit_cost=20), capped))
        self.assertFalse(core.within(5, 100, core.Goods("C", unit_cost=21), capped))
        exact = core.Goods("C", exact=True)
        self.assertFalse(core.within(1, 1000, exact, core.Tolerance()))
        self.assertTrue(core.within(0, 1000, exact, core.Tolerance()))

    def judged(self, *variances, grey=()):
        rounds = [core.Round(100 + v, 100) for v in variances]
        if grey:
            rounds[-1] = rounds[-1]._replace(grey=grey)
        return core.judge(rounds, core.Goods("A"), core.Tolerance())

    def test_rounds(self):
        for variances, state in (
            ((), core.OPEN),
            ((0,), core.MATCH),
            ((1,), core.ACCEPTED),
            ((-8,), core.RECOUNT),
            ((-8, -8), core.ACCEPTED),
            ((-8, -7), core.SUPERVISOR),
            ((-8, 0), core.SUPERVISOR),
            ((-8, 0, -8), core.ACCEPTED),
            ((-8, -7, 0), core.MATCH),
            ((-8, -7, -5), core.ACCEPTED),
        ):
            with self.subTest(variances=variances):
                verdict = self.judged(*variances)
                self.assertEqual(verdict.state, state)
                self.assertEqual(verdict.variance, variances[-1] if variances else 0)

    def test_grey_waits_in_every_round(self):
        for variances in ((0,), (1,), (-8,), (-8, -8), (-8, -7, 0)):
            verdict = self.judged(*variances, grey=("near",))
            self.assertEqual(verdict.state, core.GREY)

    def test_equal_variances_though_goods_moved_between(self):
        rounds = [core.Round(92, 100), core.Round(42, 50)]
        verdict = core.judge(rounds, core.Goods("A"), core.Tolerance())
        self.assertEqual(verdict, core.Verdict(core.ACCEPTED, -8))

    @given(st.floats(-1e6, 1e6), st.sampled_from([1.0, 0.1, 0.01, 0.001]))
    def test_rounded(self, quantity, step):
        found = core.rounded(quantity, step)
        self.assertLessEqual(abs(found - quantity), step / 2 + 1e-6)
        self.assertEqual(core.rounded(found, step), found)

    def test_accuracy(self):
        found = core.Accuracy(50, 48, 45, 49, 10, 9, 120.0, -20.0)
        self.assertEqual((found.by_line, found.by_place), (48 / 50, 9 / 10))
        nothing = core.Accuracy(0, 0, 0, 0, 0, 0, 0.0, 0.0)
        self.assertEqual((nothing.by_line, nothing.by_place), (None, None))
