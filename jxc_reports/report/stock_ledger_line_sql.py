"""Every movement of a product in a period, with the values the daily facts know.

Movements are the flows of `jxc_stock/report/daily_sql.py`, the definition the facts
are filled by. A day's value of a kind of flow (in, out, moved in …) stands in the
facts, rounded; its lines share it so that they add up to it exactly. Whatever the facts
have more or less than the lines of the day (a changed closed month, or changes that are
not counted yet) becomes a line of its own: the closing line always equals the summary.
"""

from odoo.addons.jxc_stock.report import daily_sql
from odoo.tools import SQL

# Order of the lines of a day, and the last digit (base 8) of their ids
OPENING, LATE, MOVE, UNBOOKED, REVALUATION, CLOSING = range(6)

FACT = """
    SELECT fact.* FROM jxc_stock_daily fact
     WHERE fact.day BETWEEN %(first)s AND %(last)s AND %(chosen)s
"""

WEIGHED = """
    SELECT flow.*, CASE WHEN own THEN 'own' ELSE 'other' END AS ownership,
           CASE WHEN flow.kind = 'shifted' THEN 'shifted'
                ELSE CASE flow.kind WHEN 'moved' THEN 'moved_' ELSE '' END
                     || CASE WHEN flow.quantity > 0 THEN 'in' ELSE 'out' END
                END AS column_name,
           CASE WHEN NOT flow.own THEN 0
                WHEN flow.kind = 'shifted' THEN flow.quantity
                WHEN flow.kind = 'moved' THEN abs(flow.quantity)
                ELSE flow.value END AS weight
      FROM (%(flows)s) flow
     WHERE flow.day BETWEEN %(first)s AND %(last)s AND %(chosen)s
"""

# What the facts say of a day, by kind of flow
BOOKED = """
    SELECT place.day, place.warehouse_id, place.area, place.ownership,
           flow.column_name, flow.quantity, flow.value
      FROM fact place
     CROSS JOIN LATERAL (VALUES
           ('in', place.in_quantity, place.in_value),
           ('out', place.out_quantity, place.out_value),
           ('moved_in', place.moved_in_quantity, place.moved_in_value),
           ('moved_out', place.moved_out_quantity, place.moved_out_value),
           ('shifted', place.shifted_quantity, place.shifted_value)
           ) AS flow (column_name, quantity, value)
"""

# Lines share the day's value by their weight; differences of rounded running totals
SHARED = """
    SELECT part.*,
           round(part.rate * part.upto, %(digits)s)
           - round(part.rate * (part.upto - part.weight), %(digits)s) AS line_value
      FROM (SELECT line.*,
                   CASE WHEN line.whole <> 0 AND booked.value IS NOT NULL
                        THEN booked.value / line.whole
                        WHEN line.column_name IN ('in', 'out') THEN 1
                        ELSE %(unit_cost)s END AS rate
              FROM (SELECT weighed.*,
                           SUM(weight) OVER (PARTITION BY day, warehouse_id, area,
                               ownership, column_name ORDER BY at, line_id, quantity)
                               AS upto,
                           SUM(weight) OVER (PARTITION BY day, warehouse_id, area,
                               ownership, column_name) AS whole
                      FROM weighed) line
              LEFT JOIN booked
                ON (booked.day, booked.area, booked.ownership, booked.column_name)
                   = (line.day, line.area, line.ownership, line.column_name)
               AND booked.warehouse_id IS NOT DISTINCT FROM line.warehouse_id) part
"""

# What is booked on a day beside its lines
DIFFERENCE = """
    SELECT day, warehouse_id, area, ownership, column_name,
           SUM(quantity) AS quantity, SUM(value) AS value
      FROM (SELECT day, warehouse_id, area, ownership, column_name, quantity, value
              FROM booked
             UNION ALL
            SELECT day, warehouse_id, area, ownership, column_name,
                   CASE WHEN column_name = 'shifted' THEN -quantity
                        ELSE -abs(quantity) END,
                   -line_value
              FROM shared) entry
     GROUP BY 1, 2, 3, 4, 5
    HAVING SUM(quantity) <> 0 OR (SUM(value) <> 0 AND %(cost)s)
"""

MOVES = """
    SELECT (shared.line_id::bigint * 2 + (shared.quantity > 0)::int) * 8 + %(move)s
               AS id,
           %(move)s AS sequence, shared.day, shared.at AS date, %(kind)s AS kind,
           shared.warehouse_id, shared.area, shared.ownership,
           GREATEST(shared.quantity, 0) AS in_quantity,
           GREATEST(-shared.quantity, 0) AS out_quantity, 0 AS late_quantity,
           CASE WHEN shared.quantity > 0 THEN shared.line_value ELSE 0 END AS in_value,
           CASE WHEN shared.quantity > 0 THEN 0
                WHEN shared.column_name = 'shifted' THEN -shared.line_value
                ELSE shared.line_value END AS out_value,
           0 AS revaluation, NULL::text AS cause, move.reference, move.origin,
           COALESCE(move.partner_id, picking.partner_id) AS partner_id,
           shared.lot_id, shared.move_id, move.picking_id
      FROM shared
      JOIN stock_move move ON move.id = shared.move_id
      LEFT JOIN stock_picking picking ON picking.id = move.picking_id
"""

KIND = """
    CASE WHEN shared.kind = 'shifted' THEN 'shifted'
         WHEN move.scrap_id IS NOT NULL THEN 'scrap'
         WHEN shared.partner = 'supplier' THEN
              CASE WHEN shared.quantity > 0 THEN 'receipt' ELSE 'purchase_return' END
         WHEN shared.partner = 'customer' THEN
              CASE WHEN shared.quantity > 0 THEN 'sale_return' ELSE 'delivery' END
         WHEN shared.partner = 'inventory' THEN
              CASE WHEN shared.quantity > 0 THEN 'gain' ELSE 'loss' END
         WHEN shared.partner = 'production' THEN 'production'
         WHEN shared.quantity > 0 THEN 'transfer_in'
         ELSE 'transfer_out' END
"""

# Lines without a movement; a shift counts as in or out by its sign
OTHERS = """
    SELECT entry.key * 8 + entry.sequence, entry.sequence, entry.day, NULL::timestamp,
           entry.kind,
           entry.warehouse_id, entry.area, entry.ownership,
           CASE WHEN entry.leaves THEN 0 ELSE entry.quantity END,
           CASE WHEN entry.leaves THEN entry.quantity ELSE 0 END, entry.late,
           CASE WHEN entry.leaves THEN 0 ELSE entry.value END,
           CASE WHEN entry.leaves THEN entry.value ELSE 0 END,
           entry.revaluation, entry.cause, entry.reference, NULL,
           NULL::integer, NULL::integer, NULL::integer, NULL::integer
      FROM (SELECT fact.id::bigint AS key, %(late)s AS sequence, fact.day,
                   'late' AS kind, fact.warehouse_id, fact.area, fact.ownership,
                   FALSE AS leaves, 0 AS quantity, fact.late_quantity AS late,
                   0 AS value, 0 AS revaluation,
                   NULL::text AS cause, NULL::text AS reference
              FROM fact WHERE fact.late_quantity <> 0
             UNION ALL
            SELECT row_number() OVER (ORDER BY day, warehouse_id, area, ownership,
                                               column_name),
                   %(unbooked)s, day, 'unbooked', warehouse_id, area, ownership,
                   column_name IN ('out', 'moved_out'), quantity, 0, value, 0,
                   NULL, NULL
              FROM difference
             UNION ALL
            SELECT MIN(fact.id), %(revaluation)s, fact.day, 'revaluation', NULL, NULL,
                   NULL, FALSE, 0, 0, 0, SUM(fact.revaluation), MAX(fact.cause),
                   CASE WHEN MIN(fact.cause) NOT IN ('average', 'rounding')
                        THEN %(documents)s END
              FROM fact WHERE fact.revaluation <> 0 AND %(cost)s
             GROUP BY fact.day HAVING SUM(fact.revaluation) <> 0
           ) entry
"""

DOCUMENTS = """
    (SELECT string_agg(DISTINCT log.cause_name, ', ') FROM jxc_stock_revaluation log
      WHERE log.company_id = %(company)s AND log.product_id = %(product)s
        AND log.known_on = fact.day)
"""

# Opening and closing have no movement; the closing repeats the last balance
ENDS = """
    SELECT 8 + ends.sequence, ends.sequence, ends.day, NULL::timestamp, ends.kind,
           NULL::integer, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL,
           NULL::integer, NULL::integer, NULL::integer, NULL::integer
      FROM (VALUES (%(opening)s, %(first)s::date, 'opening'),
                   (%(closing)s, %(last)s::date, 'closing'))
           AS ends (sequence, day, kind)
"""

BALANCED = """
    SELECT line.*, %(company)s AS company_id, %(product)s AS product_id,
           start.quantity
               + SUM(line.in_quantity - line.out_quantity + line.late_quantity)
                 OVER running AS balance_quantity,
           start.value + SUM(line.in_value - line.out_value + line.revaluation)
               OVER running AS balance_value
      FROM (SELECT * FROM moves UNION ALL SELECT * FROM others
             UNION ALL SELECT * FROM ends) line
     CROSS JOIN (SELECT COALESCE(SUM(place.opening_quantity), 0) AS quantity,
                        COALESCE(SUM(place.opening_value), 0) AS value
                   FROM (%(places)s) place) start
    WINDOW running AS (ORDER BY line.day, line.sequence, line.date, line.id)
"""


def lines(env, place, period, places, cost):
    """SQL: opening, movements, revaluations and closing, with running balances.

    :param place: dict of company, product, digits (of the currency) and SQL conditions
        `facts` on `fact` and `flows` on `flow`, both choosing company, product, place
    :param period: dict of first, last and the UTC times from and until
    :param places: SQL of `stock_ledger_sql.places` for the same place and period
    :param cost: whether the reader may see values
    """
    values = {"cost": cost, **place, **period}
    parts = {
        "fact": SQL(FACT, chosen=place["facts"], **period_days(period)),
        "weighed": _weighed(env, place, period),
        "booked": SQL(BOOKED),
        "shared": SQL(
            SHARED, digits=place["digits"], unit_cost=unit_cost(place, SQL("line.day"))
        ),
        "difference": SQL(DIFFERENCE, cost=cost),
        "moves": SQL(MOVES, move=MOVE, kind=SQL(KIND)),
        "others": _others(values),
        "ends": SQL(ENDS, opening=OPENING, closing=CLOSING, **period_days(period)),
        "balanced": SQL(
            BALANCED, company=place["company"], product=place["product"], places=places
        ),
    }
    named = SQL(", ").join(
        SQL("%s AS (%s)", SQL.identifier(name), part) for name, part in parts.items()
    )
    return SQL("WITH %s SELECT * FROM balanced", named)


def period_days(period):
    return {"first": period["first"], "last": period["last"]}


def _weighed(env, place, period):
    # whole moves: the value of a move is shared by all its lines, in every place
    condition = SQL(
        "line.product_id = %s AND move.product_id = %s AND side.company_id = %s"
        " AND move.date >= %s AND move.date < %s",
        place["product"],
        place["product"],
        place["company"],
        period["since"],
        period["until"],
    )
    flows = daily_sql.valued_flows(daily_sql.flows(env, condition))
    return SQL(WEIGHED, flows=flows, chosen=place["flows"], **period_days(period))


def _others(values):
    documents = SQL(DOCUMENTS, company=values["company"], product=values["product"])
    return SQL(
        OTHERS,
        late=LATE,
        unbooked=UNBOOKED,
        revaluation=REVALUATION,
        cost=values["cost"],
        documents=documents,
    )


def unit_cost(place, day):
    """SQL: the company's cost of a unit at the end of a day."""
    return SQL(
        "COALESCE((SELECT cost.unit_cost::numeric FROM jxc_stock_cost cost"
        " WHERE cost.company_id = %s AND cost.product_id = %s AND cost.day <= %s"
        " ORDER BY cost.day DESC LIMIT 1), 0)",
        place["company"],
        place["product"],
        day,
    )
