"""Goods that were received, delivered and returned, per order line.

acc_event: one row per movement, signed; acc_term: which payment terms are monthly.
"""

# done movements of order lines; `at` is UTC, `day` the company's day
MOVED = """
    SELECT m.id AS move_id, m.picking_id, m.sale_line_id, m.purchase_line_id,
        m.product_id, m.origin_returned_move_id AS origin_id, m.date AS at,
        (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
        m.quantity * u.factor::numeric AS quantity, coalesce(m.to_refund, false)
            AS to_refund, src.usage AS src_usage, dst.usage AS dst_usage
    FROM stock_move m
    JOIN stock_location src ON src.id = m.location_id
    JOIN stock_location dst ON dst.id = m.location_dest_id
    JOIN uom_uom u ON u.id = m.product_uom
    WHERE m.state = 'done' AND m.company_id = %(company)s AND m.quantity > 0
        AND m.date >= %(since)s::timestamp AT TIME ZONE %(timezone)s AT TIME ZONE 'UTC'
        AND m.date < (%(until)s::date + 1)::timestamp AT TIME ZONE %(timezone)s
            AT TIME ZONE 'UTC'
        AND (m.sale_line_id IS NOT NULL OR m.purchase_line_id IS NOT NULL)
"""
EVENT = """
    SELECT %(kind)s AS kind, m.move_id, m.picking_id, l.id AS line_id, l.order_id,
        m.origin_id, m.at, m.day, round(m.quantity / u.factor::numeric, %(digits)s)
            AS quantity,
        CASE WHEN m.{out}_usage = %(usage)s THEN 1 ELSE -1 END AS sign
    FROM acc_moved m
    JOIN {table}_order_line l ON l.id = m.{field} AND l.product_id + 0 = m.product_id
    JOIN {table}_order o ON o.id = l.order_id AND o.state = %(state)s
    JOIN uom_uom u ON u.id = l.product_uom_id
    WHERE (m.src_usage = %(usage)s) <> (m.dst_usage = %(usage)s)
        AND (m.{out}_usage = %(usage)s OR m.to_refund)
        AND NOT EXISTS ({invoiced})
"""
SALE = EVENT.format(
    table="sale",
    field="sale_line_id",
    out="dst",
    invoiced="SELECT FROM sale_order_line_invoice_rel r WHERE r.order_line_id = l.id",
)
PURCHASE = EVENT.format(
    table="purchase",
    field="purchase_line_id",
    out="src",
    invoiced="SELECT FROM account_move_line a WHERE a.purchase_line_id = l.id",
)
ORDER = """
    SELECT 'sale' AS kind, o.id AS order_id, o.name,
        coalesce(nullif(o.client_order_ref, ''), o.name) AS ref,
        o.partner_invoice_id AS partner_id, o.partner_shipping_id AS shipping_id,
        o.payment_term_id AS term_id, o.fiscal_position_id AS fiscal_id,
        o.user_id, o.team_id, o.campaign_id, o.medium_id, o.source_id, o.note,
        o.preferred_payment_method_line_id AS method_id, o.effective_date,
        o.currency_id
    FROM sale_order o JOIN (
        SELECT DISTINCT order_id FROM acc_event WHERE kind = 'sale'
    ) AS e ON e.order_id = o.id
    UNION ALL
    SELECT 'purchase', o.id, o.name, NULL, o.partner_id, NULL,
        o.payment_term_id, o.fiscal_position_id,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, o.currency_id
    FROM purchase_order o JOIN (
        SELECT DISTINCT order_id FROM acc_event WHERE kind = 'purchase'
    ) AS e ON e.order_id = o.id
"""


def events(scope):
    """Make acc_event, acc_order, acc_term and acc_partner."""
    scope.table("acc_moved", MOVED)
    sale = {"kind": "sale", "usage": "customer", "state": "sale"}
    buy = {"kind": "purchase", "usage": "supplier", "state": "purchase"}
    scope.table("acc_event", SALE, **sale)
    scope.run(f"INSERT INTO acc_event {PURCHASE}", **buy)
    scope.run("CREATE INDEX ON acc_event (line_id)")
    scope.run("ANALYZE acc_event")
    scope.table("acc_order", ORDER)
    _check_currency(scope)
    _terms(scope)
    _partners(scope)


def _check_currency(scope):
    scope.run("SELECT name FROM acc_order WHERE currency_id <> %(currency)s LIMIT 1")
    if found := scope.cr.fetchone():
        raise ValueError(f"order {found[0]} is not in the company's currency")


def _terms(scope):
    """Note which payment terms invoice by month: those that count from month ends."""
    scope.run("SELECT DISTINCT term_id FROM acc_order WHERE term_id IS NOT NULL")
    ids = [row[0] for row in scope.cr.fetchall()]
    terms = scope.env["account.payment.term"].browse(ids)
    for term in terms:
        if term.early_discount or "fixed" in term.line_ids.mapped("value"):
            raise ValueError(f"payment term {term.name}: only percentages are known")
    monthly = [
        (term.id, any(t != "days_after" for t in term.line_ids.mapped("delay_type")))
        for term in terms
    ]
    scope.fill("acc_term", "term_id int, monthly boolean", monthly)


def _partners(scope):
    """Note what a document takes from its partner."""
    scope.run("SELECT kind, array_agg(DISTINCT partner_id) FROM acc_order GROUP BY 1")
    found = []
    for kind, ids in scope.cr.fetchall():
        for partner in scope.env["res.partner"].browse(ids):
            found.append((kind, partner.id, *_partner(scope, kind, partner)))
    columns = """kind text, partner_id int, commercial_id int, name text,
        account_id int, shipping_id int, bank_id int, refund_bank_id int"""
    scope.fill("acc_partner", columns, found)


def _partner(scope, kind, partner):
    """Return company contact, name, account, shipping address and bank accounts.

    Orders of customers know where the goods go; core asks a vendor's address book.
    """
    ours, commercial = scope.env.company.partner_id, partner.commercial_partner_id
    if kind == "sale":
        account, owners = partner.property_account_receivable_id, (ours, commercial)
        shipping = None
    else:
        account, owners = partner.property_account_payable_id, (commercial, ours)
        shipping = partner.address_get(["delivery"])["delivery"]
    banks = (_bank(owner, scope) for owner in owners)
    return (commercial.id, partner.display_name, account.id, shipping, *banks)


def _bank(partner, scope):
    """Return the bank account core proposes for documents paid to a partner."""
    company, currency = scope.env.company, scope.env.company.currency_id
    banks = partner.bank_ids.filtered(lambda b: b.company_id in (company, b.browse()))
    others = banks.sorted(
        lambda b: (
            b.currency_id not in (currency, currency.browse()),
            not b.allow_out_payment,
        )
    )
    return others[:1].id or None
