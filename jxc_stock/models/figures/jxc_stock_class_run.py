"""Computing the classes of a company: demand of the database into the core."""

import io
from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz
from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core import classes
from ...report import class_sql

NULL = r"\N"


class JxcStockClass(models.Model):
    _inherit = "jxc.stock.class"

    @api.model
    def _cron_classify(self):
        """Every company on the first of the month."""
        # sudo: the cron works for every company
        companies = self.env["res.company"].sudo().search([])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._classify(company)
            except (SerializationFailure, UserError):
                self.env.cr.rollback()  # somebody else is at it
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    @api.private
    def _classify(self, company):
        """Compute the classes of this month from the demand of the full weeks before.

        :raises UserError: somebody else is at it
        :return: number of rows
        """
        if not self.env["jxc.lock"]._try_acquire(f"stock.class:{company.id}"):
            raise UserError(
                self.env._(
                    "Classes are being computed just now; try again in a minute."
                )
            )
        self.env.flush_all()
        today = company._jxc_facts_clock()._jxc_today()
        until = today - timedelta(days=1)
        since = today - timedelta(weeks=company.jxc_class_weeks)
        rows = self._class_rows(company, since, until)
        self.env.cr.execute(SQL(class_sql.STAGING))
        month = today.replace(day=1)
        names = ", ".join(class_sql.COMPUTED)
        lines = io.StringIO("".join(self._line(company, month, row) for row in rows))
        self.env.cr.copy_expert(f"COPY jxc_stock_class_new ({names}) FROM STDIN", lines)
        self.env.cr.execute(class_sql.store(company, month, self.env.uid))
        self.invalidate_model(flush=False)
        return len(rows)

    def _class_rows(self, company, since, until):
        """(product, warehouse, abc, xyz, quantity, amount, share, variation, weeks)"""
        found = self.env.execute_query(class_sql.demand(company, since, until))
        amounts = self._amounts(company, found, since, until)
        letters, totals = {}, {}
        for warehouse, values in amounts.items():
            letters[warehouse] = classes.abc(values, company._jxc_abc_limits())
            totals[warehouse] = sum(value for value in values.values() if value > 0)
        limits = (company.jxc_class_x, company.jxc_class_y)
        rows = []
        for product, warehouse, quantity, _cost, squares, weeks in found:
            amount, total = amounts[warehouse][product], totals[warehouse]
            spread = classes.variation(quantity, squares, weeks)
            rows.append(
                (
                    *(product, warehouse, letters[warehouse][product]),
                    *(classes.xyz(spread, limits), quantity, amount),
                    *(amount / total if total else 0.0, spread, weeks),
                )
            )
        return rows

    def _amounts(self, company, found, since, until):
        """{warehouse: {product: what ABC goes by}}"""
        column = {"quantity": 2, "value": 3}.get(company.jxc_class_measure)
        amounts = defaultdict(dict)
        for row in found:
            amounts[row[1]][row[0]] = row[column] if column else 0.0
        if not column:
            query = class_sql.margins(
                self.env, company, self._bounds(company, since, until)
            )
            for product, warehouse, margin in self.env.execute_query(query):
                if product in amounts[warehouse]:
                    amounts[warehouse][product] = margin
        return amounts

    def _bounds(self, company, since, until):
        """UTC times between which the days of the company lie."""
        zone = company._jxc_facts_clock()._jxc_timezone()
        return [
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (since, until + timedelta(days=1))
        ]

    def _line(self, company, month, row):
        product, warehouse, abc, *rest = row
        cells = (company.id, product, warehouse, month, abc, *rest)
        return "\t".join(NULL if c is None else str(c) for c in cells) + "\n"
