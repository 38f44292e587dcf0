from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import float_round

from ..core.valuation import MOVE, PRICE, Change, Closing, Event, closings, together

FIRST = date(2026, 3, 1)
METHODS = ("average", "fifo", "standard")
CENTS = st.integers(1, 100_000).map(lambda cents: cents / 100)

# (days since the last, what, quantity, value or price per unit)
steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["in", "in", "out", "out", "price"]),
        st.integers(1, 50),
        CENTS,
    ),
    min_size=1,
    max_size=12,
)


def history(steps, never_negative=False, prices=True):
    """Events one minute apart, in order."""
    events, day, held = [], FIRST, 0
    for number, (days, kind, quantity, unit) in enumerate(steps, 1):
        day += timedelta(days=days)
        at = datetime(day.year, day.month, day.day) + timedelta(minutes=number)
        if kind == "price":
            if prices:
                events.append(Event(day, at, PRICE, number, value=unit))
            continue
        sign = 1 if kind == "in" else -1
        if never_negative and sign < 0:
            quantity = min(quantity, held)
        if not quantity:
            continue
        held += sign * quantity
        events.append(
            Event(
                day,
                at,
                MOVE,
                number,
                quantity_in=quantity if sign > 0 else 0.0,
                quantity_out=quantity if sign < 0 else 0.0,
                quantity_all=float(sign * quantity),
                value=quantity * unit if sign > 0 else 0.0,
            )
        )
    return events


def known(events, changes, day):
    """The events of the world as it was known in the evening of `day`."""
    values = {}
    for change in changes:
        if change.known_on > day:
            values.setdefault(change.id, change.value)
    return [
        event._replace(value=values.get(event.id, event.value))
        if event.kind == MOVE
        else event
        for event in events
        if event.day <= day
    ]


def slow_average(events):
    """Value of the goods, one event after the other, as the text book has it."""
    quantity = cost = value = 0.0
    for event in events:
        if event.kind == PRICE:
            cost, value = event.value, event.value * quantity
        elif event.quantity_in:
            fresh = quantity <= 0
            quantity += event.quantity_in
            cost = event.value / event.quantity_in if fresh else cost
            value = cost * quantity if fresh else value + event.value
            cost = value / quantity
        else:
            quantity -= event.quantity_out
            value -= event.quantity_out * cost
    return value


def slow_fifo(events):
    """Each unit bears its price; what is held are the newest ones."""
    units, held = [], 0
    for event in events:
        if event.kind == MOVE:
            held += int(event.quantity_all)
            if event.quantity_in:
                price = event.value / event.quantity_in
                units += [price] * int(event.quantity_in)
    if held <= 0:
        return held * (units[-1] if units else 0.0)
    return sum(units[-held:]) + (held - len(units[-held:])) * units[-1]


def slow_standard(events, price):
    prices = [event.value for event in events if event.kind == PRICE]
    held = sum(event.quantity_in - event.quantity_out for event in events)
    return held * (prices[-1] if prices else price)


@tagged("post_install", "-at_install")
class TestCoreValuation(BaseCase):
    def assert_close(self, first, second):
        self.assertAlmostEqual(first, second, delta=1e-6 * max(1, abs(second)))

    def first_price(self, events):
        """Standard cost before the first price known is that price."""
        return next((e.value for e in events if e.kind == PRICE), 7.0)

    def last_price(self, events):
        prices = [event.value for event in events if event.kind == PRICE]
        return prices[-1] if prices else 7.0

    @given(steps)
    def test_each_day_is_that_of_a_slow_count(self, steps):
        events = history(steps)
        first, now = self.first_price(events), self.last_price(events)
        for method, slow in (
            ("average", slow_average),
            ("standard", lambda seen: slow_standard(seen, first)),
        ):
            for closing in closings(method, events, since=FIRST, price=now):
                seen = known(events, (), closing.day)
                self.assert_close(closing.value, slow(seen))

    @given(steps)
    def test_fifo_is_that_of_single_units(self, steps):
        events = history(steps, never_negative=True)
        for closing in closings("fifo", events, since=FIRST, price=7.0):
            self.assert_close(closing.value, slow_fifo(known(events, (), closing.day)))

    @given(steps, st.data())
    def test_changes_leave_the_past_as_it_was_known(self, steps, data):
        events = history(steps, never_negative=True)
        receipts = [event for event in events if event.quantity_in]
        changes = []
        for receipt in receipts[:3]:
            later = st.integers(0, 6).map(lambda n, day=receipt.day: timedelta(n) + day)
            changes.append(Change(data.draw(later), receipt.id, data.draw(CENTS)))
        changes.sort(key=lambda change: change.known_on)
        for method, slow in (("average", slow_average), ("fifo", slow_fifo)):
            found = closings(method, events, changes, since=FIRST, price=7.0)
            for closing in found:
                seen = known(events, changes, closing.day)
                self.assert_close(closing.value, slow(seen))
            for change in changes:
                self.assertIn(change.known_on, [closing.day for closing in found])

    @given(steps, st.integers(0, 24))
    def test_two_runs_are_one(self, steps, cut):
        """Going on from the state of an evening gives the same days."""
        events = history(steps)
        border = FIRST + timedelta(days=cut)
        first, now = self.first_price(events), self.last_price(events)
        for method in ("average", "standard"):
            whole = closings(method, events, since=FIRST, price=now)
            before = [closing for closing in whole if closing.day < border]
            if not before:
                continue
            rest = [event for event in events if event.day >= border]
            start = Closing(*before[-1])
            again = closings(method, rest, since=border, price=now, start=start)
            wanted = {c.day: c.value for c in whole if c.day >= border}
            found = {c.day: c.value for c in again}
            for day, value in wanted.items():
                self.assert_close(found[day], value)
        self.assertTrue(first)

    @given(steps)
    def test_average_lies_between_the_prices(self, steps):
        events = history(steps, never_negative=True, prices=False)
        paid = [e.value / e.quantity_in for e in events if e.quantity_in]
        for closing in closings("average", events, since=FIRST):
            if closing.quantity > 0:
                unit = closing.value / closing.quantity
                self.assertGreaterEqual(unit, min(paid) - 1e-6)
                self.assertLessEqual(unit, max(paid) + 1e-6)

    @given(steps)
    def test_nothing_left_is_worth_nothing(self, steps):
        events = history(steps, never_negative=True)
        for method in METHODS:
            for closing in closings(method, events, since=FIRST, price=7.0):
                if not closing.quantity:
                    self.assertAlmostEqual(closing.value, 0, delta=1e-6)

    @given(steps)
    def test_quantity_is_what_came_less_what_went(self, steps):
        events = history(steps)
        for method in METHODS:
            for closing in closings(method, events, since=FIRST, price=7.0):
                seen = known(events, (), closing.day)
                held = sum(e.quantity_in - e.quantity_out for e in seen)
                self.assert_close(closing.quantity, held)

    @given(steps, st.integers(0, 24))
    def test_days_rise_and_the_first_is_always_told(self, steps, since):
        border = FIRST + timedelta(days=since)
        for method in METHODS:
            days = [c.day for c in closings(method, history(steps), since=border)]
            self.assertEqual(days[0], border)
            self.assertTrue(all(a < b for a, b in pairwise(days)))

    @given(st.lists(st.integers(-3_000, 3_000), min_size=1, max_size=4))
    def test_lots_are_rounded_as_core_rounds_them(self, mills):
        """Half cents away from zero, lot by lot, before they are added up."""
        values = [mill / 1000 for mill in mills]
        parts = [[Closing(FIRST, 1, value, value)] for value in values]
        (closing,) = together(parts, 2)
        rounded = sum(float_round(value, precision_digits=2) for value in values)
        self.assertAlmostEqual(closing.value, rounded, places=9)

    def test_lots_keep_their_value_until_they_move(self):
        later = FIRST + timedelta(days=1)
        parts = [
            [Closing(FIRST, 2, 3.0, 6.0), Closing(later, 1, 3.0, 3.0)],
            [Closing(FIRST, 1, 2.675, 2.675)],
        ]
        found = [(c.day, c.quantity, c.value) for c in together(parts, 2)]
        self.assertEqual(found, [(FIRST, 3, 8.68), (later, 2, 5.68)])

    def test_goods_of_others_in_fifo(self):
        """Core counts them: 10 + 5 held, 10 of ours at 12: 15 × 12."""
        at = datetime(2026, 3, 1)
        events = [
            Event(FIRST, at, MOVE, 1, quantity_in=10, quantity_all=10, value=120),
            Event(FIRST, at, MOVE, 2, quantity_all=5),
        ]
        (closing,) = closings("fifo", events, since=FIRST)
        self.assertEqual((closing.quantity, closing.value), (10, 15 * 12))
