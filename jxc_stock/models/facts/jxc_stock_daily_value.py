"""The company's value of products by day: events of the database into the core."""

from collections import defaultdict
from operator import itemgetter

from odoo import models
from odoo.tools import SQL

from ...core.valuation import MOVE, PRICE, Change, Closing, Event, closings, together
from ...report import daily_sql

ORDER = itemgetter(1, 2, 3)  # when, price before movement, id


class JxcStockDaily(models.Model):
    _inherit = "jxc.stock.daily"

    def _values(self, settings):
        """Closings of every product of `jxc_batch`, with what came before.

        :param settings: {(company, product): (method, by lot, price)}
        :return: {(company, product): (state before the first day or None, closings)}
        """
        moves, prices = self._batch_moves(), self._batch_prices()
        changes = self._batch_changes()
        unit_digits = self.env["decimal.precision"].precision_get("Product Unit")
        values = {}
        for company_id, product_id, since, digits, whole, *state in self._starts():
            key = company_id, product_id
            before = Closing(*state) if state[0] else None
            found = self._closings(
                settings[key],
                self._histories(moves[key], prices[key], settings[key]),
                changes[key],
                {"since": since, "start": None if whole else before},
                digits,
            )
            values[key] = (before, [self._nothing(c, unit_digits) for c in found])
        return values

    def _nothing(self, closing, digits):
        """Nothing in stock is worth nothing, whatever rounding left over."""
        return closing if round(closing.quantity, digits) else closing._replace(value=0)

    def _starts(self):
        """(company, product, first day, currency digits, count everything, *state)"""
        return self.env.execute_query(
            SQL(
                """
                SELECT batch.company_id, batch.product_id, batch.from_day,
                       batch.digits, batch.everything, cost.day, cost.quantity,
                       cost.unit_cost, cost.exact_value
                  FROM jxc_batch batch
                  LEFT JOIN LATERAL (
                       SELECT * FROM jxc_stock_cost cost
                        WHERE cost.company_id = batch.company_id
                          AND cost.product_id = batch.product_id
                          AND cost.day < batch.from_day
                        ORDER BY cost.day DESC LIMIT 1) cost ON TRUE
                """
            )
        )

    def _batch_moves(self):
        """{(company, product): [(lot, event)]}: movements over the company's border."""
        query = SQL(
            """
            SELECT sum.company_id, sum.product_id, sum.lot_id, sum.day, sum.at,
                   sum.move_id, sum.came, sum.went, sum.change,
                   CASE WHEN sum.came = 0 THEN 0
                        WHEN sum.lot_id IS NULL THEN sum.move_value
                        ELSE sum.move_value * sum.came / SUM(sum.came) OVER (
                             PARTITION BY sum.company_id, sum.move_id) END
              FROM (SELECT flow.company_id, flow.product_id,
                           CASE WHEN template.lot_valuated THEN flow.lot_id END
                               AS lot_id,
                           flow.day, flow.at, flow.move_id, flow.move_value,
                           COALESCE(SUM(flow.quantity) FILTER (
                               WHERE flow.own AND flow.quantity > 0), 0) AS came,
                           COALESCE(-SUM(flow.quantity) FILTER (
                               WHERE flow.own AND flow.quantity < 0), 0) AS went,
                           SUM(flow.quantity) AS change
                      FROM jxc_flow flow
                      JOIN product_product product ON product.id = flow.product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                     WHERE flow.kind = 'external'
                     GROUP BY 1, 2, 3, 4, 5, 6, 7) sum
             ORDER BY sum.at, sum.move_id
            """
        )
        found = defaultdict(list)
        for company, product, lot, day, at, move, *measures in self.env.execute_query(
            query
        ):
            event = Event(day, at, MOVE, move, *measures)
            found[company, product].append((lot, event))
        return found

    def _batch_prices(self):
        """{(company, product): [(lot, event)]}: unit costs set by hand.

        Of all companies, as core reads them for an average; a standard cost is the
        company's own.
        """
        query = SQL(
            """
            SELECT batch.company_id, price.product_id, price.lot_id, %(day)s,
                   price.date, price.id, price.value
              FROM jxc_batch batch
              JOIN product_value price ON price.product_id = batch.product_id
               AND price.move_id IS NULL
              JOIN %(zones)s ON zone.company_id = batch.company_id
             WHERE (batch.everything OR price.date >= batch.from_at)
               AND (batch.method <> 'standard' OR price.company_id = batch.company_id)
            """,
            day=daily_sql.day_of(SQL("price.date")),
            zones=daily_sql.company_zones(self.env),
        )
        found = defaultdict(list)
        for company, product, lot, *event, value in self.env.execute_query(query):
            day, at, key = event
            event = Event(day, at, PRICE, key, value=value)
            found[company, product].append((lot, event))
        return found

    def _batch_changes(self):
        """{(company, product): [(known on, receipt, old value per unit)]}, in order."""
        query = SQL(
            """
            SELECT log.company_id, log.product_id, log.known_on, log.move_id,
                   log.old_value / NULLIF(log.quantity, 0)
              FROM jxc_batch batch
              JOIN jxc_stock_revaluation log USING (company_id, product_id)
             WHERE batch.everything AND log.known_on >= batch.from_day
             ORDER BY log.known_at, log.id
            """
        )
        found = defaultdict(list)
        for company_id, product_id, *change in self.env.execute_query(query):
            found[company_id, product_id].append(change)
        return found

    def _histories(self, moves, prices, setting):
        """{lot or None: events in order}; lots only for products valued by lot."""
        _method, by_lot, _price = setting
        if not by_lot:
            events = [event for _lot, event in moves]
            events += [event for lot, event in prices if not lot]
            return {None: sorted(events, key=ORDER)}
        histories = defaultdict(list)
        for lot, event in moves:
            histories[lot].append(event)
        for lot, events in histories.items():
            events += [event for of, event in prices if of in (lot, None)]
            events.sort(key=ORDER)
        return dict(histories) or {None: []}

    def _closings(self, setting, histories, changes, bounds, digits):
        method, by_lot, price = setting
        costs = self._lot_costs(histories) if by_lot and method != "average" else {}
        parts = [
            closings(
                method,
                events,
                self._changes_of(events, changes),
                price=costs.get(lot, price),
                **bounds,
            )
            for lot, events in histories.items()
        ]
        return together(parts, digits) if by_lot else parts[0]

    def _lot_costs(self, histories):
        # sudo: unit costs for the counting of a company's value
        lots = self.env["stock.lot"].sudo().browse(filter(None, histories))
        return {lot.id: lot.standard_price for lot in lots}

    def _changes_of(self, events, changes):
        """Values before each change, for what the receipts hold today."""
        if not changes:
            return []
        held = {event.id: event.quantity_in for event in events if event.kind == MOVE}
        return [
            Change(known_on, move_id, unit * held[move_id])
            for known_on, move_id, unit in changes
            if unit is not None and held.get(move_id)
        ]
