"""SQL around the day rows of a batch of products.

`jxc_batch` (company × product and the first day to renew) and `jxc_flow` (valued flows
of `daily_sql`) are temporary tables of a run. What the rows say is computed by
`core/valuation.py` and `core/places.py`.
"""

from odoo.tools import SQL

BATCH = """
DROP TABLE IF EXISTS jxc_batch, jxc_flow;
CREATE TEMPORARY TABLE jxc_batch (
    company_id integer, product_id integer, from_day date, from_at timestamp,
    base_day date, carried date, digits integer, late boolean, everything boolean,
    method text
) ON COMMIT DROP;
"""

# (company, product, warehouse or 0, area, own, quantity, cents): where each place
# stood before the first day to renew. Rows exist on the first of every month up to
# `carried`, so no older row needs to be looked at.
OPENINGS = """
    SELECT DISTINCT ON (d.company_id, d.product_id, d.warehouse_id, d.area, d.ownership)
           d.company_id, d.product_id, COALESCE(d.warehouse_id, 0), d.area,
           d.ownership = 'own', d.closing_quantity,
           (d.closing_value * power(10, batch.digits))::bigint
      FROM jxc_batch batch
      JOIN jxc_stock_daily d
        ON d.company_id = batch.company_id AND d.product_id = batch.product_id
       AND d.day < batch.from_day AND d.day >= batch.base_day
     ORDER BY d.company_id, d.product_id, d.warehouse_id, d.area, d.ownership,
              d.day DESC
"""

# (company, product, warehouse or 0, area, own, quantity): what the movements of
# closed months say today.
BEFORE = """
    SELECT batch.company_id, batch.product_id, COALESCE(flow.warehouse_id, 0),
           flow.area, flow.own, SUM(flow.quantity)
      FROM jxc_batch batch
      JOIN jxc_flow flow
        ON flow.company_id = batch.company_id AND flow.product_id = batch.product_id
       AND flow.day < batch.from_day
     WHERE batch.late
     GROUP BY 1, 2, 3, 4, 5
"""

# One row per day and place, in the order of `core.places.Flow`.
FLOWS = """
    SELECT flow.company_id, flow.product_id, COALESCE(flow.warehouse_id, 0), flow.area,
           flow.own, flow.day,
           COALESCE(SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.quantity > 0), 0),
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.quantity < 0), 0),
           COALESCE(SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'moved' AND flow.quantity > 0), 0),
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'moved' AND flow.quantity < 0), 0),
           COALESCE(SUM(flow.quantity) FILTER (WHERE flow.kind = 'shifted'), 0),
           COALESCE(-SUM(flow.quantity) FILTER (
               WHERE flow.kind = 'external' AND flow.partner = 'customer'), 0),
           round(COALESCE(SUM(flow.value * power(10, batch.digits)) FILTER (
               WHERE flow.quantity > 0), 0))::bigint,
           round(COALESCE(SUM(flow.value * power(10, batch.digits)) FILTER (
               WHERE flow.quantity < 0), 0))::bigint,
           round(COALESCE(SUM(
               -sign(flow.quantity) * flow.value * power(10, batch.digits)) FILTER (
               WHERE flow.partner = 'customer'), 0))::bigint
      FROM jxc_batch batch
      JOIN jxc_flow flow
        ON flow.company_id = batch.company_id AND flow.product_id = batch.product_id
       AND flow.day >= batch.from_day
     GROUP BY 1, 2, 3, 4, 5, 6
"""


def causes(zones: SQL, day: SQL) -> SQL:
    """(company, product, day, cause): the document that said so, else a price.

    :param zones: `daily_sql.company_zones`
    :param day: day of `price.date`
    """
    return SQL(
        """
        SELECT DISTINCT ON (company_id, product_id, day)
               company_id, product_id, day, cause
          FROM (SELECT log.company_id, log.product_id, log.known_on AS day, log.cause,
                       0 AS rank, log.id
                  FROM jxc_stock_revaluation log
                  JOIN jxc_batch batch USING (company_id, product_id)
                 WHERE log.known_on >= batch.from_day
                 UNION ALL
                SELECT batch.company_id, batch.product_id, %(day)s, 'price', 1, price.id
                  FROM jxc_batch batch
                  JOIN product_value price ON price.product_id = batch.product_id
                   AND price.move_id IS NULL AND price.date >= batch.from_at
                  JOIN %(zones)s ON zone.company_id = batch.company_id) found
         ORDER BY company_id, product_id, day, rank, id
        """,
        day=day,
        zones=zones,
    )


DAILY_COLUMNS = (
    *("company_id", "product_id", "warehouse_id", "area", "ownership", "day"),
    *("opening_quantity", "in_quantity", "out_quantity", "moved_in_quantity"),
    *("moved_out_quantity", "shifted_quantity", "late_quantity", "closing_quantity"),
    *("sold_quantity", "opening_value", "in_value", "out_value", "moved_in_value"),
    *("moved_out_value", "shifted_value", "revaluation", "closing_value"),
    *("sold_value", "cause"),
)
COST_COLUMNS = (
    *("company_id", "product_id", "day", "quantity", "unit_cost", "exact_value"),
    *("value", "method"),
)

# What makes a row one of its table; NULL among them is read as 0.
DAILY_KEY = DAILY_COLUMNS[:6]
COST_KEY = COST_COLUMNS[:3]


def staging(table: str) -> SQL:
    """An empty temporary table for the new rows of the batch."""
    return SQL(
        "DROP TABLE IF EXISTS %(new)s;"
        " CREATE TEMPORARY TABLE %(new)s (LIKE %(table)s) ON COMMIT DROP;"
        " ALTER TABLE %(new)s DROP COLUMN id",
        new=SQL.identifier(new_rows(table)),
        table=SQL.identifier(table),
    )


def new_rows(table: str) -> str:
    """Name of the temporary table that `staging` makes."""
    return f"{table}_new"


def replace(
    table: str,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    batch: str = "jxc_batch",
) -> SQL:
    """Make the rows of the batch equal to the staged ones; equal rows stay.

    `batch` is the table with company, product and the first day to renew.

    Most days of a rebuild come out as they were: to compare them costs a third of
    writing them and their index entries again.
    """
    return SQL(
        """
        ANALYZE %(new)s;
        DELETE FROM %(table)s fact USING %(batch)s batch
         WHERE fact.company_id = batch.company_id
           AND fact.product_id = batch.product_id
           AND fact.day >= batch.from_day
           AND NOT EXISTS (SELECT 1 FROM %(new)s new
                            WHERE %(same_key)s
                              AND ROW(%(new_measures)s) IS NOT DISTINCT FROM
                                  ROW(%(measures)s));
        INSERT INTO %(table)s (%(columns)s)
        SELECT %(columns)s FROM %(new)s new
         WHERE NOT EXISTS (SELECT 1 FROM %(table)s fact WHERE %(same_key)s)
        """,
        table=SQL.identifier(table),
        batch=SQL.identifier(batch),
        new=SQL.identifier(new_rows(table)),
        same_key=SQL(" AND ").join(
            SQL("%s = %s", _never_null("new", name), _never_null("fact", name))
            for name in key
        ),
        measures=_listed("fact", columns[len(key) :]),
        new_measures=_listed("new", columns[len(key) :]),
        columns=SQL(", ").join(map(SQL.identifier, columns)),
    )


def _never_null(alias: str, name: str) -> SQL:
    column = SQL.identifier(alias, name)
    return SQL("COALESCE(%s, 0)", column) if name == "warehouse_id" else column


def _listed(alias: str, names: tuple[str, ...]) -> SQL:
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
