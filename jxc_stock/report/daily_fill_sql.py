"""SQL that renews the daily facts of a batch of products.

Temporary tables of a run: `jxc_batch` (company × product and the first day to renew),
`jxc_flow` (valued flows of `daily_sql`), `jxc_value` (company value by day, computed by
`core/valuation.py`), then step by step `jxc_opening`, `jxc_flow_day`, `jxc_late`,
`jxc_place` and `jxc_day`. They are analyzed: as parts of one statement the planner takes
each for a single row and joins millions of them in nested loops. In them `warehouse` is
0 where there is none, so that every join is one of equality.
"""

from odoo.tools import SQL

BATCH = """
DROP TABLE IF EXISTS jxc_batch, jxc_flow, jxc_value, jxc_opening, jxc_flow_day,
    jxc_late, jxc_place, jxc_day;
CREATE TEMPORARY TABLE jxc_batch (
    company_id integer, product_id integer, from_day date, from_at timestamp,
    base_day date, carried date, digits integer, late boolean, everything boolean,
    method text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE jxc_value (
    company_id integer, product_id integer, day date, event boolean,
    quantity float8, unit_cost float8, exact_value float8, value numeric
) ON COMMIT DROP;
"""

# Where each place stood before the first day to renew. Rows exist on the first of
# every month up to `carried`, so no older row needs to be looked at.
OPENING = """
    SELECT DISTINCT ON (d.company_id, d.product_id, d.warehouse_id, d.area, d.ownership)
           d.company_id, d.product_id, COALESCE(d.warehouse_id, 0) AS warehouse, d.area,
           d.ownership = 'own' AS own,
           d.closing_quantity AS quantity, d.closing_value AS value
      FROM jxc_batch batch
      JOIN jxc_stock_daily d
        ON d.company_id = batch.company_id AND d.product_id = batch.product_id
       AND d.day < batch.from_day AND d.day >= batch.base_day
     ORDER BY d.company_id, d.product_id, d.warehouse_id, d.area, d.ownership,
              d.day DESC
"""

FLOW_DAY = """
    SELECT flow.company_id, flow.product_id,
           COALESCE(flow.warehouse_id, 0) AS warehouse, flow.area, flow.own, flow.day,
           SUM(flow.quantity) AS quantity,
           COALESCE(SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.quantity > 0), 0) AS came,
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.quantity < 0), 0) AS went,
           COALESCE(SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'moved' AND flow.quantity > 0), 0) AS moved_in,
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'moved' AND flow.quantity < 0), 0) AS moved_out,
           COALESCE(SUM(flow.quantity) FILTER (WHERE flow.kind = 'shifted'), 0)
               AS shifted,
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.partner = 'customer'), 0) AS sold,
           round(COALESCE(SUM(flow.value) FILTER (WHERE flow.quantity > 0), 0),
                 batch.digits) AS came_value,
           round(COALESCE(SUM(flow.value) FILTER (WHERE flow.quantity < 0), 0),
                 batch.digits) AS went_value,
           round(COALESCE(SUM(-sign(flow.quantity) * flow.value) FILTER (
               WHERE flow.partner = 'customer'), 0), batch.digits) AS sold_value
      FROM jxc_batch batch
      JOIN jxc_flow flow
        ON flow.company_id = batch.company_id AND flow.product_id = batch.product_id
       AND flow.day >= batch.from_day
     GROUP BY 1, 2, 3, 4, 5, 6, batch.digits
"""

# Changes of a closed month: what the movements say now, less what was closed.
LATE = """
    SELECT batch.company_id, batch.product_id, found.warehouse, found.area, found.own,
           SUM(found.quantity) AS quantity
      FROM jxc_batch batch
      JOIN (SELECT company_id, product_id, COALESCE(warehouse_id, 0) AS warehouse,
                   area, own, day, quantity
              FROM jxc_flow
             UNION ALL
            SELECT company_id, product_id, warehouse, area, own, '-infinity', -quantity
              FROM jxc_opening) found
        ON found.company_id = batch.company_id AND found.product_id = batch.product_id
       AND found.day < batch.from_day
     WHERE batch.late
     GROUP BY 1, 2, 3, 4, 5
"""

PLACE = """
    SELECT row_number() OVER (
               ORDER BY company_id, product_id, own DESC, NULLIF(warehouse, 0), area)
               AS place,
           place.*, COALESCE(opening.quantity, 0) AS first_quantity,
           COALESCE(opening.value, 0) AS first_value,
           COALESCE(late.quantity, 0) AS late_quantity
      FROM (SELECT company_id, product_id, warehouse, area, own FROM jxc_opening
             WHERE quantity <> 0 OR value <> 0
             UNION
            SELECT company_id, product_id, warehouse, area, own FROM jxc_late
             WHERE quantity <> 0
             UNION
            SELECT company_id, product_id, warehouse, area, own FROM jxc_flow_day) place
      LEFT JOIN jxc_opening opening
          USING (company_id, product_id, warehouse, area, own)
      LEFT JOIN jxc_late late USING (company_id, product_id, warehouse, area, own)
"""

# Days that may get a row, each with the last value known on it.
DAY = """
    SELECT known.company_id, known.product_id, known.day, value.value AS total_value,
           value.unit_cost::numeric AS unit_cost
      FROM (SELECT day.company_id, day.product_id, day.day,
                   MAX(value.day) OVER (PARTITION BY day.company_id, day.product_id
                                        ORDER BY day.day) AS value_day
              FROM (SELECT company_id, product_id, day FROM jxc_flow_day
                     UNION
                    SELECT company_id, product_id, day FROM jxc_value
                     UNION
                    SELECT batch.company_id, batch.product_id, month.day::date
                      FROM jxc_batch batch
                     CROSS JOIN LATERAL generate_series(
                           date_trunc('month',
                                      batch.from_day + interval '1 month - 1 day'),
                           batch.carried, interval '1 month') AS month (day)) day
              LEFT JOIN jxc_value value USING (company_id, product_id, day)) known
      JOIN jxc_value value
        ON value.company_id = known.company_id AND value.product_id = known.product_id
       AND value.day = known.value_day
"""

STEPS = {
    "jxc_opening": OPENING,
    "jxc_flow_day": FLOW_DAY,
    "jxc_late": LATE,
    "jxc_place": PLACE,
    "jxc_day": DAY,
}

GRID = """
    SELECT place.*, day.day, day.total_value, day.unit_cost, batch.digits,
           batch.from_day, batch.carried, batch.late,
           CASE WHEN day.day = batch.from_day THEN place.late_quantity ELSE 0 END
               AS late_now,
           COALESCE(flow.quantity, 0) AS quantity, COALESCE(flow.came, 0) AS came,
           COALESCE(flow.went, 0) AS went, COALESCE(flow.moved_in, 0) AS moved_in,
           COALESCE(flow.moved_out, 0) AS moved_out,
           COALESCE(flow.shifted, 0) AS shifted, COALESCE(flow.sold, 0) AS sold,
           COALESCE(flow.came_value, 0) AS came_value,
           COALESCE(flow.went_value, 0) AS went_value,
           COALESCE(flow.sold_value, 0) AS sold_value
      FROM jxc_place place
      JOIN jxc_batch batch USING (company_id, product_id)
      JOIN jxc_day day USING (company_id, product_id)
      LEFT JOIN jxc_flow_day flow
          USING (company_id, product_id, warehouse, area, own, day)
"""

RUNNING = """
    SELECT grid.*, first_quantity + SUM(quantity + late_now) OVER (
               PARTITION BY place ORDER BY day) AS closing_quantity
      FROM grid
"""

# The company's value, shared by quantity; differences of rounded running totals add
# up to it exactly.
SHARED = """
    SELECT share.*,
           CASE WHEN own THEN round(unit * upto, digits)
                              - round(unit * (upto - closing_quantity), digits)
                ELSE 0 END AS closing_value
      FROM (SELECT total.*,
                   CASE WHEN all_quantity = 0 THEN unit_cost
                        ELSE total_value / all_quantity END AS unit
              FROM (SELECT running.*,
                           SUM(closing_quantity) FILTER (WHERE own) OVER (
                               PARTITION BY company_id, product_id, day)
                               AS all_quantity,
                           SUM(closing_quantity) FILTER (WHERE own) OVER (
                               PARTITION BY company_id, product_id, day
                               ORDER BY place) AS upto
                      FROM running) total) share
"""

CHAINED = """
    SELECT shared.*,
           closing_quantity - quantity - late_now AS opening_quantity,
           COALESCE(LAG(closing_value) OVER (
               PARTITION BY place ORDER BY day), first_value) AS opening_value,
           CASE WHEN own THEN round(unit * moved_in, digits) ELSE 0 END
               AS moved_in_value,
           CASE WHEN own THEN round(unit * moved_out, digits) ELSE 0 END
               AS moved_out_value,
           CASE WHEN own THEN round(unit * shifted, digits) ELSE 0 END AS shifted_value
      FROM shared
"""

REVALUED = """
    SELECT chained.*,
           closing_value - opening_value - came_value + went_value - moved_in_value
               + moved_out_value - shifted_value AS revaluation
      FROM chained
"""

INSERT = """
INSERT INTO jxc_stock_daily (
    company_id, product_id, warehouse_id, area, ownership, day,
    opening_quantity, in_quantity, out_quantity, moved_in_quantity,
    moved_out_quantity, shifted_quantity, late_quantity, closing_quantity,
    sold_quantity, opening_value, in_value, out_value, moved_in_value,
    moved_out_value, shifted_value, revaluation, closing_value, sold_value, cause)
SELECT company_id, product_id, NULLIF(warehouse, 0), area,
       CASE WHEN own THEN 'own' ELSE 'other' END, day,
       opening_quantity, came, went, moved_in, moved_out, shifted, late_now,
       closing_quantity, sold, opening_value, came_value, went_value, moved_in_value,
       moved_out_value, shifted_value, revaluation, closing_value, sold_value,
       CASE WHEN revaluation = 0 THEN NULL
            WHEN late AND day = from_day THEN 'closed'
            WHEN cause.cause IS NOT NULL THEN cause.cause
            WHEN abs(revaluation) <= 5 * power(10, -digits) THEN 'rounding'
            ELSE 'average' END
  FROM revalued
  LEFT JOIN cause USING (company_id, product_id, day)
 WHERE came <> 0 OR went <> 0 OR moved_in <> 0 OR moved_out <> 0 OR shifted <> 0
    OR late_now <> 0 OR revaluation <> 0
    OR (day = date_trunc('month', day) AND day <= carried
        AND (closing_quantity <> 0 OR closing_value <> 0))
"""

# One cause per product and day: the document that said so, else a price set by hand.
CAUSE = """
    SELECT DISTINCT ON (company_id, product_id, day) company_id, product_id, day, cause
      FROM (SELECT log.company_id, log.product_id, log.known_on AS day, log.cause,
                   0 AS rank, log.id
              FROM jxc_stock_revaluation log
              JOIN jxc_batch batch USING (company_id, product_id)
             UNION ALL
            SELECT batch.company_id, batch.product_id, %(day)s, 'price', 1, price.id
              FROM jxc_batch batch
              JOIN product_value price ON price.product_id = batch.product_id
               AND price.move_id IS NULL
              JOIN %(zones)s ON zone.company_id = batch.company_id) found
     ORDER BY company_id, product_id, day, rank, id
"""


def steps() -> SQL:
    """Make the temporary tables that follow from batch, flows and values."""
    return SQL("; ").join(
        SQL(
            "CREATE TEMPORARY TABLE %(name)s ON COMMIT DROP AS %(rows)s;"
            " ANALYZE %(name)s",
            name=SQL.identifier(name),
            rows=SQL(rows),
        )
        for name, rows in STEPS.items()
    )


def insert_daily(zones: SQL, day: SQL) -> SQL:
    """Insert the rows of the batch from its first days on (old rows are gone).

    :param zones: `daily_sql.company_zones`
    :param day: day of `price.date`
    """
    parts = {
        "grid": SQL(GRID),
        "running": SQL(RUNNING),
        "shared": SQL(SHARED),
        "chained": SQL(CHAINED),
        "revalued": SQL(REVALUED),
        "cause": SQL(CAUSE, zones=zones, day=day),
    }
    named = SQL(", ").join(
        SQL("%s AS (%s)", SQL.identifier(name), part) for name, part in parts.items()
    )
    return SQL("WITH %s %s", named, SQL(INSERT))


DELETE = """
DELETE FROM jxc_stock_daily fact USING jxc_batch batch
 WHERE fact.company_id = batch.company_id AND fact.product_id = batch.product_id
   AND fact.day >= batch.from_day;
DELETE FROM jxc_stock_cost fact USING jxc_batch batch
 WHERE fact.company_id = batch.company_id AND fact.product_id = batch.product_id
   AND fact.day >= batch.from_day;
INSERT INTO jxc_stock_cost
       (company_id, product_id, day, quantity, unit_cost, exact_value, value, method)
SELECT company_id, product_id, day, quantity, unit_cost, exact_value, value, method
  FROM jxc_value JOIN jxc_batch USING (company_id, product_id) WHERE event;
"""
