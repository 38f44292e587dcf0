"""What people may give with the values of our documents, by screen, RPC or import.

Numbers, states and figures come from the methods; core and other addons write what
is theirs.
"""

from odoo.exceptions import UserError

ADDONS = ("jxc_stock",)


def own_fields(records, names, addons=ADDONS):
    """Return the set of those ``names`` that ``addons`` put on the model."""
    known = records._fields
    return {n for n in names if n in known and known[n]._module in addons}


def refused_label(records, vals, allowed, addons=ADDONS):
    """Return the label of a field among ``vals`` that only methods set.

    :param allowed: set of the names that may be given
    :param addons: whose fields are looked at
    :return: None when nothing is refused, or the system itself writes
    """
    refused = own_fields(records, vals, addons) - allowed
    if records.env.su or not refused:
        return None
    return records._fields[min(refused)]._description_string(records.env)


def check_noted(records, vals, names):
    """Refuse what is noted when a document is done.

    :param names: set of the fields that note it
    :raises UserError: one of them is among ``vals``
    """
    if not records.env.su and names & vals.keys():
        raise UserError(
            records.env._("The number and what was done are written by the system.")
        )
