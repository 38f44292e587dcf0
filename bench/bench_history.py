"""The reference load itself: how long it took to write, and that it is consistent.

Goal: 1,000,000 done movements with everything around them in less than 15 minutes
(without the daily facts, which have a benchmark of their own).
"""

import time

from bench.frame import Row, peak_mib, reset_peak
from tools.history import check, reference

GOAL_MS = 15 * 60 * 1000


def run(env, scale: float) -> list[Row]:
    """Return a row for the load, its steps, and the check of its invariants.

    :raises AssertionError: naming the invariants that do not hold
    """
    seconds = dict(reference.load(env, scale))
    seconds.pop("rebuild", None)
    reset_peak()
    started = time.perf_counter()
    broken = check.check(env)
    checked = time.perf_counter() - started
    if broken:
        raise AssertionError("\n".join(broken))
    rows = [once(f"  {name}", taken) for name, taken in seconds.items()]
    return [
        once("load", sum(seconds.values()), GOAL_MS),
        *rows,
        once("check", checked),
    ]


def once(what, seconds, goal=None):
    taken = round(seconds * 1000, 2)
    return Row(what, taken, taken, round(peak_mib(), 1), goal)
