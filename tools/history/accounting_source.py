"""Goods that were received, delivered and returned, per order line.

acc_event: one row per movement, signed; acc_term: which payment terms are monthly.
"""

# `at` is UTC, `day` the company's day
EVENT = """
    SELECT %(kind)s AS kind, m.id AS move_id, m.picking_id, l.id AS line_id,
        l.order_id, m.origin_returned_move_id AS origin_id, m.date AS at,
        (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
        CASE WHEN {out}.usage = %(usage)s THEN 1 ELSE -1 END AS sign,
        round(m.quantity * mu.factor::numeric / lu.factor::numeric, %(digits)s)
            AS quantity
    FROM stock_move m
    JOIN {table}_order_line l ON l.id = m.{field}
    JOIN {table}_order o ON o.id = l.order_id
    JOIN stock_location src ON src.id = m.location_id
    JOIN stock_location dst ON dst.id = m.location_dest_id
    JOIN uom_uom mu ON mu.id = m.product_uom
    JOIN uom_uom lu ON lu.id = l.product_uom_id
    WHERE m.state = 'done' AND m.company_id = %(company)s AND m.quantity > 0
        AND o.state = %(state)s AND l.product_id = m.product_id
        AND (src.usage = %(usage)s) <> (dst.usage = %(usage)s)
        AND ({out}.usage = %(usage)s OR m.to_refund)
        AND (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date
            BETWEEN %(since)s AND %(until)s
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
    scope.run("DROP TABLE IF EXISTS acc_event")
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
    scope.run("SELECT kind, partner_id FROM acc_order GROUP BY 1, 2")
    found = []
    for kind, partner_id in scope.cr.fetchall():
        partner = scope.env["res.partner"].browse(partner_id)
        commercial = partner.commercial_partner_id
        name = "receivable" if kind == "sale" else "payable"
        account = partner[f"property_account_{name}_id"]
        ours = kind == "sale"
        owner = scope.env.company.partner_id if ours else commercial
        back = commercial if ours else scope.env.company.partner_id
        found.append(
            (
                *(kind, partner.id, commercial.id, partner.display_name),
                *(account.id, partner.address_get(["delivery"])["delivery"]),
                *(_bank(owner, scope), _bank(back, scope)),
            )
        )
    columns = """kind text, partner_id int, commercial_id int, name text,
        account_id int, shipping_id int, bank_id int, refund_bank_id int"""
    scope.fill("acc_partner", columns, found)


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
