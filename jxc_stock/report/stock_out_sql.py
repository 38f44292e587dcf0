"""Days without stock, told from the rows of `jxc.stock.daily`: no row a day is kept.

Asked for are goods *in demand*: a product in a warehouse that delivered some to
customers or consumption within the last `WINDOW` days. A day is *out* when area stock,
own goods and goods of others together, has nothing at its beginning and at its end and
nothing arrives in between. Days count from the first on which the goods were in demand
or lay there.

In stock on the first of a month means a row on that day, so nothing before the month
is read; goods without any row have been out all the time.
"""

from odoo.tools import SQL

WINDOW = 91  # days, as in the forecast: thirteen weeks


def bounds(rows: list[tuple]) -> SQL:
    """Rows (company_id, since, until) for `spans`; days of the company, included."""
    return SQL(
        "(VALUES %s) AS bounds (company_id, since, until)",
        SQL(", ").join(SQL("(%s, %s::date, %s::date)", *row) for row in rows),
    )


def spans(rows: SQL) -> SQL:
    """Spans of days of all goods in demand, without a gap between `since` and `until`.

    Columns: company_id, product_id, warehouse_id, first_day, last_day, gone.

    :param rows: `bounds`
    """
    return SQL(
        """
          WITH wanted AS (
            SELECT fact.company_id, fact.product_id, fact.warehouse_id, bounds.since,
                   bounds.until, MIN(fact.day) AS first_demand
              FROM %(bounds)s
              JOIN jxc_demand_daily fact ON fact.company_id = bounds.company_id
               AND fact.day > bounds.until - %(window)s AND fact.day <= bounds.until
             WHERE fact.warehouse_id IS NOT NULL AND fact.delivered_quantity > 0
             GROUP BY 1, 2, 3, 4, 5),
               moved AS (
            SELECT fact.company_id, fact.product_id, fact.warehouse_id, fact.day,
                   SUM(fact.closing_quantity - fact.opening_quantity) AS change,
                   SUM(CASE WHEN fact.day = date_trunc('month', bounds.since)
                            THEN fact.opening_quantity ELSE 0 END) AS base,
                   bool_or(fact.in_quantity > 0 OR fact.moved_in_quantity > 0
                           OR fact.shifted_quantity > 0 OR fact.late_quantity > 0)
                       AS came
              FROM %(bounds)s
              JOIN jxc_stock_daily fact ON fact.company_id = bounds.company_id
               AND fact.day >= date_trunc('month', bounds.since)::date
               AND fact.day <= bounds.until
             WHERE fact.area = 'stock'
               AND (fact.company_id, fact.product_id, fact.warehouse_id) IN (
                   SELECT company_id, product_id, warehouse_id FROM wanted)
             GROUP BY 1, 2, 3, 4),
               held AS (
            SELECT moved.*, SUM(change + base) OVER goods AS closing,
                   LEAD(day) OVER goods AS next_day
              FROM moved
            WINDOW goods AS (PARTITION BY company_id, product_id, warehouse_id
                             ORDER BY day)),
               begun AS (
            SELECT wanted.company_id, wanted.product_id, wanted.warehouse_id,
                   wanted.until, MIN(moved.day) AS first_row,
                   GREATEST(wanted.since, LEAST(wanted.first_demand, MIN(moved.day)))
                       AS start
              FROM wanted
              LEFT JOIN moved USING (company_id, product_id, warehouse_id)
             GROUP BY 1, 2, 3, wanted.until, wanted.since, wanted.first_demand),
               pieces AS (
            SELECT company_id, product_id, warehouse_id, day AS first_day,
                   day AS last_day,
                   closing - change <= 0 AND closing <= 0 AND NOT came AS gone
              FROM held
             UNION ALL
            SELECT company_id, product_id, warehouse_id, day + 1,
                   COALESCE(next_day - 1, 'infinity'), closing <= 0
              FROM held
             UNION ALL
            SELECT company_id, product_id, warehouse_id, start,
                   COALESCE(first_row, until + 1) - 1, TRUE
              FROM begun)
        SELECT pieces.company_id, pieces.product_id, pieces.warehouse_id,
               GREATEST(pieces.first_day, begun.start) AS first_day,
               LEAST(pieces.last_day, begun.until) AS last_day, pieces.gone
          FROM pieces
          JOIN begun USING (company_id, product_id, warehouse_id)
         WHERE GREATEST(pieces.first_day, begun.start)
               <= LEAST(pieces.last_day, begun.until)
        """,
        bounds=rows,
        window=WINDOW,
    )


def intervals(rows: SQL) -> SQL:
    """Days without stock as intervals: spans that touch each other are one.

    Columns: company_id, product_id, warehouse_id, first_day, last_day.

    :param rows: `bounds`
    """
    return SQL(
        """
        SELECT company_id, product_id, warehouse_id, MIN(first_day) AS first_day,
               MAX(last_day) AS last_day
          FROM (SELECT gone.*, COUNT(*) FILTER (WHERE begins) OVER (
                           PARTITION BY company_id, product_id, warehouse_id
                           ORDER BY first_day) AS island
                  FROM (SELECT span.*, LAG(last_day) OVER (
                                   PARTITION BY company_id, product_id, warehouse_id
                                   ORDER BY first_day)
                               IS DISTINCT FROM first_day - 1 AS begins
                          FROM (%(spans)s) span WHERE gone) gone) island
         GROUP BY company_id, product_id, warehouse_id, island
        """,
        spans=spans(rows),
    )
