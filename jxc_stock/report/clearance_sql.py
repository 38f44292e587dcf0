"""What the rules of the clearance list look at, and what became of the goods since."""

from odoo.tools import SQL

from ..core.clearance import HORIZON
from . import sales_sql

PACE = 91  # days of sales that say how fast goods go: thirteen weeks


def facts(company, today, pairs: SQL) -> SQL:
    """Figures of `core.clearance.Goods` for pairs (product_id, warehouse_id).

    Columns: product_id, warehouse_id, quantity (own), sold (of `PACE` days), expiry
    (first day), expired, vendor_id, return_until, returnable, wanted, wanted_by.
    """
    return SQL(
        """
          WITH pair AS (%(pairs)s),
               pace AS (
            SELECT product_id, warehouse_id, SUM(quantity) AS sold
              FROM jxc_demand_daily
             WHERE company_id = %(company)s AND day > %(today)s::date - %(pace)s
               AND day <= %(today)s AND product_id IN (SELECT product_id FROM pair)
             GROUP BY 1, 2),
               quant AS (
            SELECT quant.product_id, place.warehouse_id, quant.quantity,
                   (COALESCE(lot.removal_date, lot.expiration_date)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS ends
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
              LEFT JOIN stock_lot lot ON lot.id = quant.lot_id
             WHERE place.usage = 'internal' AND quant.company_id = %(company)s
               AND quant.owner_id IS NULL AND quant.quantity > 0
               AND quant.product_id IN (SELECT product_id FROM pair)),
               held AS (
            SELECT product_id, warehouse_id, SUM(quantity) AS quantity,
                   MIN(ends) AS expiry,
                   SUM(quantity) FILTER (WHERE ends < %(today)s) AS expired
              FROM quant GROUP BY 1, 2),
               came AS (
            SELECT move.product_id, place.warehouse_id, picking.partner_id,
                   vendor.jxc_return_days, here.day,
                   SUM(move.product_qty - COALESCE(gone.quantity, 0)) AS quantity
              FROM stock_move move
             CROSS JOIN LATERAL (SELECT (move.date AT TIME ZONE 'UTC'
                                         AT TIME ZONE %(zone)s)::date AS day) here
              LEFT JOIN LATERAL (
                   SELECT SUM(sent.product_qty) AS quantity FROM stock_move sent
                    WHERE sent.origin_returned_move_id = move.id
                      AND sent.state <> 'cancel') gone ON TRUE
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location place ON place.id = move.location_dest_id
              JOIN stock_picking picking ON picking.id = move.picking_id
              JOIN res_partner partner ON partner.id = picking.partner_id
              JOIN res_partner vendor ON vendor.id = partner.commercial_partner_id
             WHERE move.state = 'done' AND source.usage = 'supplier'
               AND move.company_id = %(company)s AND vendor.jxc_return_days > 0
               AND here.day >= %(today)s::date - vendor.jxc_return_days
               AND move.product_id IN (SELECT product_id FROM pair)
             GROUP BY 1, 2, 3, 4, 5
            HAVING SUM(move.product_qty - COALESCE(gone.quantity, 0)) > 0),
               back AS (
            SELECT DISTINCT ON (product_id, warehouse_id) product_id, warehouse_id,
                   partner_id AS vendor_id, day + jxc_return_days AS return_until,
                   SUM(quantity) OVER (
                       PARTITION BY product_id, warehouse_id, partner_id) AS returnable
              FROM came ORDER BY product_id, warehouse_id, day DESC, partner_id),
               wish AS (
            SELECT DISTINCT ON (pair.product_id, pair.warehouse_id)
                   pair.product_id, pair.warehouse_id, pace.warehouse_id AS wanted_by,
                   pace.sold * %(months)s * 365 / 12 / %(pace)s
                   - COALESCE(held.quantity, 0) AS wanted
              FROM pair
              JOIN pace ON pace.product_id = pair.product_id
               AND pace.warehouse_id <> pair.warehouse_id AND pace.sold > 0
              JOIN stock_warehouse warehouse ON warehouse.id = pace.warehouse_id
               AND warehouse.active
              LEFT JOIN held ON held.product_id = pace.product_id
               AND held.warehouse_id = pace.warehouse_id
             ORDER BY 1, 2, 4 DESC, 3)
        SELECT pair.product_id, pair.warehouse_id, COALESCE(held.quantity, 0)::float,
               COALESCE(pace.sold, 0)::float, held.expiry,
               COALESCE(held.expired, 0)::float, back.vendor_id, back.return_until,
               COALESCE(back.returnable, 0)::float,
               GREATEST(COALESCE(wish.wanted, 0), 0)::float, wish.wanted_by
          FROM pair
          LEFT JOIN held USING (product_id, warehouse_id)
          LEFT JOIN pace USING (product_id, warehouse_id)
          LEFT JOIN back USING (product_id, warehouse_id)
          LEFT JOIN wish USING (product_id, warehouse_id)
        """,
        pairs=pairs,
        company=company.id,
        today=today,
        pace=PACE,
        months=HORIZON,
        zone=company._jxc_facts_clock()._jxc_timezone().zone,
    )


def stock(company, pairs: SQL) -> SQL:
    """(product, warehouse, quantity, value) of own goods now, from the daily facts."""
    return SQL(
        """
        SELECT place.product_id, place.warehouse_id,
               SUM(place.closing_quantity)::float, SUM(place.closing_value)::float
          FROM (SELECT DISTINCT ON (fact.product_id, fact.warehouse_id, fact.area)
                       fact.product_id, fact.warehouse_id, fact.closing_quantity,
                       fact.closing_value
                  FROM (%(pairs)s) pair
                  JOIN jxc_stock_daily fact USING (product_id, warehouse_id)
                  JOIN res_company company ON company.id = fact.company_id
                 WHERE fact.company_id = %(company)s AND fact.ownership = 'own'
                   AND fact.day >= COALESCE(company.jxc_stock_carried_month,
                                            '-infinity')
                 ORDER BY fact.product_id, fact.warehouse_id, fact.area,
                          fact.day DESC) place
         GROUP BY 1, 2
        """,
        pairs=pairs,
        company=company.id,
    )


def recovered(env, company, since, pairs: SQL) -> SQL:
    """(product, warehouse, day, amount) that came in for goods since a UTC time.

    Net sales of what was delivered, and what the vendor owes for goods sent back, at
    the value with which they left.
    """
    sold = SQL(
        "%s AND move.product_id IN (SELECT product_id FROM (%s) pair)",
        sales_sql.between(since, "infinity"),
        pairs,
    )
    return SQL(
        """
        SELECT product_id, warehouse_id, day, SUM(amount)::float
          FROM (SELECT product_id, warehouse_id, day, sales AS amount
                  FROM (%(sales)s) delivered WHERE company_id = %(company)s
                 UNION ALL
                SELECT move.product_id, place.warehouse_id,
                       (move.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                       ABS(move.value)
                  FROM stock_move move
                  JOIN stock_location place ON place.id = move.location_id
                  JOIN stock_location target ON target.id = move.location_dest_id
                 WHERE move.state = 'done' AND move.company_id = %(company)s
                   AND move.date >= %(since)s AND target.usage = 'supplier'
                   AND move.product_id IN (SELECT product_id FROM (%(pairs)s) pair)
               ) came
         WHERE warehouse_id IS NOT NULL GROUP BY 1, 2, 3
        """,
        sales=sales_sql.delivered(env, sold),
        pairs=pairs,
        company=company.id,
        since=since,
        zone=company._jxc_facts_clock()._jxc_timezone().zone,
    )
