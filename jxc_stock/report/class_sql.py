"""Demand of a period by product and warehouse, and by product (warehouse null)."""

from odoo.tools import SQL

from . import sales_sql

# stored by `store`; the last five are what people set, carried on from month to month
COMPUTED = (
    *("company_id", "product_id", "warehouse_id", "month", "abc_computed"),
    *("xyz_computed", "quantity", "amount", "share", "variation", "weeks"),
)


def demand(company, since, until) -> SQL:
    """(product, warehouse, quantity, cost, Σ squares of weeks, weeks with history).

    Weeks are counted back from `until`; history begins with the first demand.

    :param since: first day, a multiple of seven days before the day after `until`
    """
    return SQL(
        """
          WITH week AS (
            SELECT product_id, warehouse_id, (%(until)s::date - day) / 7 AS week,
                   SUM(quantity) AS quantity, SUM(value) AS value, MIN(day) AS first
              FROM jxc_demand_daily
             WHERE company_id = %(company)s AND day BETWEEN %(since)s AND %(until)s
               AND warehouse_id IS NOT NULL
             GROUP BY GROUPING SETS ((1, 2, 3), (1, 3))),
               older AS (
            SELECT DISTINCT product_id, warehouse_id FROM jxc_demand_daily
             WHERE company_id = %(company)s AND day < %(since)s
               AND warehouse_id IS NOT NULL),
               held AS (
            SELECT product_id, warehouse_id
              FROM (SELECT DISTINCT ON (fact.product_id, fact.warehouse_id, fact.area,
                                        fact.ownership)
                           fact.product_id, fact.warehouse_id, fact.closing_quantity
                      FROM jxc_stock_daily fact
                      JOIN res_company company ON company.id = fact.company_id
                     WHERE fact.company_id = %(company)s
                       AND fact.warehouse_id IS NOT NULL
                       AND fact.day >= COALESCE(company.jxc_stock_carried_month,
                                                '-infinity')
                     ORDER BY fact.product_id, fact.warehouse_id, fact.area,
                              fact.ownership, fact.day DESC) last
             WHERE closing_quantity <> 0
             GROUP BY GROUPING SETS ((product_id, warehouse_id), (product_id))),
               goods AS (
            SELECT product_id, warehouse_id FROM week
             UNION SELECT product_id, warehouse_id FROM held)
        SELECT goods.product_id, goods.warehouse_id,
               COALESCE(SUM(week.quantity), 0)::float,
               COALESCE(SUM(week.value), 0)::float,
               COALESCE(SUM(week.quantity * week.quantity), 0)::float,
               CASE WHEN EXISTS (
                         SELECT 1 FROM older
                          WHERE older.product_id = goods.product_id
                            AND COALESCE(goods.warehouse_id, older.warehouse_id)
                                = older.warehouse_id)
                    THEN (%(until)s::date - %(since)s::date + 1) / 7
                    ELSE COALESCE((%(until)s::date - MIN(week.first)) / 7 + 1, 0) END
          FROM goods
          LEFT JOIN week ON week.product_id = goods.product_id
           AND week.warehouse_id IS NOT DISTINCT FROM goods.warehouse_id
         GROUP BY goods.product_id, goods.warehouse_id
        """,
        company=company.id,
        since=since,
        until=until,
    )


def margins(env, company, bounds) -> SQL:
    """(product, warehouse, net sales less cost) of deliveries between two UTC times."""
    return SQL(
        """
        SELECT product_id, warehouse_id, SUM(sales - cost)::float
          FROM (%s) delivered
         WHERE company_id = %s AND warehouse_id IS NOT NULL
         GROUP BY GROUPING SETS ((product_id, warehouse_id), (product_id))
        """,
        sales_sql.delivered(env, sales_sql.between(*bounds)),
        company.id,
    )


STAGING = """
DROP TABLE IF EXISTS jxc_stock_class_new;
CREATE TEMPORARY TABLE jxc_stock_class_new (
    company_id integer, product_id integer, warehouse_id integer, month date,
    abc_computed varchar, xyz_computed varchar, quantity numeric, amount numeric,
    share float8, variation float8, weeks integer
) ON COMMIT DROP
"""


def store(company, month, uid: int) -> SQL:
    """Make the rows of the month those of the staging table.

    What people set by hand goes on from the last row of the same goods, also when
    there are none of them and nobody asks.
    """
    return SQL(
        """
        INSERT INTO jxc_stock_class_new (
            company_id, product_id, warehouse_id, month, abc_computed, quantity, amount,
            share, weeks)
        SELECT company_id, product_id, warehouse_id, %(month)s, 'C', 0, 0, 0, 0
          FROM jxc_stock_class old
         WHERE company_id = %(company)s AND latest
           AND (abc_manual IS NOT NULL OR xyz_manual IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM jxc_stock_class_new new
                            WHERE new.product_id = old.product_id
                              AND new.warehouse_id IS NOT DISTINCT FROM
                                  old.warehouse_id);
        ANALYZE jxc_stock_class_new;
        DELETE FROM jxc_stock_class old
         WHERE old.company_id = %(company)s AND old.month = %(month)s
           AND old.abc_manual IS NULL AND old.xyz_manual IS NULL
           AND NOT EXISTS (SELECT 1 FROM jxc_stock_class_new new
                            WHERE new.product_id = old.product_id
                              AND new.warehouse_id IS NOT DISTINCT FROM
                                  old.warehouse_id);
        INSERT INTO jxc_stock_class (
            company_id, product_id, warehouse_id, month, abc_computed, xyz_computed,
            quantity, amount, share, variation, weeks, abc_manual, xyz_manual, reason,
            manual_by, manual_at, previous, abc, xyz, name, latest, computed_at,
            create_uid, create_date, write_uid, write_date)
        SELECT new.*, old.abc_manual, old.xyz_manual, old.reason, old.manual_by,
               old.manual_at, old.name, COALESCE(old.abc_manual, new.abc_computed),
               COALESCE(old.xyz_manual, new.xyz_computed),
               CONCAT(COALESCE(old.abc_manual, new.abc_computed),
                      COALESCE(old.xyz_manual, new.xyz_computed)),
               TRUE, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
          FROM jxc_stock_class_new new
          LEFT JOIN jxc_stock_class old
            ON old.company_id = new.company_id AND old.product_id = new.product_id
           AND old.warehouse_id IS NOT DISTINCT FROM new.warehouse_id AND old.latest
            ON CONFLICT (company_id, product_id, COALESCE(warehouse_id, 0), month)
            DO UPDATE
           SET abc_computed = EXCLUDED.abc_computed,
               xyz_computed = EXCLUDED.xyz_computed, quantity = EXCLUDED.quantity,
               amount = EXCLUDED.amount, share = EXCLUDED.share,
               variation = EXCLUDED.variation, weeks = EXCLUDED.weeks,
               abc = COALESCE(jxc_stock_class.abc_manual, EXCLUDED.abc_computed),
               xyz = COALESCE(jxc_stock_class.xyz_manual, EXCLUDED.xyz_computed),
               name = CONCAT(
                   COALESCE(jxc_stock_class.abc_manual, EXCLUDED.abc_computed),
                   COALESCE(jxc_stock_class.xyz_manual, EXCLUDED.xyz_computed)),
               latest = TRUE, computed_at = EXCLUDED.computed_at;
        UPDATE jxc_stock_class old SET latest = FALSE
         WHERE company_id = %(company)s AND latest AND month < %(month)s
        """,
        company=company.id,
        month=month,
        uid=uid,
        now=SQL("(clock_timestamp() AT TIME ZONE 'UTC')::timestamp(0)"),
    )
