"""Every addon is complete: manifest, data, imports, bundles, translations, README."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repo import addons
from tests.repo.expect import nothing
from tests.repo.text import ROOT, tracked
from tools import catalogs

NAMES = ["jxc_base", "jxc_pda", "jxc_purchase", "jxc_reports", "jxc_sales", "jxc_stock"]
CHECKS = (
    addons.incomplete_manifests,
    addons.unlisted_data,
    addons.wrong_order,
    addons.unimported_files,
    addons.undeclared_packages,
    addons.forbidden_dependencies,
    addons.tours_never_run,
    addons.scripts_in_no_bundle,
    addons.missing_readme,
)
GOOD = {
    "jxc_base/__manifest__.py": """{
        "name": "Base", "summary": "s", "version": "19.0.1.0.0", "category": "c",
        "author": "a", "license": "AGPL-3", "depends": ["stock"],
        "external_dependencies": {"python": ["pypinyin"]},
        "data": ["security/a.xml", "views/a_views.xml", "views/a_menus.xml"],
        "assets": {"web.assets_tests": ["jxc_base/static/tests/tours/*.js"]},
    }""",
    "jxc_base/README.md": "# Base\n",
    "jxc_base/security/a.xml": "<odoo/>",
    "jxc_base/views/a_views.xml": "<odoo/>",
    "jxc_base/views/a_menus.xml": "<odoo/>",
    "jxc_base/models/__init__.py": "from . import a, count",
    "jxc_base/models/a.py": "import pypinyin",
    "jxc_base/models/count/__init__.py": "from . import task",
    "jxc_base/models/count/task.py": "x = 1",
    "jxc_base/tests/__init__.py": "from . import test_a",
    "jxc_base/tests/test_a.py": "self.start_tour('/odoo', 'jxc_tour')",
    "jxc_base/static/tests/tours/t.js": (
        'registry.category("web_tour.tours").add("jxc_tour", {});'
    ),
}
# check, file to change (or None to delete), its new text
BAD = (
    (addons.incomplete_manifests, "jxc_base/__manifest__.py", ("AGPL-3", "LGPL-3")),
    (addons.incomplete_manifests, "jxc_base/__manifest__.py", ("19.0.1", "18.0.1")),
    (addons.incomplete_manifests, "jxc_base/__manifest__.py", ('"s"', '""')),
    (addons.unlisted_data, "jxc_base/data/b.xml", ("", "<odoo/>")),
    (addons.unlisted_data, "jxc_base/views/a_views.xml", None),
    (addons.wrong_order, "jxc_base/__manifest__.py", ("security/a", "wizard/a")),
    (addons.unimported_files, "jxc_base/tests/test_b.py", ("", "x = 1")),
    (addons.unimported_files, "jxc_base/models/b.py", ("", "x = 1")),
    (addons.unimported_files, "jxc_base/models/count/b.py", ("", "x = 1")),
    (addons.unimported_files, "jxc_base/models/__init__.py", (", count", "")),
    (addons.undeclared_packages, "jxc_base/models/a.py", ("pypinyin", "numpy")),
    (addons.forbidden_dependencies, "jxc_base/__manifest__.py", ('"stock', '"jxc_pda')),
    (addons.tours_never_run, "jxc_base/tests/test_a.py", ("jxc_tour", "other")),
    (addons.scripts_in_no_bundle, "jxc_base/static/tests/u.test.js", ("", "x")),
    (addons.missing_readme, "jxc_base/README.md", None),
)


def plant(root: Path) -> None:
    for name, text in GOOD.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def change(path: Path, how: tuple[str, str] | None) -> None:
    if how is None:
        path.unlink()
        return
    before, after = how
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text.replace(before, after) if before else after, encoding="utf-8")


def test_all_addons_are_checked():
    assert [path.name for path in addons.addons(ROOT)] == NAMES


@pytest.mark.parametrize("check", CHECKS)
def test_addons_are_complete(check):
    nothing(check(ROOT))


@pytest.mark.parametrize("check", CHECKS)
def test_good_addon_passes(tmp_path, check):
    plant(tmp_path)
    nothing(check(tmp_path))


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case[0].__name__} {case[1]}")
def test_planted_fault_is_found(tmp_path, case):
    check, name, how = case
    plant(tmp_path)
    change(tmp_path / name, how)
    assert len(list(check(tmp_path))) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_chinese_is_complete(name):
    nothing(catalogs.gaps(ROOT / name))


def catalog(*entries: tuple[str, str, bool]) -> Iterator[str]:
    yield 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    for source, text, fuzzy in entries:
        flag = "#, fuzzy\n" if fuzzy else ""
        yield f'{flag}msgid "{source}"\nmsgstr "{text}"\n'


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("Stock", "库存", False)], []),
        ([("Stock", "", False)], ["untranslated: 'Stock'"]),
        ([("Stock", "库存", True)], ["fuzzy: 'Stock'"]),
        ([], ["not in zh_CN.po: 'Stock'"]),
    ],
)
def test_planted_gap_is_found(tmp_path, entries, expected):
    directory = tmp_path / "jxc_x" / "i18n"
    directory.mkdir(parents=True)
    template = "\n".join(catalog(("Stock", "", False)))
    (directory / "jxc_x.pot").write_text(template, encoding="utf-8")
    (directory / "zh_CN.po").write_text("\n".join(catalog(*entries)), encoding="utf-8")
    found = catalogs.gaps(tmp_path / "jxc_x")
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_data_tables_are_whole(tmp_path):
    nothing(addons.broken_csv([p for p in tracked() if p.suffix == ".csv"]))
    path = tmp_path / "a.csv"
    path.write_text("id,name\na,1\na,2\nb,1,2\n", encoding="utf-8")
    assert len(list(addons.broken_csv([path]))) == 2
