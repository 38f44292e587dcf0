from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.jxc_base.core.approval import (
    Delegation,
    Step,
    absent_of,
    can_be_done,
    chain_fault,
    is_done,
    needed,
    sign,
)
from odoo.tests import BaseCase, tagged

USERS = st.integers(1, 5)


@st.composite
def steps(draw):
    """Steps nobody signed yet, that their approvers can finish."""
    found = []
    for key in range(draw(st.integers(1, 4))):
        approvers = draw(st.frozensets(USERS, min_size=1))
        found.append(
            Step(
                key,
                approvers,
                quorum=draw(st.sampled_from(("any", "all", "some"))),
                count=draw(st.integers(1, len(approvers))),
                sequential=draw(st.booleans()),
            )
        )
    return found


DAYS = st.dates(date(2026, 3, 1), date(2026, 3, 9))


@st.composite
def delegations(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    absent = draw(USERS)
    delegate = draw(USERS.filter(lambda user: user != absent))
    return Delegation(absent, delegate, first, last)


def apply(found, given_now):
    """The steps after the signatures, done ones closed."""
    after = []
    for step in found:
        signed = dict(step.signed)
        signed.update({g.approver: g.user for g in given_now if g.key == step.key})
        state = {"signed": signed, "open": step.open and not is_done(step, signed)}
        after.append(Step(**{**step.__dict__, **state}))
    return after


@tagged("post_install", "-at_install")
class TestCoreApproval(BaseCase):
    """Who signs: any, all, N of M, in order, for absent colleagues."""

    def test_quorums(self):
        for quorum, signed, done in (
            ("any", {1: 1}, True),
            ("some", {1: 1}, False),
            ("some", {1: 1, 2: 2}, True),
            ("all", {1: 1, 2: 2}, False),
            ("all", {1: 1, 2: 2, 3: 3}, True),
            ("all", {}, False),
        ):
            with self.subTest(quorum=quorum, signed=signed):
                step = Step(1, frozenset({1, 2, 3}), signed, quorum, 2)
                self.assertEqual(is_done(step), done)
        self.assertFalse(can_be_done(Step(1, frozenset({1}), {}, "some", 2)))
        self.assertFalse(can_be_done(Step(1, frozenset())))
        with self.assertRaises(ValueError):
            needed("most", 1, 2)

    def test_earlier_signature_counts_in_the_next_step(self):
        """1 signs 2 of 3 first; 2 completes it; the next step is 1's: signed."""
        first = Step(1, frozenset({1, 2, 3}), {1: 1}, "some", 2, True)
        second = Step(2, frozenset({1, 4}), sequential=True)
        self.assertEqual(
            [tuple(s) for s in sign([first, second], 2)], [(1, 2, 2), (2, 1, 1)]
        )

    def test_steps_apart_are_signed_apart(self):
        """1 is asked in the first and third step; 2 between them has not signed."""
        chain = [
            Step(place, frozenset({user}), sequential=True)
            for place, user in enumerate((1, 2, 1))
        ]
        self.assertEqual([s.key for s in sign(chain, 1)], [0])

    def test_one_person_is_one_of_two(self):
        """Standing in for 2, user 1 does not sign "2 of 3" alone, but "all" of two."""
        three = frozenset({1, 2, 3})
        some = sign([Step(1, three, quorum="some", count=2)], 1, {2})
        self.assertEqual([tuple(s) for s in some], [(1, 1, 1)])
        both = sign([Step(1, frozenset({1, 2}), quorum="all")], 1, {2})
        self.assertEqual([tuple(s) for s in both], [(1, 1, 1), (1, 2, 1)])

    @settings(deadline=None, max_examples=80)
    @given(steps(), USERS)
    def test_signatures_are_for_approvers_and_new(self, found, user):
        for signature in sign(found, user):
            step = next(step for step in found if step.key == signature.key)
            self.assertIn(signature.approver, step.approvers)
            self.assertEqual(signature.user, user)

    @settings(deadline=None, max_examples=80)
    @given(steps())
    def test_everybody_together_finishes(self, found):
        for _round in found:
            for user in range(1, 6):
                found = apply(found, sign(found, user))
        self.assertFalse([step for step in found if step.open])

    @settings(deadline=None, max_examples=80)
    @given(steps(), USERS)
    def test_no_step_is_passed_by_a_sequential_one(self, found, user):
        after = apply(found, sign(found, user))
        blocked = False
        for step in after:
            if step.sequential and blocked:
                self.assertFalse(step.signed)
            blocked = blocked or step.open

    @settings(deadline=None, max_examples=40)
    @given(steps(), USERS)
    def test_signing_twice_adds_nothing(self, found, user):
        after = apply(found, sign(found, user))
        self.assertEqual(sign(after, user), [])

    # --- delegations ---

    def test_chain_of_three(self):
        days = (date(2026, 3, 2), date(2026, 3, 6))
        chain = [Delegation(user, user + 1, *days) for user in (1, 2, 3)]
        self.assertIsNone(chain_fault(chain))
        self.assertEqual(absent_of(4, chain, date(2026, 3, 6)), {1, 2, 3})
        self.assertEqual(absent_of(4, chain, date(2026, 3, 7)), set())
        self.assertEqual(chain_fault([*chain, Delegation(4, 5, *days)]), "long")
        self.assertEqual(chain_fault([*chain, Delegation(4, 1, *days)]), "circle")
        later = Delegation(4, 1, date(2026, 3, 7), date(2026, 3, 9))
        self.assertIsNone(chain_fault([*chain, later]))

    @settings(deadline=None, max_examples=80)
    @given(st.lists(delegations(), max_size=6), DAYS, USERS)
    def test_without_fault_more_hops_reach_nobody_else(self, links, day, user):
        """A valid plan of delegations has no way longer than three, on any day."""
        if chain_fault(links) is None:
            near = absent_of(user, links, day)
            self.assertEqual(absent_of(user, links, day, longest=9), near)
            self.assertNotIn(user, near)
            for other in near:
                self.assertNotIn(user, {*absent_of(other, links, day)})
