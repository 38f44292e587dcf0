"""Bins of a warehouse, what lies in them, and how often somebody takes from them."""

from odoo.tools import SQL

WINDOW = 91  # days: thirteen weeks


def slots(warehouse, since) -> SQL:
    """Rows of `core.slotting.Slot`: goods in bins of a warehouse, and empty bins.

    Bins are internal places below its stock, without places below them, not on hold,
    with metres from the dock. Of 0 metres are those passed before all that have some;
    elsewhere 0 says that nobody knows. A pick is a done line that left the bin for a
    place outside the stock since a UTC time.

    Columns: location_id, metres, parent_id, category_id, product_id (null when empty),
    picks.
    """
    return SQL(
        """
          WITH bin AS (
            SELECT place.id, place.jxc_dock_metres, place.location_id AS parent_id,
                   place.storage_category_id
              FROM stock_location place
             WHERE place.usage = 'internal' AND place.active
               AND place.warehouse_id = %(warehouse)s
               AND place.parent_path LIKE %(path)s AND place.id <> %(stock)s
               AND place.jxc_hold_effective IS NULL
               AND (place.jxc_dock_metres > 0 OR place.jxc_pick_order > 0
                    AND place.jxc_pick_order < (
                        SELECT MIN(far.jxc_pick_order) FROM stock_location far
                         WHERE far.warehouse_id = %(warehouse)s AND far.active
                           AND far.jxc_dock_metres > 0 AND far.jxc_pick_order > 0))
               AND NOT EXISTS (SELECT 1 FROM stock_location below
                                WHERE below.location_id = place.id AND below.active)),
               held AS (
            SELECT DISTINCT quant.location_id, quant.product_id
              FROM stock_quant quant JOIN bin ON bin.id = quant.location_id
             WHERE quant.quantity <> 0),
               picked AS (
            SELECT line.location_id, line.product_id, COUNT(*) AS picks
              FROM stock_move_line line
              JOIN bin ON bin.id = line.location_id
              JOIN stock_location target ON target.id = line.location_dest_id
             WHERE line.state = 'done' AND line.date >= %(since)s
               AND target.usage <> 'inventory'
               AND target.parent_path NOT LIKE %(path)s
             GROUP BY 1, 2)
        SELECT bin.id, bin.jxc_dock_metres, bin.parent_id, bin.storage_category_id,
               held.product_id, COALESCE(picked.picks, 0)
          FROM bin
          LEFT JOIN held ON held.location_id = bin.id
          LEFT JOIN picked ON picked.location_id = bin.id
           AND picked.product_id = held.product_id
        """,
        warehouse=warehouse.id,
        stock=warehouse.lot_stock_id.id,
        path=f"{warehouse.lot_stock_id.parent_path}%",
        since=since,
    )
