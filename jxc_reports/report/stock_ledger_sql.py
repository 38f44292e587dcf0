"""Opening, flows and closing of a period: one pass over the daily facts.

Facts are sparse, but the first day of each month (up to the company's
``jxc_stock_carried_month``) has a row for whatever is in stock. The opening of any
period is therefore the opening on such a day plus what changed since; the closing is
the opening plus what changed in the period.
"""

from odoo.tools import SQL

PLACE = ("company_id", "product_id", "warehouse_id", "area", "ownership")
QUANTITIES = {
    "in_quantity": 1,
    "out_quantity": -1,
    "moved_in_quantity": 1,
    "moved_out_quantity": -1,
    "shifted_quantity": 1,
    "late_quantity": 1,
}
VALUES = {
    "in_value": 1,
    "out_value": -1,
    "moved_in_value": 1,
    "moved_out_value": -1,
    "shifted_value": 1,
    "revaluation": 1,
}
KINDS = {"quantity": QUANTITIES, "value": VALUES}
FLOWS = (*QUANTITIES, *VALUES)
SOLD = ("sold_quantity", "sold_value")
# A place without any of these had neither stock nor movement
SIGNS_OF_LIFE = (*QUANTITIES, "opening_quantity", "opening_value", "revaluation")


def places(first, last, starts, condition=None):
    """SQL: a row for each place that was not empty throughout the period.

    Columns: PLACE, FLOWS, SOLD, opening and closing in quantity and value.

    :param first, last: first and last day of the period
    :param starts: {company id: day from which its facts are read}
    :param condition: on `fact`; every fact when None
    """
    return SQL(
        """
        SELECT total.*, %(closings)s
          FROM (SELECT %(place)s, %(sums)s
                  FROM jxc_stock_daily fact
                 WHERE fact.day <= %(last)s AND %(scanned)s AND %(condition)s
                 GROUP BY %(place)s) total
         WHERE %(alive)s
        """,
        closings=SQL(", ").join(_closing(kind) for kind in KINDS),
        place=SQL(", ").join(SQL.identifier("fact", name) for name in PLACE),
        sums=SQL(", ").join(_sums(first, starts)),
        last=last,
        scanned=_by_start(starts, SQL(">=")),
        condition=condition or SQL("TRUE"),
        alive=SQL(" OR ").join(
            SQL("total.%s <> 0", SQL.identifier(name)) for name in SIGNS_OF_LIFE
        ),
    )


def _sums(first, starts):
    whole = set(starts.values()) <= {first}
    within = SQL() if whole else SQL("FILTER (WHERE fact.day >= %s)", first)
    for name in (*FLOWS, *SOLD):
        column = SQL.identifier(name)
        yield SQL("COALESCE(SUM(fact.%s) %s, 0) AS %s", column, within, column)
    for kind, flows in KINDS.items():
        yield SQL(
            "COALESCE(SUM(fact.%s) FILTER (WHERE %s), 0) + %s AS %s",
            SQL.identifier(f"opening_{kind}"),
            _by_start(starts, SQL("=")),
            SQL("0") if whole else _before(flows, first),
            SQL.identifier(f"opening_{kind}"),
        )


def _before(flows, first):
    """SQL: what changed between the day read first and the period."""
    return SQL(
        "COALESCE(SUM(%s) FILTER (WHERE fact.day < %s), 0)",
        _signed(flows, "fact"),
        first,
    )


def _closing(kind):
    return SQL(
        "total.%s %s AS %s",
        SQL.identifier(f"opening_{kind}"),
        _signed(KINDS[kind], "total"),
        SQL.identifier(f"closing_{kind}"),
    )


def _signed(flows, alias):
    parts = [
        SQL("%s %s", SQL("+" if sign > 0 else "-"), SQL.identifier(alias, name))
        for name, sign in flows.items()
    ]
    return SQL(" ").join(parts)


def _by_start(starts, operator):
    """SQL: the fact's day compared with the start of its company."""
    companies = {}
    for company_id, start in starts.items():
        companies.setdefault(start, []).append(company_id)
    tests = [
        SQL("fact.company_id = ANY(%s) AND fact.day %s %s", ids, operator, start)
        for start, ids in companies.items()
    ]
    return SQL("(%s)", SQL(" OR ").join(tests)) if tests else SQL("FALSE")
