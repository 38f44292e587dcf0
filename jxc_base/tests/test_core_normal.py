from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.alerts import Finding, Limits, judge
from ..core.normal import Normal, Normals, moved

DAY = date(2026, 3, 5)
OVER = Limits((("warning", 10.0), ("critical", 20.0)), over=True)


def here(**values):
    return Finding(res_model="x", res_id=1, company_id=1, **{"measure": 0, **values})


def normal(figure, **values):
    basic = {"normal_id": 1, "company_id": 1, "since": DAY}
    return Normal(**basic, figure=figure, **values)


@tagged("post_install", "-at_install")
class TestNormalCore(BaseCase):
    @given(st.floats(-1e5, 1e5), st.floats(0.1, 1e5), st.booleans())
    def test_what_is_normal_never_warns(self, figure, level, over):
        levels = (level, level * 2) if over else (level, level / 2)
        limits = Limits(tuple(zip(("warning", "critical"), levels, strict=True)), over)
        now = moved(limits, normal(figure), DAY)
        better = figure <= level if over else figure >= level
        if better:
            self.assertIs(now, limits)
        else:
            self.assertIsNone(judge(now.levels[0][1], now))
            self.assertAlmostEqual(now.levels[0][1], figure, places=6)

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_fading_never_comes_back(self, length, day):
        fades = normal(30, until=DAY + timedelta(days=length), fades=True)
        today, tomorrow = (DAY + timedelta(days=day + more) for more in (0, 1))
        self.assertGreaterEqual(fades.weight(today), fades.weight(tomorrow))
        if day > length:
            self.assertEqual(fades.weight(today), 0)

    def test_until_its_last_day(self):
        fine = normal(30, until=DAY + timedelta(days=2))
        for days, wanted in ((0, 30), (2, 30), (3, 10)):
            with self.subTest(days=days):
                limits = moved(OVER, fine, DAY + timedelta(days=days))
                self.assertEqual(limits.levels[0][1], wanted)

    def test_only_its_scope(self):
        scopes = [
            {"res_model": "x", "res_id": 1},
            {"product_id": 7},
            {"partner_id": 8},
            {"warehouse_id": 9},
            {"product_id": 7, "partner_id": 8},
        ]
        place = {"product_id": 7, "partner_id": 8, "warehouse_id": 9}
        for scope in scopes:
            book = Normals([normal(15, **scope)])
            with self.subTest(scope=scope):
                limits, by = book.move(OVER, here(**place), DAY)
                self.assertEqual((limits.levels[0][1], by.normal_id), (15, 1))
                for name in scope.keys() - {"res_model"}:
                    far = replace(here(**place), **{name: 99})
                    self.assertEqual(book.move(OVER, far, DAY), (OVER, None))
                far = replace(here(**place), company_id=2)
                self.assertEqual(book.move(OVER, far, DAY), (OVER, None))

    def test_of_several_the_furthest(self):
        book = Normals(
            [
                normal(15, product_id=7),
                replace(normal(18, res_model="x", res_id=1), normal_id=2),
                replace(normal(12, partner_id=8), normal_id=3),
            ]
        )
        limits, by = book.move(OVER, here(product_id=7, partner_id=8), DAY)
        self.assertEqual((limits.levels[0][1], by.normal_id), (18, 2))
        self.assertFalse(Normals([]))
