"""Measure benchmarks inside Odoo and write their figures.

A benchmark is a file `bench_<name>.py` with `run(env, scale) -> list[Row]`; it makes
its own data (fixed seed) in the scratch database that `./jxc bench` hands it, and calls
`measure` for each line of its table. See README.md beside this file.
"""

import argparse
import importlib
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

REPEAT = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: milliseconds, MiB, and the goal in milliseconds."""

    what: str
    median_ms: float
    p95_ms: float
    peak_mib: float
    goal_ms: float | None = None
    ratio: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the median reaches the goal; None without a goal."""
        return None if self.goal_ms is None else self.median_ms <= self.goal_ms


def measure(
    what: str,
    calls: list[Callable[[], object]],
    goal_ms: float | None = None,
    before: Callable[[], object] = lambda: None,
    compare: Row | None = None,
) -> Row:
    """Call each function once to warm up and 5 times for the figures.

    `before` runs ahead of every call and is not measured (empty the caches there).
    The median is that of the calls' own medians, p95 is taken over all samples.
    `ratio` is this median divided by that of `compare`.
    """
    reset_peak()
    samples = [[timed(call, before) for _ in range(REPEAT + 1)][1:] for call in calls]
    median = statistics.median(statistics.median(times) for times in samples)
    everything = sorted(t for times in samples for t in times)
    return Row(
        what=what,
        median_ms=round(median, 2),
        p95_ms=round(percentile(everything, 0.95), 2),
        peak_mib=round(peak_mib(), 1),
        goal_ms=goal_ms,
        ratio=round(median / compare.median_ms, 2) if compare else None,
    )


def timed(call: Callable[[], object], before: Callable[[], object]) -> float:
    before()
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that at least `share` of the sorted values reach.

    >>> percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95), percentile([7], 0.5)
    (10, 7)
    """
    index = -(-len(values) * share // 1)
    return values[max(int(index) - 1, 0)]


def reset_peak() -> None:
    """Let Linux forget the highest memory of this process so far."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_mib() -> float:
    """Return the highest resident memory of this process in MiB since the reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def table(rows: list[Row]) -> str:
    """Return the rows as a table for people."""
    width = max([len(row.what) for row in rows] + [4])
    head = f"{'what':<{width}}  {'median':>10}  {'p95':>10}  {'peak':>9}  goal"
    return "\n".join([head, "-" * len(head), *(line(row, width) for row in rows)])


def line(row: Row, width: int) -> str:
    goal = "" if row.goal_ms is None else f"< {row.goal_ms:g} ms"
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    ratio = "" if row.ratio is None else f"× {row.ratio:g}"
    figures = (
        f"{row.median_ms:>7.1f} ms  {row.p95_ms:>7.1f} ms  {row.peak_mib:>5.0f} MiB"
    )
    return f"{row.what:<{width}}  {figures}  {goal} {verdict} {ratio}".rstrip()


def machine(env) -> dict[str, object]:
    """Return what the figures depend on."""
    env.cr.execute("SHOW server_version")
    return {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": env.cr.fetchone()[0].split()[0],
    }


def write_results(path: Path, name: str, scale: float, env, rows: list[Row]) -> None:
    found = {
        "benchmark": name,
        "scale": scale,
        "machine": machine(env),
        "rows": [asdict(row) | {"met": row.met} for row in rows],
    }
    text = json.dumps(found, indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Run one benchmark; return 1 when it misses a goal at full scale."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--config", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    with open_environment(options.config, options.db) as env:
        benchmark = importlib.import_module(f"bench.bench_{options.name}")
        rows = benchmark.run(env, options.scale)
        write_results(options.out, options.name, options.scale, env, rows)
    print(table(rows), flush=True)
    return 1 if options.scale >= 1 and any(row.met is False for row in rows) else 0


def open_environment(config_file: str, db: str):
    """Return a context manager with a superuser environment on the database."""
    import contextlib

    import odoo.init  # noqa: F401
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", config_file, "-d", db, "--no-http"], setup_logging=True)

    @contextlib.contextmanager
    def opened():
        with Registry(db).cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    return opened()


if __name__ == "__main__":
    sys.exit(main())
