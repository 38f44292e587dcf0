"""Filling the daily facts: what is dirty is counted again, batch by batch."""

from itertools import groupby
from operator import itemgetter

from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...report import daily_fill_sql, daily_sql
from .dirty_triggers import BEGINNING

BATCH = 1000  # products of a company renewed by one set of statements
ATTEMPTS = 5
CATCH_UP = 300  # at most this many while a user waits


class JxcStockDaily(models.Model):
    _inherit = "jxc.stock.daily"
    _lock = "stock.daily"

    @api.model
    @api.private
    def _run(self, commit=False, limit=None):
        """Renew the facts of everything dirty that this transaction can see.

        Only one run works at a time; another gives way.

        :param commit: commit after each batch (for the cron and long rebuilds)
        :param limit: at most this many products
        :return: number of products (per company) renewed
        """
        done = 0
        while limit is None or done < limit:
            if not self.env["jxc.lock"]._try_acquire(self._lock):
                break
            self._carry()
            pairs = self._take_dirty(min(BATCH, limit - done) if limit else BATCH)
            if not pairs:
                break
            self._renew(pairs)
            done += len(pairs)
            if commit:
                self.env["ir.cron"]._commit_progress(len(pairs))
        return done

    @api.model
    @api.private
    def _rebuild(self, companies=None, commit=False):
        """Count all open days again from the movements; closed months stay.

        :param companies: res.company records, all when None
        :return: number of products (per company) renewed
        :raises UserError: somebody else is counting just now
        """
        if not self.env["jxc.lock"]._try_acquire(self._lock):
            raise UserError(
                self.env._("Stock is being counted just now; try again in a minute.")
            )
        self.env.flush_all()
        # sudo: the facts of companies the user is not working in
        companies = companies or self.env["res.company"].sudo().search([])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO jxc_stock_dirty (company_id, product_id, at)
                SELECT company_id, product_id, %(beginning)s::timestamp FROM stock_move
                 WHERE state = 'done' AND company_id = ANY(%(companies)s)
                 UNION
                SELECT company_id, product_id, %(beginning)s::timestamp
                  FROM jxc_stock_daily
                 WHERE company_id = ANY(%(companies)s)
                """,
                beginning=BEGINNING,
                companies=companies.ids,
            )
        )
        return self._run(commit=commit)

    @api.model
    def catch_up(self):
        """Renew what is dirty while a user waits, if it is not too much.

        :return: {"waiting": number of products of the chosen companies still to renew,
            "renewed": number}
        """
        self.check_access("read")
        # sudo: facts are derived from what happened; users only trigger the counting
        renewed = self.sudo()._run(limit=CATCH_UP)
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(DISTINCT product_id) FROM jxc_stock_dirty"
                " WHERE company_id IS NULL OR company_id = ANY(%s)",
                self.env.companies.ids,
            )
        )
        return {"renewed": renewed, "waiting": self.env.cr.fetchone()[0]}

    @api.model
    def _cron_run(self):
        """Crons have to repeat themselves when another transaction was faster."""
        for _attempt in range(ATTEMPTS):
            try:
                self._run(commit=True)
                return
            except SerializationFailure:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    # -- what to renew -----------------------------------------------------------

    def _take_dirty(self, count):
        """Delete the dirty rows of some products.

        :return: [(company, product, from when, from when for demand)]
        """
        self.env.flush_all()
        self._spread_dirty()
        query = SQL(
            """
              WITH taken AS (
                   DELETE FROM jxc_stock_dirty dirty
                    USING (SELECT company_id, product_id FROM jxc_stock_dirty
                            GROUP BY company_id, product_id
                            ORDER BY product_id, company_id LIMIT %s) wanted
                    WHERE dirty.company_id = wanted.company_id
                      AND dirty.product_id = wanted.product_id
                RETURNING dirty.company_id, dirty.product_id, dirty.at,
                          dirty.demand_at)
            SELECT company_id, product_id, MIN(at), LEAST(MIN(at), MIN(demand_at))
              FROM taken
             GROUP BY company_id, product_id
            """,
            count,
        )
        return self.env.execute_query(query)

    def _spread_dirty(self):
        """Rows without a company become rows of each company that moved the goods."""
        self.env.cr.execute(
            """
            -- a product that was deleted took its prices along
            DELETE FROM jxc_stock_dirty dirty
             WHERE NOT EXISTS (SELECT 1 FROM product_product product
                                WHERE product.id = dirty.product_id);
              WITH open AS (
                   DELETE FROM jxc_stock_dirty WHERE company_id IS NULL
                RETURNING product_id, at)
            INSERT INTO jxc_stock_dirty (company_id, product_id, at)
            SELECT company.id, open.product_id, MIN(open.at)
              FROM open CROSS JOIN res_company company
             WHERE EXISTS (SELECT 1 FROM stock_move move
                            WHERE move.product_id = open.product_id
                              AND move.company_id = company.id
                              AND move.state = 'done')
             GROUP BY company.id, open.product_id
            """
        )

    def _carry(self):
        """Give everything in stock a row on the first of each month up to this one."""
        # sudo: every company that has stock
        for company in self.env["res.company"].sudo().search([]):
            month = company._jxc_facts_clock()._jxc_today().replace(day=1)
            carried = company.jxc_stock_carried_month
            if not carried or carried < month:
                self._carry_month(company, month)
                company.jxc_stock_carried_month = month
                company.flush_recordset(["jxc_stock_carried_month"])

    def _carry_month(self, company, month):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO jxc_stock_daily (
                    company_id, product_id, warehouse_id, area, ownership, day,
                    opening_quantity, closing_quantity, opening_value, closing_value,
                    in_quantity, out_quantity, moved_in_quantity, moved_out_quantity,
                    shifted_quantity, late_quantity, sold_quantity, in_value,
                    out_value, moved_in_value, moved_out_value, shifted_value,
                    revaluation, sold_value)
                SELECT last.company_id, last.product_id, last.warehouse_id, last.area,
                       last.ownership, month.day::date, last.closing_quantity,
                       last.closing_quantity, last.closing_value, last.closing_value,
                       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                  FROM (SELECT fact.*, LEAD(fact.day) OVER (
                                   PARTITION BY fact.product_id, fact.warehouse_id,
                                                fact.area, fact.ownership
                                   ORDER BY fact.day) AS next_day
                          FROM jxc_stock_daily fact
                         WHERE fact.company_id = %(company)s
                           AND fact.day >= %(since)s) last
                 CROSS JOIN LATERAL generate_series(
                       date_trunc('month', last.day + interval '1 month'),
                       LEAST(%(month)s, last.next_day - 1), interval '1 month')
                       AS month (day)
                 WHERE (last.closing_quantity <> 0 OR last.closing_value <> 0)
                   AND month.day > %(since)s
                """,
                company=company.id,
                since=company.jxc_stock_carried_month or "-infinity",
                month=month,
            )
        )

    # -- one batch ---------------------------------------------------------------

    def _renew(self, pairs):
        """Delete and count again the facts of some products.

        :param pairs: [(company id, product id, from when, from when for demand)]
        """
        self.env.cr.execute(SQL(daily_fill_sql.BATCH))
        settings = self._fill_batch([pair[:3] for pair in pairs])
        self._fill_flows()
        self._write_rows(settings, self._values(settings))
        self.env["jxc.demand.daily"]._renew(pairs)
        self.invalidate_model(flush=False)
        self.env["jxc.stock.cost"].invalidate_model(flush=False)

    def _fill_batch(self, pairs):
        """Fill `jxc_batch`; return {(company, product): (method, by lot, price)}."""
        settings = self._settings(pairs)
        columns = [list(column) for column in zip(*pairs, strict=True)]
        methods = [settings[company, product][0] for company, product, _at in pairs]
        whole = [
            settings[company, product][0] == "fifo" or settings[company, product][1]
            for company, product, _at in pairs
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO jxc_batch
                SELECT pair.company_id, pair.product_id, day.from_day,
                       day.from_day::timestamp AT TIME ZONE zone.zone
                           AT TIME ZONE 'UTC',
                       COALESCE(LEAST(date_trunc('month', day.from_day - 1)::date,
                                      company.jxc_stock_carried_month), '-infinity'),
                       company.jxc_stock_carried_month, currency.decimal_places,
                       pair.day <= closed.day OR EXISTS (
                           SELECT 1 FROM jxc_stock_daily fact
                            WHERE fact.company_id = pair.company_id
                              AND fact.product_id = pair.product_id
                              AND fact.day = day.from_day
                              AND fact.day = closed.day + 1
                              AND (fact.late_quantity <> 0 OR fact.cause = 'closed')),
                       pair.whole, pair.method
                  FROM (SELECT pair.*, %(day)s AS day
                          FROM unnest(%(companies)s, %(products)s,
                                      %(moments)s::timestamp[], %(whole)s, %(methods)s)
                               AS pair (company_id, product_id, at, whole, method)
                          JOIN %(zones)s ON zone.company_id = pair.company_id) pair
                  JOIN %(zones)s ON zone.company_id = pair.company_id
                  JOIN res_company company ON company.id = pair.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
                  LEFT JOIN (SELECT company_id, MAX(last_day) AS day
                               FROM jxc_stock_month GROUP BY company_id) closed
                    ON closed.company_id = pair.company_id
                 CROSS JOIN LATERAL (
                       SELECT GREATEST(pair.day, closed.day + 1) AS from_day) day;
                UPDATE jxc_batch batch
                   SET late = COALESCE(late, FALSE),
                       everything = everything OR COALESCE(late, FALSE)
                           OR EXISTS (SELECT 1 FROM jxc_stock_revaluation log
                                       WHERE log.company_id = batch.company_id
                                         AND log.product_id = batch.product_id
                                         AND log.known_on >= batch.from_day)
                           OR (SELECT cost.method FROM jxc_stock_cost cost
                                WHERE cost.company_id = batch.company_id
                                  AND cost.product_id = batch.product_id
                                  AND cost.day < batch.from_day
                                ORDER BY cost.day DESC LIMIT 1)
                              IS DISTINCT FROM batch.method;
                ANALYZE jxc_batch
                """,
                day=daily_sql.day_of(SQL("pair.at")),
                zones=daily_sql.company_zones(self.env),
                companies=columns[0],
                products=columns[1],
                moments=columns[2],
                whole=whole,
                methods=methods,
            )
        )
        return settings

    def _settings(self, pairs):
        """{(company, product): (cost method, valued by lot, unit cost now)}"""
        found = {}
        ordered = sorted(pairs, key=itemgetter(0))
        for company_id, group in groupby(ordered, key=itemgetter(0)):
            # sudo: costs and archived products of the company that is counted
            products = self.env["product.product"].sudo()
            products = products.with_context(active_test=False)
            products = products.with_company(company_id)
            for product in products.browse([pair[1] for pair in group]):
                found[company_id, product.id] = (
                    product.cost_method,
                    product.lot_valuated,
                    product.standard_price,
                )
        return found

    def _flows_since(self):
        """What reads few lines: one moment for the whole batch, or its products."""
        query = SQL(
            "SELECT MIN(from_at)::text, bool_or(everything), array_agg(product_id)"
            " FROM jxc_batch"
        )
        [(since, everything, products)] = self.env.execute_query(query)
        if everything:
            return SQL("line.product_id = ANY(%s)", products)
        return SQL("move.date >= %s::timestamp", since)

    def _fill_flows(self):
        """Fill `jxc_flow`: the flows from the first day on, or all of them."""
        flow = daily_sql.flows(
            self.env,
            SQL(
                "(batch.everything OR move.date >= batch.from_at) AND %s",
                self._flows_since(),
            ),
            SQL(
                "JOIN jxc_batch batch ON batch.product_id = line.product_id"
                " AND batch.company_id = side.company_id"
            ),
        )
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE jxc_flow ON COMMIT DROP AS %s;"
                " ANALYZE jxc_flow",
                daily_sql.valued_flows(flow),
            )
        )
