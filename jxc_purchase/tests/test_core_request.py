from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.jxc_purchase.core import merge_lines, purchase_way
from odoo.addons.jxc_purchase.core.request_quantities import (
    Claim,
    Quantities,
    distribute,
    progress,
    settle,
)
from odoo.tests import BaseCase, tagged

AMOUNT = st.integers(0, 1000)


@tagged("post_install", "-at_install")
class TestCoreRequest(BaseCase):
    @settings(deadline=None, max_examples=60)
    @given(AMOUNT, st.lists(AMOUNT, max_size=8))
    def test_distribute_shares_everything_once(self, total, wants):
        shares = distribute(total, wants)
        self.assertEqual(sum(shares), min(total, sum(wants)))
        for share, want in zip(shares, wants, strict=True):
            self.assertLessEqual(share, want)

    @settings(deadline=None, max_examples=60)
    @given(
        AMOUNT,
        st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), AMOUNT), max_size=8),
    )
    def test_settle_never_opens_more_than_is_left(self, approved, rows):
        result = settle(approved, [Claim(*row) for row in rows])
        self.assertEqual(result.ordered, sum(q for _g, yes, q in rows if yes))
        self.assertLessEqual(result.in_rfq, max(approved - result.ordered, 0))
        self.assertEqual(result.open, max(approved - result.ordered - result.in_rfq, 0))

    def test_alternatives_count_once_different_rfqs_add(self):
        same = [Claim("g", False, 60), Claim("g", False, 80)]
        apart = [Claim("g", False, 60), Claim("h", False, 30)]
        self.assertEqual(settle(100, same), Quantities(0, 80, 0, 20))
        self.assertEqual(settle(100, apart), Quantities(0, 90, 0, 10))

    def test_progress(self):
        for expected, lines in (
            ("approved", [(10, Quantities(0, 0, 0, 10))]),
            ("in_progress", [(10, Quantities(0, 4, 0, 6))]),
            ("in_progress", [(10, Quantities(10, 0, 10, 0)), (5, settle(5, []))]),
            ("ordered", [(10, Quantities(10, 0, 4, 0))]),
            ("done", [(10, Quantities(10, 0, 10, 0))]),
        ):
            with self.subTest(expected):
                self.assertEqual(progress(lines), expected)

    @settings(deadline=None, max_examples=60)
    @given(
        st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 20)), max_size=12),
        st.integers(0, 7),
    )
    def test_merge_keeps_every_want_within_the_window(self, rows, window):
        start = date(2026, 1, 1)
        wants = [
            merge_lines.Want(number, key, start + timedelta(days), 1.0)
            for number, (key, days) in enumerate(rows)
        ]
        groups = merge_lines.merge(wants, window)
        found = sorted(want.id for group in groups for want in group)
        self.assertEqual(found, list(range(len(rows))))
        for group in groups:
            self.assertEqual(len({want.key for want in group}), 1)
            span = max(w.day for w in group) - min(w.day for w in group)
            self.assertLessEqual(span.days, window)

    def test_progress_adds_up(self):
        first = purchase_way.Progress(10, 10, date(2026, 1, 2), None, (1,))
        second = purchase_way.Progress(5, 2, date(2026, 1, 5), date(2026, 2, 1), (2,))
        total = first + second
        self.assertEqual((total.total, total.done), (15, 12))
        self.assertEqual((total.at, total.due), (date(2026, 1, 5), date(2026, 2, 1)))
        self.assertEqual(total.ids, (1, 2))
        self.assertTrue(first.complete and total.partial)
