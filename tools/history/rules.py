"""What staged rows must obey, told with the rows that do not."""

from tools.history.sql import rows
from tools.history.stocked import negatives

CHECKS = {
    "received more than ordered: purchase line": """
        SELECT p.id FROM history_purchase p JOIN history_receipt r
            ON r.purchase_id = p.id GROUP BY p.id
        HAVING sum(r.quantity) > max(p.quantity)""",
    "delivered more than ordered: sales line": """
        SELECT s.id FROM history_sale s JOIN history_delivery d
            ON d.sale_id = s.id GROUP BY s.id
        HAVING sum(d.quantity) > max(s.quantity)""",
    "returned more than moved: receipt or delivery": """
        SELECT coalesce(min(r.receipt_id), min(r.delivery_id)) FROM history_return r
        LEFT JOIN history_receipt i ON i.id = r.receipt_id
        LEFT JOIN history_delivery o ON o.id = r.delivery_id
        GROUP BY r.receipt_id, r.delivery_id
        HAVING sum(r.quantity) > max(coalesce(i.quantity, o.quantity))""",
    "order with two partners or warehouses": """
        SELECT doc FROM history_purchase GROUP BY doc
        HAVING min(vendor_id) <> max(vendor_id)
            OR min(warehouse_id) <> max(warehouse_id)
        UNION ALL SELECT doc FROM history_sale GROUP BY doc
        HAVING min(customer_id) <> max(customer_id)
            OR min(warehouse_id) <> max(warehouse_id)""",
    "receipt before its order": """
        SELECT r.id FROM history_receipt r JOIN history_purchase p
            ON p.id = r.purchase_id WHERE r.at < p.ordered_at""",
    "delivery before its order": """
        SELECT d.id FROM history_delivery d JOIN history_sale s
            ON s.id = d.sale_id WHERE d.at < s.ordered_at""",
    "quantity not above zero": """
        SELECT id FROM history_purchase WHERE quantity <= 0
        UNION ALL SELECT id FROM history_receipt WHERE quantity <= 0
        UNION ALL SELECT id FROM history_sale WHERE quantity <= 0
        UNION ALL SELECT id FROM history_delivery WHERE quantity <= 0
        UNION ALL SELECT id FROM history_return WHERE quantity <= 0
        UNION ALL SELECT id FROM history_transfer WHERE quantity <= 0""",
    "unknown kind of adjustment": """
        SELECT id FROM history_adjust
        WHERE kind NOT IN ('opening', 'count', 'scrap')""",
    "return of neither or both": """
        SELECT id FROM history_return
        WHERE (receipt_id IS NULL) = (delivery_id IS NULL)""",
    "warehouse of another company": """
        SELECT warehouse_id FROM h_staged LEFT JOIN h_place USING (warehouse_id)
        WHERE company_id IS NULL""",
    "product that is not stored": """
        SELECT product_id FROM h_product WHERE NOT storable""",
    "product valued by lot": """
        SELECT h.product_id FROM h_product h
        JOIN product_template t ON t.id = h.template_id WHERE t.lot_valuated""",
    "product that has done movements already": """
        SELECT DISTINCT product_id FROM stock_move JOIN h_product USING (product_id)
        WHERE state = 'done' AND company_id = %(company)s""",
    "tracked product without a lot, or the reverse": """
        SELECT p.product_id FROM h_product p JOIN (
            SELECT product_id, lot FROM history_adjust
            UNION SELECT product_id, lot FROM history_transfer
            UNION SELECT o.product_id, r.lot FROM history_receipt r
                JOIN history_purchase o ON o.id = r.purchase_id
            UNION SELECT s.product_id, d.lot FROM history_delivery d
                JOIN history_sale s ON s.id = d.sale_id
        ) AS l USING (product_id)
        WHERE (p.tracking = 'none') <> (l.lot IS NULL)""",
    "warehouse that receives in three steps or delivers in more than one": """
        SELECT id FROM stock_warehouse JOIN h_place ON warehouse_id = id
        WHERE (reception_steps = 'three_steps' OR delivery_steps <> 'ship_only')
            AND id IN (SELECT warehouse_id FROM h_staged)""",
}


def check(scene):
    """:raises ValueError: naming every rule broken, with its first rows"""
    cr, found = scene.env.cr, []
    for rule, query in CHECKS.items():
        broken = [str(row[0]) for row in rows(cr, query, company=scene.company.id)]
        if broken:
            found.append(f"{rule} {', '.join(broken[:5])} ({len(broken)} in all)")
    if found:
        raise ValueError("The staged history is wrong: " + "; ".join(found))


def check_stock(scene):
    """:raises ValueError: when goods left a place that had too few at the end"""
    found = negatives(scene)
    if found:
        first = ", ".join(
            f"product {product} at location {place}: {quantity:g}"
            for product, place, _lot, quantity in found[:5]
        )
        raise ValueError(f"Stock below zero at the end: {first} ({len(found)} in all)")
