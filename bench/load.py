"""The reference load for the benchmarks that stand on it, and who looks at it."""

import time
from collections.abc import Callable

from bench.frame import Row, peak_mib, reset_peak


def reference(env, scale: float) -> None:
    """Have the reference load in the database; a second benchmark finds it there.

    What a benchmark changes afterwards it has to roll back.
    """
    from tools.history import reference as history

    history.load(env, scale)
    env["jxc.stock.daily"]._run()
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def as_role(env, role: str):
    """Return the environment of a user with one role, made when it is missing."""
    login = f"bench_{role}"
    users = env["res.users"].with_context(active_test=False, no_reset_password=True)
    user = users.search([("login", "=", login)])
    if not user:
        group = env.ref(f"jxc_base.group_{role}")
        values = {"name": login, "login": login, "group_ids": [(6, 0, group.ids)]}
        user = users.create(values)
        env.cr.commit()
    return env(user=user.id)


def once(what: str, call: Callable[[], object], goal_ms: float | None = None) -> Row:
    """Measure something too long to be repeated: one sample, median and p95 alike."""
    reset_peak()
    started = time.perf_counter()
    call()
    spent = round((time.perf_counter() - started) * 1000, 2)
    return Row(what, spent, spent, round(peak_mib(), 1), goal_ms)
