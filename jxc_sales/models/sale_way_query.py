"""SQL over orders, moves, reviews and invoices: one row of facts per sales order.

Rights restrict documents, not facts: the callers pass orders the user may read.
"""

from odoo.tools import SQL

# Quantities are compared after conversion; the dust of it is no quantity
_DUST = SQL("0.00001")

FLUSHED = {
    "sale.order": None,
    "sale.order.line": None,
    "stock.move": None,
    "stock.location": ["usage", "parent_path", "warehouse_id"],
    "account.move": ["state", "payment_state", "invoice_date", "invoice_date_due"],
    "account.move.line": ["move_id", "sale_line_ids"],
    "tier.review": None,
    "res.company": None,
}


def way_query(condition, zone, few=False, settled=None):
    """Return the facts of the sales orders that fulfil ``condition``.

    :param condition: SQL over the alias ``so``
    :param zone: name of the time zone for companies without one
    :param few: of a page of orders: their movements are looked up line by line,
        where PostgreSQL would read the index of all movements
    :param settled: SQL over ``so`` for orders of which all transfers are done and
        something stayed with the customer: their goods are not read, only stage and
        payment are facts
    """
    return SQL(
        """
        WITH %(scope)s, %(lines)s, %(moves)s, %(goods)s, %(signs)s, %(reviews)s,
             %(bills)s, %(steps)s
        SELECT *, %(stage)s AS stage, %(due)s AS current_due FROM steps
        """,
        scope=_scope(condition, zone, settled or SQL("FALSE")),
        lines=_LINES,
        moves=_moves(few),
        goods=_goods(),
        signs=_SIGNS,
        reviews=_REVIEWS,
        bills=_BILLS,
        steps=_steps(),
        stage=_STAGE,
        due=_CURRENT_DUE,
    )


def _scope(condition, zone, settled):
    return SQL(
        """
        scope AS (
            SELECT so.id, so.state, so.create_date, so.create_uid, so.user_id,
                   so.date_order, so.validity_date, so.invoice_status,
                   COALESCE(c.jxc_tz, %(zone)s) AS zone,
                   COALESCE(c.jxc_promise_days, 0) AS promise_days,
                   COALESCE(c.jxc_approval_days, 0) AS approval_days,
                   COALESCE(c.jxc_invoice_days, 0) AS invoice_days,
                   so.commitment_date, %(settled)s AS settled
              FROM sale_order so
              JOIN res_company c ON c.id = so.company_id
             WHERE %(condition)s
        )
        """,
        zone=zone,
        condition=condition,
        settled=settled,
    )


# Lines that move goods; notes, services, down payments and returns do not
_LINES = SQL(
    """
    lines AS (
        SELECT l.id, l.order_id, l.product_uom_id, l.product_uom_qty AS ordered,
               COALESCE(l.customer_lead, 0) AS lead, u.factor
          FROM sale_order_line l
          JOIN scope ON scope.id = l.order_id AND NOT scope.settled
          JOIN uom_uom u ON u.id = l.product_uom_id
         WHERE l.display_type IS NULL
           AND l.qty_delivered_method = 'stock_move'
           AND l.product_uom_qty > 0
    )
    """
)


def _moves(few):
    """Movements of the lines.

    "picked": recorded by the worker, or already beyond the warehouse's stock.
    """
    if few:
        # OFFSET keeps the look-up by line; joined, the planner expects that merging
        # the whole index will end early
        source = """
              FROM lines l
        CROSS JOIN LATERAL (
                   SELECT move.* FROM stock_move move
                    WHERE move.sale_line_id = l.id OFFSET 0) m
        """
    else:
        source = """
              FROM stock_move m
              JOIN lines l ON l.id = m.sale_line_id
        """
    return SQL(_MOVES, source=SQL(source))


_MOVES = """
    moves AS (
        SELECT m.sale_line_id AS line_id, l.order_id, m.picking_id, m.state,
               m.quantity * mu.factor / l.factor AS qty,
               COALESCE(m.jxc_done_at, m.date) AS at,
               m.state NOT IN ('done', 'cancel') AS is_open,
               dst.usage = 'customer' AND src.usage <> 'customer' AS is_out,
               src.usage = 'customer' AS is_back,
               COALESCE(m.picked, FALSE) OR (
                   src.usage = 'internal'
                   AND src.parent_path NOT LIKE shelf.parent_path || '%%'
               ) AS is_picked
          %(source)s
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
     LEFT JOIN stock_warehouse w ON w.id = src.warehouse_id
     LEFT JOIN stock_location shelf ON shelf.id = w.lot_stock_id
    )
"""


def _goods():
    """Facts of the goods per order; short deliveries that were closed count."""
    return SQL(
        """
        line_goods AS (
            SELECT l.id, l.order_id, l.ordered, l.product_uom_id, l.lead,
                   COALESCE(SUM(m.qty) FILTER (
                       WHERE is_out AND m.state = 'done'), 0) AS shipped,
                   COALESCE(SUM(m.qty) FILTER (
                       WHERE is_back AND m.state = 'done'), 0) AS returned,
                   COALESCE(SUM(m.qty) FILTER (WHERE NOT is_back
                       AND m.state IN ('assigned', 'partially_available')), 0)
                       AS reserved,
                   COALESCE(SUM(m.qty) FILTER (WHERE NOT is_back AND is_picked
                       AND m.state IN ('assigned', 'partially_available')), 0)
                       AS picked,
                   COUNT(*) FILTER (WHERE is_open AND NOT is_back) AS open_moves,
                   COUNT(m.line_id) AS all_moves
              FROM lines l LEFT JOIN moves m ON m.line_id = l.id
             GROUP BY l.id, l.order_id, l.ordered, l.product_uom_id, l.lead
        ),
        goods AS (
            SELECT order_id, COUNT(*) AS line_count, SUM(ordered) AS ordered,
                   SUM(shipped) AS shipped, SUM(returned) AS returned,
                   SUM(reserved) AS reserved, SUM(picked) AS picked,
                   COUNT(DISTINCT product_uom_id) AS units, MAX(lead) AS lead,
                   SUM(all_moves) > 0 AS moved,
                   SUM(open_moves) = 0 AND SUM(shipped) > %(dust)s AS closed,
                   BOOL_AND(shipped + reserved >= ordered - %(dust)s) AS all_reserved,
                   BOOL_AND(shipped + picked >= ordered - %(dust)s) AS all_picked,
                   BOOL_AND(shipped >= ordered - %(dust)s) AS all_shipped,
                   SUM(shipped - returned) <= %(dust)s AND SUM(returned) > %(dust)s
                       AS all_returned
              FROM line_goods GROUP BY order_id
             UNION ALL
            SELECT id, 1, NULL, NULL, NULL, NULL, NULL, 1, NULL, TRUE, TRUE, TRUE, TRUE,
                   TRUE, FALSE
              FROM scope WHERE settled
        ),
        transfers AS (
            SELECT order_id,
                   MAX(at) FILTER (WHERE is_out AND state = 'done') AS shipped_at,
                   MAX(at) FILTER (WHERE NOT is_out AND NOT is_back
                       AND state = 'done') AS picked_at,
                   ARRAY_AGG(DISTINCT picking_id) FILTER (WHERE is_out
                       AND state <> 'cancel' AND picking_id IS NOT NULL) AS out_ids,
                   ARRAY_AGG(DISTINCT picking_id) FILTER (WHERE NOT is_out
                       AND NOT is_back AND state <> 'cancel'
                       AND picking_id IS NOT NULL) AS chain_ids,
                   ARRAY_AGG(DISTINCT picking_id) FILTER (WHERE is_back
                       AND state <> 'cancel' AND picking_id IS NOT NULL) AS back_ids
              FROM moves GROUP BY order_id
        )
        """,
        dust=_DUST,
    )


_SIGNS = SQL(
    """
    signs AS (
        SELECT out.order_id, COUNT(DISTINCT out.picking_id) AS deliveries,
               COUNT(DISTINCT a.res_id) AS signed, MAX(a.create_date) AS signed_at
          FROM (SELECT DISTINCT order_id, picking_id FROM moves
                 WHERE is_out AND state = 'done' AND picking_id IS NOT NULL) out
     LEFT JOIN ir_attachment a ON a.res_model = 'stock.picking'
           AND a.res_id = out.picking_id AND a.res_field = 'signature'
         GROUP BY out.order_id
    )
    """
)

_REVIEWS = SQL(
    """
    reviews AS (
        SELECT r.res_id AS order_id, COUNT(*) AS review_count,
               BOOL_OR(r.status IN ('waiting', 'pending')) AS review_open,
               BOOL_OR(r.status = 'rejected') AS review_rejected,
               MIN(r.create_date) AS requested_at,
               MAX(r.reviewed_date) AS reviewed_at,
               ARRAY_AGG(DISTINCT r.done_by) FILTER (WHERE r.done_by IS NOT NULL)
                   AS reviewer_ids
          FROM tier_review r JOIN scope ON scope.id = r.res_id
         WHERE r.model = 'sale.order'
         GROUP BY r.res_id
    )
    """
)

_BILLS = SQL(
    """
    bill AS (
        SELECT DISTINCT l.order_id, am.id, am.state, am.invoice_date,
               am.invoice_date_due, am.amount_total_signed AS total,
               am.amount_residual_signed AS residual,
               am.payment_state NOT IN ('paid', 'in_payment', 'reversed') AS unpaid
          FROM sale_order_line l
          JOIN scope ON scope.id = l.order_id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
          JOIN account_move_line aml ON aml.id = rel.invoice_line_id
          JOIN account_move am ON am.id = aml.move_id
         WHERE am.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND am.state <> 'cancel'
    ),
    bills AS (
        SELECT order_id, ARRAY_AGG(id ORDER BY id) AS bill_ids,
               COUNT(*) FILTER (WHERE state = 'posted') AS posted,
               COUNT(*) FILTER (WHERE state = 'draft') AS drafts,
               COUNT(*) FILTER (WHERE state = 'posted' AND unpaid) AS unpaid,
               MAX(invoice_date) FILTER (WHERE state = 'posted') AS billed_on,
               COALESCE(
                   MIN(invoice_date_due) FILTER (WHERE state = 'posted' AND unpaid),
                   MAX(invoice_date_due) FILTER (WHERE state = 'posted')
               ) AS paid_due,
               SUM(total) FILTER (WHERE state = 'posted') AS billed,
               SUM(residual) FILTER (WHERE state = 'posted') AS residual
          FROM bill GROUP BY order_id
    )
    """
)


def _local(moment):
    """Day of a UTC moment in the company's time zone."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE s.zone)::date", moment)


def _steps():
    """Which steps are reached (NULL: do not apply), and their last day in time."""
    return SQL(
        """
        steps AS (
            SELECT x.*,
                   CASE WHEN nothing_due THEN NULL
                        ELSE invoiced AND COALESCE(unpaid, 0) = 0 END AS paid
              FROM (
            SELECT s.*, g.line_count, g.ordered, g.shipped AS shipped_qty,
                   g.returned AS returned_qty, g.reserved AS reserved_qty,
                   g.picked AS picked_qty, g.units, t.shipped_at, t.picked_at,
                   t.out_ids, t.chain_ids, t.back_ids, n.signed_at,
                   r.review_count, r.review_open, r.review_rejected,
                   r.requested_at, r.reviewed_at, r.reviewer_ids,
                   b.bill_ids, b.posted, b.drafts, b.unpaid, b.billed_on, b.paid_due,
                   b.billed, b.residual,
                   s.state <> 'draft' OR r.review_count IS NOT NULL AS quoted,
                   s.state = 'sale'
                       OR (s.state = 'cancel' AND (g.moved OR b.posted > 0) IS TRUE)
                       AS approved,
                   g.all_reserved OR g.all_picked OR g.all_shipped OR g.closed
                       AS reserved,
                   g.all_picked OR g.all_shipped OR g.closed AS picked,
                   g.all_shipped OR g.closed AS shipped,
                   CASE WHEN n.signed > 0 THEN n.signed = n.deliveries
                       AND (g.all_shipped OR g.closed) END AS signed,
                   (g.all_returned AND b.order_id IS NULL
                       AND (g.all_shipped OR g.closed)) IS TRUE AS nothing_due,
                   CASE WHEN g.all_returned AND b.order_id IS NULL
                             AND (g.all_shipped OR g.closed) THEN NULL
                        ELSE COALESCE(b.posted > 0 AND b.drafts = 0, FALSE)
                         AND (s.invoice_status IN ('invoiced', 'upselling')
                              OR (g.all_returned IS TRUE
                                  AND s.invoice_status = 'no')) END AS invoiced,
                   CASE WHEN r.review_count IS NOT NULL
                        THEN %(requested)s + s.approval_days
                        ELSE s.validity_date END AS approved_due,
                   CASE WHEN s.state = 'sale' THEN COALESCE(%(commitment)s,
                        %(ordered)s + GREATEST(s.promise_days, g.lead)::int)
                        END AS shipped_due,
                   %(shipped)s + s.invoice_days AS invoiced_due
              FROM scope s
         LEFT JOIN goods g ON g.order_id = s.id
         LEFT JOIN transfers t ON t.order_id = s.id
         LEFT JOIN signs n ON n.order_id = s.id
         LEFT JOIN reviews r ON r.order_id = s.id
         LEFT JOIN bills b ON b.order_id = s.id
              ) x
        )
        """,
        requested=_local(SQL("r.requested_at")),
        commitment=_local(SQL("s.commitment_date")),
        ordered=_local(SQL("s.date_order")),
        shipped=_local(SQL("t.shipped_at")),
    )


# The first step that applies and is not reached, as core/order_way.py has it
_STAGE = SQL(
    """
    CASE WHEN state = 'cancel' THEN 'cancelled'
         WHEN NOT quoted THEN 'quoted'
         WHEN NOT approved THEN 'approved'
         WHEN NOT reserved THEN 'reserved'
         WHEN NOT picked THEN 'picked'
         WHEN NOT shipped THEN 'shipped'
         WHEN NOT signed THEN 'signed'
         WHEN NOT invoiced THEN 'invoiced'
         WHEN NOT paid THEN 'paid'
         ELSE 'done' END
    """
)

_CURRENT_DUE = SQL(
    """
    CASE WHEN state = 'cancel' OR NOT quoted THEN NULL
         WHEN NOT approved THEN approved_due
         WHEN NOT (reserved AND picked AND shipped) THEN shipped_due
         WHEN NOT signed THEN NULL
         WHEN NOT invoiced THEN invoiced_due
         WHEN NOT paid AND unpaid > 0 THEN paid_due END
    """
)
