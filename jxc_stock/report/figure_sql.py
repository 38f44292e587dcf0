"""Figures of a month by product and warehouse, from the daily facts of that month.

Everything in stock has a row on the first of the month, so no older row is read, but
for the last delivery (all demand) and the arrivals of what is there. Goods are idle
since the last delivery, or since the oldest of what lies there arrived, if that is
later: what came after a gap could not be sold before.
"""

from odoo.tools import SQL

from . import age_sql, sales_sql, stock_out_sql

COLUMNS = (
    *("company_id", "product_id", "warehouse_id", "month", "until"),
    *("sold_quantity", "sold_value", "average_value", "closing_quantity"),
    *("closing_value", "sales", "margin", "last_out", "idle_days", "movement"),
    *("dead_value", "days", "days_out"),
)
KEY = COLUMNS[:4]


def figures(env, company, month, until, bounds) -> SQL:
    """Rows in the order of `COLUMNS`.

    :param month: first day; `until` the last one that counts, today at most
    :param bounds: UTC times between which these days lie
    """
    delivered = sales_sql.delivered(env, sales_sql.between(*bounds))
    days = stock_out_sql.bounds([(company.id, month, until)])
    return SQL(
        """
          WITH fact AS (
            SELECT product_id, COALESCE(warehouse_id, 0) AS place, sold_quantity,
                   sold_value, closing_quantity, closing_value, day,
                   LEAD(day, 1, %(until)s::date + 1) OVER (
                       PARTITION BY product_id, warehouse_id, area, ownership
                       ORDER BY day) AS next_day
              FROM jxc_stock_daily
             WHERE company_id = %(company)s AND day BETWEEN %(month)s AND %(until)s),
               stock AS (
            SELECT product_id, place, SUM(sold_quantity) AS sold_quantity,
                   SUM(sold_value) AS sold_value,
                   SUM(closing_value * (next_day - day)) AS value_days,
                   SUM(closing_quantity) FILTER (WHERE next_day > %(until)s)
                       AS closing_quantity,
                   SUM(closing_value) FILTER (WHERE next_day > %(until)s)
                       AS closing_value
              FROM fact GROUP BY 1, 2),
               trade AS (
            SELECT product_id, COALESCE(warehouse_id, 0) AS place, SUM(sales) AS sales,
                   SUM(sales - cost) AS margin
              FROM (%(delivered)s) delivered WHERE company_id = %(company)s
             GROUP BY 1, 2),
               asked AS (
            SELECT product_id, warehouse_id AS place,
                   SUM(last_day - first_day + 1) AS days,
                   SUM(last_day - first_day + 1) FILTER (WHERE gone) AS days_out
              FROM (%(spans)s) span GROUP BY 1, 2),
               sent AS (
            SELECT product_id, COALESCE(warehouse_id, 0) AS place, MAX(day) AS day
              FROM jxc_demand_daily
             WHERE company_id = %(company)s AND day <= %(until)s
               AND delivered_quantity > 0
             GROUP BY 1, 2),
               came AS (
            SELECT fact.product_id, stock.place, MIN(fact.day) AS day
              FROM stock
              JOIN jxc_stock_daily fact
                ON fact.company_id = %(company)s AND fact.product_id = stock.product_id
               AND COALESCE(fact.warehouse_id, 0) = stock.place
               AND fact.day <= %(until)s
             WHERE stock.closing_quantity <> 0
               AND NOT EXISTS (SELECT 1 FROM sent
                                WHERE sent.product_id = stock.product_id
                                  AND sent.place = stock.place)
             GROUP BY 1, 2),
               lying AS (
            SELECT product_id, place, MIN(day) AS day
              FROM (%(layers)s) layer GROUP BY 1, 2),
               goods AS (
            SELECT product_id, place FROM stock
             UNION SELECT product_id, place FROM trade
             UNION SELECT product_id, place FROM asked),
               found AS (
            SELECT goods.product_id, goods.place, stock.*, trade.sales, trade.margin,
                   sent.day AS last_out, asked.days, asked.days_out,
                   CASE WHEN stock.closing_quantity > 0 THEN
                        %(until)s::date
                        - COALESCE(GREATEST(sent.day, lying.day), came.day)
                        END AS idle
              FROM goods
              LEFT JOIN LATERAL (
                   SELECT sold_quantity, sold_value, value_days, closing_quantity,
                          closing_value
                     FROM stock WHERE stock.product_id = goods.product_id
                                  AND stock.place = goods.place) stock ON TRUE
              LEFT JOIN trade USING (product_id, place)
              LEFT JOIN asked USING (product_id, place)
              LEFT JOIN sent USING (product_id, place)
              LEFT JOIN came USING (product_id, place)
              LEFT JOIN lying USING (product_id, place))
        SELECT %(company)s, product_id, NULLIF(place, 0), %(month)s::date,
               %(until)s::date, COALESCE(sold_quantity, 0), COALESCE(sold_value, 0),
               round(COALESCE(value_days, 0)
                     / (%(until)s::date - %(month)s::date + 1), 6),
               COALESCE(closing_quantity, 0), COALESCE(closing_value, 0),
               round(COALESCE(sales, 0), 6), round(COALESCE(margin, 0), 6), last_out,
               idle, CASE WHEN idle > %(dead)s THEN 'dead'
                          WHEN idle > %(slow)s THEN 'slow'
                          WHEN idle IS NOT NULL THEN 'moving' END,
               CASE WHEN idle > %(dead)s THEN closing_value ELSE 0 END,
               COALESCE(days, 0), COALESCE(days_out, 0)
          FROM found
        """,
        company=company.id,
        month=month,
        until=until,
        delivered=delivered,
        spans=stock_out_sql.spans(days),
        layers=age_sql.layers(company, until),
        slow=company.jxc_slow_days,
        dead=company.jxc_dead_days,
    )


def replace(rows: SQL, company, month) -> SQL:
    """Make the figures of the month those of `rows`; equal ones stay."""
    columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
    measures = COLUMNS[len(KEY) :]
    return SQL(
        """
        CREATE TEMPORARY TABLE jxc_figure_new ON COMMIT DROP AS
        SELECT * FROM jxc_stock_figure LIMIT 0;
        ALTER TABLE jxc_figure_new DROP COLUMN id;
        INSERT INTO jxc_figure_new (%(columns)s) %(rows)s;
        DELETE FROM jxc_stock_figure old
         WHERE old.company_id = %(company)s AND old.month = %(month)s
           AND NOT EXISTS (
               SELECT 1 FROM jxc_figure_new new
                WHERE new.product_id = old.product_id
                  AND COALESCE(new.warehouse_id, 0) = COALESCE(old.warehouse_id, 0)
                  AND ROW(%(new)s) IS NOT DISTINCT FROM ROW(%(old)s));
        INSERT INTO jxc_stock_figure (%(columns)s)
        SELECT %(columns)s FROM jxc_figure_new new
            ON CONFLICT (company_id, product_id, COALESCE(warehouse_id, 0), month)
            DO NOTHING;
        DROP TABLE jxc_figure_new
        """,
        columns=columns,
        rows=rows,
        company=company.id,
        month=month,
        new=SQL(", ").join(SQL.identifier("new", name) for name in measures),
        old=SQL(", ").join(SQL.identifier("old", name) for name in measures),
    )
