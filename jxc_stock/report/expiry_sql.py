"""Lots on hand that expire, and what demand will leave of each of them."""

from datetime import date, timedelta

from odoo.addons.jxc_base.models.alert.jxc_alert_rule_stock import cost
from odoo.tools import SQL

from . import overview_daily_sql, overview_sql, threshold_sql


def rows(
    today: date, zone: str, days: int, product_ids: list[int] | None = None
) -> SQL:
    """Rows (lot, warehouse) with `left_over` and the `tier` of the days left.

    The lots of a product in a warehouse share its demand, what expires first sells
    first. Of the first i lots T(i) = min(T(i−1) + quantity, demand a day × days left)
    is taken; unrolled T(i) = Q(i) + min(0, min over j ≤ i of (demand × days(j) − Q(j)))
    with Q(i) the sum of the quantities. Blocked and expired goods are taken by nobody.

    :param today: business day, in the time zone `zone`
    :param days: full days before it whose demand counts
    :param product_ids: ids, or None for all
    """
    return SQL(
        """
        SELECT lot.id, lot.lot_id, lot.product_id, lot.categ_id, lot.uom_id,
               lot.warehouse_id, lot.company_id, lot.company_currency_id,
               lot.expiration_day, lot.days_left, lot.quantity, lot.available,
               lot.set_aside, lot.demand, lot.value,
               ROUND((lot.quantity - lot.taken + COALESCE(LAG(lot.taken) OVER (
                   PARTITION BY lot.product_id, lot.warehouse_id
                   ORDER BY lot.expiration_day, lot.lot_id), 0))::numeric, 6)
               AS left_over,
               CASE WHEN lot.days_left < 0 THEN 'expired'
                    WHEN lot.days_left <= 7 THEN '7'
                    WHEN lot.days_left <= 30 THEN '30'
                    WHEN lot.days_left <= 60 THEN '60'
                    WHEN lot.days_left <= 90 THEN '90'
                    ELSE 'later' END AS tier
          FROM (SELECT lot.*, lot.upto + LEAST(0, MIN(
                           lot.demand * GREATEST(lot.days_left, 0) - lot.upto) OVER (
                           PARTITION BY lot.product_id, lot.warehouse_id
                           ORDER BY lot.expiration_day, lot.lot_id)) AS taken
                  FROM (%(shared)s) lot) lot
        """,
        shared=_shared(_lots(today, zone, product_ids), today, days, product_ids),
    )


def _shared(lots: SQL, today: date, days: int, product_ids: list[int] | None) -> SQL:
    """The lots with the demand they share, and the sum of what can be sold before."""
    return SQL(
        """
        SELECT lot.*, COALESCE(demand.per_day, 0) AS demand,
               SUM(CASE WHEN lot.days_left < 0 THEN 0 ELSE lot.sellable END) OVER (
                   PARTITION BY lot.product_id, lot.warehouse_id
                   ORDER BY lot.expiration_day, lot.lot_id) AS upto
          FROM (%(lots)s) lot
          LEFT JOIN (%(demand)s) demand
            ON demand.product_id = lot.product_id
           AND demand.warehouse_id = lot.warehouse_id
        """,
        lots=lots,
        demand=threshold_sql.demand(today - timedelta(days=days), today, product_ids),
    )


def _lots(today: date, zone: str, product_ids: list[int] | None) -> SQL:
    """Rows (lot, warehouse) of what is on hand and has an expiry."""
    day = SQL("(lot.expiration_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)
    return SQL(
        """
        SELECT lot.id::bigint * 1000000 + place.warehouse_id AS id,
               lot.id AS lot_id, lot.product_id, template.categ_id,
               template.uom_id, place.warehouse_id, warehouse.company_id,
               company.currency_id AS company_currency_id,
               %(day)s AS expiration_day, %(day)s - %(today)s::date AS days_left,
               SUM(quant.quantity) AS quantity,
               SUM(CASE WHEN %(blocked)s THEN 0
                        ELSE quant.quantity - quant.reserved_quantity END)
               AS available,
               SUM(CASE WHEN %(blocked)s THEN quant.reserved_quantity
                        ELSE quant.quantity END) AS sellable,
               SUM(CASE WHEN %(held)s = 'expired' THEN quant.quantity ELSE 0 END)
               AS set_aside,
               COALESCE(SUM(quant.quantity) FILTER (
                   WHERE quant.owner_id IS NULL), 0) * %(cost)s AS value
          FROM stock_quant quant
          JOIN stock_lot lot ON lot.id = quant.lot_id
          JOIN stock_location place ON place.id = quant.location_id
          JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
          JOIN res_company company ON company.id = warehouse.company_id
          JOIN product_product product ON product.id = lot.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         CROSS JOIN %(param)s
         WHERE quant.quantity > 0 AND place.usage IN ('internal', 'transit')
           AND lot.expiration_date IS NOT NULL AND %(products)s
         GROUP BY lot.id, place.warehouse_id, warehouse.company_id, company.id,
                  product.id, template.id
        """,
        day=day,
        today=today,
        blocked=SQL(overview_sql.BLOCKED),
        held=SQL(overview_sql.HELD),
        param=overview_sql.param(),
        cost=cost(SQL("warehouse.company_id")),
        products=overview_daily_sql.among("lot.product_id", product_ids),
    )
