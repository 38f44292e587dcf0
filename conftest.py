"""What pytest-odoo leaves open, closed.

Tests without the tag `standard` are left out, a skip is a failure, so is a logged
error, doctests of `core/` are collected, whole-suite tests need no tag, and each kind
of test is counted. Without pytest-odoo (`-p no:odoo`) only tests that need no database
run: `pytest -p no:odoo tests/test_repo_*.py jxc_*/core jxc_*/tests/test_core_*.py`.
"""

import contextlib
import doctest
import functools
import importlib
import json
import logging
import os
import shutil
from pathlib import Path

import freezegun
import hypothesis
import pytest
from _pytest import doctest as pytest_doctest
from _pytest.reports import TestReport

from tests.counting import COUNTS, kind_of

ROOT = Path(__file__).parent
WITHOUT_DATABASE = pytest.StashKey[bool]()
IGNORED_LOGGERS = ("hypothesis",)

hypothesis.settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, print_blob=True
)
hypothesis.settings.register_profile(
    "night", deadline=None, max_examples=2000, database=None, print_blob=True
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


# Tests stop the clock; the durations in the report are real all the same.
freezegun.configure(extend_ignore_list=["_pytest.timing"])


def pytest_addoption(parser):
    parser.addoption(
        "--jxc-require",
        default="",
        help="kinds of tests, separated by commas, of which at least one must run",
    )


def pytest_configure(config):
    config.stash[WITHOUT_DATABASE] = not config.pluginmanager.hasplugin("odoo")
    if config.stash[WITHOUT_DATABASE]:
        prepare_without_database()
    else:
        separate_attachments()
    count_tours()
    config.pluginmanager.register(LoggedErrors(), "jxc-logged-errors")


def prepare_without_database():
    """Make addons importable and their pure tests runnable without pytest-odoo."""
    import pytest_odoo

    import odoo.init  # noqa: F401
    from odoo.tools import config

    config.parse_config([f"--addons-path={ROOT}", "--http-interface=127.0.0.1"])
    pytest_odoo.support_subtest()
    pytest_odoo.disable_odoo_test_retry()
    pytest_odoo.monkey_patch_resolve_pkg_root_and_module_name()


def worker_output(config):
    """What a process of `-n` tells the one that reports; None in the latter."""
    return getattr(config, "workeroutput", None)


def separate_attachments():
    """Give each process of `-n` its own copy of the attachments, like its database.

    Shared ones would vanish when another process collects what its database lacks.
    """
    import pytest_odoo

    from odoo.tools import config

    @contextlib.contextmanager
    def copied(original, name):
        if original == name:
            yield
            return
        source, copy = config.filestore(original), config.filestore(name)
        shutil.rmtree(copy, ignore_errors=True)
        if Path(source).exists():
            shutil.copytree(source, copy)
        yield
        shutil.rmtree(copy, ignore_errors=True)

    pytest_odoo._shared_filestore = copied


def count_tours():
    """Count each tour that has run to its end."""
    from odoo.tests.common import HttpCase

    start_tour = HttpCase.start_tour

    @functools.wraps(start_tour)
    def counted(self, *args, **kwargs):
        start_tour(self, *args, **kwargs)
        COUNTS["tour"] += 1

    HttpCase.start_tour = counted


# ---- collection


class CoreDoctests(pytest.Module):
    """The doctests of `<addon>/core/<file>.py` under the name Odoo gives the module."""

    def _getobj(self):
        addon, core, name = self.path.relative_to(ROOT).with_suffix("").parts
        return importlib.import_module(f"odoo.addons.{addon}.{core}.{name}")

    def collect(self):
        for test in doctest.DocTestFinder().find(self.obj):
            if test.examples:
                yield pytest_doctest.DoctestItem.from_parent(
                    self, name=test.name, runner=doctest_runner(), dtest=test
                )


def doctest_runner():
    """Return a runner that raises at the first failure, as pytest's items expect."""
    return pytest_doctest._get_runner(
        verbose=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        checker=pytest_doctest._get_checker(),
        continue_on_failure=False,
    )


def pytest_collect_file(file_path, parent):
    if file_path.match("jxc_*/core/*.py") and file_path.name != "__init__.py":
        return CoreDoctests.from_parent(parent, path=file_path)
    return None


def pytest_pycollect_makeitem(collector, name, obj):
    """Give tests outside of the addons the tags that Odoo's classes rely on.

    Odoo adds `standard` in addons only; a tag of its own (`night`) keeps a test out.
    """
    from odoo.tests import BaseCase

    if not isinstance(obj, type) or not issubclass(obj, BaseCase):
        return
    tags = getattr(obj, "test_tags", set())
    if not obj.__module__.startswith("odoo.") and tags <= {
        "post_install",
        "at_install",
    }:
        obj.test_tags = tags | {"standard", "post_install"}
        obj.test_module = "tests"


def pytest_collection_modifyitems(config, items):
    out = [item for item in items if not wanted(config, item)]
    items[:] = [item for item in items if wanted(config, item)]
    if out:
        config.hook.pytest_deselected(items=out)
    # the longest browser test begins before the others, so no process is left with it
    items.sort(key=lambda item: (uses_browser(item), "test_screens" not in item.nodeid))


def wanted(config, item):
    tags = getattr(item.cls, "test_tags", None) if hasattr(item, "cls") else None
    if tags is not None and "standard" not in tags:
        return False
    return not (config.stash[WITHOUT_DATABASE] and uses_database(item))


def uses_database(item):
    from odoo.tests import TransactionCase

    return is_case(item, TransactionCase)


def uses_browser(item):
    from odoo.tests import HttpCase

    return is_case(item, HttpCase)


def is_case(item, base):
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, base)


# ---- results


class LoggedErrors(logging.Handler):
    """Fail the test during which an error was logged, unless it mutes the logger."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []
        self.stray = []

    def emit(self, record):
        if not record.name.startswith(IGNORED_LOGGERS):
            place = f"{record.levelname} {record.name}"
            self.lines.append(f"{place}: {record.getMessage()}")

    def pytest_sessionstart(self):
        logging.getLogger().addHandler(self)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        report = (yield).get_result()
        lines, self.lines = self.lines, []
        if lines and report.outcome == "passed":
            report.outcome = "failed"
            report.longrepr = "\n".join(["logged errors fail a test:", *lines])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.lines += getattr(node, "workeroutput", {}).get("jxc_stray", [])

    def pytest_sessionfinish(self, session):
        told = worker_output(session.config)
        if told is not None:
            told["jxc_stray"] = self.lines
        if self.lines and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.stray = self.lines

    def pytest_terminal_summary(self, terminalreporter):
        for line in self.stray:
            terminalreporter.write_line(f"logged outside of a test: {line}", red=True)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"a skipped test counts as failed: {reason(report)}"


def pytest_runtest_logreport(report):
    if type(report) is TestReport and report.passed and report.when == "call":
        COUNTS[kind_of(Path(report.nodeid.split("::")[0]))] += 1


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    report = (yield).get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a skipped file counts as failed: {reason(report)}"


def reason(report):
    longrepr = report.longrepr
    return longrepr[-1] if isinstance(longrepr, tuple) else str(longrepr)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Add what was counted inside of the tests of a finished process."""
    COUNTS.update(getattr(node, "workeroutput", {}).get("jxc_counts", {}))


def pytest_sessionfinish(session):
    told = worker_output(session.config)
    if told is not None:
        inside = {kind: n for kind, n in COUNTS.items() if kind in ("tour", "hoot")}
        told["jxc_counts"] = inside
        return
    required = [k for k in session.config.getoption("--jxc-require").split(",") if k]
    missing = [kind for kind in required if not COUNTS[kind]]
    if missing:
        fail_session(session, f"no test of kind {', '.join(missing)} passed")
    path = os.environ.get("JXC_TEST_COUNTS")
    if path:
        Path(path).write_text(json.dumps(COUNTS), encoding="utf-8")


def fail_session(session, message):
    """Add a failure that belongs to no test, so that the closing line tells it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    report = TestReport(
        "kinds of tests", ("conftest.py", 0, ""), {}, "failed", message, "call"
    )
    reporter.stats.setdefault("failed", []).append(report)
    session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    counted = ", ".join(f"{kind} {n}" for kind, n in sorted(COUNTS.items()))
    terminalreporter.write_line(f"passed by kind: {counted or 'none'}")
