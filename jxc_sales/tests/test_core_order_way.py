from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..core import order_way
from ..core.order_way import GOODS, STAGES, Way

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))
WAYS = st.builds(
    Way,
    reached=st.fixed_dictionaries(
        dict.fromkeys(STAGES, st.sampled_from([True, False, None]))
    ),
    at=st.dictionaries(st.sampled_from(STAGES), MOMENTS),
    due=st.dictionaries(
        st.sampled_from(["approved", "shipped", "invoiced", "paid"]), DAYS
    ),
    waiting_for_approval=st.booleans(),
)


def local_day(moment):
    return moment.date() if isinstance(moment, datetime) else moment


@tagged("post_install", "-at_install")
class TestOrderWay(BaseCase):
    """Properties that hold for every order, however odd its facts."""

    @settings(deadline=None, max_examples=200)
    @given(way=WAYS)
    def test_current_is_the_first_open_step(self, way):
        code = order_way.current(way)
        before = STAGES if code == "done" else STAGES[: STAGES.index(code)]
        self.assertFalse([c for c in before if way.reached[c] is False])
        if code != "done":
            self.assertIs(way.reached[code], False)
        self.assertEqual(order_way.current(way, cancelled=True), "cancelled")

    @settings(deadline=None, max_examples=200)
    @given(way=WAYS, today=DAYS)
    def test_lateness_never_heals_by_waiting(self, way, today):
        late = order_way.late_stage(way, today, local_day)
        if late:
            tomorrow = today + timedelta(days=1)
            self.assertTrue(order_way.late_stage(way, tomorrow, local_day))

    @settings(deadline=None, max_examples=200)
    @given(way=WAYS, today=DAYS, receipt=st.none() | MOMENTS)
    def test_every_lateness_has_one_cause(self, way, today, receipt):
        late = order_way.late_stage(way, today, local_day)
        cause = order_way.cause(way, late, receipt, local_day)
        self.assertEqual(bool(late), bool(cause))
        if late in GOODS:
            self.assertIn(cause, ("approval", "purchase", "warehouse"))

    @settings(deadline=None, max_examples=100)
    @given(way=WAYS, today=DAYS)
    def test_nothing_promised_nothing_late(self, way, today):
        free = Way(way.reached, way.at, {}, way.waiting_for_approval)
        self.assertIsNone(order_way.late_stage(free, today, local_day))

    @settings(deadline=None, max_examples=100)
    @given(way=WAYS, today=DAYS)
    def test_cancelled_is_never_late(self, way, today):
        self.assertIsNone(order_way.late_stage(way, today, local_day, cancelled=True))

    def test_only_one_goods_step_is_measured(self):
        due = {"shipped": date(2026, 3, 4)}
        reached = {"quoted": True, "approved": True, "reserved": True}
        reached |= {"picked": False, "shipped": False}
        way = Way(reached, {}, due)
        measured = [code for code in GOODS if order_way.due_of(way, code)]
        self.assertEqual(measured, ["picked"])
