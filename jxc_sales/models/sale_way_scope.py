"""SQL conditions over sales orders ``so`` that keep searches from reading history."""

from odoo.tools import SQL

_DUST = SQL("0.00001")


def open_orders():
    """SQL over ``so``: orders that can have an open step; the rest is done.

    Keeps the search from computing the whole history.
    """
    return SQL(
        """
        (so.state IN ('draft', 'sent') OR (so.state = 'sale' AND (
            so.invoice_status NOT IN ('invoiced', 'upselling')
            OR EXISTS (SELECT 1 FROM sale_order_line l
                        WHERE l.order_id = so.id
                          AND l.qty_delivered_method = 'stock_move'
                          AND l.qty_delivered < l.product_uom_qty - %(dust)s)
            OR EXISTS (SELECT 1 FROM stock_picking p
                         JOIN ir_attachment a ON a.res_model = 'stock.picking'
                          AND a.res_id = p.id AND a.res_field = 'signature'
                        WHERE p.sale_id = so.id)
            OR EXISTS (SELECT 1 FROM sale_order_line l
                         JOIN sale_order_line_invoice_rel rel
                           ON rel.order_line_id = l.id
                         JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                         JOIN account_move am ON am.id = aml.move_id
                        WHERE l.order_id = so.id AND am.state <> 'cancel'
                          AND (am.state = 'draft' OR am.payment_state
                               NOT IN ('paid', 'in_payment', 'reversed')))
        )))
        """,
        dust=_DUST,
    )


def settled():
    """SQL over ``so``: goods are done with, as far as the next step is concerned.

    No transfer is open, the customer kept something, and nobody signed for a
    delivery (then every delivery has to be signed for).
    """
    return SQL(
        """
        (so.state = 'sale' AND so.delivery_status = 'full'
         AND EXISTS (SELECT 1 FROM sale_order_line l
                      WHERE l.order_id = so.id AND l.product_uom_qty > 0
                        AND l.qty_delivered_method = 'stock_move'
                        AND l.display_type IS NULL AND l.qty_delivered > 0)
         AND so.id NOT IN (
            SELECT p.sale_id FROM ir_attachment a
              JOIN stock_picking p ON p.id = a.res_id
             WHERE a.res_model = 'stock.picking' AND a.res_field = 'signature'
               AND p.sale_id IS NOT NULL))
        """
    )
