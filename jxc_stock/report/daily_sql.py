"""Done move lines as flows between places: one definition for facts and ledger.

A *place* is a warehouse (or none) and an area: stock, hold or transit. A flow is one
side of a done move line: what left a place or came to it. Lines inside one place make
no flow. Quantities are in the product's unit.
"""

from odoo.tools import SQL


def area(location: str) -> SQL:
    """Area of the location with this alias."""
    return SQL(
        "CASE WHEN %(name)s.usage = 'transit' THEN 'transit'"
        " WHEN %(name)s.jxc_hold_effective IS NOT NULL THEN 'hold' ELSE 'stock' END",
        name=SQL.identifier(location),
    )


def inside(location: str) -> SQL:
    """Whether goods in the location with this alias are the company's stock."""
    return SQL(
        "(%(name)s.usage IN ('internal', 'transit')"
        " AND %(name)s.company_id IS NOT NULL)",
        name=SQL.identifier(location),
    )


def company_zones(env) -> SQL:
    """Rows (company_id, zone): the time zone of each company's day."""
    # sudo: the day of every company; a time zone is no secret
    companies = env["res.company"].sudo().with_context(active_test=False).search([])
    companies = companies._jxc_facts_clock()
    return SQL(
        "(VALUES %s) AS zone (company_id, zone)",
        SQL(", ").join(
            SQL("(%s, %s)", company.id, company._jxc_timezone().zone)
            for company in companies
        ),
    )


def day_of(moment: SQL) -> SQL:
    """Day of the company of a UTC time; needs `company_zones` in FROM."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE zone.zone)::date", moment)


def flows(env, condition: SQL, joins: SQL | None = None) -> SQL:
    """Rows of flows.

    Columns: company_id, product_id, line_id, move_id, at, day, warehouse_id, area,
    own, kind (external: in or out; moved: between warehouses and transit; shifted:
    between stock and hold of a warehouse), quantity (what came positive, what left
    negative), partner (usage of the place on the other side), lot_id.

    :param condition: on `line` (stock_move_line), `move` (stock_move) and `side`
    :param joins: further JOINs that `condition` needs
    """
    return SQL(
        """
        SELECT side.company_id, line.product_id, line.id AS line_id, move.id AS move_id,
               move.date AS at, %(day)s AS day, side.warehouse_id, side.area,
               line.owner_id IS NULL OR line.owner_id = company.partner_id AS own,
               CASE WHEN NOT %(both_in)s THEN 'external'
                    WHEN source.warehouse_id = target.warehouse_id
                         AND 'transit' NOT IN (source.usage, target.usage)
                    THEN 'shifted' ELSE 'moved' END AS kind,
               side.sign * line.quantity_product_uom AS quantity,
               side.other AS partner, line.lot_id
          FROM stock_move_line line
          JOIN stock_move move ON move.id = line.move_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN stock_location source ON source.id = line.location_id
          JOIN stock_location target ON target.id = line.location_dest_id
         CROSS JOIN LATERAL (
               VALUES (-1, source.company_id, source.warehouse_id, %(source_area)s,
                       %(source_in)s, target.usage),
                      (1, target.company_id, target.warehouse_id, %(target_area)s,
                       %(target_in)s, source.usage)
               ) AS side (sign, company_id, warehouse_id, area, inside, other)
          JOIN res_company company ON company.id = side.company_id
          JOIN %(zones)s ON zone.company_id = side.company_id
          %(joins)s
         WHERE line.state = 'done' AND line.quantity_product_uom <> 0
           AND template.is_storable AND side.inside
           AND NOT (%(both_in)s
                    AND source.warehouse_id IS NOT DISTINCT FROM target.warehouse_id
                    AND %(source_area)s = %(target_area)s)
           AND %(condition)s
        """,
        day=day_of(SQL("move.date")),
        both_in=SQL(
            "(%s AND %s AND source.company_id = target.company_id)",
            inside("source"),
            inside("target"),
        ),
        source_in=inside("source"),
        target_in=inside("target"),
        source_area=area("source"),
        target_area=area("target"),
        zones=company_zones(env),
        joins=joins or SQL(),
        condition=condition,
    )


def valued_flows(flow: SQL) -> SQL:
    """Flows with `move_value` and `value`, their share of it, positive; else null.

    A receipt counts with the value known at the end of its day: what a later bill
    made of it is a revaluation of the day of the bill. Goods of others are worth 0.
    Moves inside the company have no value of their own (null): they take the unit
    cost of the day.

    :param flow: rows of `flows`, with every line of each move
    """
    return SQL(
        """
        SELECT flow.*, move.value AS move_value,
               CASE WHEN NOT flow.own THEN 0
                    WHEN flow.kind <> 'external' THEN NULL
                    ELSE abs(flow.quantity) * COALESCE(
                        CASE WHEN flow.quantity > 0 THEN
                            (SELECT log.old_value / NULLIF(log.quantity, 0)
                               FROM jxc_stock_revaluation log
                              WHERE log.move_id = flow.move_id
                                AND log.known_on > flow.day
                              ORDER BY log.known_at, log.id LIMIT 1) END,
                        move.value / SUM(abs(flow.quantity))
                            FILTER (WHERE flow.own AND flow.kind = 'external')
                            OVER (PARTITION BY flow.move_id, flow.quantity > 0))
               END AS value
          FROM (%s) flow
          JOIN stock_move move ON move.id = flow.move_id
        """,
        flow,
    )
