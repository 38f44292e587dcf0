from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.alerts import Finding, Limits, Scope, closest, judge

ORDER = [None, "warning", "critical"]


def here(**values):
    return Finding(res_model="x", res_id=1, company_id=1, measure=0, **values)


@tagged("post_install", "-at_install")
class TestAlertsCore(BaseCase):
    def test_below_a_minimum(self):
        """100 is good, 99 is not; it is over at 110."""
        limits = Limits((("warning", 100),), over=False, strict=True)
        cases = [
            (100, None, None),
            (99, None, "warning"),
            (109, "warning", "warning"),
            (110, "warning", None),
        ]
        for measure, before, wanted in cases:
            with self.subTest(measure=measure, before=before):
                self.assertEqual(judge(measure, limits, before), wanted)

    def test_zero_level_has_no_band(self):
        limits = Limits((("critical", 0),), over=False, strict=True)
        self.assertEqual(judge(-1, limits), "critical")
        self.assertIsNone(judge(0, limits, "critical"))

    @given(st.floats(-1e6, 1e6), st.floats(0, 1e5), st.floats(0, 1), st.booleans())
    def test_an_open_warning_is_never_milder_than_a_new_one(
        self, measure, level, margin, over
    ):
        far = level * 2 if over else level / 2
        limits = Limits((("warning", level), ("critical", far)), over, margin=margin)
        new = ORDER.index(judge(measure, limits))
        for before in ("warning", "critical"):
            self.assertGreaterEqual(ORDER.index(judge(measure, limits, before)), new)

    def test_closest_rule(self):
        scopes = [
            Scope(1),
            Scope(2, company_id=1),
            Scope(3, warehouse_id=5),
            Scope(4, category_id=10),
            Scope(5, category_id=11),
            Scope(6, product_id=7),
            Scope(7, product_id=7, warehouse_id=9),
        ]
        cases = [
            ({}, (), 2),
            ({"warehouse_id": 5}, (), 3),
            ({"warehouse_id": 5, "product_id": 8}, (10,), 4),
            ({"warehouse_id": 5, "product_id": 8}, (10, 11), 5),
            ({"warehouse_id": 5, "product_id": 7}, (10, 11), 6),
            ({"warehouse_id": 9, "product_id": 7}, (10, 11), 7),
        ]
        for values, categories, wanted in cases:
            with self.subTest(values=values, categories=categories):
                found = closest(scopes, here(**values), categories)
                self.assertEqual(found, wanted)
        self.assertIsNone(closest(scopes[1:2], other()))


def other():
    """A finding of another company."""
    return Finding(res_model="x", res_id=1, company_id=2, measure=0)
