from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.numbering import RESETS, parse, period_for, render

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@tagged("post_install", "-at_install")
class TestNumbering(BaseCase):
    def test_periods(self):
        day = date(2024, 2, 29)
        self.assertEqual(period_for(day, "daily"), (day, day))
        self.assertEqual(period_for(day, "monthly"), (date(2024, 2, 1), day))
        self.assertEqual(
            period_for(day, "yearly"), (date(2024, 1, 1), date(2024, 12, 31))
        )
        self.assertEqual(period_for(datetime(2024, 2, 29, 23, 59), "daily"), (day, day))
        with self.assertRaises(ValueError):
            period_for(day, "weekly")

    def test_render(self):
        day = date(2026, 3, 5)
        self.assertEqual(render("CGDD", day, 7), "CGDD-20260305-0007")
        self.assertEqual(render("DB", day, 12345), "DB-20260305-12345")
        self.assertEqual(render("PD", day, 1, 3, "yearly"), "PD-2026-001")
        with self.assertRaises(ValueError):
            render("PD", day, 0)

    @settings(max_examples=80, deadline=None)
    @given(DAYS, st.sampled_from(RESETS))
    def test_periods_tile_the_calendar(self, day, reset):
        start, end = period_for(day, reset)
        self.assertTrue(start <= day <= end)
        self.assertEqual(period_for(start, reset), (start, end))
        following = period_for(end + timedelta(days=1), reset)
        self.assertEqual(following[0], end + timedelta(days=1))

    @settings(max_examples=80, deadline=None)
    @given(DAYS, st.integers(1, 10**9), st.sampled_from(RESETS))
    def test_parse_inverts_render(self, day, number, reset):
        self.assertEqual(
            parse(render("XS", day, number, reset=reset), "XS", reset), number
        )
        self.assertIsNone(parse(render("XS", day, number, reset=reset), "XD", reset))
