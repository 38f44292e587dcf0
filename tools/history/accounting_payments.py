"""Who pays what and when, and which entries it is matched with.

A debt is paid on its due date or some days late; what is due to one partner on one day
is one payment. A credit note of an invoice that is still open is matched with it, a
later one is paid back. acc_fate: one row per due line; acc_pay: payments; acc_match:
pairs of matched lines; acc_node: what becomes of each matched line.
"""

CHANCE = """(mod(abs(hashtextextended(concat_ws('/', {word}, partner_name, invoice_date,
    due, amount), %(seed)s)), 1000003) / 1000003.0)"""
DEBT = f"""
    SELECT u.*, d.kind, d.refund, d.commercial_id, d.account_id, d.invoice_date,
        d.reversed_id, d.partner_name, coalesce(h.late, 0) AS always,
        coalesce(h.unpaid, false) AS unpaid,
        {CHANCE.format(word="'late'")} AS late, {CHANCE.format(word="'days'")} AS days,
        {CHANCE.format(word="'open'")} AS open, {CHANCE.format(word="'part'")} AS part
    FROM (SELECT id, doc_id, n, terms, due, amount FROM acc_due_line) AS u
    JOIN acc_doc d ON d.id = u.doc_id
    LEFT JOIN acc_habit h ON h.partner_id = d.commercial_id
"""
DAY = """
    SELECT *, CASE WHEN unpaid OR amount <= 0 OR open < %(open_share)s THEN NULL
        WHEN always > 0 THEN due + always
        WHEN late < %(late_share)s THEN
            due + %(fewest)s + floor(days * (%(most)s - %(fewest)s + 1))::int
        ELSE due END AS wish
    FROM ({debt}) AS debt
"""
# a credit note goes to the last due line of its invoice, if that is still open then
ABSORB = """
    SELECT credit_id, debt_id, amount FROM (
        SELECT c.id AS credit_id, i.id AS debt_id, c.amount, i.amount AS limit_amount,
            sum(c.amount) OVER (PARTITION BY i.id ORDER BY c.invoice_date, c.id) AS used
        FROM acc_debt c
        JOIN acc_debt i ON i.doc_id = c.reversed_id AND i.n = i.terms
        WHERE c.refund AND c.amount > 0
            AND (i.wish IS NULL OR i.wish >= c.invoice_date)
    ) AS fits WHERE used <= limit_amount
"""
# part: 30 to 70 per cent of what is left is paid
FATE = """
    SELECT t.*, t.left_amount - t.paid AS residual, CASE WHEN t.paid = 0 THEN NULL
        ELSE dense_rank() OVER (ORDER BY t.paid = 0, t.wish, t.kind, t.refund,
            t.commercial_id, t.account_id, CASE WHEN partly THEN t.id END) END AS pay
    FROM (SELECT f.*, CASE WHEN left_amount = 0 OR wish IS NULL OR wish > %(until)s
                OR a.credit_id IS NOT NULL THEN 0
            WHEN partly THEN
                round(left_amount * (30 + floor(days * 41)) / 100, %(cents)s)
            ELSE left_amount END AS paid
        FROM (SELECT d.*, d.amount - coalesce(u.used, 0) AS left_amount,
                d.part < %(part_share)s AND NOT d.refund AS partly
            FROM acc_debt d LEFT JOIN (SELECT debt_id, sum(amount) AS used
                FROM acc_absorb GROUP BY 1) AS u ON u.debt_id = d.id) AS f
        LEFT JOIN acc_absorb a ON a.credit_id = f.id) AS t
"""
PAY = """
    SELECT p.*, p.pay AS place, %(bank)s AS journal_id,
        (p.kind = 'sale') <> p.refund AS inbound,
        nextval('account_payment_id_seq')::int AS id,
        nextval('account_move_id_seq')::int AS move_id,
        nextval('account_move_line_id_seq')::int AS liquidity_id,
        nextval('account_move_line_id_seq')::int AS counterpart_id,
        (p.day + time '21:00') AT TIME ZONE %(timezone)s AT TIME ZONE 'UTC' AS posted_at
    FROM (SELECT pay, kind, refund, commercial_id, account_id, min(wish) AS day,
            sum(paid) AS amount
        FROM acc_fate WHERE pay IS NOT NULL
        GROUP BY pay, kind, refund, commercial_id, account_id ORDER BY pay) AS p
"""
MATCH = """
    SELECT m.*, nextval('account_partial_reconcile_id_seq')::int AS id
    FROM (
        SELECT CASE i.kind WHEN 'sale' THEN i.id ELSE c.id END AS debit_id,
            CASE i.kind WHEN 'sale' THEN c.id ELSE i.id END AS credit_id,
            a.amount, c.invoice_date AS day, i.pay, i.id AS debt_id
        FROM acc_absorb a
        JOIN acc_fate i ON i.id = a.debt_id JOIN acc_fate c ON c.id = a.credit_id
        UNION ALL
        SELECT CASE WHEN p.inbound THEN f.id ELSE p.counterpart_id END,
            CASE WHEN p.inbound THEN p.counterpart_id ELSE f.id END,
            f.paid, greatest(p.day, f.invoice_date), f.pay, f.id
        FROM acc_fate f JOIN acc_pay p ON p.pay = f.pay
    ) AS m ORDER BY day, debit_id, credit_id
"""
# `knot`: lines that hang together; matched in full when none of them is left open
NODE = """
    SELECT n.line_id, n.knot, n.residual, m.id AS first_id,
        bool_and(n.residual = 0) OVER (PARTITION BY n.knot) AS whole
    FROM (SELECT id AS line_id, coalesce(pay, -id) AS knot, residual FROM acc_fate
        UNION ALL SELECT a.credit_id, coalesce(f.pay, -f.id), 0
        FROM acc_absorb a JOIN acc_fate f ON f.id = a.debt_id
        UNION ALL SELECT counterpart_id, pay, 0 FROM acc_pay) AS n
    JOIN (SELECT coalesce(pay, -debt_id) AS knot, min(id) AS id
        FROM acc_match GROUP BY 1) AS m ON m.knot = n.knot
"""


def payments(scope):
    """Make acc_fate, acc_pay, acc_match, acc_node and acc_whole (full matchings)."""
    _habits(scope)
    habits = scope.habits
    fewest, most = habits.late_days
    scope.table(
        "acc_debt",
        DAY.format(debt=DEBT),
        open_share=habits.open_share,
        late_share=habits.late_share,
        fewest=fewest,
        most=most,
    )
    scope.run("CREATE INDEX ON acc_debt (doc_id)")
    scope.table("acc_absorb", ABSORB)
    scope.table("acc_fate", FATE, part_share=habits.part_share)
    scope.run("CREATE INDEX ON acc_fate (id)")
    scope.table("acc_pay", PAY, bank=scope.journals["bank"].id)
    scope.table("acc_match", MATCH)
    scope.table("acc_node", NODE)
    scope.table(
        "acc_whole",
        """SELECT knot, nextval('account_full_reconcile_id_seq')::int AS id
        FROM (SELECT knot FROM acc_node WHERE whole GROUP BY knot
            ORDER BY min(first_id)) AS knots""",
    )


def _habits(scope):
    """Make acc_habit of the partners with a habit of their own, by company contact."""
    habits, found = scope.habits, {}
    for ids, late, unpaid in (
        *[([partner], days, False) for partner, days in habits.late.items()],
        (list(habits.unpaid), 0, True),
    ):
        for partner in scope.env["res.partner"].browse(ids).commercial_partner_id:
            found[partner.id] = (partner.id, late, unpaid)
    scope.fill("acc_habit", "partner_id int, late int, unpaid boolean", found.values())
