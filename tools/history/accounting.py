"""Posted bills, invoices, credit notes, payments and their matching, by set-based SQL.

`post(env, since)` reads the confirmed orders of the company whose goods were received
or delivered from the day `since` on, and stores what Odoo would have stored if people
had posted every document on its day. See README.md for the rules.
"""

from . import (
    accounting_documents,
    accounting_lines,
    accounting_names,
    accounting_orders,
    accounting_payments,
    accounting_scope,
    accounting_source,
    accounting_value,
    accounting_write,
)
from .accounting_scope import Habits

__all__ = ["Habits", "post"]


def post(env, since, until=None, prices=None, habits=None):
    """Make the accounting of the orders of `env.company`; return counts by kind.

    Order lines that have an invoice or bill already are left alone, so that a second
    call adds nothing. Nothing is committed.

    :param since: first day (of the company) of receipts and deliveries to invoice
    :param until: last day; nothing is dated later. Default: yesterday
    :param prices: {id of a purchase order line: price per unit of that line, without
        tax} for bills at another price than ordered; the receipts' value follows
    :param habits: `Habits`: who pays late, partly or not at all
    :return: {"invoices", "bills", "credit_notes", "payments", "partials",
        "revaluations": number of each}
    :raises ValueError: a tax, payment term, currency or bank journal that the
        generator cannot book as core does; says which
    """
    env.flush_all()
    scope = accounting_scope.scope(env, since, until, habits or Habits())
    accounting_source.events(scope)
    accounting_documents.documents(scope)
    accounting_lines.lines(scope, prices or {})
    accounting_names.documents(scope)
    accounting_payments.payments(scope)
    accounting_names.payments(scope)
    accounting_write.write(scope)
    accounting_orders.update(scope)
    env.invalidate_all()
    changed = accounting_value.revalue(scope)
    env.invalidate_all()
    return accounting_write.counts(scope) | {"revaluations": changed}
