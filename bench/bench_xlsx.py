"""Xlsx of 100,000 rows and ten columns: less than 15 s and 300 MB.

Each writing happens in a process of its own, whose peak memory is the figure.
"""

import statistics
import subprocess
import sys
from pathlib import Path

from bench.frame import Row, percentile

ROWS = 100_000
REPEAT = 3
GOAL_MS = 15_000
WRITER = Path(__file__).parent.parent / "jxc_base" / "core" / "xlsx.py"
SCRIPT = """
import importlib.util, io, resource, sys, time
from datetime import date, datetime
spec = importlib.util.spec_from_file_location("xlsx", sys.argv[1])
xlsx = sys.modules["xlsx"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(xlsx)
kinds = "int text text date datetime number money bool text text".split()
columns = [xlsx.Column(f"列{i}", kind) for i, kind in enumerate(kinds)]
day, now = date(2026, 1, 1), datetime(2026, 1, 1, 8)
rows = (
    (i, f"特级酱油500ml{i}", f"SP{i:06}", day, now, i / 3, i / 7, True, "总仓", "CGRK")
    for i in range(int(sys.argv[2]))
)
started = time.perf_counter()
xlsx.write_workbook(io.BytesIO(), [xlsx.Sheet("明细", columns, rows)])
seconds = time.perf_counter() - started
print(seconds * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(env, scale: float) -> list[Row]:
    """Return one row: time and peak memory of writing one workbook."""
    count = max(int(ROWS * scale), 1000)
    figures = [write(count) for _repetition in range(REPEAT)]
    times = sorted(milliseconds for milliseconds, _mib in figures)
    return [
        Row(
            what=f"xlsx of {count:,} rows",
            median_ms=round(statistics.median(times), 2),
            p95_ms=round(percentile(times, 0.95), 2),
            peak_mib=round(max(mib for _milliseconds, mib in figures), 1),
            goal_ms=GOAL_MS * scale,
        )
    ]


def write(count: int) -> tuple[float, float]:
    """Milliseconds and peak MiB of a process that writes ``count`` rows."""
    command = [sys.executable, "-c", SCRIPT, str(WRITER), str(count)]
    # sys.executable and a script of ours: nothing comes from outside
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    milliseconds, mib = map(float, done.stdout.split())
    return milliseconds, mib
