from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core import dataset
from ..core.unapprove import Plan, listed

OFFERS = {
    "date": dataset.Offer("date", "Day", "month"),
    "partner_id": dataset.Offer("partner_id", "Customer"),
}


class TestCoreDataset(BaseCase):
    def test_specs(self):
        self.assertEqual(
            dataset.specs(["date", "partner_id"], OFFERS, dataset.GRANULARITIES),
            ["date:month", "partner_id"],
        )
        for bad in (["date:hour"], ["partner_id:day"], ["date", "date:month"]):
            with self.assertRaises(ValueError):
                dataset.specs(bad, OFFERS, dataset.GRANULARITIES)
        with self.assertRaises(KeyError):
            dataset.specs(["id"], OFFERS, dataset.GRANULARITIES)

    @settings(deadline=None, max_examples=60)
    @given(st.lists(st.text(max_size=12), max_size=3))
    def test_nothing_that_was_not_offered_gets_through(self, asked):
        try:
            found = dataset.specs(asked, OFFERS, dataset.GRANULARITIES)
        except (KeyError, ValueError):
            return
        for spec in found:
            self.assertIn(spec.partition(":")[0], OFFERS)

    @settings(deadline=None, max_examples=60)
    @given(st.text(max_size=20))
    def test_order_holds_known_columns_only(self, text):
        columns = ["partner_id", "amount:sum"]
        try:
            found = dataset.order(text, columns)
        except (KeyError, ValueError):
            return
        for part in found.split(", "):
            self.assertIn(part.split(" ")[0], columns)

    def test_rows_wanted(self):
        self.assertEqual(dataset.rows_wanted(None), dataset.MAX_ROWS)
        for bad in (0, -1, True, 1.5, "7", dataset.MAX_ROWS + 1):
            with self.assertRaises(ValueError):
                dataset.rows_wanted(bad)


class TestCoreUnapprove(BaseCase):
    def test_plans_add_up(self):
        plan = Plan(("a",), ()) + Plan(("b",), ("c",))
        self.assertEqual(plan, Plan(("a", "b"), ("c",)))

    def test_names_are_listed_once_and_not_endlessly(self):
        self.assertEqual(listed(["A", "A", False, "B"]), "A, B")
        self.assertEqual(listed("ABCDEFG", 2), "A, B +5")
