from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.places import NOISE, Flow, History, Place, spread
from ..core.valuation import Closing, in_cents

FIRST = date(2026, 3, 1)
HERE, THERE = Place(1, "stock", True), Place(2, "stock", True)
PLACES = (HERE, THERE, Place(1, "hold", True))

# (days since the last, what, place, other place, quantity, price in cents)
STEPS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["in", "in", "out", "move", "bill"]),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.integers(1, 40),
        st.integers(1, 5000),
    ),
    min_size=1,
    max_size=10,
)


def story(steps):
    """(closings, flows): one step a day, at average cost, never below zero."""
    day, held, worth = FIRST, dict.fromkeys(PLACES, 0), 0
    closings, flows = [Closing(FIRST, 0, 0.0, 0.0)], []
    for days, kind, place, other, quantity, price in steps:
        day += timedelta(days=days)
        total = sum(held.values())
        if kind in ("out", "move"):
            quantity = min(quantity, held[place])
        if kind == "in":
            held[place] += quantity
            worth += quantity * price
            cents = quantity * price
            flows.append(Flow(day, place, came=quantity, came_cents=cents))
        elif kind == "out" and quantity:
            cents = round(worth * quantity / total)
            held[place] -= quantity
            worth -= cents
            flows.append(Flow(day, place, went=quantity, went_cents=cents))
        elif kind == "move" and quantity and other != place:
            held[place] -= quantity
            held[other] += quantity
            flows.append(Flow(day, place, moved_out=quantity))
            flows.append(Flow(day, other, moved_in=quantity))
        elif kind == "bill" and total:
            worth += price
        total = sum(held.values())
        worth = worth if total else 0
        unit = worth / total / 100 if total else 0.0
        closings.append(Closing(day, total, unit, worth / 100))
    return closings, flows


def after(rows):
    """{place: (quantity, cents)} at the end of `rows`."""
    return {row.place: (row.closing, row.closing_cents) for row in rows}


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    def test_bill_beside_movements_is_no_cause_of_moved_averages(self):
        """10 at 7.00 here and there, 10 more at 10.00 here: the average is 8.00."""
        history = History(
            FIRST, {HERE: (10, 7000), THERE: (10, 7000)}, 7.0, causes={FIRST: "bill"}
        )
        receipt = Flow(FIRST, HERE, came=10, came_cents=10000)
        rows = spread([Closing(FIRST, 30, 8.0, 240.0)], [receipt], history)
        self.assertEqual(
            [(row.place, row.revalued, row.cause) for row in rows],
            [(HERE, -1000, "average"), (THERE, 1000, "average")],
        )

    def test_bill_that_changes_the_value_is_the_cause(self):
        history = History(
            FIRST, {HERE: (10, 7000), THERE: (10, 7000)}, 7.0, causes={FIRST: "bill"}
        )
        receipt = Flow(FIRST, HERE, came=10, came_cents=10000)
        rows = spread([Closing(FIRST, 30, 9.0, 270.0)], [receipt], history)
        self.assertEqual([row.revalued for row in rows], [1000, 2000])
        self.assertEqual({row.cause for row in rows}, {"bill"})

    def test_bill_about_a_few_cents_is_the_cause(self):
        history = History(FIRST, {HERE: (1, 700)}, 7.0, causes={FIRST: "bill"})
        rows = spread([Closing(FIRST, 1, 7.03, 7.03)], [], history)
        self.assertEqual([(row.revalued, row.cause) for row in rows], [(3, "bill")])

    def test_without_a_document(self):
        history = History(FIRST, {HERE: (1, 700)}, 7.0)
        for value, cause in ((7.03, "rounding"), (8.0, "average")):
            rows = spread([Closing(FIRST, 1, value, value)], [], history)
            self.assertEqual([row.cause for row in rows], [cause])

    @settings(deadline=None, max_examples=80)
    @given(STEPS)
    def test_rows_chain_and_add_up(self, steps):
        closings, flows = story(steps)
        rows = spread(closings, flows, History(FIRST))
        last = {}
        for row in rows:
            opening = last.get(row.place, (0, 0))
            self.assertEqual((row.opening, row.opening_cents), opening)
            flow = row.flow
            self.assertAlmostEqual(row.opening + flow.change + row.late, row.closing)
            moved = row.moved_in_cents - row.moved_out_cents + row.shifted_cents
            cents = row.opening_cents + flow.came_cents - flow.went_cents + moved
            self.assertEqual(cents + row.revalued, row.closing_cents)
            self.assertEqual(bool(row.revalued), bool(row.cause))
            last[row.place] = (row.closing, row.closing_cents)

    @settings(deadline=None, max_examples=80)
    @given(STEPS)
    def test_places_are_worth_what_the_company_has(self, steps):
        closings, flows = story(steps)
        rows = spread(closings, flows, History(FIRST))
        for closing in closings:
            held = after(row for row in rows if row.day <= closing.day)
            cents = sum(cents for _quantity, cents in held.values())
            self.assertEqual(cents, in_cents(closing.value, 100))
            today = [row for row in rows if row.day == closing.day]
            came = sum(row.moved_in_cents for row in today)
            went = sum(row.moved_out_cents for row in today)
            self.assertLessEqual(abs(came - went), NOISE)

    @settings(deadline=None, max_examples=80)
    @given(STEPS, st.integers(0, 9))
    def test_going_on_equals_the_whole(self, steps, upto):
        closings, flows = story(steps)
        rows = spread(closings, flows, History(FIRST))
        start = closings[min(upto, len(closings) - 1)]
        done = [row for row in rows if row.day <= start.day]
        since = start.day + timedelta(days=1)
        history = History(since, after(done), start.unit_cost)
        rest = spread(
            [start._replace(day=since)] + [c for c in closings if c.day > since]
            if all(c.day != since for c in closings)
            else [c for c in closings if c.day >= since],
            [flow for flow in flows if flow.day >= since],
            history,
        )
        self.assertEqual(done + rest, rows)
