"""No file tells where it was made, hides a secret, or is too long to read."""

import pytest

from tests.repo import text
from tests.repo.expect import nothing
from tests.repo.text import ROOT, joined

FILES = text.tracked()
ADDON_FILES = [path for path in FILES if path.relative_to(ROOT).parts[0][:4] == "jxc_"]
PLANTED = (
    "pip install --index-url https://" + joined("py", "pi.org/simple"),
    '"resolved": "https://registry.' + joined("npm", "js.org/a.tgz"),
    "mirror = http://deb." + joined("deb", "ian.org/debian"),
    "cache: https://packages.example/" + joined("artifact", "ory/api"),
    "path = " + joined("/ho", "me/li/jxc"),
    "see " + joined("/wo", "rk/plan"),
    joined("-----BEGIN RSA PRIVATE", " KEY-----"),
    joined("api_", "key") + ' = "0123456789abcdefghijklmnop"',
    joined("gh", "p_") + "a" * 36,
)
HARMLESS = (
    "url = https://www.odoo.com/documentation/19.0",
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "token = self._make_token(partner)",
    "cd ~/work/jxc && ./jxc run",
    "$HOME/home/x",
)


def test_no_forbidden_text():
    nothing(text.forbidden_text(FILES))


@pytest.mark.parametrize("line", PLANTED)
def test_planted_text_is_found(tmp_path, line):
    path = tmp_path / "file.txt"
    path.write_text(f"first line\n{line}\n", encoding="utf-8")
    assert len(list(text.forbidden_text([path]))) >= 1


@pytest.mark.parametrize("line", HARMLESS)
def test_harmless_text_passes(tmp_path, line):
    path = tmp_path / "file.txt"
    path.write_text(line, encoding="utf-8")
    nothing(text.forbidden_text([path]))


def test_lock_file_tells_no_host(tmp_path):
    nothing(text.resolved_urls(ROOT / "package-lock.json"))
    planted = tmp_path / "package-lock.json"
    planted.write_text('{\n"resolved": "https://x.example/a.tgz"\n}', encoding="utf-8")
    assert len(text.resolved_urls(planted)) == 1


def test_files_stay_short(tmp_path):
    nothing(text.long_files(FILES))
    (tmp_path / "long.py").write_text("x = 1\n" * 401, encoding="utf-8")
    (tmp_path / "a_views.xml").write_text("<a/>\n" * 321, encoding="utf-8")
    (tmp_path / "data.csv").write_text("a\n" * 9000, encoding="utf-8")
    assert len(list(text.long_files(sorted(tmp_path.iterdir())))) == 2


def test_views_and_scripts_are_english(tmp_path):
    nothing(text.chinese_sources(ADDON_FILES))
    view = tmp_path / "views" / "x_views.xml"
    view.parent.mkdir()
    view.write_text('<field name="name" string="名称"/>', encoding="utf-8")
    script = tmp_path / "static" / "src" / "x.js"
    script.parent.mkdir(parents=True)
    script.write_text('_t("库存")', encoding="utf-8")
    assert len(list(text.chinese_sources([view, script]))) == 2


def test_every_file_has_been_looked_at():
    names = {path.relative_to(ROOT).as_posix() for path in FILES}
    assert {"conftest.py", "jxc_base/__manifest__.py"} <= names
