"""Value and sales of the stock overview in SQL, from the daily facts alone.

The rows of a place are sparse, but each month begins with what is in stock then: the
last closing of every place is found among the rows since the month that was carried
last (`res_company.jxc_stock_carried_month`).
"""

from datetime import date

from odoo.tools import SQL


def among(column: str, product_ids: SQL | list[int] | None) -> SQL:
    """Condition that a column is one of the products; None: any of them."""
    if product_ids is None:
        return SQL("TRUE")
    if isinstance(product_ids, SQL):
        return SQL("%s IN (%s)", SQL(column), product_ids)
    return SQL("%s = ANY(%s)", SQL(column), list(product_ids))


def values_now(product_ids: SQL | list[int] | None) -> SQL:
    """Rows (product, warehouse, company, value): own goods, company currency.

    A warehouse's hold area belongs to it; goods in transit have no warehouse.
    """
    return SQL(
        """
        SELECT place.product_id, place.warehouse_id, place.company_id,
               COALESCE(SUM(place.closing_value), 0) AS value
          FROM (SELECT DISTINCT ON (daily.company_id, daily.product_id,
                                    daily.warehouse_id, daily.area)
                       daily.company_id, daily.product_id, daily.warehouse_id,
                       daily.closing_value
                  FROM jxc_stock_daily daily
                  JOIN res_company company ON company.id = daily.company_id
                 WHERE daily.ownership = 'own' AND %(products)s
                   AND daily.day >= COALESCE(company.jxc_stock_carried_month,
                                             '-infinity')
                 ORDER BY daily.company_id, daily.product_id, daily.warehouse_id,
                          daily.area, daily.day DESC) place
         GROUP BY place.product_id, place.warehouse_id, place.company_id
        """,
        products=among("daily.product_id", product_ids),
    )


def sold_between(product_ids: SQL | list[int] | None, first: date, after: date) -> SQL:
    """Rows (product, warehouse, company, sold): to customers less back, product unit.

    :param first: first day that counts
    :param after: first day that does not count any more
    """
    return SQL(
        """
        SELECT daily.product_id, daily.warehouse_id, daily.company_id,
               COALESCE(SUM(daily.sold_quantity), 0) AS sold
          FROM jxc_stock_daily daily
         WHERE daily.day >= %(first)s AND daily.day < %(after)s AND %(products)s
         GROUP BY daily.product_id, daily.warehouse_id, daily.company_id
        """,
        first=first,
        after=after,
        products=among("daily.product_id", product_ids),
    )


def by_place(facts: SQL, name: str) -> SQL:
    """The facts of one measure, ready for a join that may be left out.

    `place_id` is the warehouse or 0. The grouping proves to PostgreSQL that there is
    one row at most, so that the join costs nothing when the measure is not read.
    """
    return SQL(
        """
        SELECT fact.product_id, fact.company_id,
               COALESCE(fact.warehouse_id, 0) AS place_id,
               SUM(fact.%(name)s) AS %(name)s
          FROM (%(facts)s) fact
         GROUP BY fact.product_id, fact.company_id, COALESCE(fact.warehouse_id, 0)
        """,
        name=SQL.identifier(name),
        facts=facts,
    )


def cover(available: SQL, sold: SQL, days: int) -> SQL:
    """Days of cover as in `core/cover.py`; NULL when nothing was sold."""
    return SQL(
        "CASE WHEN %(sold)s > 0"
        " THEN GREATEST(%(available)s, 0) * %(days)s::numeric / %(sold)s END",
        available=available,
        sold=sold,
        days=days,
    )


def lead_time(companies: list[int]) -> SQL:
    """Days that the first vendor of a `product` row needs, NULL without a vendor."""
    return SQL(
        """
        (SELECT vendor.delay FROM product_supplierinfo vendor
          WHERE vendor.product_tmpl_id = product.product_tmpl_id
            AND (vendor.product_id IS NULL OR vendor.product_id = product.id)
            AND (vendor.company_id IS NULL OR vendor.company_id = ANY(%s))
          ORDER BY vendor.sequence, vendor.min_qty DESC, vendor.price, vendor.id
          LIMIT 1)
        """,
        companies,
    )
