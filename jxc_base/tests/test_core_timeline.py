from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..core import timeline
from ..core.timeline import Stage

NOW = datetime(2026, 3, 10, 12)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))
STAGES = st.lists(
    st.builds(
        Stage,
        code=st.text(max_size=3),
        done=st.sampled_from([True, False, None]),
        at=st.none() | MOMENTS,
        due=st.none() | MOMENTS | MOMENTS.map(datetime.date),
    ),
    max_size=8,
)


@tagged("post_install", "-at_install")
class TestTimelineCore(BaseCase):
    @settings(deadline=None, max_examples=200)
    @given(stages=STAGES)
    def test_one_current_step_at_most(self, stages):
        states = [stage.state for stage in timeline.arrange(stages, NOW)]
        open_steps = [stage for stage in stages if stage.done is False]
        self.assertEqual(states.count("current"), min(len(open_steps), 1))
        self.assertEqual(states.count("done"), sum(s.done is True for s in stages))
        self.assertEqual(states.count("skipped"), sum(s.done is None for s in stages))
        if "current" in states:
            self.assertNotIn("todo", states[: states.index("current")])

    @settings(deadline=None, max_examples=200)
    @given(stages=STAGES)
    def test_cancelled_document_waits_for_nothing(self, stages):
        arranged = timeline.arrange(stages, NOW, cancelled=True)
        self.assertFalse({"current", "todo"} & {stage.state for stage in arranged})
        self.assertFalse([s for s in arranged if s.late and s.state != "done"])

    @settings(deadline=None, max_examples=200)
    @given(stages=STAGES)
    def test_late_needs_a_due_date(self, stages):
        for stage in timeline.arrange(stages, NOW):
            if stage.late:
                self.assertIsNotNone(stage.due)
                self.assertNotEqual(stage.state, "skipped")

    def test_arranging_keeps_the_facts(self):
        stage = Stage("a", True, at=NOW, by="Li", detail="x", model="m", ids=(1,))
        (done,) = timeline.arrange([stage], NOW)
        self.assertEqual((done.at, done.by, done.ids), (NOW, "Li", (1,)))
