"""What became of an approved quantity: in RFQ, ordered, received, still open.

Quantities of one request line are in the unit of that line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DUST = 1e-9


@dataclass(frozen=True)
class Claim:
    """Part of a request line that one order line covers.

    ``group`` names orders that are alternatives of each other: only one of them is
    expected to win, so they count once.
    """

    group: str
    confirmed: bool
    quantity: float
    received: float = 0.0


@dataclass(frozen=True)
class Quantities:
    """Ordered, in RFQ, received and open quantity of one request line."""

    ordered: float
    in_rfq: float
    received: float
    open: float


def distribute(total: float, wants: Sequence[float]) -> list[float]:
    """Serve wants in order until the total is used up.

    :param total: quantity to hand out, any unit
    :param wants: quantities wanted, first served first, same unit
    :return: one share per want, never above it, their sum never above ``total``

    >>> distribute(100, [30, 50, 40])
    [30, 50, 20]
    >>> distribute(0, [5])
    [0]
    """
    shares = []
    left = max(total, 0)
    for want in wants:
        share = min(max(want, 0), left)
        shares.append(share)
        left -= share
    return shares


def settle(approved: float, claims: Iterable[Claim]) -> Quantities:
    """Sum the claims on one request line.

    ordered = Σ confirmed claims; in RFQ = Σ over groups of the largest open claim, at
    most what is not ordered yet; open = approved − ordered − in RFQ, never below 0.

    :param approved: approved quantity of the line
    :param claims: claims of orders that are not cancelled

    >>> settle(100, [Claim("a", False, 100), Claim("a", False, 100)])
    Quantities(ordered=0, in_rfq=100, received=0.0, open=0)
    >>> settle(100, [Claim("a", True, 60), Claim("a", False, 100)])
    Quantities(ordered=60, in_rfq=40, received=0.0, open=0)
    """
    claims = list(claims)
    ordered = sum(claim.quantity for claim in claims if claim.confirmed)
    received = sum(claim.received for claim in claims)
    largest: dict[str, float] = {}
    for claim in claims:
        if not claim.confirmed:
            largest[claim.group] = max(largest.get(claim.group, 0), claim.quantity)
    in_rfq = min(sum(largest.values()), max(approved - ordered, 0))
    still_open = max(approved - ordered - in_rfq, 0)
    if still_open < _DUST:
        still_open = 0
    return Quantities(ordered, in_rfq, received, still_open)


def progress(lines: Iterable[tuple[float, Quantities]]) -> str:
    """State of an approved request from its lines.

    :param lines: (approved quantity, quantities) of the lines that still count
    :return: ``approved`` (nothing done), ``in_progress`` (some in RFQ or ordered),
        ``ordered`` (everything ordered) or ``done`` (everything received)

    >>> progress([(10, Quantities(10, 0, 10, 0))])
    'done'
    """
    lines = list(lines)
    if not lines or all(q.received >= qty - _DUST for qty, q in lines):
        return "done"
    if all(q.ordered >= qty - _DUST for qty, q in lines):
        return "ordered"
    if any(q.ordered > _DUST or q.in_rfq > _DUST for _qty, q in lines):
        return "in_progress"
    return "approved"
