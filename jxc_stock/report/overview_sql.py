"""The figures of the stock overview in SQL: one definition for list, grid and file.

Everything starts from *facts*, rows (product, warehouse, company, measures) that may
be summed: quants, open movements, goods in transit, daily facts. The first three
follow core's definitions of `qty_available`, `free_qty`, `incoming_qty`,
`outgoing_qty` and `virtual_available` (stock/models/product.py) for one warehouse
each; tests compare the two.
"""

from collections.abc import Iterable
from datetime import date

from odoo.tools import SQL

from . import overview_daily_sql

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
# where the measures come from; a query reads only the sources it needs
SOURCES = {
    "stock": (
        "on_hand",
        "reserved",
        "hold_quality",
        "hold_quarantine",
        "expired",
        "blocked",
    ),
    "moves": ("incoming", "outgoing", "between_in", "between_out"),
    "transit": ("in_transit",),
    "sold": ("sold",),
    "value": ("value",),
}
ADDED = tuple(name for names in SOURCES.values() for name in names)
LIVE = ("stock", "moves", "transit")


def _columns(**measures: str) -> SQL:
    """Select list of all measures: sums of those given, zero for the others."""
    return SQL(", ").join(
        SQL(
            "%s AS %s",
            SQL(f"SUM({measures[name]})" if name in measures else "0::numeric"),
            SQL.identifier(name),
        )
        for name in ADDED
    )


# of a `quant` in a `place`, with `param.today`
HELD = "place.jxc_hold_effective"
STALE = "quant.removal_date <= param.today"
RECALLED = "quant.lot_id IN (SELECT id FROM stock_lot WHERE jxc_recall_id > 0)"
BLOCKED = f"({HELD} IS NOT NULL OR {STALE} OR {RECALLED})"


def param() -> SQL:
    """The day by which `STALE` goes: that of core's `free_qty` (product_expiry)."""
    return SQL("(SELECT %s::timestamp AS today) param", date.today())


def stock_facts(product_ids: SQL | list[int] | None) -> SQL:
    """Quants in warehouses; `blocked` is what core or a hold takes out of free."""
    columns = _columns(
        on_hand="quant.quantity",
        reserved="quant.reserved_quantity",
        hold_quality=f"CASE WHEN {HELD} = 'quality' THEN quant.quantity ELSE 0 END",
        hold_quarantine=(
            # a recalled lot is in quarantine wherever it lies
            f"CASE WHEN {HELD} = 'quarantine' OR ({HELD} IS NULL AND {RECALLED}"
            f" AND ({STALE}) IS NOT TRUE) THEN quant.quantity ELSE 0 END"
        ),
        expired=f"CASE WHEN {HELD} = 'expired' OR ({HELD} IS NULL AND {STALE})"
        " THEN quant.quantity ELSE 0 END",
        blocked=f"CASE WHEN {BLOCKED}"
        " THEN quant.quantity - quant.reserved_quantity ELSE 0 END",
    )
    return SQL(
        """
        SELECT quant.product_id, place.warehouse_id, warehouse.company_id, %(columns)s
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
          JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
         CROSS JOIN %(param)s
         WHERE %(products)s
         GROUP BY quant.product_id, place.warehouse_id, warehouse.company_id
        """,
        columns=columns,
        param=param(),
        products=overview_daily_sql.among("quant.product_id", product_ids),
    )


def _open_moves(product_ids: SQL | list[int] | None) -> SQL:
    """Open movements with the warehouses they lead from and to, at their end."""
    return SQL(
        """
        SELECT move.id, move.product_id, move.product_qty AS quantity,
               origin.usage AS origin_usage,
               origin.warehouse_id AS origin_id, target.warehouse_id AS target_id
          FROM stock_move move
          JOIN stock_location origin ON origin.id = move.location_id
          JOIN stock_location target
            ON target.id = COALESCE(move.location_final_id, move.location_dest_id)
         WHERE move.state IN %(states)s AND %(products)s
           AND origin.warehouse_id IS DISTINCT FROM target.warehouse_id
        """,
        states=OPEN_STATES,
        products=overview_daily_sql.among("move.product_id", product_ids),
    )


def move_facts(warehouse_ids: list[int] | None) -> list[SQL]:
    """Incoming and outgoing; `between_…` is what comes from or goes to another of
    `warehouse_ids` directly, and so neither comes nor goes for them together."""
    facts = []
    for here, there, kind in (
        ("target_id", "origin_id", "in"),
        ("origin_id", "target_id", "out"),
    ):
        among = SQL("open_move.%s = ANY(%s)", SQL(there), warehouse_ids or [])
        name = {"in": "incoming", "out": "outgoing"}[kind]
        columns = _columns(**{name: "quantity", f"between_{kind}": "between"})
        facts.append(
            SQL(
                """
                SELECT fact.product_id, fact.warehouse_id, warehouse.company_id,
                       %(columns)s
                  FROM (SELECT open_move.product_id, open_move.quantity,
                               open_move.%(here)s AS warehouse_id,
                               CASE WHEN %(among)s THEN open_move.quantity ELSE 0 END
                               AS between
                          FROM open_move) fact
                  JOIN stock_warehouse warehouse ON warehouse.id = fact.warehouse_id
                 GROUP BY fact.product_id, fact.warehouse_id, warehouse.company_id
                """,
                columns=columns,
                here=SQL(here),
                among=among,
            )
        )
    return facts


def _transit_lines() -> SQL:
    """Lines reserved in transit for the receipt of a warehouse."""
    return SQL(
        """
        SELECT line.product_id, open_move.target_id AS warehouse_id,
               line.quantity_product_uom AS quantity, place.company_id
          FROM open_move
          JOIN stock_move_line line ON line.move_id = open_move.id
          JOIN stock_location place ON place.id = line.location_id
         WHERE open_move.origin_usage = 'transit' AND place.usage = 'transit'
           AND place.warehouse_id IS NULL AND open_move.target_id IS NOT NULL
        """
    )


def transit_facts(product_ids: SQL | list[int] | None) -> list[SQL]:
    """Goods lying in transit: reserved for the receipt of a warehouse, or not yet.

    The row without a warehouse is the rest of the company's transit locations.
    """
    bound = SQL(
        """
        SELECT line.product_id, line.warehouse_id, warehouse.company_id, %(columns)s
          FROM transit_line line
          JOIN stock_warehouse warehouse ON warehouse.id = line.warehouse_id
         GROUP BY line.product_id, line.warehouse_id, warehouse.company_id
        """,
        columns=_columns(in_transit="line.quantity"),
    )
    rest = SQL(
        """
        SELECT rest.product_id, NULL::integer, rest.company_id, %(columns)s
          FROM (SELECT quant.product_id, place.company_id, quant.quantity
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                 WHERE place.usage = 'transit' AND place.warehouse_id IS NULL
                   AND %(products)s
                UNION ALL
                SELECT line.product_id, line.company_id, -line.quantity
                  FROM transit_line line) rest
         WHERE rest.company_id IS NOT NULL
         GROUP BY rest.product_id, rest.company_id
        """,
        columns=_columns(in_transit="rest.quantity"),
        products=overview_daily_sql.among("quant.product_id", product_ids),
    )
    return [bound, rest]


def blank_facts() -> list[SQL]:
    """Rows of zeros: every stored product in every warehouse that may hold it, and
    what lies in a place of the company that belongs to no warehouse."""
    everywhere = SQL(
        """
        SELECT product.id, warehouse.id, warehouse.company_id, %(columns)s
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN stock_warehouse warehouse
            ON template.company_id IS NULL
            OR template.company_id = warehouse.company_id
         WHERE product.active AND warehouse.active AND template.is_storable
        """,
        columns=SQL(", ").join(SQL("0::numeric") for _name in ADDED),
    )
    nowhere = SQL(
        """
        SELECT quant.product_id, NULL::integer, place.company_id, %(columns)s
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
         WHERE place.usage = 'internal' AND place.warehouse_id IS NULL
           AND place.company_id IS NOT NULL
         GROUP BY quant.product_id, place.company_id
        """,
        columns=_columns(),
    )
    return [everywhere, nowhere]


def daily_facts(
    source: str, product_ids: SQL | list[int] | None, window: tuple[date, date]
) -> SQL:
    """What the daily facts know: `value` now, or `sold` in the window."""
    if source == "value":
        facts = overview_daily_sql.values_now(product_ids)
    else:
        facts = overview_daily_sql.sold_between(product_ids, *window)
    return SQL(
        """
        SELECT fact.product_id, fact.warehouse_id, fact.company_id, %(columns)s
          FROM (%(facts)s) fact
         GROUP BY fact.product_id, fact.warehouse_id, fact.company_id
        """,
        columns=_columns(**{source: f"fact.{source}"}),
        facts=facts,
    )


def _facts(
    product_ids: SQL | list[int] | None,
    warehouse_ids: list[int] | None,
    sources: Iterable[str],
    window: tuple[date, date],
) -> list[SQL]:
    """Queries of the sources, each with all measures."""
    facts = []
    if "stock" in sources:
        facts.append(stock_facts(product_ids))
    if "moves" in sources:
        facts += move_facts(warehouse_ids)
    if "transit" in sources:
        facts += transit_facts(product_ids)
    return facts + [
        daily_facts(source, product_ids, window)
        for source in ("sold", "value")
        if source in sources
    ]


def cells(
    product_ids: SQL | list[int] | None = None,
    warehouse_ids: list[int] | None = None,
    blank: bool = False,
    sources: Iterable[str] = LIVE,
    window: tuple[date, date] = (date.min, date.min),
) -> SQL:
    """One row per product × warehouse × company with every figure.

    :param product_ids: ids, a subselect, or None for all
    :param warehouse_ids: those looked at together; only matters for `between_…`
    :param blank: also rows of products that have nothing there
    :param sources: keys of `SOURCES`; the measures of the others are zero
    :param window: first day and day after the last one of `sold`
    """
    facts = _facts(product_ids, warehouse_ids, sources, window)
    if blank:
        facts += blank_facts()
    sums = SQL(", ").join(
        SQL("SUM(fact.%(name)s) AS %(name)s", name=SQL.identifier(name))
        for name in ADDED
    )
    return SQL(
        """
          WITH open_move AS MATERIALIZED (%(moves)s),
               transit_line AS MATERIALIZED (%(lines)s)
        SELECT fact.product_id, fact.warehouse_id, fact.company_id, %(sums)s
          FROM (%(facts)s) fact (product_id, warehouse_id, company_id, %(names)s)
         GROUP BY fact.product_id, fact.warehouse_id, fact.company_id
        """,
        moves=_open_moves(product_ids),
        lines=_transit_lines(),
        sums=sums,
        facts=SQL(" UNION ALL ").join(SQL("(%s)", fact) for fact in facts),
        names=SQL(", ").join(SQL.identifier(name) for name in ADDED),
    )


def derived() -> SQL:
    """Figures that follow from the sums of a `cell`."""
    return SQL(
        """
        cell.hold_quality + cell.hold_quarantine + cell.expired AS hold,
        cell.on_hand - cell.reserved - cell.blocked AS available,
        cell.on_hand - cell.blocked + cell.incoming - cell.outgoing AS forecast,
        cell.on_hand < 0 AS negative,
        cell.on_hand - cell.reserved - cell.blocked
            < GREATEST(cell.outgoing - cell.reserved, 0) AS short
        """
    )
