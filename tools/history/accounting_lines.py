"""Product lines, tax lines and due dates of the documents, with their totals.

acc_line, acc_line_tax, acc_tax_line, acc_due_line carry amounts without a sign;
acc_doc gets the totals. Taxes are rounded as the company says: per line, or over the
document with the difference spread over its lines by core's own function.
"""

NET = """
    SELECT n.line_id, n.order_id, n.quantity, d.id AS doc_id, d.kind, d.refund,
        d.orders, l.product_id, l.product_uom_id, l.name, l.sequence AS place,
        coalesce(c.price, l.price_unit) AS price_unit,
        coalesce(l.discount, 0)::numeric AS discount, l.analytic_distribution
    FROM acc_net n
    JOIN acc_doc3 d ON d.doc = n.doc
        AND d.credit_date IS NOT DISTINCT FROM n.credit_date
    JOIN {table}_order_line l ON l.id = n.line_id
    LEFT JOIN acc_price c ON c.line_id = n.line_id AND n.kind = 'purchase'
    WHERE n.kind = '{table}'
"""
LINE = """
    SELECT n.*, CASE WHEN strpos(n.name, p.label) > 0 THEN n.name
            ELSE p.label || E'\\n' || n.name END AS label,
        CASE n.kind WHEN 'sale' THEN p.income_id ELSE p.expense_id END AS account_id,
        row_number() OVER w - 1
            + CASE WHEN n.kind = 'purchase' THEN 10 WHEN n.orders > 1 THEN 1 ELSE 0 END
            AS sequence,
        nextval('account_move_line_id_seq')::int AS id,
        CASE WHEN %(per_line)s THEN round(amount, %(cents)s) ELSE amount END AS raw,
        round(amount, %(cents)s) AS subtotal
    FROM (SELECT *, quantity * price_unit::numeric * (1 - discount / 100) AS amount
        FROM acc_line0) AS n
    JOIN acc_product p ON p.product_id = n.product_id
    WINDOW w AS (PARTITION BY doc_id ORDER BY order_id, place, line_id)
    ORDER BY doc_id, order_id, place, line_id
"""
LINE_TAX = """
    SELECT l.id AS line_id, l.doc_id, t.tax_id, l.raw, CASE WHEN %(per_line)s
        THEN round(l.raw * t.rate / 100, %(cents)s) ELSE l.raw * t.rate / 100 END AS tax
    FROM acc_line l
    JOIN (SELECT 'sale' AS kind, sale_order_line_id AS line_id, account_tax_id AS tax_id
        FROM account_tax_sale_order_line_rel
        UNION ALL SELECT 'purchase', purchase_order_line_id, account_tax_id
        FROM account_tax_purchase_order_line_rel
    ) AS r ON r.kind = l.kind AND r.line_id = l.line_id
    JOIN acc_tax t ON t.tax_id = r.tax_id AND t.refund = l.refund
"""
TAX_LINE = """
    SELECT s.doc_id, s.tax_id, s.base, s.amount, t.rep_id, t.account_id, t.group_id,
        t.name, nextval('account_move_line_id_seq')::int AS id
    FROM (SELECT doc_id, tax_id, round(sum(raw), %(cents)s) AS base,
            round(sum(tax), %(cents)s) AS amount
        FROM acc_line_tax GROUP BY doc_id, tax_id ORDER BY doc_id, tax_id) AS s
    JOIN acc_doc3 d ON d.id = s.doc_id
    JOIN acc_tax t ON t.tax_id = s.tax_id AND t.refund = d.refund
    WHERE s.amount <> 0
"""
DOC = """
    SELECT d.*, l.untaxed, coalesce(t.tax, 0) AS tax,
        l.untaxed + coalesce(t.tax, 0) AS total
    FROM acc_doc3 d
    JOIN (SELECT doc_id, round(sum(raw), %(cents)s) AS untaxed
        FROM acc_line GROUP BY doc_id) AS l ON l.doc_id = d.id
    LEFT JOIN (SELECT doc_id, sum(amount) AS tax
        FROM acc_tax_line GROUP BY doc_id) AS t ON t.doc_id = d.id
"""
# the last line of a payment term takes the rest
DUE_LINE = """
    SELECT doc_id, n, terms, due, rest, nextval('account_move_line_id_seq')::int AS id,
        CASE WHEN rest THEN total - coalesce(sum(part) OVER (PARTITION BY doc_id
            ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
            ELSE part END AS amount
    FROM (SELECT d.id AS doc_id, d.total, coalesce(u.n, 1) AS n,
            coalesce(u.terms, 1) AS terms, coalesce(u.due, d.invoice_date) AS due,
            coalesce(u.rest, true) AS rest,
            round(d.total * coalesce(u.share, 100) / 100, %(cents)s) AS part
        FROM acc_doc d LEFT JOIN acc_due u ON NOT d.refund
            AND u.term_id = d.term_id AND u.invoice_date = d.invoice_date
        ORDER BY d.id, n) AS parts
"""


def lines(scope, prices):
    """Make the lines of all documents, and acc_doc with the totals."""
    found = [(line_id, repr(float(price))) for line_id, price in prices.items()]
    scope.fill("acc_price", "line_id int, price numeric", found)
    scope.table("acc_line0", NET.format(table="sale"))
    scope.run(f"INSERT INTO acc_line0 {NET.format(table='purchase')}")
    _products(scope)
    _taxes(scope)
    scope.table("acc_line", LINE)
    scope.table("acc_line_tax", LINE_TAX)
    scope.table("acc_tax_line", TAX_LINE)
    scope.table("acc_doc", DOC)
    _spread(scope)
    _due_dates(scope)
    scope.table("acc_due_line", DUE_LINE)


def _products(scope):
    """Note name and accounts of the products; accounts once per kind of product."""
    scope.run(
        """SELECT array_agg(DISTINCT p.id), min(t.id) FROM acc_line0 l
        JOIN product_product p ON p.id = l.product_id
        JOIN product_template t ON t.id = p.product_tmpl_id
        GROUP BY t.categ_id, t.property_account_income_id,
            t.property_account_expense_id"""
    )
    found = []
    for ids, template_id in scope.cr.fetchall():
        accounts = _accounts(scope, template_id)
        for product in scope.env["product.product"].browse(ids):
            found.append((product.id, product.display_name, *accounts))
    columns = "product_id int, label text, income_id int, expense_id int"
    scope.fill("acc_product", columns, found)


def _accounts(scope, template_id):
    template = scope.env["product.template"].browse(template_id)
    accounts = template.get_product_accounts()
    if template.valuation == "real_time":
        raise ValueError(f"{template.name}: perpetual valuation is not supported")
    return tuple(
        (accounts[name] or scope.journals[journal].default_account_id).id
        for name, journal in (("income", "sale"), ("expense", "purchase"))
    )


def _taxes(scope):
    """Note rate and accounts of the taxes; only percentages on top of the price."""
    scope.run(
        """SELECT account_tax_id FROM account_tax_sale_order_line_rel
            WHERE sale_order_line_id IN (SELECT line_id FROM acc_line0
                WHERE kind = 'sale')
        UNION SELECT account_tax_id FROM account_tax_purchase_order_line_rel
            WHERE purchase_order_line_id IN (SELECT line_id FROM acc_line0
                WHERE kind = 'purchase')"""
    )
    ids = [row[0] for row in scope.cr.fetchall()]
    found, tags = [], []
    for tax in scope.env["account.tax"].browse(ids):
        for refund in (False, True):
            base, own = _repartition(tax, refund)
            found.append(
                (
                    *(tax.id, refund, tax.amount, own.id, own.account_id.id),
                    *(tax.tax_group_id.id, tax.name),
                )
            )
            tags += [(tax.id, refund, True, tag.id) for tag in base.tag_ids]
            tags += [(tax.id, refund, False, tag.id) for tag in own.tag_ids]
    columns = """tax_id int, refund boolean, rate numeric, rep_id int, account_id int,
        group_id int, name text"""
    scope.fill("acc_tax", columns, found)
    scope.fill("acc_tag", "tax_id int, refund boolean, base boolean, tag_id int", tags)


def _repartition(tax, refund):
    """Return the lines that say where base and tax are booked."""
    side = "refund" if refund else "invoice"
    found = tax[f"{side}_repartition_line_ids"]
    base = found.filtered(lambda line: line.repartition_type == "base")
    own = found - base
    plain = tax.amount_type == "percent" and not tax.price_include
    plain &= not tax.include_base_amount and tax.tax_exigibility == "on_invoice"
    if not plain or len(own) != 1 or own.factor != 1 or not own.account_id:
        raise ValueError(f"tax {tax.name}: only a percentage on the price is known")
    return base, own


def _spread(scope):
    """Make acc_delta: what rounding over the document adds to single lines."""
    scope.run(
        """SELECT l.doc_id, d.untaxed - sum(l.subtotal), array_agg(l.id ORDER BY l.id),
            array_agg(l.raw::float8 ORDER BY l.id)
        FROM acc_line l JOIN acc_doc d ON d.id = l.doc_id
        GROUP BY l.doc_id, d.untaxed HAVING d.untaxed <> sum(l.subtotal)"""
    )
    found, tax = [], scope.env["account.tax"]
    for _doc, delta, ids, raws in scope.cr.fetchall():
        amounts = tax._distribute_delta_amount_smoothly(
            precision_digits=scope.values["cents"],
            delta_amount=float(delta),
            target_factors=[{"factor": raw} for raw in raws],
        )
        found += [(i, a) for i, a in zip(ids, amounts, strict=True) if a]
    scope.fill("acc_delta", "line_id int, delta numeric", found)


def _due_dates(scope):
    """Make acc_due: the dates and shares of each payment term and invoice date."""
    scope.run(
        """SELECT DISTINCT term_id, invoice_date FROM acc_doc
        WHERE term_id IS NOT NULL AND NOT refund"""
    )
    found = []
    for term_id, day in scope.cr.fetchall():
        parts = scope.env["account.payment.term"].browse(term_id).line_ids
        for number, part in enumerate(parts, 1):
            due, rest = part._get_due_date(day), part == parts[-1]
            found.append(
                (term_id, day, number, len(parts), due, part.value_amount, rest)
            )
    columns = """term_id int, invoice_date date, n int, terms int, due date,
        share numeric, rest boolean"""
    scope.fill("acc_due", columns, found)
