"""Who has to sign a document, and what one signature does (B03).

Steps stand in their order. A step is done when enough of its approvers signed; a
sequential step waits for the ones before it. Source: docs/decisions/approval-rules.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

LONGEST_CHAIN = 3
QUORUMS = ("any", "all", "some")


@dataclass(frozen=True)
class Step:
    """One step of an approval.

    ``approvers`` are user ids, ``signed`` maps the approver who is signed for to the
    user who signed (the approver or a delegate). Who is in ``instead`` (escalation) is
    an approver as well and decides alone.
    """

    key: int
    approvers: frozenset[int]
    signed: Mapping[int, int] = field(default_factory=dict)
    quorum: str = "any"
    count: int = 1
    sequential: bool = False
    open: bool = True
    instead: frozenset[int] = frozenset()


class Signature(NamedTuple):
    """``user`` signs step ``key`` for ``approver`` (often themselves)."""

    key: int
    approver: int
    user: int


def needed(quorum: str, count: int, approvers: int) -> int:
    """Number of signatures a step needs.

    :param quorum: ``any`` (one), ``all`` or ``some`` (``count`` of them)
    :param count: signatures for ``some``
    :param approvers: number of people who may sign
    :raises ValueError: another quorum

    >>> needed("some", 2, 3), needed("all", 2, 3), needed("any", 2, 3)
    (2, 3, 1)
    """
    if quorum not in QUORUMS:
        raise ValueError(f"quorum must be one of {', '.join(QUORUMS)}, not {quorum!r}")
    if quorum == "some":
        return max(1, count)
    return max(1, approvers) if quorum == "all" else 1


def is_done(step: Step, signed: Mapping[int, int] | None = None) -> bool:
    """Tell whether enough approvers signed.

    For ``all`` these are the approvers of now: who left is not waited for, who came is.
    """
    signed = step.signed if signed is None else signed
    if step.instead & set(signed):
        return True
    if step.quorum == "all":
        return bool(signed) and step.approvers - step.instead <= set(signed)
    return len(signed) >= needed(step.quorum, step.count, len(step.approvers))


def can_be_done(step: Step) -> bool:
    """Tell whether there are approvers enough at all."""
    wanted = needed(step.quorum, step.count, len(step.approvers))
    return wanted <= len(step.approvers | set(step.signed))


def sign(steps: Iterable[Step], user: int, absent: Collection[int] = ()):
    """Return the signatures that are given when ``user`` approves now.

    The user signs every step that is theirs and not blocked by one before it; who
    signed a step signs the following one by that as well, if they are its approver.
    One person counts once in a step, except where all have to sign: there they sign
    for the absent ones too.

    :param steps: the document's steps in order
    :param user: id of the user who approves
    :param absent: ids of the approvers the user stands in for
    :return: list of :class:`Signature`; empty: nothing is theirs to sign now

    >>> two = [Step(1, frozenset({7, 8})), Step(2, frozenset({7}), sequential=True)]
    >>> [tuple(given) for given in sign(two, 7)]
    [(1, 7, 7), (2, 7, 7)]
    """
    found: list[Signature] = []
    blocked, before = False, {}
    principals = [user, *sorted(set(absent) - {user})]
    for step in steps:
        signed = dict(step.signed)
        if step.open and not (blocked and step.sequential):
            wishes = [(approver, user) for approver in principals]
            wishes += sorted(before.items())
            found += _given(step, signed, wishes)
        if step.open and not is_done(step, signed):
            blocked = True
        before = {} if blocked else signed
    return found if any(given.user == user for given in found) else []


def _given(step, signed, wishes):
    """Signatures among ``wishes`` that the step takes; adds them to ``signed``."""
    for approver, user in wishes:
        if step.quorum != "all" and (is_done(step, signed) or user in signed.values()):
            continue
        if approver in step.approvers and approver not in signed:
            signed[approver] = user
            yield Signature(step.key, approver, user)


@dataclass(frozen=True)
class Delegation:
    """``absent`` is represented by ``delegate`` from ``start`` to ``end`` inclusive."""

    absent: int
    delegate: int
    start: date
    end: date


def absent_of(user: int, links: Iterable[Delegation], day: date, longest=LONGEST_CHAIN):
    """Return the ids of everybody ``user`` stands in for on a day.

    :param links: delegations, of any day
    :param day: company day
    :param longest: delegations in a row that count
    :return: set of user ids, without ``user``
    """
    valid = [link for link in links if link.start <= day <= link.end]
    found, edge = set(), {user}
    for _hop in range(longest):
        edge = {link.absent for link in valid if link.delegate in edge} - found
        found |= edge
    return found - {user}


def chain_fault(links: Iterable[Delegation], longest=LONGEST_CHAIN):
    """Tell what is wrong with delegations that hold at the same time.

    :param links: delegations
    :param longest: delegations allowed in a row
    :return: ``circle``, ``long`` or None
    """
    links = list(links)
    faults = [_fault_from(link, links, longest) for link in links]
    return "circle" if "circle" in faults else next(filter(None, faults), None)


def _fault_from(first, links, longest):
    paths = [(first, (first.absent, first.delegate))]
    for _hop in range(longest):
        paths = [
            (_common(last, link), (*path, link.delegate))
            for last, path in paths
            for link in links
            if link.absent == path[-1] and _common(last, link)
        ]
        if any(path[-1] in path[:-1] for _last, path in paths):
            return "circle"
    return "long" if paths else None


def _common(one, other):
    """The days both hold, None if there are none."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Delegation(0, 0, start, end) if start <= end else None
