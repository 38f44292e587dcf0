"""Write documents, lines, payments and matchings into the tables of Odoo."""

from contextlib import contextmanager

from .accounting_names import translated
from .accounting_rows import lines, relations
from .bulk import WORTH_IT, drop_indexes
from .sql import analyze, insert, run, scalar


def either(inbound, outbound):
    """Return SQL that tells payments we get from payments we make."""
    return f"CASE WHEN d.inbound THEN {inbound} ELSE {outbound} END"


STAMP = {
    "create_uid": "%(uid)s",
    "write_uid": "%(uid)s",
    "create_date": "d.posted_at",
    "write_date": "d.posted_at",
}
# every entry, document or payment
MOVE = {
    **STAMP,
    "company_id": "%(company)s",
    "currency_id": "%(currency)s",
    "journal_id": "d.journal_id",
    "name": "d.name",
    "sequence_prefix": "d.sequence_prefix",
    "sequence_number": "d.sequence_number",
    "state": "'posted'",
    "auto_post": "'no'",
    "checked": "true",
    "posted_before": "true",
    "made_sequence_gap": "false",
    "commercial_partner_id": "d.commercial_id",
}
DOCUMENT = {
    **MOVE,
    "id": "d.id",
    "move_type": "d.move_type",
    "ref": "d.ref",
    "payment_reference": "d.payment_reference",
    "invoice_origin": "d.origin",
    "partner_id": "d.partner_id",
    "partner_shipping_id": "d.delivery_id",
    "partner_bank_id": "d.bank_id",
    "invoice_partner_display_name": "d.partner_name",
    "invoice_payment_term_id": "CASE WHEN d.refund THEN NULL ELSE d.term_id END",
    "fiscal_position_id": "d.fiscal_id",
    "reversed_entry_id": "d.reversed_id",
    "invoice_user_id": "o.user_id",
    "team_id": "o.team_id",
    "campaign_id": "o.campaign_id",
    "medium_id": "o.medium_id",
    "source_id": "o.source_id",
    "preferred_payment_method_line_id": "o.method_id",
    "narration": "o.note",
    "date": "d.invoice_date",
    "invoice_date": "d.invoice_date",
    "invoice_date_due": "f.due",
    "delivery_date": "d.delivery_date",
    "invoice_currency_rate": "1.0",
    "amount_untaxed": "d.untaxed",
    "amount_tax": "d.tax",
    "amount_total": "d.total",
    "amount_residual": "f.residual",
    "amount_untaxed_signed": "-d.sign * d.untaxed",
    "amount_untaxed_in_currency_signed": "-d.sign * d.untaxed",
    "amount_tax_signed": "-d.sign * d.tax",
    "amount_total_signed": "-d.sign * d.total",
    "amount_total_in_currency_signed": "-d.sign * d.total",
    "amount_residual_signed": "-d.sign * f.residual",
    "always_tax_exigible": "false",
    "is_manually_modified": "true",
    "payment_state": """CASE WHEN f.residual = 0 AND f.paid > 0 THEN %(paid_state)s
        WHEN f.residual = 0 AND f.absorbed AND NOT d.refund THEN 'reversed'
        WHEN f.residual = 0 THEN 'paid'
        WHEN f.residual < d.total THEN 'partial' ELSE 'not_paid' END""",
}
# a matched credit note owes nothing, although nothing was paid
FATES = """(SELECT f.doc_id, max(f.due) AS due, sum(f.paid) AS paid,
        sum(CASE WHEN a.credit_id IS NULL THEN f.residual ELSE 0 END) AS residual,
        bool_or(f.left_amount < f.amount) AS absorbed
    FROM acc_fate f LEFT JOIN acc_absorb a ON a.credit_id = f.id GROUP BY f.doc_id)"""
DOCUMENTS = f"""FROM acc_named d JOIN {FATES} AS f ON f.doc_id = d.id
    JOIN acc_order o ON o.kind = d.kind AND o.order_id = d.order_id ORDER BY d.id"""
PAID = {
    **MOVE,
    "id": "d.move_id",
    "move_type": "'entry'",
    "ref": "d.memo",
    "origin_payment_id": "d.id",
    "partner_id": "d.commercial_id",
    "invoice_partner_display_name": "p.complete_name",
    "payment_state": "'not_paid'",
    "date": "d.day",
    "invoice_date_due": "d.day",
    "invoice_currency_rate": "0.0",
    "amount_total": "d.amount",
    "amount_total_signed": "d.amount",
    "amount_total_in_currency_signed": "d.amount",
    **dict.fromkeys(
        (
            *("amount_untaxed", "amount_tax", "amount_residual"),
            *("amount_untaxed_signed", "amount_untaxed_in_currency_signed"),
            *("amount_tax_signed", "amount_residual_signed"),
        ),
        "0",
    ),
    "always_tax_exigible": "true",
    "is_manually_modified": "false",
}
PAID_FROM = "FROM acc_paid d JOIN res_partner p ON p.id = d.commercial_id ORDER BY d.id"
PAYMENT = {
    **STAMP,
    "id": "d.id",
    "name": "d.name",
    "journal_id": "d.journal_id",
    "company_id": "%(company)s",
    "currency_id": "%(currency)s",
    "partner_id": "d.commercial_id",
    "payment_method_line_id": either("%(in_line)s", "%(out_line)s"),
    "payment_method_id": either("%(in_way)s", "%(out_way)s"),
    "outstanding_account_id": either("%(in_acc)s", "%(out_acc)s"),
    "destination_account_id": "d.account_id",
    "state": "%(payment_state)s",
    "payment_type": either("'inbound'", "'outbound'"),
    "partner_type": "CASE d.kind WHEN 'sale' THEN 'customer' ELSE 'supplier' END",
    "memo": "d.memo",
    "date": "d.day",
    "amount": "d.amount",
    "amount_company_currency_signed": either("d.amount", "-d.amount"),
    "is_reconciled": "true",
    "is_matched": "%(matched)s",
}
PARTIAL = {
    **STAMP,
    "id": "d.id",
    "debit_move_id": "d.debit_id",
    "credit_move_id": "d.credit_id",
    "full_reconcile_id": "w.id",
    "debit_currency_id": "%(currency)s",
    "credit_currency_id": "%(currency)s",
    "company_id": "%(company)s",
    "max_date": "d.day",
    "amount": "d.amount",
    "debit_amount_currency": "d.amount",
    "credit_amount_currency": "d.amount",
}
MATCHES = """FROM (SELECT *, (day + time '21:00') AT TIME ZONE %(timezone)s
        AT TIME ZONE 'UTC' AS posted_at FROM acc_match) AS d
    LEFT JOIN acc_whole w ON w.knot = coalesce(d.pay, -d.debt_id) ORDER BY d.id"""
FULL = """FROM (SELECT w.id, max((m.day + time '21:00') AT TIME ZONE %(timezone)s
        AT TIME ZONE 'UTC') AS posted_at
    FROM acc_whole w JOIN acc_match m ON coalesce(m.pay, -m.debt_id) = w.knot
    GROUP BY w.id) AS d ORDER BY d.id"""


TABLES = (
    *("account_move", "account_move_line", "account_payment"),
    *("account_partial_reconcile", "account_move_line_account_tax_rel"),
)


def write(scope):
    """Insert everything; parents first."""
    values = {**scope.values, **_payment_values(scope)}

    def put(name, columns, source):
        return insert(scope.cr, name, columns, source, **values)

    with _fast(scope):
        put("account_move", DOCUMENT, DOCUMENTS)
        put("account_payment", PAYMENT, "FROM acc_paid d ORDER BY d.id")
        put("account_move", PAID, PAID_FROM)
        scope.run(
            """UPDATE account_payment p SET move_id = d.move_id FROM acc_pay d
            WHERE d.id = p.id"""
        )
        put("account_full_reconcile", {"id": "d.id", **STAMP}, FULL)
        lines(scope, put)
        put("account_partial_reconcile", PARTIAL, MATCHES)
        relations(scope)
    analyze(scope.cr, *TABLES)


@contextmanager
def _fast(scope):
    """Spare foreign keys, where the role may, and the indexes while much is written.

    Every row is derived from rows that exist and from others of the same call.
    """
    cr = scope.cr
    allowed = scalar(cr, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    many = scalar(cr, "SELECT count(*) FROM acc_line") >= WORTH_IT
    dropped = drop_indexes(cr, TABLES) if many else []
    if allowed:
        run(cr, "SET LOCAL session_replication_role = replica")
    yield
    if allowed:
        run(cr, "SET LOCAL session_replication_role = origin")
    for statement in dropped:
        run(cr, statement.replace("%", "%%"))


def _payment_values(scope):
    """Return the parameters of the statements that depend on the bank journal."""
    inbound, outbound = scope.methods["inbound"], scope.methods["outbound"]
    accounts = inbound.payment_account_id | outbound.payment_account_id
    matched = accounts == scope.journals["bank"].default_account_id
    move = scope.env["account.move"]
    paid = "paid" if matched else move._get_invoice_in_payment_state()
    done = paid == "paid" or not any(accounts.mapped("reconcile"))
    return {
        "in_line": inbound.id,
        "out_line": outbound.id,
        "in_way": inbound.payment_method_id.id,
        "out_way": outbound.payment_method_id.id,
        "in_acc": inbound.payment_account_id.id,
        "out_acc": outbound.payment_account_id.id,
        "matched": matched,
        "paid_state": paid,
        "payment_state": "paid" if done else "in_process",
        "installment": installment(scope),
    }


def installment(scope):
    """Return core's label of one of several due dates, with [name] and [number]."""
    text = translated(scope.env, "%(name)s installment #%(number)s")
    return text % {"name": "[name]", "number": "[number]"}


def counts(scope):
    """Return how much of each kind was made."""
    scope.run(
        """SELECT (SELECT count(*) FROM acc_doc WHERE move_type = 'out_invoice'),
            (SELECT count(*) FROM acc_doc WHERE move_type = 'in_invoice'),
            (SELECT count(*) FROM acc_doc WHERE refund),
            (SELECT count(*) FROM acc_line), (SELECT count(*) FROM acc_pay),
            (SELECT count(*) FROM acc_match)"""
    )
    names = ("invoices", "bills", "credit_notes", "lines", "payments", "partials")
    return dict(zip(names, scope.cr.fetchone(), strict=True))
