from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.promise import CONFIRMED, FIRST, REVISED, Promise, base_date

DAY = date(2026, 3, 2)
FAULTS = ("supplier", "buyer", "force_majeure", None)
entries = st.lists(
    st.builds(
        Promise,
        st.sampled_from([CONFIRMED, REVISED]),
        st.integers(0, 30).map(lambda days: DAY + timedelta(days=days)),
        st.floats(0, 100),
        st.sampled_from(FAULTS),
    ),
    max_size=8,
)


def revised(days, fault, quantity=10):
    return Promise(REVISED, DAY + timedelta(days=days), quantity, fault)


@tagged("post_install", "-at_install")
class TestCorePromise(BaseCase):
    first = Promise(FIRST, DAY, 10)

    def base(self, *later):
        return (base_date([self.first, *later], "buyer") - DAY).days

    def test_nothing_promised(self):
        self.assertIsNone(base_date([], "buyer"))

    def test_who_postpones(self):
        for fault, days in (("supplier", 0), ("force_majeure", 0), ("buyer", 7)):
            with self.subTest(fault=fault):
                self.assertEqual(self.base(revised(7, fault)), days)

    def test_quantity_after_a_delay_forgives_nothing(self):
        late = revised(7, "supplier")
        self.assertEqual(self.base(late, revised(7, "buyer", quantity=8)), 0)

    def test_confirmation_moves_nothing(self):
        self.assertEqual(self.base(Promise(CONFIRMED, DAY + timedelta(3), 10)), 0)

    def test_buyer_after_supplier(self):
        self.assertEqual(self.base(revised(7, "supplier"), revised(14, "buyer")), 14)
        self.assertEqual(self.base(revised(14, "buyer"), revised(21, "supplier")), 14)

    @given(entries)
    def test_only_the_named_side_moves_it(self, later):
        others = [entry for entry in later if entry.fault != "buyer"]
        self.assertEqual(base_date([self.first, *others], "buyer"), DAY)

    @given(entries)
    def test_it_was_promised_once(self, later):
        days = {entry.day for entry in [self.first, *later]}
        self.assertIn(base_date([self.first, *later], "buyer"), days)
