"""Insert the planned purchase orders and their lines."""

from tools.history.orders import PURCHASE
from tools.history.sql import insert, run
from tools.history.write_orders import amounts, described, references
from tools.history.write_stock import stamps

# Bought goods are billed by what came in or by what was ordered
TO_BILL = "CASE WHEN p.purchase_method = 'receive' THEN s.moved ELSE s.quantity END"


def write(scene):
    """Insert orders and lines; their stock side is planned already."""
    amounts(scene, PURCHASE)
    described(scene, PURCHASE)
    insert_orders(scene)
    insert_lines(scene)


def finish(scene):
    """What refers to movements, once they are there."""
    references(scene, PURCHASE, "stock_reference_purchase_rel", "purchase_id")


def insert_orders(scene):
    insert(
        scene.env.cr,
        "purchase_order",
        {
            "id": "o.id",
            "name": "o.name",
            "partner_id": "o.partner_id",
            "currency_id": "%(currency)s",
            "company_id": "%(company)s",
            "user_id": "o.user_id",
            "picking_type_id": "p.in_type_id",
            "payment_term_id": "(c.property_supplier_payment_term_id"
            " ->> %(company)s::text)::int",
            "reminder_date_before_receipt": "1",
            "receipt_reminder_email": "false",
            "invoice_count": "0",
            "priority": "'0'",
            "state": "'purchase'",
            "invoice_status": "CASE WHEN EXISTS (SELECT FROM h_purchase_sum s"
            " JOIN h_product p USING (product_id)"
            f" WHERE s.order_id = o.id AND ({TO_BILL}) <> 0)"
            " THEN 'to invoice' ELSE 'no' END",
            "amount_untaxed": "t.net",
            "amount_tax": "t.tax",
            "amount_total": "t.net + t.tax",
            "amount_total_cc": "t.net + t.tax",
            "currency_rate": "1",
            "locked": "%(locked)s",
            "acknowledged": "t.done > 0",
            "date_order": "o.ordered_at",
            "date_approve": "o.ordered_at",
            "date_planned": "o.planned_at",
            "date_calendar_start": "o.ordered_at",
            "effective_date": "t.effective",
            "receipt_status": RECEIPT_STATUS,
            "validation_status": "'no'",
            **stamps("o.user_id", "o.ordered_at", "o.ordered_at"),
        },
        """FROM h_purchase_order_named o JOIN h_purchase_total t ON t.order_id = o.id
        JOIN h_place p ON p.warehouse_id = o.warehouse_id
        JOIN res_partner c ON c.id = o.partner_id ORDER BY o.id""",
        currency=scene.currency,
        company=scene.company.id,
        locked=scene.company.po_lock == "lock",
    )


RECEIPT_STATUS = """CASE WHEN coalesce(t.picks, 0) = coalesce(t.cancelled, 0) THEN NULL
    WHEN t.picks = t.done + t.cancelled THEN 'full'
    WHEN t.done > 0 THEN 'partial' ELSE 'pending' END"""


def insert_lines(scene):
    cr = scene.env.cr
    insert(
        cr,
        "purchase_order_line",
        {
            "id": "l.id",
            "order_id": "l.order_id",
            "company_id": "%(company)s",
            "partner_id": "l.partner_id",
            "sequence": "10",
            "product_id": "l.product_id",
            "product_uom_id": "p.uom_id",
            "name": "n.name",
            "qty_received_method": "'stock_moves'",
            "product_qty": "s.quantity",
            "product_uom_qty": "s.quantity",
            "price_unit": "s.price",
            "technical_price_unit": "s.price",
            "price_subtotal": "s.net",
            "price_total": "s.net + s.tax",
            "price_total_cc": "s.net",
            "price_tax": "s.tax",
            "qty_invoiced": "0",
            "qty_received": "s.moved",
            "qty_to_invoice": TO_BILL,
            "date_planned": "l.planned_at",
            "propagate_cancel": "true",
            **stamps("l.user_id", "l.ordered_at", "l.ordered_at"),
        },
        """FROM h_purchase_line l JOIN h_purchase_sum s USING (id)
        JOIN h_purchase_name n USING (id)
        JOIN h_product p ON p.product_id = l.product_id ORDER BY l.id""",
        company=scene.company.id,
    )
    run(
        cr,
        """INSERT INTO account_tax_purchase_order_line_rel
            (purchase_order_line_id, account_tax_id)
        SELECT l.id, t.tax_id FROM h_purchase_line l
        JOIN h_tax t ON t.product_id = l.product_id AND t.use = 'purchase'""",
    )
