"""Insert the planned goods: lots, transfers, movements, their lines and quants."""

from tools.history import numbering
from tools.history.sql import copy, insert, rows, run, table

RETURNS = {"return_out": "jxc.return.purchase", "return_in": "jxc.return.sale"}


def number_pickings(scene):
    """Number every transfer by the sequence of its operation type, as Odoo does."""
    cr = scene.env.cr
    own = RETURNS if scene.company.jxc_numbers_applied else {}
    for kind, code in own.items():
        numbering.assign(
            scene,
            "pick",
            numbering.of_code(scene, code),
            "SELECT key, born AS at, id AS tie FROM h_pick WHERE kind = %(way)s",
            way=kind,
        )
    found = rows(
        cr,
        "SELECT DISTINCT type_id FROM h_pick WHERE kind <> ALL(%(own)s)",
        own=list(own),
    )
    types = scene.env["stock.picking.type"].browse(row[0] for row in found)
    for sequence, group in types.sorted("id").grouped("sequence_id").items():
        numbering.assign(
            scene,
            "pick",
            sequence,
            "SELECT key, born AS at, id AS tie FROM h_pick"
            " WHERE type_id = ANY(%(types)s) AND kind <> ALL(%(own)s)",
            types=group.ids,
            own=list(own),
        )
    run(cr, "CREATE INDEX ON h_number (key)")
    table(
        cr,
        "h_pick_named",
        "SELECT k.*, n.name FROM h_pick k"
        " JOIN h_number n ON n.kind = 'pick' AND n.key = k.key",
    )
    run(cr, "CREATE UNIQUE INDEX ON h_pick_named (key)")


def stamps(who, made, changed):
    """Return the four log columns; expressions of SQL."""
    return {
        "create_uid": who,
        "write_uid": who,
        "create_date": made,
        "write_date": changed,
    }


def insert_lots(scene):
    """Lots with the dates that product_expiry derives from the expiry."""
    days = "t.expires - p.{} * interval '1 day'"
    insert(
        scene.env.cr,
        "stock_lot",
        {
            "id": "t.id",
            "product_id": "t.product_id",
            "name": "t.name",
            "location_id": "q.location_id",
            "expiration_date": "t.expires",
            "use_date": days.format("use_time"),
            "removal_date": days.format("removal_time"),
            "alert_date": days.format("alert_time"),
            "avg_cost": "0",
            **stamps("%(uid)s", "t.first_at", "t.first_at"),
        },
        """FROM h_lot t JOIN h_product p USING (product_id)
        LEFT JOIN (
            SELECT lot_id, min(location_id) AS location_id FROM h_quant
            WHERE quantity > 0 AND lot_id IS NOT NULL
            GROUP BY lot_id HAVING count(DISTINCT location_id) = 1
        ) AS q ON q.lot_id = t.id ORDER BY t.id""",
        uid=scene.uid,
    )


def insert_pickings(scene):
    insert(
        scene.env.cr,
        "stock_picking",
        {
            "id": "k.id",
            "name": "k.name",
            "origin": "replace(k.origin, concat('<', k.return_key, '>'),"
            " coalesce(r.name, ''))",
            "backorder_id": "b.id",
            "return_id": "r.id",
            "location_id": "k.source_id",
            "location_dest_id": "k.dest_id",
            "picking_type_id": "k.type_id",
            "partner_id": "k.partner_id",
            "company_id": "%(company)s",
            "move_type": "'direct'",
            "state": "k.state",
            "priority": "'0'",
            "shipping_weight": "0",
            "has_deadline_issue": "coalesce(k.deadline < k.planned, false)",
            "is_locked": "true",
            "scheduled_date": "k.planned",
            "date_deadline": "k.deadline",
            "date_done": "k.at",
            "sale_id": "k.sale_id",
            "interwarehouse_transfer_id": "k.transfer_id",
            **stamps("%(uid)s", "k.born", "coalesce(k.at, k.born)"),
        },
        """FROM h_pick_named k LEFT JOIN h_pick_named b ON b.key = k.back_key
        LEFT JOIN h_pick_named r ON r.key = k.return_key ORDER BY k.id""",
        company=scene.company.id,
        uid=scene.uid,
    )
    insert(
        scene.env.cr,
        "purchase_order_stock_picking_rel",
        {"purchase_order_id": "purchase_id", "stock_picking_id": "id"},
        "FROM h_pick WHERE purchase_id IS NOT NULL",
    )


def insert_moves(scene):
    """Movements with the stored figures that core computes when they are done."""
    done = "m.state = 'done'"
    incoming = "m.kind IN ('receipt', 'return_in') OR m.source_id = %(loss)s"
    outgoing = "m.kind IN ('delivery', 'return_out') OR m.dest_id = %(loss)s"
    insert(
        scene.env.cr,
        "stock_move",
        {
            **move_columns(),
            "is_in": f"{done} AND ({incoming})",
            "is_out": f"{done} AND ({outgoing})",
            "is_dropship": "false",
            "jxc_done_at": f"CASE WHEN {done} THEN m.at END",
            **stamps(
                "m.user_id",
                "m.born",
                f"CASE WHEN {done} THEN m.at ELSE m.born END",
            ),
        },
        """FROM h_move m JOIN h_product p USING (product_id)
        LEFT JOIN h_pick_named k ON k.key = m.pick
        LEFT JOIN h_move o ON o.key = m.origin_key
        LEFT JOIN h_value v ON v.id = m.id ORDER BY m.id""",
        company=scene.company.id,
        loss=scene.loss,
    )
    insert(
        scene.env.cr,
        "stock_move_move_rel",
        {"move_orig_id": "o.id", "move_dest_id": "m.id"},
        "FROM h_move m JOIN h_move o ON o.key = m.after_key",
    )


def move_columns():
    """Return {column: SQL} of what does not depend on the settings."""
    return {
        "id": "m.id",
        "sequence": "10",
        "company_id": "%(company)s",
        "product_id": "m.product_id",
        "product_uom": "p.uom_id",
        "packaging_uom_id": "p.uom_id",
        "location_id": "m.source_id",
        "location_dest_id": "m.dest_id",
        "location_final_id": "m.final_id",
        "partner_id": "m.partner_id",
        "picking_id": "k.id",
        "picking_type_id": "m.type_id",
        "warehouse_id": "m.warehouse_id",
        "rule_id": "m.rule_id",
        "scrap_id": "m.scrap_id",
        "origin_returned_move_id": "o.id",
        "interwh_transfer_line_id": "m.transfer_line_id",
        "purchase_line_id": "m.purchase_line_id",
        "sale_line_id": "m.sale_line_id",
        "priority": "'0'",
        "state": "m.state",
        "origin": "m.origin",
        "procure_method": "'make_to_stock'",
        "inventory_name": "CASE WHEN m.inventory THEN m.reason END",
        "reference": "coalesce(k.name, m.reason)",
        "reservation_date": "CASE WHEN k.id IS NOT NULL THEN m.born::date END",
        "product_qty": "m.demand",
        "product_uom_qty": "m.demand",
        "packaging_uom_qty": "m.demand",
        "quantity": "m.quantity",
        "picked": "m.state = 'done'",
        "propagate_cancel": "m.propagate",
        "is_inventory": "coalesce(m.inventory, false)",
        "additional": "false",
        "date": "m.at",
        "date_deadline": "m.deadline",
        "next_serial_count": "0",
        "price_unit": "m.price",
        "value": "coalesce(v.value, 0)",
        "to_refund": "true",
    }


def insert_lines(scene):
    """Movement lines; expiry dates are those of their lot."""
    insert(
        scene.env.cr,
        "stock_move_line",
        {
            "picking_id": "k.id",
            "move_id": "l.move_id",
            "company_id": "%(company)s",
            "product_id": "l.product_id",
            "product_uom_id": "p.uom_id",
            "lot_id": "l.lot_id",
            "lot_name": "CASE WHEN l.kind IN ('receipt', 'return_in') THEN l.lot END",
            "location_id": "l.from_id",
            "location_dest_id": "l.to_id",
            "state": "m.state",
            "quantity": "l.quantity",
            "quantity_product_uom": "l.quantity",
            "picked": "m.state = 'done'",
            "date": "CASE WHEN m.state = 'done' THEN l.at ELSE l.born END",
            "expiration_date": "l.expires",
            "removal_date": "l.expires - p.removal_time * interval '1 day'",
            "jxc_done_at": "CASE WHEN m.state = 'done' THEN l.at END",
            **stamps("m.user_id", "l.born", "l.at"),
        },
        """FROM h_ml l JOIN h_product p USING (product_id)
        JOIN h_move m ON m.id = l.move_id
        LEFT JOIN h_pick k ON k.key = l.pick ORDER BY l.move_id, l.key""",
        company=scene.company.id,
    )


def insert_quants(scene):
    """Quants of every place, also those of vendors, customers and losses."""
    cr = scene.env.cr
    next_counts(scene)
    insert(
        cr,
        "stock_quant",
        {
            "product_id": "q.product_id",
            "company_id": "l.company_id",
            "location_id": "q.location_id",
            "lot_id": "q.lot_id",
            "quantity": "q.quantity",
            "reserved_quantity": "q.reserved",
            "inventory_diff_quantity": "0",
            "inventory_quantity_set": "false",
            "inventory_date": "c.day",
            "in_date": "coalesce(q.in_date, q.first_at)",
            "expiration_date": "t.expires",
            "removal_date": "t.expires - p.removal_time * interval '1 day'",
            **stamps("%(uid)s", "q.first_at", "q.first_at"),
        },
        """FROM h_quant q JOIN stock_location l ON l.id = q.location_id
        JOIN h_product p USING (product_id) LEFT JOIN h_lot t ON t.id = q.lot_id
        LEFT JOIN h_next_count c ON c.location_id = q.location_id
        ORDER BY q.product_id, q.location_id, q.lot_id""",
        uid=scene.uid,
    )


def next_counts(scene):
    """Make h_next_count: the day on which each place is to be counted next."""
    cr = scene.env.cr
    found = rows(cr, "SELECT DISTINCT location_id FROM h_quant ORDER BY 1")
    places = scene.env["stock.location"].browse(row[0] for row in found)
    run(cr, "DROP TABLE IF EXISTS h_next_count")
    run(cr, "CREATE TEMPORARY TABLE h_next_count (location_id int, day date)")
    days = ((place.id, place._get_next_inventory_date() or None) for place in places)
    copy(cr, "h_next_count", days)


def insert_scraps(scene):
    insert(
        scene.env.cr,
        "stock_scrap",
        {
            "id": "s.id",
            "name": "n.name",
            "company_id": "%(company)s",
            "product_id": "s.product_id",
            "product_uom_id": "p.uom_id",
            "lot_id": "t.id",
            "location_id": "g.location_id",
            "scrap_location_id": "%(loss)s",
            "state": "'done'",
            "scrap_qty": "s.quantity",
            "date_done": "s.at",
            **stamps("%(uid)s", "s.at", "s.at"),
        },
        """FROM h_scrap s JOIN h_product p USING (product_id)
        JOIN h_shelf g USING (warehouse_id, product_id)
        JOIN h_number n ON n.kind = 'scrap' AND n.key = s.key::text
        LEFT JOIN h_lot t ON t.product_id = s.product_id AND t.name = s.lot
        ORDER BY s.id""",
        company=scene.company.id,
        loss=scene.loss,
        uid=scene.uid,
    )


def insert_transfers(scene):
    insert(
        scene.env.cr,
        "stock_interwarehouse_transfer",
        {
            "id": "t.id",
            "name": "t.name",
            "warehouse_from_id": "t.from_id",
            "warehouse_to_id": "t.to_id",
            "company_id": "%(company)s",
            "location_id": "f.lot_stock_id",
            "location_dest_id": "d.lot_stock_id",
            "scheduled_date": "t.shipped_at",
            "state": "CASE WHEN NOT t.open THEN 'done'"
            " WHEN t.arrived_at IS NULL THEN 'in_transit' ELSE 'partly_received' END",
            "jxc_stage": "'confirmed'",
            "jxc_requested_by": "t.user_id",
            "jxc_user_id": "t.user_id",
            "jxc_shipped_at": "t.shipped_at",
            "jxc_received_at": "t.arrived_at",
            "jxc_expected_on": "(t.shipped_at + interval '2 days 8 hours')::date",
            **stamps("t.user_id", "t.shipped_at", "t.shipped_at"),
        },
        """FROM h_transfer_named t JOIN h_place f ON f.warehouse_id = t.from_id
        JOIN h_place d ON d.warehouse_id = t.to_id ORDER BY t.id""",
        company=scene.company.id,
    )
    insert(
        scene.env.cr,
        "stock_interwarehouse_transfer_line",
        {
            "id": "l.id",
            "transfer_id": "l.transfer_id",
            "product_id": "l.product_id",
            "product_uom": "p.uom_id",
            "product_uom_qty": "l.quantity",
            **stamps("t.user_id", "t.shipped_at", "t.shipped_at"),
        },
        """FROM h_transfer_line l JOIN h_transfer t ON t.id = l.transfer_id
        JOIN h_product p USING (product_id) ORDER BY l.id""",
    )
