"""Test kit of indicators: figures worked by hand, and what every indicator owes.

An addon's test makes its documents in ``setUpClass``, freezes the time and says::

    class TestTurnover(KpiCase):
        def test_march(self):
            march = self.month(2026, 3)
            self.assert_kpi("turnover", march, "none", 600, (100 + 200) / 2)
            self.assert_kpi("turnover", march, "product", 400, 80, key=self.tea)
            self.assert_settled("turnover", march)
            self.assert_seen_by("turnover", "jxc_base.group_boss")
            self.assert_hidden_from("turnover", "jxc_base.group_salesperson")
"""

from datetime import date

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..core import kpi as core
from ..core.period import Period


class KpiCase(TransactionCase):
    """`company` (default: the user's) is whose figures are looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company

    def kpi(self, code):
        kpi = self.env["jxc.kpi"].with_company(self.company)
        return kpi.search([("code", "=", code)])

    @staticmethod
    def month(year, month):
        return Period("month", date(year, month, 1))

    def figures(self, code, period, dimension="none"):
        """Figures by stored key; the total's key is empty."""
        found = self.kpi(code)._figures(period, dimension, self.company)
        if dimension == "none":
            self.assertLessEqual(len(found), 1, "there is one total")
            return {"": found[0]} if found else {}
        figures = {core.key_text(figure.key): figure for figure in found}
        self.assertEqual(len(figures), len(found), "a key is answered once")
        return figures

    @staticmethod
    def key_of(key, dimension):
        if dimension == "none":
            return ""
        return core.key_text(key.id if hasattr(key, "_name") else key)

    def assert_kpi(
        self, code, period, dimension, numerator, denominator=None, key=None, digits=2
    ):
        """The figure is as worked by hand, and its records add up to it.

        :param key: value of the dimension: record, id, code, or None for those without
        """
        figures = self.figures(code, period, dimension)
        key = self.key_of(key, dimension)
        self.assertIn(key, figures, f"{code}: no figure for {dimension} {key}")
        figure = figures[key]
        self.assertAlmostEqual(figure.numerator, numerator, digits, f"{code} {key}")
        if denominator is not None:
            self.assertAlmostEqual(
                figure.denominator, denominator, digits, f"{code} {key} denominator"
            )
        self.assert_lines(figure, digits)

    def assert_no_figure(self, code, period, dimension="none", key=None):
        key = self.key_of(key, dimension)
        self.assertNotIn(key, self.figures(code, period, dimension))

    def assert_lines(self, figure, digits=2):
        """Whatever can be drilled down adds up."""
        self.assertIn("numerator", figure.lines, "a figure leads to its records")
        for part, lines in figure.lines.items():
            self.assertAlmostEqual(
                self.sum_of(lines),
                getattr(figure, part),
                digits,
                f"the records behind the {part} add up",
            )

    def sum_of(self, lines):
        model = self.env[lines.model].with_company(self.company)
        if lines.measure is None:
            return model.search_count(lines.domain)
        [(total,)] = model._read_group(lines.domain, [], [f"{lines.measure}:sum"])
        return total or 0.0

    def assert_parts(self, code, period, dimension, digits=2):
        """The values of a dimension add up to the total."""
        figures = self.figures(code, period, dimension).values()
        [total] = self.figures(code, period).values()
        for part in ("numerator", "denominator"):
            if getattr(total, part) is not None:
                self.assertAlmostEqual(
                    sum(getattr(figure, part) for figure in figures),
                    getattr(total, part),
                    digits,
                    f"{code}: {dimension} adds up to the total's {part}",
                )

    def stored(self, code, period, **where):
        """Stored figures of all versions."""
        domain = [
            ("kpi_id.code", "=", code),
            ("company_id", "=", self.company.id),
            ("period_start", "=", period.start),
        ]
        domain += [(name, "=", value) for name, value in where.items()]
        return self.env["jxc.kpi.value"].search(domain)

    def assert_settled(self, code, period):
        """Closing, a second run and repairs by hand behave; `period` must be over."""
        kpi = self.kpi(code)
        kpi._compute_period(self.company, period, final=True)
        first = self.stored(code, period)
        self.assertTrue(first and all(first.mapped("closed")))
        again = kpi._compute_period(self.company, period, final=True)
        self.assertFalse(any(again), "nothing changed, nothing is written")
        self.assertEqual(self.stored(code, period), first)
        self.assert_immutable(first[0])

    def assert_immutable(self, figure):
        for query in (
            "UPDATE jxc_kpi_value SET numerator = numerator + 1 WHERE id = %s",
            "DELETE FROM jxc_kpi_value WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [figure.id])

    def tile_as(self, code, *groups):
        """What a user with these groups gets of `get_tile`."""
        login = "kpi." + ".".join(group.split(".")[-1] for group in groups)
        user = self.env["res.users"].search([("login", "=", login)])
        user = user or new_test_user(
            self.env,
            login=login,
            groups=",".join(groups),
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        model = self.env["jxc.kpi"].with_user(user).with_company(self.company)
        return model.get_tile([code]), model

    def assert_seen_by(self, code, *groups):
        tiles, model = self.tile_as(code, *groups)
        self.assertEqual([tile["code"] for tile in tiles], [code])
        self.assert_drillable(code, model)
        if not model.has_access("write"):
            with self.assertRaises(AccessError):
                model.browse(tiles[0]["id"]).write({"target": 1})

    def assert_drillable(self, code, model):
        """The records of the current figure open for this user, or a text says why."""
        try:
            action = model.get_drill(code)
        except AccessError:
            raise
        except UserError:
            return
        records = model.env[action["res_model"]]
        found = records.search_count(action["domain"])
        if records.env.user.has_group("jxc_base.group_boss"):
            self.assertEqual(found, records.sudo().search_count(action["domain"]))

    def assert_hidden_from(self, code, *groups):
        tiles, model = self.tile_as(code, *groups)
        self.assertEqual(tiles, [])
        for method in (model.get_drill, model.get_moved):
            with self.assertRaises(UserError):
                method(code)
        values = self.env["jxc.kpi.value"].with_user(model.env.user)
        self.assertFalse(values.search([("kpi_id.code", "=", code)]))
