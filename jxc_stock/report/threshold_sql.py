"""Levels of every product in every warehouse, with what decides about them, in SQL.

Each source is joined by its own keys and grouped by them, so PostgreSQL leaves out
what nobody asks for: a page without figures reads products and rules alone.
"""

from datetime import date, timedelta

from odoo.tools import SQL

from . import overview_daily_sql, overview_sql

LEVELS = {
    "min_quantity": "product_min_qty",
    "max_quantity": "product_max_qty",
    "safety_quantity": "jxc_safety_quantity",
    "cover_days": "jxc_cover_days",
    "cover_days_most": "jxc_cover_days_most",
}
FACTOR = 1_000_000  # id = product × FACTOR + warehouse


def points(product_ids: list[int] | None = None) -> SQL:
    """One replenishment rule per product and warehouse.

    That of the warehouse's own stock; without one that of a place in it.

    :param product_ids: ids, or None for all
    """
    return SQL(
        """
        SELECT DISTINCT ON (point.product_id, point.warehouse_id)
               point.id, point.product_id, point.warehouse_id, %s
          FROM stock_warehouse_orderpoint point
          JOIN stock_warehouse warehouse ON warehouse.id = point.warehouse_id
         WHERE point.active AND %s
         ORDER BY point.product_id, point.warehouse_id,
                  (point.location_id = warehouse.lot_stock_id) DESC, point.id
        """,
        SQL(", ").join(
            SQL("point.%s AS %s", SQL.identifier(column), SQL.identifier(name))
            for name, column in LEVELS.items()
        ),
        overview_daily_sql.among("point.product_id", product_ids),
    )


def stock(product_ids: list[int] | None = None) -> SQL:
    """On hand, available, incoming and forecast as in the stock overview."""
    return SQL(
        """
        SELECT cell.product_id, cell.warehouse_id,
               SUM(cell.on_hand) AS on_hand, SUM(cell.incoming) AS incoming,
               SUM(cell.on_hand - cell.reserved - cell.blocked) AS available,
               SUM(cell.on_hand - cell.blocked + cell.incoming - cell.outgoing)
               AS forecast
          FROM (%s) cell
         GROUP BY cell.product_id, cell.warehouse_id
        """,
        overview_sql.cells(product_ids, sources=("stock", "moves")),
    )


def demand(first: date, after: date, product_ids: list[int] | None = None) -> SQL:
    """Mean demand a day of the days from `first` to before `after`, product unit."""
    return SQL(
        """
        SELECT daily.product_id, daily.warehouse_id,
               GREATEST(SUM(daily.quantity), 0)::float8 / %(days)s AS per_day
          FROM jxc_demand_daily daily
         WHERE daily.day >= %(first)s AND daily.day < %(after)s
           AND daily.warehouse_id IS NOT NULL AND %(products)s
         GROUP BY daily.product_id, daily.warehouse_id
        """,
        first=first,
        after=after,
        days=max((after - first).days, 1),
        products=overview_daily_sql.among("daily.product_id", product_ids),
    )


def classes(product_ids: list[int] | None = None) -> SQL:
    """Class of the warehouse where there is one, else that of the company."""
    return SQL(
        """
        SELECT grade.product_id, warehouse.id AS warehouse_id,
               (ARRAY_AGG(grade.abc ORDER BY grade.warehouse_id NULLS LAST))[1] AS abc,
               (ARRAY_AGG(grade.xyz ORDER BY grade.warehouse_id NULLS LAST))[1] AS xyz
          FROM jxc_stock_class grade
          JOIN stock_warehouse warehouse
            ON warehouse.id = grade.warehouse_id
            OR (grade.warehouse_id IS NULL AND warehouse.company_id = grade.company_id)
         WHERE grade.latest AND %s
         GROUP BY grade.product_id, warehouse.id
        """,
        overview_daily_sql.among("grade.product_id", product_ids),
    )


def state() -> SQL:
    """The same as `core.levels.state`."""
    return SQL(
        """
        CASE WHEN (point.safety_quantity > 0 OR point.min_quantity > 0)
                  AND COALESCE(stock.available, 0) <= 0 THEN 'out'
             WHEN point.safety_quantity > 0
                  AND COALESCE(stock.available, 0) < point.safety_quantity THEN 'safety'
             WHEN point.min_quantity > 0
                  AND COALESCE(stock.forecast, 0) < point.min_quantity THEN 'short'
             WHEN point.max_quantity > 0
                  AND COALESCE(stock.on_hand, 0) > point.max_quantity THEN 'surplus'
             WHEN point.safety_quantity > 0 OR point.min_quantity > 0
                  OR point.max_quantity > 0 THEN 'ok'
             ELSE 'none' END
        """
    )


def rows(today: date, days: int, product_ids: list[int] | None = None) -> SQL:
    """All rows of the grid.

    :param today: business day
    :param days: full days before it whose demand and sales count
    :param product_ids: ids, or None for all
    """
    window = today - timedelta(days=days), today
    return SQL(
        """
        SELECT product.id::bigint * %(factor)s + warehouse.id AS id,
               product.id AS product_id, template.categ_id, template.uom_id,
               warehouse.id AS warehouse_id, warehouse.company_id,
               point.id AS orderpoint_id, %(levels)s,
               COALESCE(stock.on_hand, 0) AS on_hand,
               COALESCE(stock.available, 0) AS available,
               COALESCE(stock.incoming, 0) AS incoming,
               COALESCE(stock.forecast, 0) AS forecast,
               COALESCE(demand.per_day, 0) AS demand,
               %(cover)s AS cover, grade.abc, grade.xyz,
               COALESCE(grade.abc, '') || COALESCE(grade.xyz, '') AS class_text,
               %(state)s AS state
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN stock_warehouse warehouse
            ON template.company_id IS NULL
            OR template.company_id = warehouse.company_id
          LEFT JOIN (%(points)s) point ON point.product_id = product.id
                                      AND point.warehouse_id = warehouse.id
          LEFT JOIN (%(stock)s) stock ON stock.product_id = product.id
                                     AND stock.warehouse_id = warehouse.id
          LEFT JOIN (%(demand)s) demand ON demand.product_id = product.id
                                       AND demand.warehouse_id = warehouse.id
          LEFT JOIN (%(sales)s) sale ON sale.product_id = product.id
                                    AND sale.company_id = warehouse.company_id
                                    AND sale.place_id = warehouse.id
          LEFT JOIN (%(classes)s) grade ON grade.product_id = product.id
                                       AND grade.warehouse_id = warehouse.id
         WHERE product.active AND warehouse.active AND template.is_storable
           AND %(products)s
        """,
        products=overview_daily_sql.among("product.id", product_ids),
        factor=FACTOR,
        levels=SQL(", ").join(
            SQL("COALESCE(point.%s, 0) AS %s", name, name)
            for name in map(SQL.identifier, LEVELS)
        ),
        cover=overview_daily_sql.cover(
            SQL("COALESCE(stock.available, 0)"), SQL("sale.sold"), days
        ),
        state=state(),
        points=points(product_ids),
        stock=stock(product_ids),
        demand=demand(*window, product_ids),
        sales=overview_daily_sql.by_place(
            overview_daily_sql.sold_between(product_ids, *window), "sold"
        ),
        classes=classes(product_ids),
    )
