"""Ways through a guard that only server code can open.

A guard must tell a business method from a bare ``write`` that arrives by RPC or
import. Flags in the context do not do: a caller may send any context. A key here
is a Python object; what arrives as JSON can never be identical to it.
"""

from odoo.exceptions import UserError

STATE, REVIEW, LINE, CONFIRMING = "state", "review", "line", "confirming"
DONE, UNAPPROVE, RULE, LOAD = "done", "unapprove", "rule", "load"
SCAN = "scan"
_SCOPES = (STATE, REVIEW, LINE, CONFIRMING, DONE, UNAPPROVE, RULE, LOAD, SCAN)
_KEYS = {scope: object() for scope in _SCOPES}


def with_gate(records, scope):
    """Return ``records`` with the guard ``scope`` open for this call chain.

    :param scope: STATE (enter a confirmed state), REVIEW (change reviews), LINE
        (core itself adds lines to an approved document), CONFIRMING (reviews are
        made because somebody confirms, not because somebody asks), DONE (stock
        moves become done), UNAPPROVE (a confirmed document becomes a draft), RULE
        (an approval rule keeps its definitions), LOAD (an upload loads) or SCAN
        (a scan confirms a line)
    """
    return records.with_context(**{f"jxc_gate_{scope}": _KEYS[scope]})


def gate_open(records, scope):
    """Tell whether server code opened the guard ``scope``."""
    return records.env.context.get(f"jxc_gate_{scope}") is _KEYS[scope]


def changed_fields(record, vals, names):
    """Return the names among ``names`` whose value ``vals`` would really change.

    :param record: one record
    :param vals: values as for ``write``
    :param names: field names to look at
    """
    return [
        name
        for name in names
        if name in vals and _cached(record, name, vals[name]) != _current(record, name)
    ]


def check_computed(records, vals):
    """Refuse amounts and quantities that the document computes itself.

    A rule compares the stored amount: whoever could write it would choose the rule.

    :param records: any recordset of the model
    :param vals: values as for ``create`` or ``write``
    :raises UserError: names the field
    """
    if records.env.su:
        return
    for name in vals:
        field = records._fields.get(name)
        if field and _is_computed_figure(field):
            raise UserError(
                records.env._(
                    "%(field)s is computed and cannot be written.",
                    field=field._description_string(records.env),
                )
            )


def _is_computed_figure(field):
    computed = field.compute and field.store and field.readonly and not field.inverse
    return computed and field.type in ("float", "monetary")


def _cached(record, name, value):
    field = record._fields[name]
    cached = field.convert_to_cache(value, record)
    return set(cached) if field.type in ("one2many", "many2many") else cached


def _current(record, name):
    return _cached(record, name, record[name])
