"""Core's own test suites, with JXC and without: JXC may not break a test of core."""

import re

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
FAILED = re.compile(r" ERROR \S+ \S+: (?:FAIL|ERROR): (.+)$", re.MULTILINE)
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def core_suites(context):
    """Return how many tests of core ran with JXC, and those that JXC breaks."""
    plain = run_suites(context, "jxc_test_night_core", with_jxc=False)
    ours = run_suites(context, "jxc_test_night_jxc", with_jxc=True)
    print(f"   core alone: {plain['ran']} ran, {len(plain['failed'])} failed")
    print(f"   with JXC:   {ours['ran']} ran, {len(ours['failed'])} failed", flush=True)
    broken = sorted(ours["failed"] - plain["failed"])
    return ours["ran"] - len(broken), broken


def run_suites(context, db, with_jxc):
    """Run the suites with Odoo's runner on a fresh database; return what it logged."""
    if with_jxc:
        databases.install_suite(context, db)
    else:
        databases.clone(context, db)
    log = context.log(db)
    log.unlink(missing_ok=True)
    tags = ",".join(f"/{suite}" for suite in SUITES)
    arguments = ["-c", context.config(db, log_level="info"), "-d", db, "-u"]
    arguments += [",".join(SUITES), f"--test-tags={tags}", "--stop-after-init"]
    context.run_odoo(arguments, log=log, check=False)
    text = log.read_text(encoding="utf-8", errors="replace")
    context.drop_database(db)
    ran = sum(int(match[2]) for match in SUMMARY.findall(text))
    return {"failed": set(FAILED.findall(text)), "ran": ran}
