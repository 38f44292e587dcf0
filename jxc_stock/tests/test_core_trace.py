from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.trace import SIGNS, Place, depths, kind_of, totals

USAGES = ("supplier", "internal", "transit", "customer", "inventory", "production")
places = st.builds(Place, st.sampled_from(USAGES), st.booleans())
flags = st.tuples(st.booleans(), st.booleans())


@tagged("post_install", "-at_install")
class TestCoreTrace(BaseCase):
    @given(st.lists(st.tuples(places, places, flags, st.integers(1, 99))))
    def test_balance_is_what_crossed_the_border(self, moves):
        """Whatever a movement is called: in plus, out minus, the rest nothing."""
        steps = [(kind_of(a, b, *said), qty) for a, b, said, qty in moves]
        crossed = sum(
            qty * (target.inside - source.inside) for source, target, _, qty in moves
        )
        self.assertEqual(totals(steps)["balance"], crossed)

    @given(places, places, flags)
    def test_every_movement_has_a_kind(self, source, target, said):
        self.assertIn(kind_of(source, target, *said), SIGNS)

    @given(
        st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4)),
        st.integers(0, 9),
    )
    def test_depth_grows_by_one(self, edges, start):
        found = depths(start, edges)
        for lot, depth in found.items():
            for other in edges.get(lot, ()):
                self.assertLessEqual(found[other], depth + 1)
