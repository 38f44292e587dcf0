from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import calendar_cn as cn

DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@tagged("post_install", "-at_install")
class TestCalendarCn(BaseCase):
    def test_official_days_of_2026(self):
        off = ["2026-01-02", "2026-02-23", "2026-04-06", "2026-05-05", "2026-10-07"]
        work = ["2026-01-04", "2026-02-14", "2026-02-24", "2026-05-09", "2026-10-10"]
        for text in off:
            self.assertFalse(cn.is_working_day(date.fromisoformat(text)), text)
        for text in work:
            self.assertTrue(cn.is_working_day(date.fromisoformat(text)), text)
        self.assertEqual(cn.day_info(date(2026, 9, 26)).holiday, "中秋节")

    def test_data_is_sound(self):
        for year in cn.known_years():
            days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
            working = sum(map(cn.is_working_day, days))
            # 11 public holidays until 2024, 13 since; the rest is moved about
            self.assertIn(working, range(246, 252), year)
            for day, name in cn._years()[year].items():
                self.assertEqual(day.year, year)
                if name is None:
                    self.assertGreaterEqual(day.weekday(), 5, f"{day} is no weekend")

    def test_unknown_year(self):
        saturday = date(2031, 3, 1)
        self.assertEqual(cn.day_info(saturday), cn.Day(False, False))
        self.assertTrue(cn.is_working_day(date(2031, 10, 1)))
        with self.assertRaises(cn.UnknownYear):
            cn.is_working_day(saturday, strict=True)
        with self.assertRaises(cn.UnknownYear):
            cn.add_working_days(date(2022, 12, 30), -1, strict=True)

    def test_add(self):
        # 2026-02-13 Friday, 14 worked, 15 to 23 spring festival
        friday = date(2026, 2, 13)
        self.assertEqual(cn.add_working_days(friday, 1), date(2026, 2, 14))
        self.assertEqual(cn.add_working_days(friday, 2), date(2026, 2, 24))
        self.assertEqual(cn.add_working_days(date(2026, 2, 20), 0), date(2026, 2, 24))
        self.assertEqual(cn.add_working_days(date(2026, 2, 24), -2), friday)
        with self.assertRaises(ValueError):
            cn.add_working_days(friday, 10**6)

    def test_between(self):
        self.assertEqual(
            cn.working_days_between(date(2026, 2, 13), date(2026, 2, 24)), 2
        )
        self.assertEqual(cn.working_days_between(date(2026, 1, 5), date(2026, 1, 5)), 0)
        self.assertTrue(cn.is_working_day(datetime(2026, 1, 5, 23)))

    @settings(max_examples=150, deadline=None)
    @given(DAYS, st.integers(-300, 300))
    def test_add_and_between_agree(self, day, count):
        end = cn.add_working_days(day, count)
        self.assertTrue(cn.is_working_day(end))
        if count:
            self.assertEqual(cn.working_days_between(day, end), count)

    @settings(max_examples=100, deadline=None)
    @given(DAYS, DAYS, DAYS)
    def test_between_adds_up(self, one, two, three):
        first, second, third = sorted((one, two, three))
        self.assertEqual(
            cn.working_days_between(first, second)
            + cn.working_days_between(second, third),
            cn.working_days_between(first, third),
        )
