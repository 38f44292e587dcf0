"""Stock counts: what the book was when somebody counted, and what follows from it.

The warehouse goes on working while it is counted. A scan says what was on the shelf at
one moment; the book of that moment is what it says now less what moved since. The
difference is posted as a *delta*, so whatever moves before, between and after ends up
right. Quantities are in the product's unit. Source: specification of the stock count;
ICC, *Inventory Record Accuracy* (Brooks & Wilson) for the measures of accuracy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

GREY_ZONE = timedelta(minutes=15)
MAX_CLOCK_OFFSET = timedelta(days=1)

OPEN, MATCH, ACCEPTED = "open", "match", "accepted"
RECOUNT, SUPERVISOR, GREY = "recount", "supervisor", "grey"

NEAR, BACKDATED, ADJUSTED, PICKED = "near", "backdated", "adjusted", "picked"


class Flow(NamedTuple):
    """Goods that came (+) or went (−) where somebody counted.

    ``done_at`` server time when the system took note; ``dated`` the date written on the
    movement; both naive UTC. ``adjusts``: it corrects the book, no goods moved.
    """

    quantity: float
    done_at: datetime
    dated: datetime
    adjusts: bool = False


class Entry(NamedTuple):
    """A scan: ``quantity`` added to what this counter has, or what it is set to."""

    counter: int
    quantity: float
    at: datetime
    sets: bool = True


class Total(NamedTuple):
    """What was counted, and between which moments."""

    quantity: float
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Tolerance:
    """Share of the book by class, and a cap in money (0: none).

    ``by_class`` maps A, B, C to shares; goods without a class are judged as A.
    """

    by_class: tuple[tuple[str, float], ...] = (("A", 0.01), ("B", 0.03), ("C", 0.05))
    cap: float = 0.0

    def share(self, grade: str | None) -> float:
        """Share of the book that a variance may have, 0 for an unknown class."""
        return dict(self.by_class).get(grade or "A", 0.0)


class Goods(NamedTuple):
    """What decides on the tolerance: class, exact (serial, controlled), unit cost."""

    grade: str | None = None
    exact: bool = False
    unit_cost: float = 0.0
    step: float = 0.01


class Round(NamedTuple):
    """One time a line was counted; ``grey`` the reasons to doubt the moment."""

    counted: float
    expected: float
    grey: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What becomes of a line, and the variance to post if it is accepted."""

    state: str
    variance: float


class Accuracy(NamedTuple):
    """Lines and places counted and found right; money by absolute and signed sums."""

    counted: int
    exact: int
    first_exact: int
    within: int
    places: int
    places_exact: int
    gross: float
    net: float

    @property
    def by_line(self) -> float | None:
        """Share of lines whose book equals the count exactly; None: nothing counted."""
        return self.exact / self.counted if self.counted else None

    @property
    def by_place(self) -> float | None:
        """Share of places where every line was exact; None: nothing counted."""
        return self.places_exact / self.places if self.places else None


def scan_time(
    received: datetime, device_time: datetime | None = None, offset: float | None = None
) -> datetime:
    """Return the server's time of a scan made on a device whose clock may be wrong.

    :param received: server time when the scan arrived
    :param device_time: time of the scan on the device; None: scanned just now
    :param offset: server clock − device clock in seconds, measured by the device
    :raises ValueError: an offset of more than a day: the clock must be set first

    Never later than its arrival.

    >>> noon = datetime(2026, 3, 1, 12)
    >>> scan_time(noon, datetime(2026, 3, 1, 11, 30), 600)
    datetime.datetime(2026, 3, 1, 11, 40)
    """
    if device_time is None:
        return received
    shift = timedelta(seconds=offset or 0)
    if abs(shift) > MAX_CLOCK_OFFSET:
        raise ValueError("clock offset of more than a day")
    return min(received, device_time + shift)


def counted(entries: Iterable[Entry]) -> Total | None:
    """Return the sum over the counters of what each of them has.

    A counter's setting entry replaces what the same counter entered before; nobody
    replaces what somebody else entered. ``entries`` are in the order of their arrival.

    >>> at = datetime(2026, 3, 1)
    >>> counted([Entry(1, 5, at), Entry(2, 4, at), Entry(1, 6, at)]).quantity
    10
    """
    mine: dict[int, list[Entry]] = {}
    for entry in entries:
        kept = [] if entry.sets else mine.get(entry.counter, [])
        mine[entry.counter] = [*kept, entry]
    valid = [entry for kept in mine.values() for entry in kept]
    if not valid:
        return None
    times = [entry.at for entry in valid]
    return Total(sum(entry.quantity for entry in valid), min(times), max(times))


def moved_after(flows: Iterable[Flow], at: datetime) -> float:
    """Net quantity that came after ``at``, by the time the system took note."""
    return sum(flow.quantity for flow in flows if flow.done_at > at)


def expected(on_hand: float, flows: Iterable[Flow], at: datetime) -> float:
    """Return the book of the moment ``at``: on hand now − net moves done after it.

    >>> noon, later = datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 13)
    >>> expected(7, [Flow(-3, later, later)], noon)
    10
    """
    return on_hand - moved_after(flows, at)


def rounded(quantity: float, step: float) -> float:
    """Return ``quantity`` as a whole number of ``step``, 0 without a sign.

    >>> rounded(0.1 + 0.2 - 0.3, 0.01), rounded(2.000001, 0.01)
    (0.0, 2.0)
    """
    digits = max(0, len(f"{step:.10f}".rstrip("0").partition(".")[2]))
    return round(round(quantity / step) * step, digits) + 0.0


def grey(
    flows: Iterable[Flow], first: datetime, last: datetime, picked: bool = False
) -> tuple[str, ...]:
    """Return why the book of the moment is in doubt, () if it is not.

    A movement within 15 minutes of the count may have been walked before and booked
    after it, or the other way round; one dated before the count and booked after it
    says so itself; a correction of the book after the count may be of the same error;
    goods picked for an open transfer are off the shelf and in the book.

    >>> at = datetime(2026, 3, 1, 12)
    >>> grey([Flow(-1, at + timedelta(minutes=14), at)], at, at)
    ('near',)
    """
    found = []
    flows = list(flows)
    if any(first - GREY_ZONE <= f.done_at <= last + GREY_ZONE for f in flows):
        found.append(NEAR)
    if any(f.done_at > last and f.dated < last for f in flows):
        found.append(BACKDATED)
    if any(f.done_at > first and f.adjusts for f in flows):
        found.append(ADJUSTED)
    return tuple([*found, PICKED] if picked else found)


def within(variance: float, book: float, goods: Goods, tolerance: Tolerance) -> bool:
    """Whether a variance is so small that nobody has to count again.

    |variance| ≤ share of the class × |book|, and its value at most the cap; goods
    tracked by serial number and controlled goods have to be exact.

    >>> [within(found, 100, Goods("A"), Tolerance()) for found in (-1, -2)]
    [True, False]
    """
    if not variance:
        return True
    if goods.exact or abs(variance) > tolerance.share(goods.grade) * abs(book) + 1e-9:
        return False
    return not tolerance.cap or abs(variance * goods.unit_cost) <= tolerance.cap + 1e-9


def variance(found: Round, step: float) -> float:
    """Counted − expected, as a whole number of steps."""
    return rounded(found.counted - found.expected, step)


def judge(rounds: Sequence[Round], goods: Goods, tolerance: Tolerance) -> Verdict:
    """Return what becomes of a line that was counted in these rounds.

    First: exact, or within the tolerance, it stands; otherwise somebody else counts.
    Second: if both found the same variance, it stands; otherwise the supervisor counts.
    Third: it stands. Variances are compared, not quantities: goods move between the
    rounds. A round in the grey zone waits for a decision.
    """
    if not rounds:
        return Verdict(OPEN, 0.0)
    last = variance(rounds[-1], goods.step)
    if rounds[-1].grey:
        return Verdict(GREY, last)
    stands = Verdict(ACCEPTED if last else MATCH, last)
    if len(rounds) == 1:
        ok = within(last, rounds[0].expected, goods, tolerance)
        return stands if ok else Verdict(RECOUNT, last)
    if len(rounds) == 2 and last != variance(rounds[0], goods.step):
        return Verdict(SUPERVISOR, last)
    return stands


def pareto(weights: Sequence[float]) -> list[tuple[float, float]]:
    """Return the share of each and of all up to it, largest first as given.

    >>> pareto([6, 3, 1])
    [(0.6, 0.6), (0.3, 0.9), (0.1, 1.0)]
    >>> pareto([0, 0])
    [(0.0, 0.0), (0.0, 0.0)]
    """
    total, up_to, shares = sum(weights), 0.0, []
    for weight in weights:
        up_to += weight
        shares.append((weight / total, up_to / total) if total else (0.0, 0.0))
    return shares


def share_out(work: Sequence[int], people: int) -> list[int | None]:
    """Return for each place in walking order who counts it: neighbours stay together.

    :param work: lines to count, by place
    :param people: number of counters; 0: nobody is named
    :return: index of the counter by place, None without counters

    >>> share_out([5, 5, 1, 1, 8], 2)
    [0, 0, 1, 1, 1]
    """
    if not people:
        return [None] * len(work)
    total, done, shares = sum(work) or 1, 0, []
    for amount in work:
        middle = done + amount / 2
        shares.append(max(0, ceil(middle * people / total) - 1))
        done += amount
    return shares
