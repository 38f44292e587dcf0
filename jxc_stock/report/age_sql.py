"""Ages of what is in stock: the latest arrivals are what is left (first in, first out).

An arrival is what came to the warehouse, from outside or from another warehouse; what
moves inside it, to hold and back, keeps its age. The oldest arrivals have left.
"""

from odoo.tools import SQL


def layers(company, day) -> SQL:
    """What is left of each arrival at the end of a day.

    Columns: product_id, place (warehouse or 0), day (null: below zero), quantity (what
    is left), held, worth (quantity and value of all layers of the place).
    """
    return SQL(
        """
          WITH last AS (
            SELECT DISTINCT ON (product_id, warehouse_id, area)
                   product_id, COALESCE(warehouse_id, 0) AS place, closing_quantity,
                   closing_value
              FROM jxc_stock_daily
             WHERE company_id = %(company)s AND ownership = 'own'
               AND day >= date_trunc('month', %(day)s::date)::date AND day <= %(day)s
             ORDER BY product_id, warehouse_id, area, day DESC),
               held AS (
            SELECT product_id, place, SUM(closing_quantity) AS held,
                   SUM(closing_value) AS worth
              FROM last GROUP BY 1, 2
            HAVING SUM(closing_quantity) <> 0 OR SUM(closing_value) <> 0),
               arrived AS (
            SELECT held.product_id, held.place, held.held, held.worth, fact.day,
                   SUM(fact.in_quantity + fact.moved_in_quantity
                       + GREATEST(fact.late_quantity, 0)) AS came
              FROM held
              JOIN jxc_stock_daily fact ON fact.product_id = held.product_id
               AND COALESCE(fact.warehouse_id, 0) = held.place
             WHERE held.held > 0 AND fact.company_id = %(company)s
               AND fact.ownership = 'own' AND fact.day <= %(day)s
               AND (fact.in_quantity > 0 OR fact.moved_in_quantity > 0
                    OR fact.late_quantity > 0)
             GROUP BY 1, 2, 3, 4, 5),
               stack AS (
            SELECT arrived.*, SUM(came) OVER (
                       PARTITION BY product_id, place ORDER BY day DESC) AS upto,
                   row_number() OVER (
                       PARTITION BY product_id, place ORDER BY day) = 1 AS oldest
              FROM arrived)
        SELECT product_id, place, day,
               LEAST(came, held - upto + came)
               + CASE WHEN oldest THEN GREATEST(held - upto, 0) ELSE 0 END AS quantity,
               held, worth
          FROM stack WHERE held > upto - came
         UNION ALL
        SELECT product_id, place, NULL, held, held, worth FROM held WHERE held <= 0
        """,
        company=company.id,
        day=day,
    )


def ages(company, day, digits: int) -> SQL:
    """Rows of `jxc.stock.age` without company and day: by product, place and bucket.

    Values are parts of the value of the place, rounded so that they add up to it.
    """
    return SQL(
        """
          WITH layer AS (
            SELECT layer.*, bucket.id AS bucket_id, bucket.since
              FROM (%(layers)s) layer
              LEFT JOIN LATERAL (
                   SELECT id, since FROM jxc_stock_age_bucket
                    WHERE since <= %(day)s::date - layer.day
                    ORDER BY since DESC LIMIT 1) bucket ON TRUE),
               part AS (
            SELECT product_id, place, bucket_id, since, held, worth,
                   MIN(day) AS oldest, SUM(quantity) AS quantity
              FROM layer GROUP BY 1, 2, 3, 4, 5, 6),
               stack AS (
            SELECT part.*, SUM(quantity) OVER (
                       PARTITION BY product_id, place ORDER BY since) AS upto
              FROM part)
        SELECT product_id, NULLIF(place, 0), bucket_id, oldest, quantity,
               CASE WHEN held <= 0 THEN worth ELSE
                    round(worth * upto / held, %(digits)s)
                    - round(worth * (upto - quantity) / held, %(digits)s) END
          FROM stack
        """,
        layers=layers(company, day),
        day=day,
        digits=digits,
    )
