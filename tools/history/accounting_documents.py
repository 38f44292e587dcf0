"""Which goods go on which invoice, bill or credit note.

A payment term that counts from a month's end is invoiced by the month, another one per
delivery day (sale) or per receipt (purchase). Goods returned before the invoice are
deducted; later ones get a credit note for that invoice, per day or per month.
acc_part: order line and quantity per document; acc_doc: the documents.
"""

MONTH_END = "(date_trunc('month', {day}) + interval '1 month - 1 day')::date"

GIVE = f"""
    SELECT e.*, o.partner_id, o.shipping_id, o.term_id, o.fiscal_id,
        coalesce(t.monthly, false) AS monthly,
        CASE WHEN t.monthly THEN {MONTH_END.format(day="e.day")}
            WHEN e.kind = 'sale' THEN e.day
            ELSE e.day
                + mod(abs(hashtextextended(p.name, %(seed)s)), %(bill_days)s)::int
        END AS invoice_date,
        CASE WHEN t.monthly OR e.kind = 'sale' THEN 0 ELSE e.picking_id END AS apart
    FROM acc_event e
    JOIN acc_order o ON o.kind = e.kind AND o.order_id = e.order_id
    LEFT JOIN acc_term t ON t.term_id = o.term_id
    LEFT JOIN stock_picking p ON p.id = e.picking_id
    WHERE e.sign > 0
"""
KEYED = """
    SELECT *, dense_rank() OVER (ORDER BY kind, invoice_date, partner_id, shipping_id,
        term_id, fiscal_id, apart) AS doc
    FROM acc_give0
"""
BACK = f"""
    SELECT DISTINCT ON (b.move_id) b.*, g.doc, g.invoice_date AS first_date,
        CASE WHEN g.monthly THEN {MONTH_END.format(day="b.day")} ELSE b.day
        END AS credit_date
    FROM acc_event b
    JOIN acc_give g ON g.kind = b.kind AND g.line_id = b.line_id
        AND (g.move_id = b.origin_id OR g.at <= b.at)
    WHERE b.sign < 0
    ORDER BY b.move_id, coalesce(g.move_id = b.origin_id, false) DESC,
        g.at DESC, g.move_id
"""
PART = """
    SELECT doc, NULL::date AS credit_date, kind, line_id, order_id, at, quantity,
        move_id
    FROM acc_give WHERE invoice_date <= %(until)s
    UNION ALL
    SELECT doc, NULL, kind, line_id, order_id, at, -quantity, move_id
    FROM acc_back WHERE day <= first_date AND first_date <= %(until)s
    UNION ALL
    SELECT doc, credit_date, kind, line_id, order_id, at, quantity, move_id
    FROM acc_back WHERE day > first_date AND credit_date <= %(until)s
"""
NET = """
    SELECT doc, credit_date, kind, line_id, order_id, sum(quantity) AS quantity,
        max(at) AS at
    FROM acc_part GROUP BY 1, 2, 3, 4, 5 HAVING sum(quantity) > 0
"""
# one row per document, named by its key (doc, credit_date)
DOC = """
    SELECT n.doc, n.credit_date, n.kind, n.credit_date IS NOT NULL AS refund,
        g.partner_id, g.shipping_id, g.term_id, g.fiscal_id,
        coalesce(n.credit_date, g.invoice_date) AS invoice_date,
        greatest((coalesce(n.credit_date, g.invoice_date) + time '20:00')
            AT TIME ZONE %(timezone)s AT TIME ZONE 'UTC',
            max(n.at) + interval '1 minute') AS posted_at,
        min(n.order_id) AS order_id
    FROM acc_net n
    JOIN (SELECT DISTINCT doc, partner_id, shipping_id, term_id, fiscal_id, invoice_date
        FROM acc_give) AS g ON g.doc = n.doc
    GROUP BY n.doc, n.credit_date, n.kind, g.partner_id, g.shipping_id, g.term_id,
        g.fiscal_id, g.invoice_date
"""
# orders per document, with what is joined of their names
TEXT = """
    SELECT doc, credit_date, string_agg(name, ', ' ORDER BY order_id) AS origin,
        left(string_agg(DISTINCT ref, ', '), 2000) AS ref, count(*) AS orders,
        max(effective_date) AS effective_date
    FROM (SELECT DISTINCT doc, credit_date, kind, order_id FROM acc_net) AS n
    JOIN acc_order o USING (kind, order_id)
    GROUP BY doc, credit_date
"""
FULL = """
    SELECT d.*, x.origin, x.ref AS order_ref, x.orders, p.commercial_id,
        p.name AS partner_name, p.account_id,
        coalesce(d.shipping_id, p.shipping_id) AS delivery_id,
        CASE WHEN d.refund THEN p.refund_bank_id ELSE p.bank_id END AS bank_id,
        (CASE d.kind WHEN 'sale' THEN 'out_' ELSE 'in_' END
            || CASE WHEN d.refund THEN 'refund' ELSE 'invoice' END) AS move_type,
        -- sign of the product lines' balance
        CASE WHEN (d.kind = 'sale') = d.refund THEN 1 ELSE -1 END AS sign,
        CASE d.kind WHEN 'sale' THEN %(sale)s ELSE %(purchase)s END AS journal_id,
        (x.effective_date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date
            AS delivery_date
    FROM acc_doc0 d
    JOIN acc_text x ON x.doc = d.doc
        AND x.credit_date IS NOT DISTINCT FROM d.credit_date
    JOIN acc_partner p ON p.kind = d.kind AND p.partner_id = d.partner_id
"""


def documents(scope):
    """Make acc_net (lines) and acc_doc (documents with their ids)."""
    scope.table("acc_give0", GIVE, bill_days=scope.habits.bill_days + 1)
    scope.table("acc_give", KEYED)
    scope.run("CREATE INDEX ON acc_give (line_id)")
    scope.run("ANALYZE acc_give")
    scope.table("acc_back", BACK)
    scope.table("acc_part", PART)
    scope.table("acc_net0", NET)
    # a credit note needs its invoice
    scope.table(
        "acc_net",
        """SELECT * FROM acc_net0 n WHERE credit_date IS NULL OR EXISTS (
            SELECT FROM acc_net0 i WHERE i.doc = n.doc AND i.credit_date IS NULL)""",
    )
    scope.table("acc_doc0", DOC)
    scope.table("acc_text", TEXT)
    ids = {kind: scope.journals[kind].id for kind in ("sale", "purchase")}
    scope.table("acc_doc1", FULL, **ids)
    scope.table(
        "acc_doc2",
        """SELECT *, nextval('account_move_id_seq')::int AS id FROM (
            SELECT * FROM acc_doc1
            ORDER BY posted_at, kind, doc, credit_date NULLS FIRST
        ) AS sorted""",
    )
    scope.table(
        "acc_doc3",
        """SELECT d.*, i.id AS reversed_id FROM acc_doc2 d
        LEFT JOIN acc_doc2 i ON d.refund AND i.doc = d.doc AND NOT i.refund""",
    )
