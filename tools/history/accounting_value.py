"""What bills change in the value of receipts, of later deliveries and of the cost.

Posting a bill makes core value the receipts of its lines anew, by the quantity and
amount billed so far (`stock.move._get_value_from_account_move`). Where that differs
from the value at receipt the log `jxc_stock_revaluation` gets a row with the time of
posting, and goods that left afterwards at average cost leave at the new one.
"""

from .accounting_average import Step, restate
from .sql import copy, rows

# billed quantity and amount per purchase line, in the product's unit
BILLED = """
    SELECT l.id AS line_id, l.product_id, sum(s.sign * round(
            a.quantity * au.factor::numeric / pu.factor::numeric, %(digits)s))
            AS quantity,
        sum(s.sign * a.price_subtotal) AS amount,
        round((l.price_unit * (1 - coalesce(l.discount, 0)::numeric / 100)
            * pu.factor::numeric / lu.factor::numeric)::numeric, %(price_digits)s)
            AS price
    FROM (SELECT DISTINCT line_id FROM acc_line WHERE kind = 'purchase') AS n
    JOIN purchase_order_line l ON l.id = n.line_id
    JOIN account_move_line a ON a.purchase_line_id = l.id AND a.parent_state = 'posted'
    JOIN account_move m ON m.id = a.move_id
    JOIN LATERAL (SELECT CASE m.move_type WHEN 'in_invoice' THEN 1
        WHEN 'in_refund' THEN -1 ELSE 0 END AS sign) AS s ON true
    JOIN product_product p ON p.id = l.product_id
    JOIN product_template t ON t.id = p.product_tmpl_id
    JOIN uom_uom au ON au.id = a.product_uom_id
    JOIN uom_uom lu ON lu.id = l.product_uom_id
    JOIN uom_uom pu ON pu.id = t.uom_id
    GROUP BY l.id, l.product_id, lu.factor, pu.factor
"""
# core adds what left before to what came before
MOVE = """
    SELECT m.*, coalesce(sum(m.quantity) OVER (PARTITION BY m.line_id
        ORDER BY m.date, m.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
        AS before
    FROM (SELECT m.id, m.date, m.is_in, m.value, b.line_id, b.product_id,
            b.quantity AS billed, b.amount, b.price, sum(x.quantity_product_uom)
                AS quantity
        FROM acc_billed b
        JOIN stock_move m ON m.purchase_line_id = b.line_id AND m.state = 'done'
            AND m.product_id = b.product_id AND (m.is_in OR m.is_out OR m.is_dropship)
        JOIN stock_move_line x ON x.move_id = m.id AND x.picked
        GROUP BY m.id, m.date, m.is_in, m.value, b.line_id, b.product_id, b.quantity,
            b.amount, b.price) AS m
"""
VALUED = """
    SELECT v.id, v.product_id, v.quantity, v.value AS old_value, v.new_value,
        d.posted_at AS known_at, d.id AS doc_id, d.name
    FROM (SELECT m.*, CASE WHEN m.billed <= 0 OR m.billed <= m.before
            THEN round(m.quantity * m.price, %(cents)s)
            ELSE round(m.amount * least(m.quantity, m.billed - m.before) / m.billed
                + greatest(m.quantity - (m.billed - m.before), 0) * m.price, %(cents)s)
            END AS new_value
        FROM acc_move m WHERE m.is_in AND NOT EXISTS (
            SELECT FROM product_value f WHERE f.move_id = m.id)) AS v
    JOIN acc_part p ON p.kind = 'purchase' AND p.move_id = v.id
    JOIN acc_named d ON d.doc = p.doc AND d.credit_date IS NULL
    WHERE v.new_value IS DISTINCT FROM v.value
"""
LOG = """
    INSERT INTO jxc_stock_revaluation (company_id, product_id, move_id, known_at,
        known_on, quantity, old_value, new_value, cause, cause_ref, cause_name)
    SELECT %(company)s, product_id, id, known_at,
        (known_at AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date, quantity,
        old_value, new_value, 'bill', 'account.move,' || doc_id, name
    FROM acc_value ORDER BY known_at, id
"""
# everything that moved the cost of the products concerned
STEP = """
    SELECT product_id, id, at, kind, quantity, value, origin, new_value, known_at
    FROM (SELECT m.product_id, m.id, m.date AS at,
            CASE WHEN m.is_in THEN 'in' ELSE 'out' END AS kind,
            sum(x.quantity_product_uom)::float8 AS quantity, m.value::float8 AS value,
            m.origin_returned_move_id AS origin, v.new_value::float8 AS new_value,
            v.known_at
        FROM stock_move m
        JOIN stock_move_line x ON x.move_id = m.id AND x.picked
        LEFT JOIN acc_value v ON v.id = m.id
        WHERE m.state = 'done' AND m.company_id = %(company)s AND (m.is_in OR m.is_out)
            AND m.product_id IN (SELECT product_id FROM acc_value)
        GROUP BY m.id, v.new_value, v.known_at
        UNION ALL
        SELECT product_id, 0, date, 'set', 0, value::float8, NULL, NULL, NULL
        FROM product_value WHERE move_id IS NULL AND lot_id IS NULL
            AND product_id IN (SELECT product_id FROM acc_value)) AS steps
    ORDER BY product_id, at, id
"""


def revalue(scope):
    """Value receipts by their bills; return the number of receipts that changed."""
    scope.table("acc_billed", BILLED)
    scope.table("acc_move", MOVE)
    scope.table("acc_value", VALUED)
    count = scope.run("SELECT FROM acc_value")
    if not count:
        return 0
    scope.run(LOG)
    later, costs = _restated(scope)
    scope.run(
        """UPDATE stock_move m SET value = v.new_value FROM acc_value v
        WHERE m.id = v.id"""
    )
    _write(scope, later)
    _set_costs(scope, costs)
    _set_margins(scope)
    return count


def _restated(scope):
    """Return ({id of a delivery: its value}, {product id: average cost or None})."""
    found = {}
    for product_id, *step in rows(scope.cr, STEP, **scope.values):
        found.setdefault(product_id, []).append(Step(*step))
    money = scope.env.company.currency_id.round
    later, costs = {}, {}
    for product in scope.env["product.product"].browse(found):
        costs[product] = None
        if product.cost_method == "average" and not product.lot_valuated:
            values, costs[product] = restate(found[product.id], money)
            later |= values
    return later, costs


def _write(scope, later):
    """Store the new values of deliveries."""
    scope.fill("acc_later", "id int, value numeric", [])
    copy(scope.cr, "acc_later", ((i, repr(v)) for i, v in later.items()))
    scope.run(
        "UPDATE stock_move m SET value = l.value FROM acc_later l WHERE m.id = l.id"
    )


def _set_margins(scope):
    """Let core compute the margin of what was sold, now that it cost something else."""
    scope.run(
        """SELECT DISTINCT m.sale_line_id FROM stock_move m
        JOIN acc_later l ON l.id = m.id WHERE m.sale_line_id IS NOT NULL"""
    )
    ids = [row[0] for row in scope.cr.fetchall()]
    scope.env.invalidate_all()
    lines = scope.env["sale.order.line"].browse(ids)
    for records, names in (
        (lines, ("purchase_price",)),
        (lines, ("margin", "margin_percent")),
        (lines.order_id, ("margin", "margin_percent")),
    ):
        _compute(records, names)


def _compute(records, names):
    """Let core compute the stored fields of these names again, if it knows them."""
    for name in set(names) & set(records._fields):
        records.env.add_to_compute(records._fields[name], records)
    records.env.flush_all()


def _set_costs(scope, costs):
    """Store the cost of each product, without a row of history, as core does."""
    others = scope.env["product.product"]
    key = str(scope.env.company.id)
    found = [(p.id, repr(cost)) for p, cost in costs.items() if cost]
    for product, cost in costs.items():
        if cost is None:
            others |= product
    scope.fill("acc_cost", "product_id int, cost float8", found)
    scope.run(
        """UPDATE product_product p
        SET standard_price = coalesce(p.standard_price, '{}')
            || jsonb_build_object(%(key)s::text, c.cost)
        FROM acc_cost c WHERE c.product_id = p.id""",
        key=key,
    )
    scope.env.invalidate_all()
    others._update_standard_price()
    scope.env.flush_all()
