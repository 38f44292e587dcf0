from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import outbox

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
HOURS = st.floats(0, 23.99)


@tagged("post_install", "-at_install")
class TestOutbox(BaseCase):
    def test_backoff(self):
        now = datetime(2026, 3, 5, 8)
        waits = [outbox.next_attempt(number, now) for number in range(1, 7)]
        minutes = [wait and (wait - now) // timedelta(minutes=1) for wait in waits]
        self.assertEqual(minutes, [1, 5, 15, 60, 240, None])

    @given(MOMENTS, HOURS, HOURS)
    def test_quiet_hours_end_once(self, moment, start, end):
        until = outbox.quiet_until(moment, start, end)
        if until:
            self.assertGreater(until, moment)
            self.assertLessEqual(until - moment, timedelta(days=1))
            self.assertIsNone(outbox.quiet_until(until, start, end))

    def test_quiet_hours(self):
        cases = (
            ("23:00", 22, 7, "2026-03-06 07:00"),
            ("06:59", 22, 7, "2026-03-05 07:00"),
            ("07:00", 22, 7, None),
            ("21:59", 22, 7, None),
            ("12:30", 12, 13.5, "2026-03-05 13:30"),
            ("12:30", 9, 9, None),
        )
        for at, start, end, expected in cases:
            with self.subTest(at=at, start=start, end=end):
                found = outbox.quiet_until(
                    datetime.fromisoformat(f"2026-03-05 {at}"), start, end
                )
                wanted = expected and datetime.fromisoformat(expected)
                self.assertEqual(found, wanted)

    @given(st.lists(st.integers(0, 300), max_size=80), st.integers(1, 20))
    def test_never_more_than_the_limit_in_a_minute(self, gaps, limit):
        now, sent = datetime(2026, 3, 5), []
        for gap in gaps:
            now += timedelta(seconds=gap / 10)
            now = max(now, outbox.free_at(sent, now, limit) or now)
            sent.append(now)
        for moment in sent:
            inside = [m for m in sent if moment <= m < moment + outbox.WINDOW]
            self.assertLessEqual(len(inside), limit)
