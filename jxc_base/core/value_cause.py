"""Why the value of a receipt changes: said by the document, read by the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Cause(NamedTuple):
    """`code` of the log's selection, "value", or one that changes no price: "edit"
    (another quantity) or "done" (the first value)."""

    code: str
    records: object = None


# Not the context of the environment: that one can be sent by a client.
_current: ContextVar[Cause | None] = ContextVar("jxc_value_cause", default=None)


@contextmanager
def because(code: str, records=None) -> Iterator[None]:
    """What happens inside changes values for this reason."""
    token = _current.set(Cause(code, records))
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Cause | None:
    """The innermost reason given, if any."""
    return _current.get()
