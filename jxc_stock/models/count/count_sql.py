"""What the book said when goods were counted, for all lines of a count in one query.

The same rules as `core.count` has for one line (`counted`, `expected`, `grey`); a test
compares the two.
"""

from odoo.tools import SQL

ZONE = SQL("interval '15 minutes'")
KEYS = SQL("location_id, product_id, lot, package, owner")


def totals(count_id):
    """CTEs ``mine`` and ``total``: what was counted, by round and key."""
    return SQL(
        """
        mine AS (
            SELECT e.*, MAX(e.id) FILTER (WHERE e.mode = 'set') OVER (
                PARTITION BY e.task_id, e.user_name, COALESCE(e.user_id, 0),
                    e.product_id, COALESCE(e.lot_id, 0), COALESCE(e.package_id, 0),
                    COALESCE(e.owner_id, 0)) AS last_set
            FROM jxc_count_entry e
            WHERE e.count_id = %(count)s
        ), total AS (
            SELECT round, location_id, product_id, COALESCE(lot_id, 0) AS lot,
                COALESCE(package_id, 0) AS package, COALESCE(owner_id, 0) AS owner,
                SUM(product_qty) AS counted, MIN(scanned_at) AS first_at,
                MAX(scanned_at) AS last_at, FALSE AS assumed,
                string_agg(DISTINCT user_name, ', ') AS names
            FROM mine
            WHERE last_set IS NULL OR id >= last_set
            GROUP BY 1, 2, 3, 4, 5, 6
        )""",
        count=count_id,
    )


def missing(count_id):
    """SELECT of what nobody counted in finished places, taken as zero."""
    return SQL(
        """
        SELECT l.asked_round, l.location_id, l.product_id, COALESCE(l.lot_id, 0),
            COALESCE(l.package_id, 0), COALESCE(l.owner_id, 0), 0, d.done_at, d.done_at,
            TRUE, NULL
        FROM jxc_count_line l
        JOIN (
            SELECT location_id, round, MAX(done_at) AS done_at FROM jxc_count_task
            WHERE count_id = %(count)s
            GROUP BY 1, 2 HAVING bool_and(state = 'done')
        ) d ON d.location_id = l.location_id AND d.round = l.asked_round
        WHERE l.count_id = %(count)s AND l.round = 0
        """,
        count=count_id,
    )


def asked_now(count_id, missing_zero):
    """CTE ``asked``: lines with a count that was not judged yet."""
    source = SQL("SELECT * FROM total")
    if missing_zero:
        source = SQL(
            "%s UNION ALL SELECT * FROM (%s) AS m(round, location_id, product_id, lot,"
            " package, owner, counted, first_at, last_at, assumed, names)"
            " WHERE NOT EXISTS (SELECT 1 FROM total t WHERE t.round = m.round"
            " AND (t.location_id, t.product_id, t.lot, t.package, t.owner)"
            " = (m.location_id, m.product_id, m.lot, m.package, m.owner))",
            source,
            missing(count_id),
        )
    return SQL(
        """
        %(totals)s, found AS (%(source)s), asked AS (
            SELECT l.id, l.location_id, l.product_id, f.lot, f.package, f.owner,
                f.counted, f.first_at, f.last_at, f.assumed, f.names, FALSE AS again
            FROM found f
            JOIN jxc_count_line l ON l.count_id = %(count)s
                AND l.asked_round = f.round AND l.location_id = f.location_id
                AND l.product_id = f.product_id AND COALESCE(l.lot_id, 0) = f.lot
                AND COALESCE(l.package_id, 0) = f.package
                AND COALESCE(l.owner_id, 0) = f.owner
            WHERE l.judged_round < l.asked_round
        )""",
        totals=totals(count_id),
        source=source,
        count=count_id,
    )


def ask_late(count_id):
    """UPDATE lines that got other figures after they were judged: judged once more.

    Nobody who counts waits for a review; what they sent while it ran was not seen.
    """
    return SQL(
        """
        WITH %(totals)s
        UPDATE jxc_count_line l
        SET judged_round = l.judged_round - 1, round = l.round - 1, decision = NULL,
            decided_by = NULL, decided_at = NULL
        FROM total t
        WHERE l.count_id = %(count)s AND l.judged_round = l.asked_round
            AND l.state <> 'posted' AND t.round = l.judged_round
            AND (t.location_id, t.product_id, t.lot, t.package, t.owner)
            = (l.location_id, l.product_id, COALESCE(l.lot_id, 0),
               COALESCE(l.package_id, 0), COALESCE(l.owner_id, 0))
            AND (l.assumed OR l.counted_qty <> t.counted)
        """,
        totals=totals(count_id),
        count=count_id,
    )


def asked_again(line_ids):
    """CTE ``asked``: lines about to be posted; what is picked then does not matter."""
    return SQL(
        """
        asked AS (
            SELECT id, location_id, product_id, COALESCE(lot_id, 0) AS lot,
                COALESCE(package_id, 0) AS package, COALESCE(owner_id, 0) AS owner,
                counted_qty AS counted, first_at, counted_at AS last_at, assumed,
                counter_names AS names, TRUE AS again
            FROM jxc_count_line WHERE id = ANY(%s)
        )""",
        line_ids,
    )


def facts(asked):
    """Rows (id, counted, expected, first_at, last_at, assumed, names, near, backdated,
    adjusted, picked, doubts) for the lines of ``asked``; doubts is the number of
    movements behind the first three."""
    return SQL(
        """
        WITH %(asked)s, on_hand AS (
            SELECT a.id, SUM(q.quantity) AS quantity
            FROM asked a
            JOIN stock_quant q ON q.product_id = a.product_id
                AND q.location_id = a.location_id AND COALESCE(q.lot_id, 0) = a.lot
                AND COALESCE(q.package_id, 0) = a.package
                AND COALESCE(q.owner_id, 0) = a.owner
            GROUP BY a.id
        ), flow AS (
            SELECT a.id, a.first_at, a.last_at, ml.jxc_done_at AS done_at,
                LEAST(ml.date, m.date) AS dated,
                COALESCE(m.is_inventory, FALSE) OR (m.scrap_id IS NULL
                    AND 'inventory' IN (source.usage, target.usage)) AS adjusts,
                (CASE WHEN ml.location_dest_id = a.location_id
                    AND COALESCE(ml.result_package_id, 0) = a.package
                    THEN ml.quantity_product_uom ELSE 0 END)
                - (CASE WHEN ml.location_id = a.location_id
                    AND COALESCE(ml.package_id, 0) = a.package
                    THEN ml.quantity_product_uom ELSE 0 END) AS quantity
            FROM asked a
            JOIN stock_move_line ml ON ml.product_id = a.product_id
                AND COALESCE(ml.lot_id, 0) = a.lot
                AND COALESCE(ml.owner_id, 0) = a.owner
                AND ml.jxc_done_at >= a.first_at - %(zone)s
                AND ((ml.location_id = a.location_id
                        AND COALESCE(ml.package_id, 0) = a.package)
                    OR (ml.location_dest_id = a.location_id
                        AND COALESCE(ml.result_package_id, 0) = a.package))
            JOIN stock_move m ON m.id = ml.move_id
            JOIN stock_location source ON source.id = ml.location_id
            JOIN stock_location target ON target.id = ml.location_dest_id
            WHERE ml.state = 'done'
                AND ml.jxc_done_at >= (SELECT MIN(first_at) FROM asked) - %(zone)s
        ), doubt AS (
            SELECT *, done_at <= last_at + %(zone)s AS near,
                done_at > last_at AND dated < last_at AS backdated,
                done_at > first_at AND adjusts AS adjusted
            FROM flow
        ), moved AS (
            SELECT id, SUM(quantity) FILTER (WHERE done_at > last_at) AS after,
                bool_or(near) AS near, bool_or(backdated) AS backdated,
                bool_or(adjusted) AS adjusted,
                COUNT(*) FILTER (WHERE near OR backdated OR adjusted) AS doubts
            FROM doubt GROUP BY id
        ), picked AS (
            SELECT DISTINCT a.id
            FROM asked a
            JOIN stock_move_line ml ON ml.product_id = a.product_id
                AND a.location_id IN (ml.location_id, ml.location_dest_id)
                AND (ml.lot_id IS NULL OR ml.lot_id = a.lot)
            WHERE ml.picked AND ml.quantity > 0 AND NOT a.again
                AND ml.state NOT IN ('done', 'cancel', 'draft')
        )
        SELECT a.id, a.counted::float, (COALESCE(h.quantity, 0) - COALESCE(v.after, 0))
            ::float, a.first_at, a.last_at, a.assumed, a.names, COALESCE(v.near, FALSE),
            COALESCE(v.backdated, FALSE), COALESCE(v.adjusted, FALSE), p.id IS NOT NULL,
            COALESCE(v.doubts, 0)
        FROM asked a
        LEFT JOIN on_hand h ON h.id = a.id
        LEFT JOIN moved v ON v.id = a.id
        LEFT JOIN picked p ON p.id = a.id
        ORDER BY a.id
        """,
        asked=asked,
        zone=ZONE,
    )


def add_found(count_id, company_id, warehouse_id):
    """INSERT lines for goods that were found and are not in the count yet."""
    return SQL(
        """
        WITH %(totals)s
        INSERT INTO jxc_count_line (count_id, company_id, warehouse_id, location_id,
            location_name, product_id, lot_id, package_id, owner_id, state, round,
            asked_round, judged_round)
        SELECT %(count)s, %(company)s, %(warehouse)s, t.location_id, l.complete_name,
            t.product_id, NULLIF(t.lot, 0), NULLIF(t.package, 0), NULLIF(t.owner, 0),
            'open', 0, MIN(t.round), 0
        FROM total t
        JOIN stock_location l ON l.id = t.location_id
        GROUP BY 4, 5, 6, 7, 8, 9
        ON CONFLICT DO NOTHING
        """,
        totals=totals(count_id),
        count=count_id,
        company=company_id,
        warehouse=warehouse_id,
    )


def add_planned(count, quants):
    """INSERT one line for each of the goods in scope that the book has somewhere.

    :param quants: ``Query`` of ``stock.quant``
    """
    return SQL(
        """
        INSERT INTO jxc_count_line (count_id, company_id, warehouse_id, location_id,
            location_name, product_id, lot_id, package_id, owner_id, state, round,
            asked_round, judged_round)
        SELECT %(count)s, %(company)s, %(warehouse)s, q.location_id, l.complete_name,
            q.product_id, q.lot_id, q.package_id, q.owner_id, 'open', 0, 1, 0
        FROM stock_quant q
        JOIN stock_location l ON l.id = q.location_id
        WHERE q.id IN %(quants)s
        GROUP BY 4, 5, 6, 7, 8, 9
        ON CONFLICT DO NOTHING
        """,
        count=count.id,
        company=count.company_id.id,
        warehouse=count.warehouse_id.id,
        quants=quants.subselect(),
    )


def add_empty(count, spots):
    """INSERT a line for each of these goods in places that got none from the book.

    :param spots: [(product id, location id)]
    """
    return SQL(
        """
        INSERT INTO jxc_count_line (count_id, company_id, warehouse_id, location_id,
            location_name, product_id, state, round, asked_round, judged_round)
        SELECT DISTINCT %(count)s, %(company)s, %(warehouse)s, l.id, l.complete_name,
            s.product_id, 'open', 0, 1, 0
        FROM unnest(%(products)s, %(places)s) AS s(product_id, location_id)
        JOIN stock_location l ON l.id = s.location_id
        WHERE NOT EXISTS (SELECT 1 FROM jxc_count_line o
            WHERE o.count_id = %(count)s AND o.location_id = s.location_id
            AND o.product_id = s.product_id)
        """,
        count=count.id,
        company=count.company_id.id,
        warehouse=count.warehouse_id.id,
        products=[product_id for product_id, _place in spots],
        places=[place for _product_id, place in spots],
    )
