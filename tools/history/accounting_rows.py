"""The journal items of documents and payments, and the links between tables."""

# every journal item; `balance` without rounding differences, `storno` as on the entry
BASE = {
    "company_id": "%(company)s",
    "company_currency_id": "%(currency)s",
    "currency_id": "%(currency)s",
    "create_uid": "%(uid)s",
    "write_uid": "%(uid)s",
    "create_date": "d.posted_at",
    "write_date": "d.posted_at",
    "journal_id": "d.journal_id",
    "move_name": "d.name",
    "parent_state": "'posted'",
    "discount": "0",
    "deductible_amount": "100.0",
    "no_followup": "false",
}
MONEY = {
    "is_storno": "(%(storno)s AND d.refund)",
    "balance": "{0}",
    "amount_currency": "{0}",
    "debit": """CASE WHEN ({0} < 0) = (%(storno)s AND d.refund)
        THEN {0} ELSE 0 END""",
    "credit": """CASE WHEN ({0} < 0) = (%(storno)s AND d.refund)
        THEN 0 ELSE -({0}) END""",
}
ITEM = {
    **BASE,
    "move_id": "d.id",
    "partner_id": "d.commercial_id",
    "ref": "d.ref",
    "date": "d.invoice_date",
    "invoice_date": "d.invoice_date",
}


def money(balance):
    """Return the amount columns of an item; storno books the other side, negative."""
    return {name: text.format(f"({balance})") for name, text in MONEY.items()}


PRODUCT = {
    **ITEM,
    **money("d.sign * (l.subtotal + coalesce(x.delta, 0))"),
    "id": "l.id",
    "display_type": "'product'",
    "sequence": "l.sequence",
    "name": "l.label",
    "account_id": "l.account_id",
    "product_id": "l.product_id",
    "product_uom_id": "l.product_uom_id",
    "quantity": "l.quantity",
    "price_unit": "l.price_unit",
    "discount": "l.discount",
    "price_subtotal": "l.subtotal",
    "price_total": "l.subtotal + coalesce(t.tax, 0)",
    "analytic_distribution": "l.analytic_distribution",
    "amount_residual": "0",
    "amount_residual_currency": "0",
    "reconciled": "false",
    "is_downpayment": "false",
    "purchase_line_id": "CASE WHEN d.kind = 'purchase' THEN l.line_id END",
    "collapse_composition": "CASE WHEN d.kind = 'sale' THEN false END",
    "collapse_prices": "CASE WHEN d.kind = 'sale' THEN false END",
}
PRODUCTS = """FROM acc_line l JOIN acc_named d ON d.id = l.doc_id
    LEFT JOIN acc_delta x ON x.line_id = l.id
    LEFT JOIN (SELECT line_id, sum(round(tax, %(cents)s)) AS tax FROM acc_line_tax
        GROUP BY line_id) AS t ON t.line_id = l.id ORDER BY l.id"""
TAX = {
    **ITEM,
    **money("d.sign * l.amount"),
    "id": "l.id",
    "display_type": "'tax'",
    "sequence": "10000",
    "name": "l.name",
    "account_id": "l.account_id",
    "tax_line_id": "l.tax_id",
    "tax_group_id": "l.group_id",
    "tax_repartition_line_id": "l.rep_id",
    "tax_base_amount": "d.sign * l.base",
    **dict.fromkeys(("quantity", "price_unit", "price_subtotal", "price_total"), "0"),
    "amount_residual": "0",
    "amount_residual_currency": "0",
    "reconciled": "false",
}
TAXES = "FROM acc_tax_line l JOIN acc_named d ON d.id = l.doc_id ORDER BY l.id"
LABEL = """CASE WHEN d.payment_reference IS NOT NULL OR d.kind = 'purchase'
    THEN concat_ws(' - ', d.ref, nullif(d.payment_reference, d.ref)) END"""
MATCHING = "coalesce(w.id::text, 'P' || n.first_id)"
DUE = {
    **ITEM,
    **money("-d.sign * l.amount"),
    "id": "l.id",
    "display_type": "'payment_term'",
    "sequence": "12000",
    "name": f"""CASE WHEN l.terms > 1 THEN ltrim(replace(replace(%(installment)s,
            '[name]', coalesce({LABEL}, '')), '[number]', l.n::text))
        ELSE {LABEL} END""",
    "account_id": "d.account_id",
    "date_maturity": "l.due",
    **dict.fromkeys(("quantity", "price_unit", "price_subtotal", "price_total"), "0"),
    "discount_amount_currency": "0",
    "discount_balance": "0",
    "amount_residual": "-d.sign * coalesce(n.residual, l.amount)",
    "amount_residual_currency": "-d.sign * coalesce(n.residual, l.amount)",
    "reconciled": "coalesce(n.residual, l.amount) = 0",
    "full_reconcile_id": "w.id",
    "matching_number": f"CASE WHEN n.line_id IS NOT NULL THEN {MATCHING} END",
}
DUES = """FROM acc_due_line l JOIN acc_named d ON d.id = l.doc_id
    LEFT JOIN acc_node n ON n.line_id = l.id
    LEFT JOIN acc_whole w ON w.knot = n.knot ORDER BY l.id"""
PAID = {
    **BASE,
    "move_id": "d.move_id",
    "payment_id": "d.id",
    "partner_id": "d.commercial_id",
    "ref": "d.memo",
    "name": "d.label",
    "date": "d.day",
    "date_maturity": "d.day",
    "display_type": "'product'",
    "sequence": "100",
    "quantity": "1",
    "price_unit": "0",
    "is_storno": "false",
    "id": "x.id",
    "account_id": "x.account_id",
    "balance": "x.amount",
    "amount_currency": "x.amount",
    "price_subtotal": "x.amount",
    "price_total": "x.amount",
    "debit": "greatest(x.amount, 0)",
    "credit": "greatest(-x.amount, 0)",
    "amount_residual": "CASE WHEN x.bank THEN x.amount ELSE 0 END",
    "amount_residual_currency": "CASE WHEN x.bank THEN x.amount ELSE 0 END",
    "reconciled": "NOT x.bank",
    "full_reconcile_id": "CASE WHEN NOT x.bank THEN w.id END",
    "matching_number": f"CASE WHEN NOT x.bank THEN {MATCHING} END",
}
PAYMENTS = """FROM acc_paid d
    CROSS JOIN LATERAL (VALUES
        (d.liquidity_id, true, CASE WHEN d.inbound THEN %(in_acc)s ELSE %(out_acc)s END,
            CASE WHEN d.inbound THEN d.amount ELSE -d.amount END),
        (d.counterpart_id, false, d.account_id,
            CASE WHEN d.inbound THEN -d.amount ELSE d.amount END)
    ) AS x (id, bank, account_id, amount)
    LEFT JOIN acc_node n ON n.line_id = d.counterpart_id
    LEFT JOIN acc_whole w ON w.knot = n.knot ORDER BY x.id"""

RELATIONS = (
    """INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
    SELECT id, line_id FROM acc_line WHERE kind = 'sale'""",
    """INSERT INTO account_move_line_account_tax_rel
        (account_move_line_id, account_tax_id)
    SELECT line_id, tax_id FROM acc_line_tax""",
    """INSERT INTO account_move_purchase_order_rel (purchase_order_id, account_move_id)
    SELECT DISTINCT order_id, doc_id FROM acc_line WHERE kind = 'purchase'""",
    """INSERT INTO account_move__account_payment (invoice_id, payment_id)
    SELECT DISTINCT f.doc_id, p.id FROM acc_fate f JOIN acc_pay p ON p.pay = f.pay""",
    """INSERT INTO account_account_tag_account_move_line_rel
        (account_move_line_id, account_account_tag_id)
    SELECT t.line_id, g.tag_id FROM acc_line_tax t JOIN acc_line l ON l.id = t.line_id
    JOIN acc_tag g ON g.tax_id = t.tax_id AND g.refund = l.refund AND g.base
    UNION SELECT t.id, g.tag_id FROM acc_tax_line t JOIN acc_doc d ON d.id = t.doc_id
    JOIN acc_tag g ON g.tax_id = t.tax_id AND g.refund = d.refund AND NOT g.base""",
)


def lines(scope, put):
    """Insert the journal items; `put(table, columns, source)` writes."""
    more = {}
    if "is_landed_costs_line" in scope.env["account.move.line"]._fields:
        more["is_landed_costs_line"] = "CASE WHEN d.kind = 'purchase' THEN false END"
    put("account_move_line", PRODUCT | more, PRODUCTS)
    put("account_move_line", TAX, TAXES)
    put("account_move_line", DUE, DUES)
    put("account_move_line", PAID, PAYMENTS)


def relations(scope):
    """Link items with order lines and taxes, documents with orders and payments."""
    for statement in RELATIONS:
        scope.run(statement)
