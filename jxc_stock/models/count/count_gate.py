"""The way through the adjustment guard for what a count posts.

A Python object in the context: what a client sends can never be identical to it.
"""

_KEY = object()


def posting(records):
    """Return ``records`` allowed to make the movements of a posted count."""
    return records.with_context(jxc_count_posting=_KEY)


def is_posting(records):
    """Tell whether server code opened the way with `posting`."""
    return records.env.context.get("jxc_count_posting") is _KEY
