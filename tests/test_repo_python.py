"""The Python of the addons keeps to the rules of the house and to Odoo 19."""

import pytest

from tests.repo import python
from tests.repo.expect import nothing
from tests.repo.text import ROOT

ADDON_FILES = sorted(ROOT.glob("jxc_*/**/*.py"))
SHIPPED = [path for path in ADDON_FILES if "tests" not in path.parts]
SHELL = [path for path in SHIPPED if path.parent.name not in ("core", "data")]
WEB = [*ROOT.glob("jxc_*/**/*.xml"), *ROOT.glob("jxc_*/static/**/*.js")]
TOOLS = [*ROOT.glob("tools/*.py"), *ROOT.glob("demo/*.py"), *ROOT.glob("bench/*.py")]
TESTS = [*ROOT.glob("jxc_*/tests/test_*.py"), *ROOT.glob("tests/test_*.py")]

REPORT = """
class Report(models.Model):
    _name = "jxc.report"
    _auto = False
    {depends}
"""
LONG = "def f():\n    '''Text.'''\n" + "    x = 1\n" * 31
# check, files it must pass, name and text of a planted file, a text it must let pass
CASES = {
    "old api": (
        python.old_api,
        [*SHIPPED, *WEB],
        ("m.py", "_sql_constraints = []"),
        "groups = self.env._read_group([])",
    ),
    "old view": (
        python.old_api,
        WEB,
        ("v.xml", "<tree><field attrs='{}'/></tree>"),
        "<list/>",
    ),
    "old script": (
        python.old_api,
        WEB,
        ("s.js", 'const rpc = useService("rpc");'),
        'const orm = useService("orm");',
    ),
    "report without _depends": (
        python.reports_without_depends,
        SHIPPED,
        ("r.py", REPORT.format(depends="")),
        REPORT.format(depends="_depends = {'stock.move': ['state']}"),
    ),
    "sudo without reason": (
        python.unexplained_sudo,
        SHIPPED,
        ("s.py", "a = 1\nb = 2\nc = 3\nrecord.sudo().write({})"),
        "# safe: counts only\nrecord.sudo().search_count([])",
    ),
    "core that imports Odoo": (
        python.impure_cores,
        SHIPPED,
        ("core/c.py", "from odoo import models"),
        "from .sibling import formula",
    ),
    "long function": (
        python.long_functions,
        [*SHIPPED, *TOOLS],
        ("l.py", LONG),
        LONG.replace("    x = 1\n", "", 1),
    ),
    "Chinese in code": (
        python.chinese_strings,
        SHELL,
        ("c.py", "message = '库存不足'"),
        "def f():\n    '''Stock ledger, 收发存.'''",
    ),
    "test that cannot fail": (
        python.tests_without_check,
        TESTS,
        ("t.py", "def test_it(self):\n    self.assertTrue(True)"),
        "def test_it():\n    assert compute(1) == 2",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_repository_keeps_the_rule(name):
    check, files, _planted, _harmless = CASES[name]
    nothing(check(files))


@pytest.mark.parametrize("name", CASES)
def test_planted_violation_is_found(tmp_path, name):
    check, _files, (file_name, text), harmless = CASES[name]
    path = tmp_path / file_name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert len(list(check([path]))) >= 1
    path.write_text(harmless, encoding="utf-8")
    nothing(check([path]))


def test_rules_look_at_files():
    assert len(ADDON_FILES) > 50
    assert any(path.parent.name == "core" for path in SHIPPED)
