from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import policy

KEYS = st.sampled_from("abcde")
DAY = date(2026, 3, 1)
FLOWS = st.lists(st.tuples(KEYS, KEYS, st.integers(1, 50)), max_size=12)
DAYS = st.one_of(st.none(), st.integers(0, 9).map(lambda n: DAY + timedelta(days=n)))


def compare(_key, first, second):
    return (first > second) - (first < second)


@tagged("post_install", "-at_install")
class TestCorePolicy(BaseCase):
    @given(FLOWS)
    def test_a_batch_makes_and_loses_nothing(self, flows):
        self.assertEqual(sum(policy.net_changes(flows).values()), 0)

    @given(FLOWS, st.dictionaries(KEYS, st.integers(-20, 60)))
    def test_shortages_are_what_is_below_zero_and_was_taken(self, flows, before):
        net = policy.net_changes(flows)
        final = {key: before.get(key, 0) + net.get(key, 0) for key in "abcde"}
        found = {short.key: short for short in policy.shortages(final, net, compare)}
        for key in "abcde":
            worse = final[key] < 0 and final[key] < before.get(key, 0)
            self.assertEqual(key in found, worse)
            if worse:
                short = found[key]
                self.assertEqual(short.there, before.get(key, 0))
                self.assertEqual(short.missing, short.taken - max(short.there, 0))

    @given(DAYS, st.lists(DAYS, max_size=6))
    def test_the_better_lot_is_the_earliest(self, chosen, days):
        offers = [policy.Offer(number, day, 1) for number, day in enumerate(days)]
        best = policy.better_offer(chosen, offers)
        dated = [day for day in days if day]
        if best is None:
            self.assertTrue(all(chosen and day >= chosen for day in dated))
        else:
            self.assertEqual(best.due, min(dated))
            self.assertTrue(chosen is None or best.due < chosen)

    def test_required_days(self):
        cases = [
            (("none", 5, 100), None),
            ((None, 5, 100), None),
            (("days", 30, None), 30),
            (("percent", 50, 90), 45),
            (("percent", 50, 0), None),
        ]
        for arguments, expected in cases:
            with self.subTest(arguments):
                self.assertEqual(policy.required_days(*arguments), expected)
