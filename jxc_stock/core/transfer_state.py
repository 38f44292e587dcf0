"""How far a transfer between warehouses is, and what keeps its goods explained.

What left the source and has not arrived lies in transit. Each unit there is awaited by
a planned receipt, on its way back, or stands in an open difference; what is still to be
shipped is awaited as well. `settle` says what has to change so that this stays true.
"""

from collections.abc import Iterable
from typing import NamedTuple

DIGITS = 9  # decimals kept against the noise of binary fractions


class Balance(NamedTuple):
    """A line of a transfer: product units, none negative.

    `to_…` are planned movements, `unsettled` the sum of open shortages and damages.
    `shipped` is all that ever left; `returned` came back, `lost` was written off.
    """

    to_ship: float = 0.0
    shipped: float = 0.0
    to_receive: float = 0.0
    received: float = 0.0
    to_return: float = 0.0
    returned: float = 0.0
    lost: float = 0.0
    unsettled: float = 0.0
    surplus: float = 0.0

    @property
    def in_transit(self) -> float:
        """What left and neither arrived, nor came back, nor was written off.

        >>> Balance(shipped=10, received=7, lost=1).in_transit
        2.0
        """
        gone = self.received + self.returned + self.lost
        return round(self.shipped - gone, DIGITS) + 0.0


class Settlement(NamedTuple):
    """What has to change: the planned receipt, and the open differences."""

    receive: float = 0.0
    differ: float = 0.0


def settle(line: Balance, arriving: bool) -> Settlement:
    """Change of the planned receipt and of the open differences, product units.

    :param arriving: what happened concerns the arrival: goods nobody waits for any
        more are a difference; otherwise they are awaited

    Two of ten arrive no more:

    >>> settle(Balance(shipped=10, received=8), arriving=True)
    Settlement(receive=0.0, differ=2.0)

    Six of ten were shipped, the rest never will:

    >>> settle(Balance(shipped=6, to_receive=10), arriving=False)
    Settlement(receive=-4.0, differ=0.0)
    """
    wanted = line.in_transit + line.to_ship
    gap = round(wanted - line.to_receive - line.to_return - line.unsettled, DIGITS)
    if gap > 0:
        differ = min(gap, max(line.in_transit, 0.0)) if arriving else 0.0
        return Settlement(round(gap - differ, DIGITS), differ)
    fewer = min(-gap, line.to_receive)
    rest = min(round(-gap - fewer, DIGITS), line.unsettled)
    return Settlement(-fewer + 0.0, -rest + 0.0)


def state(stage: str, lines: Iterable[Balance]) -> str:
    """State of a transfer as its users know it.

    :param stage: what was decided: draft, to_approve, confirmed or cancelled

    >>> state("confirmed", [Balance(to_ship=4, shipped=6, to_receive=10)])
    'partly_shipped'
    >>> state("confirmed", [Balance(shipped=6, received=5, unsettled=1)])
    'received'
    """
    lines = list(lines)
    if not any(line.shipped or line.to_ship for line in lines):
        return "cancelled" if stage == "confirmed" else stage
    if not any(line.shipped for line in lines):
        return "confirmed"
    return _state_shipped(lines)


def _state_shipped(lines: list[Balance]) -> str:
    arrived = any(line.received for line in lines)
    shipping = any(line.to_ship for line in lines)
    if arrived and (shipping or any(line.to_receive for line in lines)):
        return "partly_received"
    if shipping:
        return "partly_shipped"
    if any(line.to_receive or line.to_return for line in lines):
        return "received" if arrived else "in_transit"
    if any(line.unsettled or line.surplus for line in lines):
        return "received" if arrived else "in_transit"
    return "done"
