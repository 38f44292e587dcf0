"""The movements of a lot and of the lots it was made of or went into, in SQL."""

from odoo.tools import SQL

# `consume_line_ids` of a produced line are the lines used for it; in the table that
# line stands in `consume_line_id` and what was used in `produce_line_id`
LINK = "stock_move_line_consume_rel"


def family(lot_ids: list[int], down: bool) -> SQL:
    """Ids of the lots and of all made of them (`down`), or they were made of.

    UNION drops what was found before, so circles (taken apart, made again) end.
    """
    near, far = ("produce", "consume") if down else ("consume", "produce")
    return SQL(
        """
        WITH RECURSIVE family (lot_id) AS (
            SELECT unnest(%(lots)s)
             UNION
            SELECT other.lot_id
              FROM family
              JOIN stock_move_line line
                ON line.lot_id = family.lot_id AND line.state = 'done'
              JOIN %(link)s rel ON rel.%(near)s = line.id
              JOIN stock_move_line other
                ON other.id = rel.%(far)s AND other.state = 'done'
             WHERE other.lot_id IS NOT NULL)
        SELECT lot_id FROM family
        """,
        lots=lot_ids,
        link=SQL.identifier(LINK),
        near=SQL.identifier(f"{near}_line_id"),
        far=SQL.identifier(f"{far}_line_id"),
    )


def links(lot_ids: list[int]) -> SQL:
    """Rows (used lot, made lot, used quantity, made quantity, move, date)."""
    return SQL(
        """
        SELECT used.lot_id AS used_id, made.lot_id AS made_id,
               SUM(used.quantity_product_uom)::float8 AS used,
               MAX(made.quantity_product_uom)::float8 AS made,
               MAX(move.id) AS move_id, MAX(move.reference) AS reference,
               MAX(move.date) AS date
          FROM %(link)s rel
          JOIN stock_move_line made ON made.id = rel.consume_line_id
          JOIN stock_move_line used ON used.id = rel.produce_line_id
          JOIN stock_move move ON move.id = made.move_id
         WHERE used.lot_id = ANY(%(lots)s) AND made.lot_id = ANY(%(lots)s)
           AND used.state = 'done' AND made.state = 'done'
         GROUP BY used.lot_id, made.lot_id
         ORDER BY MAX(move.date), used.lot_id, made.lot_id
        """,
        link=SQL.identifier(LINK),
        lots=lot_ids,
    )


def steps(lot_ids: list[int], company_ids: list[int]) -> SQL:
    """Done movements of the lots, oldest first, with their documents."""
    inside = "{0}.usage IN ('internal', 'transit') AND {0}.company_id = ANY(%s)"
    return SQL(
        """
        SELECT line.id, line.lot_id, line.product_id, line.company_id, move.date,
               line.jxc_done_at, line.quantity_product_uom::float8 AS quantity,
               origin.usage AS origin_usage, target.usage AS target_usage,
               origin.complete_name AS origin, target.complete_name AS target,
               COALESCE(%(origin_inside)s, FALSE) AS origin_inside,
               COALESCE(%(target_inside)s, FALSE) AS target_inside,
               move.id AS move_id, move.reference, move.is_inventory,
               move.scrap_id, scrap.name AS scrap,
               note.id AS note_id, note.name AS note,
               assembly.id AS assembly_id, assembly.name AS assembly,
               count.id AS count_id, count.name AS count,
               picking.id AS picking_id, picking.name AS picking,
               po.id AS purchase_id, po.name AS purchase,
               COALESCE(so.id, direct.id) AS sale_id,
               COALESCE(so.name, direct.name) AS sale,
               COALESCE(picking.partner_id, move.partner_id, so.partner_shipping_id,
                        direct.partner_shipping_id, po.partner_id) AS partner_id,
               COALESCE(so.user_id, direct.user_id) AS seller_id
          FROM stock_move_line line
          JOIN stock_move move ON move.id = line.move_id
          JOIN stock_location origin ON origin.id = line.location_id
          JOIN stock_location target ON target.id = line.location_dest_id
          LEFT JOIN stock_picking picking ON picking.id = line.picking_id
          LEFT JOIN stock_scrap scrap ON scrap.id = move.scrap_id
          LEFT JOIN jxc_stock_note_line note_line
            ON note_line.id = move.jxc_note_line_id
          LEFT JOIN jxc_stock_note note ON note.id = note_line.note_id
          LEFT JOIN jxc_assembly_line part ON part.id = move.jxc_assembly_line_id
          LEFT JOIN jxc_assembly assembly ON assembly.id = part.assembly_id
          LEFT JOIN jxc_count_line counted ON counted.id = move.jxc_count_line_id
          LEFT JOIN jxc_count count ON count.id = counted.count_id
          LEFT JOIN purchase_order_line po_line ON po_line.id = move.purchase_line_id
          LEFT JOIN purchase_order po ON po.id = po_line.order_id
          LEFT JOIN sale_order_line so_line ON so_line.id = move.sale_line_id
          LEFT JOIN sale_order so ON so.id = so_line.order_id
          LEFT JOIN sale_order direct ON direct.id = picking.sale_id
         WHERE line.lot_id = ANY(%(lots)s) AND line.state = 'done'
           AND line.company_id = ANY(%(companies)s)
           AND line.quantity_product_uom <> 0
         ORDER BY move.date, line.id
        """,
        origin_inside=SQL(inside.format("origin"), company_ids),
        target_inside=SQL(inside.format("target"), company_ids),
        lots=lot_ids,
        companies=company_ids,
    )


def places(lot_ids: list[int], company_ids: list[int]) -> SQL:
    """Where the lots lie inside now."""
    return SQL(
        """
        SELECT quant.lot_id, place.id AS location_id, place.complete_name AS place,
               place.usage, place.jxc_hold_effective AS hold,
               warehouse.name AS warehouse, package.name AS package,
               owner.name AS owner, SUM(quant.quantity)::float8 AS quantity,
               SUM(quant.reserved_quantity)::float8 AS reserved
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
          LEFT JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
          LEFT JOIN stock_package package ON package.id = quant.package_id
          LEFT JOIN res_partner owner ON owner.id = quant.owner_id
         WHERE quant.lot_id = ANY(%(lots)s)
           AND place.usage IN ('internal', 'transit')
           AND place.company_id = ANY(%(companies)s)
         GROUP BY quant.lot_id, place.id, warehouse.name, package.name, owner.name
        HAVING SUM(quant.quantity) <> 0
         ORDER BY warehouse.name, place.complete_name
        """,
        lots=lot_ids,
        companies=company_ids,
    )


def reserved_for(lot_ids: list[int], company_ids: list[int]) -> SQL:
    """Open movements that have the lots reserved or entered."""
    return SQL(
        """
        SELECT line.lot_id, line.move_id, picking.id AS picking_id,
               COALESCE(picking.name, move.reference) AS picking,
               picking.partner_id, move.date, target.usage,
               SUM(line.quantity_product_uom)::float8 AS quantity
          FROM stock_move_line line
          JOIN stock_move move ON move.id = line.move_id
          JOIN stock_location target ON target.id = line.location_dest_id
          LEFT JOIN stock_picking picking ON picking.id = line.picking_id
         WHERE line.lot_id = ANY(%(lots)s) AND line.state NOT IN ('done', 'cancel')
           AND line.company_id = ANY(%(companies)s)
           AND line.quantity_product_uom <> 0
         GROUP BY line.lot_id, line.move_id, picking.id, move.id, target.usage
         ORDER BY move.date
        """,
        lots=lot_ids,
        companies=company_ids,
    )


def at_customers(lot_ids: list[int]) -> SQL:
    """Rows (company, customer, lot, shipped, returned, seller, address), all companies.

    The customer is the commercial partner.
    """
    return SQL(
        """
        SELECT found.company_id, found.customer_id, found.lot_id, found.product_id,
               SUM(found.shipped)::float8 AS shipped,
               SUM(found.returned)::float8 AS returned,
               MAX(found.shipped_at) AS shipped_at,
               (array_agg(found.seller_id ORDER BY found.shipped_at DESC NULLS LAST)
                FILTER (WHERE found.seller_id IS NOT NULL))[1] AS seller_id,
               (array_agg(found.partner_id ORDER BY found.shipped_at DESC NULLS LAST)
                FILTER (WHERE found.partner_id IS NOT NULL))[1] AS partner_id
          FROM (
            SELECT line.company_id, line.lot_id, line.product_id, partner.id
                   AS partner_id, partner.commercial_partner_id AS customer_id,
                   CASE WHEN target.usage = 'customer'
                        THEN line.quantity_product_uom ELSE 0 END AS shipped,
                   CASE WHEN target.usage = 'customer'
                        THEN line.jxc_done_at END AS shipped_at,
                   CASE WHEN origin.usage = 'customer'
                        THEN line.quantity_product_uom ELSE 0 END AS returned,
                   COALESCE(so.user_id, direct.user_id) AS seller_id
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_location origin ON origin.id = line.location_id
              JOIN stock_location target ON target.id = line.location_dest_id
              LEFT JOIN stock_picking picking ON picking.id = line.picking_id
              LEFT JOIN sale_order_line so_line ON so_line.id = move.sale_line_id
              LEFT JOIN sale_order so ON so.id = so_line.order_id
              LEFT JOIN sale_order direct ON direct.id = picking.sale_id
              LEFT JOIN res_partner partner ON partner.id = COALESCE(
                   picking.partner_id, move.partner_id, so.partner_shipping_id,
                   direct.partner_shipping_id)
             WHERE line.lot_id = ANY(%(lots)s) AND line.state = 'done'
               AND (origin.usage = 'customer') <> (target.usage = 'customer')) found
         GROUP BY found.company_id, found.customer_id, found.lot_id, found.product_id
        """,
        lots=lot_ids,
    )
