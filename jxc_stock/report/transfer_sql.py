"""Stock, levels and sales of every product in every warehouse, for the suggestions.

What is in transfers that nobody has confirmed yet has no movements: it is taken off
the source and added to the target, so that nothing is suggested twice.
"""

from datetime import date

from odoo.tools import SQL

from . import overview_sql

COLUMNS = (
    *("product_id", "warehouse_id", "available", "coming", "going", "least", "most"),
    *("per_day", "step"),
)


def stocks(company: int, window: tuple[date, date]) -> SQL:
    """Rows in the order of `COLUMNS`, by product; products nobody lacks are left out.

    :param window: first day of the sales that count, and the day after the last one
    """
    return SQL(
        """
          WITH cell AS (%(cells)s),
               point AS (
            SELECT point.product_id, point.warehouse_id,
                   SUM(GREATEST(point.product_min_qty, point.jxc_safety_quantity))
                       AS least,
                   SUM(GREATEST(point.product_max_qty, point.product_min_qty,
                                point.jxc_safety_quantity)) AS most,
                   MAX(pack.factor / unit.factor) AS step
              FROM stock_warehouse_orderpoint point
              JOIN product_product product ON product.id = point.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = template.uom_id
              LEFT JOIN uom_uom pack ON pack.id = point.replenishment_uom_id
             WHERE point.active AND point.company_id = %(company)s
             GROUP BY point.product_id, point.warehouse_id),
               draft AS (%(drafts)s)
        SELECT cell.product_id, cell.warehouse_id,
               (cell.on_hand - cell.reserved - cell.blocked
                   - COALESCE(draft.leaves, 0))::float8 AS available,
               (cell.incoming + COALESCE(draft.comes, 0))::float8 AS coming,
               GREATEST(cell.outgoing - cell.reserved, 0)::float8 AS going,
               COALESCE(point.least, 0)::float8 AS least,
               COALESCE(point.most, 0)::float8 AS most,
               (GREATEST(cell.sold, 0) / %(days)s)::float8 AS per_day,
               GREATEST(point.step, 1)::float8 AS step
          FROM cell
          JOIN stock_warehouse warehouse ON warehouse.id = cell.warehouse_id
          JOIN product_product product ON product.id = cell.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN point USING (product_id, warehouse_id)
          LEFT JOIN draft USING (product_id, warehouse_id)
         WHERE cell.company_id = %(company)s AND warehouse.active AND product.active
           AND template.is_storable
         ORDER BY cell.product_id, cell.warehouse_id
        """,
        cells=overview_sql.cells(
            blank=True,
            sources=("stock", "moves", "sold"),
            window=window,
        ),
        company=company,
        drafts=_drafts(company),
        days=max((window[1] - window[0]).days, 1),
    )


def _drafts(company: int) -> SQL:
    """Rows (product, warehouse, leaves, comes) of transfers without movements."""
    sides = [
        SQL(
            """
            SELECT line.product_id, transfer.%(side)s AS warehouse_id,
                   CASE WHEN %(out)s THEN %(quantity)s END AS leaves,
                   CASE WHEN NOT %(out)s THEN %(quantity)s END AS comes
              FROM stock_interwarehouse_transfer transfer
              JOIN stock_interwarehouse_transfer_line line
                ON line.transfer_id = transfer.id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom unit ON unit.id = line.product_uom
              JOIN uom_uom own ON own.id = template.uom_id
             WHERE transfer.state IN ('draft', 'to_approve')
               AND transfer.company_id = %(company)s
            """,
            side=SQL.identifier(f"warehouse_{side}_id"),
            out=side == "from",
            quantity=SQL("line.product_uom_qty * unit.factor / own.factor"),
            company=company,
        )
        for side in ("from", "to")
    ]
    return SQL(
        """
        SELECT part.product_id, part.warehouse_id, SUM(part.leaves) AS leaves,
               SUM(part.comes) AS comes
          FROM (%s) part GROUP BY part.product_id, part.warehouse_id
        """,
        SQL(" UNION ALL ").join(sides),
    )
