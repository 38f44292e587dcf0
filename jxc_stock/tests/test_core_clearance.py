from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.clearance import Goods, propose

maybe_days = st.none() | st.integers(-400, 1500)
goods = st.builds(
    Goods,
    quantity=st.floats(0.001, 1e6),
    idle_days=st.integers(0, 3000),
    dead=st.booleans(),
    months=st.none() | st.floats(0, 1e4),
    expiry_days=maybe_days,
    expired=st.floats(0, 1e6),
    return_days=maybe_days,
    returnable=st.floats(0, 1e6),
    wanted=st.floats(0, 1e6),
)


@tagged("post_install", "-at_install")
class TestCoreClearance(BaseCase):
    """Rules in their order, each with the case that just misses it."""

    def test_rules(self):
        for what, facts, expected in (
            ("expired", {"expired": 4, "return_days": 9}, ("scrap", 4, 0)),
            ("vendor", {"return_days": 0, "returnable": 10}, ("return", 10, 0)),
            ("too late", {"return_days": -1, "returnable": 10}, ("price", 10, 30)),
            ("elsewhere", {"wanted": 3}, ("transfer", 3, 0)),
            ("all of it", {"wanted": 30}, ("transfer", 10, 0)),
            ("not worth it", {"wanted": 1.9}, ("price", 10, 30)),
            ("no time", {"wanted": 9, "expiry_days": 30}, ("price", 10, 50)),
            ("expires", {"expiry_days": 120}, ("price", 10, 30)),
            ("sold by then", {"expiry_days": 120, "months": 3}, ("promotion", 10, 0)),
            ("sells", {"months": 12.0}, ("promotion", 10, 0)),
            ("hardly sells", {"months": 12.1}, ("price", 10, 30)),
            ("slow", {"dead": False}, ("price", 10, 15)),
            ("a year", {"idle_days": 366}, ("price", 10, 50)),
        ):
            with self.subTest(what):
                case = {"quantity": 10, "idle_days": 200, "dead": True, **facts}
                found = propose(Goods(**case))
                got = (found.action, found.quantity, found.discount)
                self.assertEqual(got, expected)

    @given(goods)
    def test_never_more_than_there_is(self, case):
        found = propose(case)
        self.assertGreater(found.quantity, 0)
        self.assertLessEqual(found.quantity, case.quantity)
        self.assertEqual(found.discount > 0, found.action == "price")

    def test_nothing_to_clear(self):
        with self.assertRaises(ValueError):
            propose(Goods(0, 100, True))
