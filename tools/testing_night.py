"""Core's own test suites, with JXC and without: JXC may not break a test of core."""

import os
import re

from tools import process
from tools import testing_databases as databases

SUITES = (
    "product",
    "stock",
    "purchase",
    "purchase_stock",
    "sale",
    "sale_stock",
    "stock_account",
)
FAILED = re.compile(r"^(?:FAILED|ERROR|SUBFAIL\S*) .*?/addons/(\S+::\S+)", re.MULTILINE)
RAN = re.compile(r"(\d+) (?:passed|failed|error)")


def core_suites(context):
    """Return how many tests of core ran with JXC, and those that JXC breaks."""
    plain = run_suites(context, "jxc_test_night_core", with_jxc=False)
    ours = run_suites(context, "jxc_test_night_jxc", with_jxc=True)
    print(f"   core alone: {plain['ran']} ran, {len(plain['failed'])} failed")
    print(f"   with JXC:   {ours['ran']} ran, {len(ours['failed'])} failed", flush=True)
    broken = sorted(ours["failed"] - plain["failed"])
    if ours["ran"] < plain["ran"]:
        broken.append(f"{plain['ran'] - ours['ran']} tests did not run")
    return ours["ran"] - len(broken), broken


def run_suites(context, db, with_jxc):
    """Run the suites on a fresh database; return how many ran and what failed.

    By pytest on the finished database: Odoo's own runner tests an addon while it is
    loaded, before those that build on it, so it would prove nothing about JXC. Tests
    that only pass while core is being installed fail in both runs.
    """
    make = databases.install_suite if with_jxc else databases.clone
    make(context, db)
    log = context.log(db)
    log.unlink(missing_ok=True)
    options = ["-q", "-rfE", "--tb=no", "--noconftest", "-c", os.devnull]
    options += ["-p", "no:cacheprovider", "--odoo-http", "--odoo-log-level=critical"]
    options += [f"--odoo-config={context.config(db)}", f"--odoo-database={db}"]
    suites = [context.odoo_addons / suite / "tests" for suite in SUITES]
    command = [context.python, "-m", "pytest", *options, *suites]
    process.run_logged(list(map(str, command)), log, env=context.environment())
    text = log.read_text(encoding="utf-8", errors="replace")
    context.drop_database(db)
    return result(text)


def result(text):
    """Return how many tests ran and the names of those that failed.

    >>> result("FAILED ../odoo/addons/stock/tests/test_a.py::TestA::test_b - Error: x")
    {'failed': {'stock/tests/test_a.py::TestA::test_b'}, 'ran': 0}
    >>> result("1 failed, 7 passed, 2 skipped, 1 error in 3.20s")["ran"]
    9
    """
    last = text.rstrip().rpartition("\n")[2]
    ran = sum(int(number) for number in RAN.findall(last))
    return {"failed": set(FAILED.findall(text)), "ran": ran}
