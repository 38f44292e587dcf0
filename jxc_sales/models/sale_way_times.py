"""SQL for what the timeline of orders tells beside their steps: payments, arrivals."""

from odoo.tools import SQL


def paid_query(bill_ids):
    """Return (invoice id, last day of payment) of invoices.

    :param bill_ids: non-empty list of ``account.move`` ids
    """
    return SQL(
        """
        SELECT aml.move_id, MAX(p.max_date)
          FROM account_move_line aml
          JOIN account_partial_reconcile p
            ON p.debit_move_id = aml.id OR p.credit_move_id = aml.id
         WHERE aml.move_id = ANY(%s)
         GROUP BY aml.move_id
        """,
        list(bill_ids),
    )


def receipt_query(order_ids):
    """Return (order id, last arrival of its goods before its last shipment).

    :param order_ids: non-empty list of ``sale.order`` ids
    """
    return SQL(
        """
        WITH shipped AS MATERIALIZED (
            SELECT l.order_id, MAX(COALESCE(m.jxc_done_at, m.date)) AS at
              FROM sale_order_line l
        CROSS JOIN LATERAL (
                   SELECT move.* FROM stock_move move
                    WHERE move.sale_line_id = l.id AND move.state = 'done' OFFSET 0) m
              JOIN stock_location dst ON dst.id = m.location_dest_id
             WHERE l.order_id = ANY(%(ids)s) AND dst.usage = 'customer'
             GROUP BY l.order_id
        )
        SELECT so.id, MAX(COALESCE(m.jxc_done_at, m.date))
          FROM sale_order so
          JOIN sale_order_line l ON l.order_id = so.id
          JOIN stock_move m ON m.product_id = l.product_id AND m.state = 'done'
           AND m.company_id = so.company_id
          JOIN stock_location src ON src.id = m.location_id AND src.usage = 'supplier'
          JOIN shipped ON shipped.order_id = so.id
         WHERE so.id = ANY(%(ids)s)
           AND COALESCE(m.jxc_done_at, m.date) BETWEEN so.date_order AND shipped.at
         GROUP BY so.id
        """,
        ids=list(order_ids),
    )
