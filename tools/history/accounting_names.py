"""Numbers of documents and payments, each after the last one of its journal."""

from odoo.tools.translate import code_translations

NAMED = """
    SELECT d.*, s.prefix AS sequence_prefix, s.width, s.suffix, s.last + row_number()
            OVER (PARTITION BY s.journal, s.prefix ORDER BY {order}) AS sequence_number
    FROM {table} d JOIN acc_series s ON s.kind = {kind} AND s.journal = d.journal_id
        AND s.month = date_trunc('month', d.{day})::date
"""
NAME = """
    sequence_prefix || CASE WHEN length(sequence_number::text) >= width
        THEN sequence_number::text ELSE lpad(sequence_number::text, width, '0') END
    || suffix
"""


def documents(scope):
    """Make acc_named: acc_doc with name, reference and payment reference."""
    _series(scope, "acc_doc", "move_type", "invoice_date")
    order = "d.invoice_date, d.id"
    named = NAMED.format(
        table="acc_doc", kind="d.move_type", day="invoice_date", order=order
    )
    scope.table("acc_named0", f"SELECT *, {NAME} AS name FROM ({named}) AS n")
    scope.table(
        "acc_named",
        """SELECT n.*, CASE n.move_type
                WHEN 'out_invoice' THEN n.order_ref
                WHEN 'out_refund' THEN replace(%(reversal)s, '{name}', i.name)
                ELSE to_char(n.invoice_date, 'YY') || '332'
                    || lpad((mod(abs(hashtextextended(n.name, %(seed)s)),
                        1000000000000000))::text, 15, '0') END AS ref,
            CASE WHEN n.move_type = 'out_invoice' AND %(referred)s THEN n.name
            END AS payment_reference
        FROM acc_named0 n LEFT JOIN acc_named0 i ON i.id = n.reversed_id""",
        reversal=translated(scope.env, "Reversal of: %s").replace("%s", "{name}"),
        referred=scope.journals["sale"].invoice_reference_type != "none",
    )


def payments(scope):
    """Make acc_paid: acc_pay with the number of its entry and its memo."""
    _series(scope, "acc_pay", "'entry'", "day")
    order = "d.day, d.move_id"
    named = NAMED.format(table="acc_pay", kind="'entry'", day="day", order=order)
    scope.table("acc_paid0", f"SELECT *, {NAME} AS name FROM ({named}) AS n")
    scope.table(
        "acc_paid",
        """SELECT p.*, m.memo, CASE WHEN p.inbound THEN %(inbound)s
            ELSE %(outbound)s END || ': ' || m.memo AS label
        FROM acc_paid0 p JOIN (
            SELECT f.pay, string_agg(DISTINCT coalesce(d.payment_reference, d.ref,
                d.name), ', ') AS memo
            FROM acc_fate f JOIN acc_named d ON d.id = f.doc_id
            WHERE f.pay IS NOT NULL GROUP BY f.pay
        ) AS m ON m.pay = p.pay""",
        **{way: line.name for way, line in scope.methods.items()},
    )


def translated(env, source):
    """Return a text of core's accounting in the language of the environment."""
    lang = env.lang or "en_US"
    found = code_translations.get_python_translations("account", lang)
    return found.get(source, source)


def _series(scope, table, kind, day):
    """Make acc_series: prefix, width and last number per journal, kind and month."""
    scope.run(
        f"""SELECT {kind}, journal_id, date_trunc('month', {day})::date, max({day})
        FROM {table} GROUP BY 1, 2, 3"""
    )
    found = [
        (kind, journal, month, *_format(scope, kind, journal, last))
        for kind, journal, month, last in scope.cr.fetchall()
    ]
    columns = """kind text, journal int, month date, prefix text, width int,
        suffix text, last int"""
    scope.fill("acc_series", columns, found)


def _format(scope, kind, journal, day):
    """Return (prefix, width, suffix, last number) of what core would number next."""
    values = {"journal_id": journal, "move_type": kind, "date": day}
    payment = scope.env["account.payment"].new({"journal_id": journal})
    if kind == "entry":
        values["origin_payment_id"] = payment
    moves = scope.env["account.move"].with_context(is_payment=kind == "entry")
    text, parts = moves.new(values)._get_next_sequence_format()
    last = parts["seq"]
    one, two = (text.format(**parts | {"seq": n}) for n in (last + 1, last + 2))
    width = parts["seq_length"]
    suffix = parts.get("suffix", "")
    number = str(last + 1).rjust(width, "0")
    prefix = one.removesuffix(suffix).removesuffix(number)
    assert one != two, f"journal {journal} does not count"
    return prefix, width, suffix, last
