"""Stages of a document's way, in order, with one state each.

Pure functions over plain values; the models collect the facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

DONE, CURRENT, TODO = "done", "current", "todo"
SKIPPED, CANCELLED = "skipped", "cancelled"


@dataclass(frozen=True)
class Stage:
    """One step of the way.

    :param code: short name of the step, the same for all documents of a kind
    :param done: True = reached, False = not yet, None = does not apply here
    :param at: when it was reached (UTC datetime, or a date where only the day
        is known); None when unknown
    :param due: when it should have been reached; None when nothing was promised
    :param by: name of the person who did it
    :param detail: one line for the reader (already translated)
    :param model, ids: the documents behind the step
    """

    code: str
    done: bool | None = False
    at: datetime | date | None = None
    due: datetime | date | None = None
    by: str | None = None
    detail: str | None = None
    model: str | None = None
    ids: tuple[int, ...] = ()
    state: str | None = None
    late: bool = False


def is_late(stage: Stage, now: datetime) -> bool | None:
    """Tell whether a step was, or still is, behind its due date.

    Where either of both is a bare day, days are compared: a day lasts until its
    evening.

    :param now: UTC moment of the question
    :return: None when nothing was promised, or the step does not apply

    >>> is_late(Stage("shipped", due=date(2026, 3, 1)), datetime(2026, 3, 1, 18))
    False
    >>> is_late(Stage("shipped", due=date(2026, 3, 1)), datetime(2026, 3, 2, 8))
    True
    """
    if stage.due is None or stage.done is None:
        return None
    if stage.done and stage.at is None:
        return None
    reached = stage.at if stage.done else now
    if not isinstance(reached, datetime) or not isinstance(stage.due, datetime):
        return _day(reached) > _day(stage.due)
    return reached > stage.due


def _day(value: datetime | date) -> date:
    return value.date() if isinstance(value, datetime) else value


def arrange(
    stages: Iterable[Stage], now: datetime, cancelled: bool = False
) -> list[Stage]:
    """Give every step its state: done, current, todo, skipped or cancelled.

    The first step that applies and is not reached is the current one; a later
    step may be done before it (an advance invoice, for instance). On a
    cancelled document nothing is current and nothing is late any more.

    >>> [s.state for s in arrange(
    ...     [Stage("a", True), Stage("b", None), Stage("c"), Stage("d")],
    ...     datetime(2026, 1, 1))]
    ['done', 'skipped', 'current', 'todo']
    """
    result, open_seen = [], cancelled
    for stage in stages:
        state = _state(stage, open_seen, cancelled)
        open_seen = open_seen or state == CURRENT
        late = bool(is_late(stage, now)) and state != CANCELLED
        result.append(replace(stage, state=state, late=late))
    return result


def _state(stage: Stage, open_seen: bool, cancelled: bool) -> str:
    if stage.done is None:
        return SKIPPED
    if stage.done:
        return DONE
    if cancelled:
        return CANCELLED
    return TODO if open_seen else CURRENT


def current_code(stages: Sequence[Stage], cancelled: bool = False) -> str:
    """Code of the step a document stands at; "done" when none is open.

    :param stages: result of :func:`arrange`
    """
    if cancelled:
        return CANCELLED
    return next((stage.code for stage in stages if stage.state == CURRENT), DONE)


def iso(value: datetime | date | None) -> str | None:
    """ISO text of a moment to the second (UTC), or of a day; None stays None.

    >>> iso(datetime(2026, 3, 1, 8, 30)), iso(date(2026, 3, 1)), iso(None)
    ('2026-03-01T08:30:00', '2026-03-01', None)
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat()
    return value.isoformat()
