"""Rows of a batch: read flows and openings, spread, copy into the tables."""

import io
from collections import defaultdict
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from ...core.places import Flow, History, Place, in_cents, spread
from ...report import daily_fill_sql, daily_sql

NULL = r"\N"


class JxcStockDaily(models.Model):
    _inherit = "jxc.stock.daily"

    def _write_rows(self, settings, values):
        """Replace the rows of `jxc_batch` by what its flows and values say.

        :param settings: {(company, product): (method, by lot, price)}
        :param values: {(company, product): (state before, closings)}
        """
        read = self.env.execute_query
        openings = self._by_product(read(SQL(daily_fill_sql.OPENINGS)))
        before = self._by_product(read(SQL(daily_fill_sql.BEFORE)))
        flows, causes = self._batch_flows(), self._batch_causes()
        daily, costs = io.StringIO(), io.StringIO()
        for key, since, carried, digits, late in self._batch_bounds():
            state, closings = values[key]
            history = History(
                since=since,
                openings={p: (row[0], int(row[1])) for p, row in openings[key].items()},
                unit_cost=state and state.unit_cost,
                late=self._late(openings[key], before[key]) if late else None,
                months=self._months(since, carried, openings[key], flows[key]),
                causes=causes[key],
                shared=settings[key][0] != "standard" and not settings[key][1],
            )
            rows = spread(closings, flows[key], history, digits)
            daily.writelines(self._daily_line(key, row, digits) for row in rows)
            method = settings[key][0]
            costs.writelines(self._cost_lines(key, state, closings, digits, method))
        fill = daily_fill_sql
        self._replace("jxc_stock_daily", fill.DAILY_COLUMNS, fill.DAILY_KEY, daily)
        self._replace("jxc_stock_cost", fill.COST_COLUMNS, fill.COST_KEY, costs)

    # -- what the batch says -----------------------------------------------------

    def _batch_bounds(self):
        """((company, product), first day, carried month, digits, late)"""
        query = SQL(
            "SELECT company_id, product_id, from_day, carried, digits, late"
            " FROM jxc_batch"
        )
        for company_id, product_id, *bounds in self.env.execute_query(query):
            yield (company_id, product_id), *bounds

    def _by_product(self, rows):
        """{(company, product): {place: measures}}"""
        found = defaultdict(dict)
        for company_id, product_id, warehouse, area, own, *measures in rows:
            found[company_id, product_id][Place(warehouse, area, own)] = measures
        return found

    def _batch_flows(self):
        """{(company, product): [Flow]}"""
        found = defaultdict(list)
        for (
            company_id,
            product_id,
            warehouse,
            area,
            own,
            day,
            *measures,
        ) in self.env.execute_query(SQL(daily_fill_sql.FLOWS)):
            flow = Flow(day, Place(warehouse, area, own), *measures)
            found[company_id, product_id].append(flow)
        return found

    def _batch_causes(self):
        """{(company, product): {day: cause}}"""
        query = daily_fill_sql.causes(
            daily_sql.company_zones(self.env), daily_sql.day_of(SQL("price.date"))
        )
        found = defaultdict(dict)
        for company_id, product_id, day, cause in self.env.execute_query(query):
            found[company_id, product_id][day] = cause
        return found

    def _late(self, openings, before):
        """{place: what the movements of closed months say, less what was closed}"""
        return {
            place: before.get(place, (0.0,))[0] - openings.get(place, (0.0,))[0]
            for place in {*openings, *before}
        }

    def _months(self, since, carried, openings, flows):
        """First days of months on which goods may lie somewhere."""
        if not openings:
            since = min((flow.day for flow in flows), default=date.max)
        months = []
        if carried and since <= carried:
            month = since.replace(day=1)
            month += relativedelta(months=month < since)
            while month <= carried:
                months.append(month)
                month += relativedelta(months=1)
        return months

    # -- lines for COPY ----------------------------------------------------------

    def _daily_line(self, key, row, digits):
        place, flow = row.place, row.flow
        money = 10**digits
        return (
            f"{key[0]}\t{key[1]}\t{place.warehouse or NULL}\t{place.area}\t"
            f"{'own' if place.own else 'other'}\t{row.day}\t{row.opening}\t"
            f"{flow.came}\t{flow.went}\t{flow.moved_in}\t{flow.moved_out}\t"
            f"{flow.shifted}\t{row.late}\t{row.closing}\t{flow.sold}\t"
            f"{row.opening_cents / money}\t{flow.came_cents / money}\t"
            f"{flow.went_cents / money}\t{row.moved_in_cents / money}\t"
            f"{row.moved_out_cents / money}\t{row.shifted_cents / money}\t"
            f"{row.revalued / money}\t{row.closing_cents / money}\t"
            f"{flow.sold_cents / money}\t{row.cause or NULL}\n"
        )

    def _cost_lines(self, key, state, closings, digits, method):
        before = state[1:] if state else (0.0, 0.0, 0.0)
        for closing in closings:
            day, quantity, unit_cost, value = closing
            if closing[1:] != before:
                yield (
                    f"{key[0]}\t{key[1]}\t{day}\t{quantity!r}\t{unit_cost!r}\t"
                    f"{value!r}\t{in_cents(value, 10**digits) / 10**digits}\t{method}\n"
                )
            before = closing[1:]

    def _replace(self, table, columns, key, lines):
        """Stage the lines, then write only the rows that differ."""
        self.env.cr.execute(daily_fill_sql.staging(table))
        lines.seek(0)
        names = ", ".join(columns)
        self.env.cr.copy_expert(
            f"COPY {daily_fill_sql.new_rows(table)} ({names}) FROM STDIN", lines
        )
        self.env.cr.execute(daily_fill_sql.replace(table, columns, key))
