"""What order lines, orders and partners remember of the documents made."""

# quantity and amount invoiced of the lines that moved, credit notes deducted
INVOICED = """
    SELECT e.kind, e.line_id, e.order_id, coalesce(i.quantity, 0) AS quantity,
        coalesce(i.amount, 0) AS amount
    FROM (SELECT DISTINCT kind, line_id, order_id FROM acc_event) AS e
    LEFT JOIN (SELECT kind, line_id,
            sum(CASE WHEN refund THEN -quantity ELSE quantity END) AS quantity,
            sum(CASE WHEN refund THEN -subtotal ELSE subtotal END) AS amount
        FROM acc_line GROUP BY kind, line_id) AS i USING (kind, line_id)
"""
PURCHASE_LINE = """
    UPDATE purchase_order_line l SET qty_invoiced = i.quantity,
        qty_to_invoice = CASE coalesce(t.purchase_method, 'receive')
            WHEN 'purchase' THEN l.product_qty ELSE l.qty_received END - i.quantity
    FROM acc_invoiced i, product_product p, product_template t
    WHERE i.kind = 'purchase' AND l.id = i.line_id AND p.id = l.product_id
        AND t.id = p.product_tmpl_id
"""
PURCHASE = """
    UPDATE purchase_order o SET invoice_count = c.documents,
        invoice_status = CASE WHEN c.waiting THEN 'to invoice'
            WHEN c.documents > 0 THEN 'invoiced' ELSE 'no' END
    FROM (SELECT l.order_id, count(DISTINCT a.move_id) AS documents,
            bool_or(round(l.qty_to_invoice, %(digits)s) <> 0) AS waiting
        FROM purchase_order_line l
        LEFT JOIN account_move_line a ON a.purchase_line_id = l.id
        WHERE l.display_type IS NULL AND l.order_id IN (
            SELECT order_id FROM acc_invoiced WHERE kind = 'purchase')
        GROUP BY l.order_id) AS c
    WHERE o.id = c.order_id
"""
SALE_LINE = """
    UPDATE sale_order_line l SET qty_invoiced = n.invoiced, qty_to_invoice = n.waiting,
        untaxed_amount_invoiced = n.amount,
        untaxed_amount_to_invoice = round(n.considered * l.price_unit::numeric
            * (1 - coalesce(l.discount, 0)::numeric / 100) - n.amount, %(cents)s),
        invoice_status = CASE WHEN round(n.waiting, %(digits)s) <> 0 THEN 'to invoice'
            WHEN n.by_order AND l.product_uom_qty >= 0
                AND round(l.qty_delivered - l.product_uom_qty, %(digits)s) > 0
                THEN 'upselling'
            WHEN round(n.invoiced - l.product_uom_qty, %(digits)s) >= 0 THEN 'invoiced'
            -- goods by weight: nothing more will be delivered
            WHEN NOT n.by_order AND n.finished THEN 'invoiced' ELSE 'no' END
    FROM (SELECT s.id, i.quantity AS invoiced, i.amount, t.by_order,
            CASE WHEN t.by_order THEN s.product_uom_qty ELSE s.qty_delivered END
                AS considered,
            CASE WHEN t.by_order THEN s.product_uom_qty ELSE s.qty_delivered END
                - i.quantity AS waiting,
            (SELECT bool_and(m.state IN ('done', 'cancel'))
                AND bool_or(m.state = 'done')
                FROM stock_move m WHERE m.sale_line_id = s.id) AS finished
        FROM acc_invoiced i JOIN sale_order_line s ON s.id = i.line_id
        JOIN product_product p ON p.id = s.product_id
        JOIN (SELECT id, invoice_policy = 'order' AS by_order FROM product_template)
            AS t ON t.id = p.product_tmpl_id
        WHERE i.kind = 'sale') AS n
    WHERE l.id = n.id
"""
SALE = """
    UPDATE sale_order o SET invoice_status = CASE
        WHEN 'to invoice' = ANY(c.states) THEN 'to invoice'
        WHEN c.states <@ '{invoiced}' THEN 'invoiced'
        WHEN c.states <@ '{invoiced,upselling}' THEN 'upselling' ELSE 'no' END
    FROM (SELECT order_id, array_agg(DISTINCT coalesce(invoice_status, 'no')::text)
            AS states
        FROM sale_order_line
        WHERE display_type IS NULL AND is_downpayment IS NOT TRUE AND order_id IN (
            SELECT order_id FROM acc_invoiced WHERE kind = 'sale')
        GROUP BY order_id) AS c
    WHERE o.id = c.order_id
"""
# core counts documents and payments, for the contact and its company
RANK = """
    UPDATE res_partner p SET {field} = coalesce(p.{field}, 0) + c.count
    FROM (SELECT partner_id, sum(count) AS count FROM (
            SELECT partner_id, count(*) FROM acc_doc WHERE kind = %(kind)s GROUP BY 1
            UNION ALL SELECT commercial_id, count(*) FROM acc_doc
                WHERE kind = %(kind)s AND commercial_id <> partner_id GROUP BY 1
            UNION ALL SELECT commercial_id, count(*) FROM acc_pay
                WHERE kind = %(kind)s GROUP BY 1) AS parts
        GROUP BY partner_id) AS c
    WHERE p.id = c.partner_id
"""


def update(scope):
    """Bring quantities invoiced, invoice states and partner ranks up to date."""
    scope.table("acc_invoiced", INVOICED)
    for statement in (PURCHASE_LINE, PURCHASE, SALE_LINE, SALE):
        scope.run(statement)
    scope.run(RANK.format(field="customer_rank"), kind="sale")
    scope.run(RANK.format(field="supplier_rank"), kind="purchase")
