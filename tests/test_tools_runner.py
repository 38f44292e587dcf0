"""What the runner promises: skips and logged errors fail, tags and kinds count."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from bench import frame
from tests.counting import kind_of
from tests.repo.text import ROOT
from tools import benching, linting, testing
from tools import testing_night as night
from tools.errors import SetupError
from tools.testing_native import TROUBLE

PLANTED = """
import logging
import unittest

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger


class TestPlanted(BaseCase):
    def test_good(self):
        self.assertEqual(1 + 1, 2)

    def test_skipped(self):
        self.skipTest("not today")

    def test_logs_an_error(self):
        logging.getLogger("odoo.planted").error("bad")

    @mute_logger("odoo.planted")
    def test_mutes_an_error(self):
        logging.getLogger("odoo.planted").error("bad")


@tagged("-standard", "night")
class TestNotStandard(BaseCase):
    def test_left_out(self):
        self.fail("must not run")
"""
CORE = '''
def double(number):
    """Return twice the number.

    >>> double(2)
    {expected}
    """
    return 2 * number
'''


def run_planted(tmp_path, required, expected="4"):
    """Run pytest with our conftest over planted files; return code, text and counts."""
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "conftest.py", tmp_path)
    shutil.copy(ROOT / "tests" / "counting.py", tmp_path / "tests")
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "test_planted.py").write_text(PLANTED, encoding="utf-8")
    core = tmp_path / "jxc_planted" / "core"
    core.mkdir(parents=True)
    (core.parent / "__manifest__.py").write_text("{'name': 'x'}", encoding="utf-8")
    for directory in (core, core.parent):
        (directory / "__init__.py").touch()
    text = CORE.format(expected=expected)
    (core / "double.py").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:odoo",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-rA", f"--jxc-require={required}", "tests", "jxc_planted/core"]
    counts = tmp_path / "counts.json"
    environment = {**os.environ, "JXC_TEST_COUNTS": str(counts)}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    found = json.loads(counts.read_text(encoding="utf-8")) if counts.exists() else {}
    return done.returncode, done.stdout, found


def test_promises_are_kept(tmp_path):
    code, text, counts = run_planted(tmp_path, "core,suite,hoot")
    assert code == 1
    assert "a skipped test counts as failed: Skipped: not today" in text
    assert "ERROR odoo.planted: bad" in text
    assert "no test of kind hoot passed" in text
    assert "must not run" not in text
    assert "3 failed, 3 passed, 1 deselected" in text
    assert counts == {"core": 1, "suite": 2}


def test_wrong_doctest_fails(tmp_path):
    _code, text, counts = run_planted(tmp_path, "", expected="5")
    assert "FAILED jxc_planted/core/double.py" in text
    assert "core" not in counts


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("jxc_base/core/gs1.py", "core"),
        ("jxc_base/tests/test_core_gs1.py", "core"),
        ("jxc_base/tests/test_roles.py", "addon"),
        ("tests/test_main_day.py", "suite"),
        ("tests/test_repo_text.py", "repo"),
        ("tests/test_tools_runner.py", "tools"),
    ],
)
def test_kind_of_a_file(path, kind):
    assert kind_of(ROOT.joinpath(path).relative_to(ROOT)) == kind
    assert kind in testing.KINDS


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("2026-01-01 10:00:00,000 12 ERROR db odoo.x: bad", True),
        ("2026-01-01 10:00:00,000 12 CRITICAL db odoo.x: bad", True),
        ("2026-01-01 10:00:00,000 12 WARNING db odoo.x: jxc.alert has no rule", True),
        ("2026-01-01 10:00:00,000 12 WARNING db odoo.x: something of core", False),
        ("2026-01-01 10:00:00,000 12 INFO db odoo.x: jxc_base loaded", False),
        ("Traceback (most recent call last):", True),
    ],
)
def test_trouble_in_a_log(line, trouble):
    assert bool(TROUBLE.search(line)) == trouble


def test_results_of_cores_suites_are_read():
    lines = [
        "FAILED ../odoo/addons/stock/tests/test_a.py::TestA::test_b - Error: 5",
        "ERROR ../odoo/addons/sale/tests/test_c.py::TestC::test_d",
        "2 failed, 7 passed, 1 skipped, 1 error in 3.20s (0:00:03)",
    ]
    failed = {
        "stock/tests/test_a.py::TestA::test_b",
        "sale/tests/test_c.py::TestC::test_d",
    }
    assert night.result("\n".join(lines)) == {"failed": failed, "ran": 10}


def test_arguments():
    assert testing.needs_database([]) and not testing.needs_database(["--fast"])
    assert testing.parse(["a.py", "b.py", "--night"]).path == ["a.py", "b.py"]
    assert benching.parse(["x", "--scale", "0.1"]).scale == 0.1
    for wrong in (["--scale", "0"], ["--scale", "x"], ["--scale", "99"]):
        with pytest.raises(SystemExit):
            benching.parse(wrong)


class FakeContext:
    root = ROOT


def test_benchmarks_are_found():
    assert {"mnemonic", "overview"} <= set(benching.available(FakeContext))
    with pytest.raises(SetupError, match="no benchmark nonsense"):
        benching.chosen(FakeContext, ["nonsense"])


def test_reference_load_is_shared():
    """Benchmarks that import the reference load get a copy of one template."""
    assert benching.uses_reference(FakeContext, "history")
    assert not benching.uses_reference(FakeContext, "mnemonic")
    assert benching.reference_name(0.1) == "jxc_bench_reference_0_1"


def test_figures_of_a_benchmark():
    calls = []
    row = frame.measure("x", [lambda: calls.append(1)], goal_ms=1000)
    assert len(calls) == frame.REPEAT + 1
    assert row.met and 0 <= row.median_ms <= row.p95_ms and row.peak_mib > 1
    slow = frame.Row("slow", 20, 30, 1, goal_ms=10)
    compared = frame.measure("y", [lambda: None], compare=slow)
    assert not slow.met and compared.met is None and compared.ratio < 1
    assert "MISSED" in frame.table([slow, row])
    assert frame.percentile(list(range(1, 101)), 0.95) == 95


class ListingContext(FakeContext):
    def run(self, command, **kwargs):
        return subprocess.run(command, cwd=ROOT, **kwargs)


def test_linted_files():
    names = linting.files(ListingContext(), ".xml")
    assert "jxc_base/views/jxc_base_menus.xml" in names
    assert all(name.endswith(".xml") and not name.startswith(".jxc") for name in names)
