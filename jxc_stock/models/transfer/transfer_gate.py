"""Ways through the guards of transfers that only server code can open.

Python objects in the context: what a client sends can never be identical to them.
"""

_SETTLING, _POSTING = object(), object()


def settling(records):
    """Return ``records`` whose changes their transfer follows later, all at once."""
    return records.with_context(jxc_transfer_settling=_SETTLING)


def is_settling(records):
    """Tell whether server code opened the way with `settling`."""
    return records.env.context.get("jxc_transfer_settling") is _SETTLING


def posting(records):
    """Return ``records`` allowed to make the movements of a decided difference."""
    return records.with_context(jxc_transfer_posting=_POSTING)


def is_posting(records):
    """Tell whether server code opened the way with `posting`."""
    return records.env.context.get("jxc_transfer_posting") is _POSTING
