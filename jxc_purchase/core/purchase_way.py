"""Figures of the way of purchased goods: received, put away, billed, paid.

One ``Facts`` per order; a request adds up those of its orders.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

_DUST = 1e-6


@dataclass(frozen=True)
class Progress:
    """How much of a step is done; quantities of one order share their unit.

    :param total: quantity or amount to reach, 0 = the step does not apply yet
    :param done: reached so far; ``at``: last time something was reached
    :param due: when the first part not yet done is due
    """

    total: float = 0.0
    done: float = 0.0
    at: datetime | date | None = None
    due: datetime | date | None = None
    ids: tuple[int, ...] = ()

    def __add__(self, other: "Progress") -> "Progress":
        dues = [d for d in (self.due, other.due) if d]
        times = [t for t in (self.at, other.at) if t]
        return Progress(
            self.total + other.total,
            self.done + other.done,
            max(times, default=None),
            min(dues, default=None),
            tuple(dict.fromkeys(self.ids + other.ids)),
        )

    @property
    def complete(self) -> bool:
        """Everything done (and there was something to do).

        >>> Progress(10, 10).complete, Progress(10, 9).complete, Progress().complete
        (True, False, False)
        """
        return self.total > _DUST and self.done >= self.total - _DUST

    @property
    def partial(self) -> bool:
        """Some done, not all."""
        return self.done > _DUST and not self.complete


@dataclass(frozen=True)
class Facts:
    """What happened to the goods of an order, step by step."""

    receipt: Progress = Progress()
    put_away: Progress = Progress()
    bill: Progress = Progress()
    payment: Progress = Progress()
    returned: float = 0.0


def add_up(parts: Iterable[Facts]) -> Facts:
    """Add the facts of several orders.

    >>> add_up([Facts(returned=1.0), Facts(returned=2.0)]).returned
    3.0
    """
    total = Facts()
    for part in parts:
        total = Facts(
            *(getattr(total, f.name) + getattr(part, f.name) for f in fields(Facts))
        )
    return total
