"""SQL around the demand rows of a batch of products.

`jxc_demand_batch` says from which day on the demand of a product is renewed: earlier
than the other facts where goods of an earlier sale came back. `jxc_demand_flow` are
the flows to and from customers, and what was consumed; `jxc_demand_sale` the day and
the warehouse of the sale that a return takes back.
"""

from odoo.tools import SQL

from . import daily_sql
from .daily_fill_sql import new_rows

TABLE = "jxc_demand_daily"
BATCH_TABLE = "jxc_demand_batch"

COLUMNS = (
    *("company_id", "product_id", "warehouse_id", "day", "quantity"),
    *("delivered_quantity", "returned_quantity", "late_quantity", "line_count"),
    "value",
)
KEY = COLUMNS[:4]

TABLES = """
DROP TABLE IF EXISTS
    jxc_demand_batch, jxc_demand_flow, jxc_demand_root, jxc_demand_sale;
CREATE TEMPORARY TABLE jxc_demand_batch (
    company_id integer, product_id integer, from_day date, late boolean,
    read_at timestamp, digits integer
) ON COMMIT DROP;
"""

DEMAND = "flow.kind = 'external' AND flow.partner IN ('customer', 'production')"


def fill_batch(env, columns: list, never: str) -> SQL:
    """Days from which on to renew; a closed month stays unless never counted.

    :param columns: company ids, product ids, moments of the demand
    :param never: the moment that says that demand was never counted
    """
    return SQL(
        """
        INSERT INTO jxc_demand_batch
        SELECT open.company_id, open.product_id, open.from_day, open.late,
               CASE WHEN open.late THEN '-infinity' ELSE
                    open.from_day::timestamp AT TIME ZONE zone.zone
                        AT TIME ZONE 'UTC' END,
               currency.decimal_places
          FROM (SELECT pair.company_id, pair.product_id,
                       GREATEST(pair.day, closed.day + 1) AS from_day,
                       COALESCE(pair.day <= closed.day OR (
                           pair.day = closed.day + 1 AND EXISTS (
                               SELECT 1 FROM jxc_demand_daily fact
                                WHERE fact.company_id = pair.company_id
                                  AND fact.product_id = pair.product_id
                                  AND fact.day = closed.day + 1
                                  AND fact.late_quantity <> 0)), FALSE) AS late
                  FROM (SELECT pair.*, %(day)s AS day
                          FROM unnest(%(companies)s, %(products)s,
                                      %(moments)s::timestamp[])
                               AS pair (company_id, product_id, at)
                          JOIN %(zones)s ON zone.company_id = pair.company_id) pair
                  LEFT JOIN (SELECT company_id, MAX(last_day) AS day
                               FROM jxc_stock_month GROUP BY company_id) closed
                    ON closed.company_id = pair.company_id
                   AND pair.at > %(never)s::timestamp) open
          JOIN %(zones)s ON zone.company_id = open.company_id
          JOIN res_company company ON company.id = open.company_id
          JOIN res_currency currency ON currency.id = company.currency_id;
        ANALYZE jxc_demand_batch
        """,
        day=daily_sql.day_of(SQL("pair.at")),
        zones=daily_sql.company_zones(env),
        companies=columns[0],
        products=columns[1],
        moments=columns[2],
        never=never,
    )


def fill_flows(env) -> SQL:
    """Flows of the batch: those that were read for the other facts, and older ones."""
    older = daily_sql.valued_flows(
        daily_sql.flows(
            env,
            SQL("move.date >= older.read_at AND move.date < older.until_at"),
            SQL(
                """
                JOIN (SELECT batch.company_id, batch.product_id, batch.read_at,
                             known.from_at AS until_at
                        FROM jxc_demand_batch batch
                        JOIN jxc_batch known USING (company_id, product_id)
                       WHERE batch.read_at < known.from_at AND NOT known.everything)
                     older ON older.product_id = line.product_id
                          AND older.company_id = side.company_id
                """
            ),
        )
    )
    return SQL(
        """
        CREATE TEMPORARY TABLE jxc_demand_flow ON COMMIT DROP AS
        SELECT flow.*, move.sale_line_id, move.origin_returned_move_id AS back_id
          FROM (SELECT flow.company_id, flow.product_id, flow.move_id, flow.day,
                       flow.warehouse_id, flow.partner, flow.quantity, flow.value
                  FROM jxc_flow flow
                  JOIN jxc_demand_batch batch USING (company_id, product_id)
                 WHERE %(demand)s AND flow.at >= batch.read_at
                 UNION ALL
                SELECT flow.company_id, flow.product_id, flow.move_id, flow.day,
                       flow.warehouse_id, flow.partner, flow.quantity, flow.value
                  FROM (%(older)s) flow
                 WHERE %(demand)s) flow
          JOIN stock_move move ON move.id = flow.move_id;
        -- what production brings is no return
        DELETE FROM jxc_demand_flow
         WHERE partner = 'production' AND quantity > 0 AND back_id IS NULL
        """,
        demand=SQL(DEMAND),
        older=older,
    )


ROOTS = """
CREATE TEMPORARY TABLE jxc_demand_root ON COMMIT DROP AS
  WITH RECURSIVE back AS (
       SELECT DISTINCT move_id, back_id FROM jxc_demand_flow WHERE back_id IS NOT NULL
        UNION
       SELECT back.move_id, move.origin_returned_move_id
         FROM back JOIN stock_move move ON move.id = back.back_id
        WHERE move.origin_returned_move_id IS NOT NULL)
SELECT back.move_id, back.back_id AS root_id
  FROM back JOIN stock_move move ON move.id = back.back_id
 WHERE move.origin_returned_move_id IS NULL
"""


def fill_sales(env, roots: list[int]) -> SQL:
    """(move that came back, day, warehouse) of its sale, through chains of returns.

    :param roots: the sales of `jxc_demand_root`; as a list the planner knows that
        they are few
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE jxc_demand_sale ON COMMIT DROP AS
        SELECT DISTINCT ON (root.move_id, flow.company_id, flow.product_id)
               root.move_id, flow.company_id, flow.product_id, flow.day,
               flow.warehouse_id
          FROM jxc_demand_root root
          JOIN (%(sales)s) flow ON flow.move_id = root.root_id
         WHERE %(demand)s AND flow.quantity < 0
         ORDER BY root.move_id, flow.company_id, flow.product_id, flow.line_id
        """,
        sales=daily_sql.flows(env, SQL("line.move_id = ANY(%s)", roots)),
        demand=SQL(DEMAND),
    )


def stage() -> SQL:
    """The rows of the batch, into the staging table."""
    return SQL(
        """
          WITH booked AS (
            SELECT flow.company_id, flow.product_id,
                   CASE WHEN sale.move_id IS NULL THEN flow.warehouse_id
                        ELSE sale.warehouse_id END AS warehouse_id,
                   LEAST(flow.day, sale.day) AS day, -flow.quantity AS quantity,
                   -sign(flow.quantity) * flow.value AS value,
                   flow.quantity < 0 AND sale.move_id IS NULL AS delivered,
                   COALESCE(flow.sale_line_id, -flow.move_id) AS line
              FROM jxc_demand_flow flow
              LEFT JOIN jxc_demand_sale sale
                ON sale.move_id = flow.move_id AND sale.company_id = flow.company_id
               AND sale.product_id = flow.product_id),
               rows AS (
            SELECT booked.company_id, booked.product_id, booked.warehouse_id,
                   booked.day, SUM(booked.quantity) AS quantity,
                   COALESCE(SUM(booked.quantity) FILTER (WHERE booked.delivered), 0)
                       AS delivered,
                   0 AS late,
                   COUNT(DISTINCT booked.line) FILTER (WHERE booked.delivered)
                       AS line_count,
                   round(SUM(booked.value), batch.digits) AS value
              FROM booked JOIN jxc_demand_batch batch USING (company_id, product_id)
             WHERE booked.day >= batch.from_day
             GROUP BY 1, 2, 3, 4, batch.digits
             UNION ALL
            -- what closed months say today, less what was closed
            SELECT company_id, product_id, warehouse_id, from_day, 0, 0,
                   SUM(quantity), 0, 0
              FROM (SELECT booked.company_id, booked.product_id, booked.warehouse_id,
                           batch.from_day, booked.quantity
                      FROM booked
                      JOIN jxc_demand_batch batch USING (company_id, product_id)
                     WHERE batch.late AND booked.day < batch.from_day
                     UNION ALL
                    SELECT fact.company_id, fact.product_id, fact.warehouse_id,
                           batch.from_day, -fact.quantity - fact.late_quantity
                      FROM jxc_demand_daily fact
                      JOIN jxc_demand_batch batch USING (company_id, product_id)
                     WHERE batch.late AND fact.day < batch.from_day) closed
             GROUP BY 1, 2, 3, 4)
        INSERT INTO %(new)s (%(columns)s)
        SELECT company_id, product_id, warehouse_id, day, SUM(quantity),
               SUM(delivered), SUM(delivered) - SUM(quantity), SUM(late),
               SUM(line_count), SUM(value)
          FROM rows
         GROUP BY 1, 2, 3, 4
        HAVING SUM(quantity) <> 0 OR SUM(delivered) <> 0 OR SUM(late) <> 0
            OR SUM(value) <> 0
        """,
        new=SQL.identifier(new_rows(TABLE)),
        columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
    )
