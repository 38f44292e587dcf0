"""The documents name what is built, with a proof, and lead somewhere."""

from tests.repo import addons, docs
from tests.repo.expect import nothing
from tests.repo.text import ROOT, tracked

CAPABILITIES = ROOT / "docs" / "capabilities.md"
ROW = "| {} | what | where | {} |\n"


def test_capabilities_have_tests():
    text = CAPABILITIES.read_text(encoding="utf-8")
    nothing(docs.unproved_capabilities(ROOT, text))


def test_planted_capability_without_test_is_found():
    proof = "tests/test_repo_docs.py"
    good = "".join(ROW.format(name, proof) for name in docs.FIRST)
    nothing(docs.unproved_capabilities(ROOT, good))
    planted = good + ROW.format("Z01", "-") + ROW.format("Z02", "tests/test_none.py")
    found = list(docs.unproved_capabilities(ROOT, planted))
    assert found == ["Z01 names no test", "Z02: no tests/test_none.py"]
    assert "B02 is not listed" in list(docs.unproved_capabilities(ROOT, ""))


def test_changelog_has_an_entry():
    versions = {addons.manifest(addon)["version"] for addon in addons.addons(ROOT)}
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    nothing(docs.unreleased_versions(changelog, versions))


def test_planted_version_without_entry_is_found():
    text = "## [19.0.1.0.0] - 2026-01-01\n\n## [19.0.0.9.0]\n- Older\n"
    assert len(list(docs.unreleased_versions(text, {"19.0.1.0.0"}))) == 1
    text = text.replace("\n\n", "\n- New\n", 1)
    nothing(docs.unreleased_versions(text, {"19.0.1.0.0"}))


def test_links_lead_somewhere(tmp_path):
    pages = [path for path in tracked() if path.suffix == ".md"]
    nothing(docs.dead_links(ROOT, pages))
    page = tmp_path / "a.md"
    page.write_text("[a](a.md) [b](b.md) [c](https://x.example)", encoding="utf-8")
    assert list(docs.dead_links(tmp_path, [page])) == ["a.md: link to b.md"]
