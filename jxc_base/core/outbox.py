"""When a message may leave: retries, quiet hours, a limit per minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

BACKOFF_MINUTES = (1, 5, 15, 60, 240)
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt.

    :param state: "sent", "retry" (later) or "failed" (trying again is no use)
    :param text: the answer or the reason, without secrets
    :param pause: seconds for which the whole channel should rest
    """

    state: str
    text: str = ""
    pause: int = 0


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` attempts; None: not any more.

    >>> next_attempt(1, datetime(2026, 3, 5, 8, 0))
    datetime.datetime(2026, 3, 5, 8, 1)
    >>> next_attempt(5, datetime(2026, 3, 5, 8, 0))
    datetime.datetime(2026, 3, 5, 12, 0)
    >>> next_attempt(6, datetime(2026, 3, 5, 8, 0)) is None
    True
    """
    if attempts > len(BACKOFF_MINUTES):
        return None
    return now + timedelta(minutes=BACKOFF_MINUTES[max(attempts, 1) - 1])


def free_at(
    recent: Sequence[datetime], now: datetime, limit: int | None
) -> datetime | None:
    """When a channel that sends at most `limit` messages a minute may send again.

    :param recent: times of the attempts of the last minute, in any order
    :return: None when it may send now

    >>> noon = datetime(2026, 3, 5, 12)
    >>> free_at([noon, noon + timedelta(seconds=30)], noon + timedelta(seconds=40), 2)
    datetime.datetime(2026, 3, 5, 12, 1)
    """
    inside = sorted(moment for moment in recent if moment > now - WINDOW)
    if not limit or len(inside) < limit:
        return None
    return inside[-limit] + WINDOW


def clock(hours: float) -> time:
    """Time of day of a number of hours.

    >>> clock(22.5)
    datetime.time(22, 30)
    """
    minutes = round(hours * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def quiet_until(local: datetime, start: float, end: float) -> datetime | None:
    """End of the quiet hours in which a moment lies, in the same local time.

    :param local: naive local time
    :param start: hours since midnight, 22.0 = 10 pm
    :param end: hours since midnight; before `start`: of the next day; equal: never
    :return: None when the moment is not quiet

    >>> quiet_until(datetime(2026, 3, 5, 23, 15), 22, 7.5)
    datetime.datetime(2026, 3, 6, 7, 30)
    >>> quiet_until(datetime(2026, 3, 6, 7, 30), 22, 7.5) is None
    True
    """
    begin, finish, at = clock(start), clock(end), local.time()
    if begin < finish:
        quiet, days = begin <= at < finish, 0
    else:
        quiet = begin != finish and (at >= begin or at < finish)
        days = int(at >= begin)
    return datetime.combine(local.date() + timedelta(days), finish) if quiet else None
