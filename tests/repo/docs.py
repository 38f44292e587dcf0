"""What the documents must name: every built capability with a test that exists."""

import re
from collections.abc import Iterator
from pathlib import Path

IDENTIFIER = re.compile(r"^\|\s*\**([A-Z]\d{2})\**\s*\|")
TEST_PATH = re.compile(r"[\w/.-]*tests/[\w/.-]+\.(?:py|js)")
# The capabilities of the first release
FIRST = ("B02", "B06", "B07", "B08", "D05", "P01", "S10", "K01")


def capability_rows(text: str) -> dict[str, str]:
    """Return the table rows of capabilities by identifier."""
    rows = (line for line in text.splitlines() if IDENTIFIER.match(line))
    return {IDENTIFIER.match(line)[1]: line for line in rows}


def unproved_capabilities(root: Path, text: str) -> Iterator[str]:
    """Yield rows without a test, or with a test that does not exist."""
    rows = capability_rows(text)
    for identifier in FIRST:
        if identifier not in rows:
            yield f"{identifier} is not listed"
    for identifier, line in rows.items():
        paths = TEST_PATH.findall(line)
        if not paths:
            yield f"{identifier} names no test"
        yield from (f"{identifier}: no {p}" for p in paths if not (root / p).is_file())


def unreleased_versions(changelog: str, versions: set[str]) -> Iterator[str]:
    """Yield versions of manifests without an entry in the changelog."""
    for version in sorted(versions):
        head = re.search(rf"^## \[{re.escape(version)}\].*$", changelog, re.MULTILINE)
        following = changelog[head.end() :].split("\n## ")[0] if head else ""
        if not re.search(r"^- \S", following, re.MULTILINE):
            yield f"CHANGELOG.md has no entry for {version}"


def dead_links(root: Path, paths: list[Path]) -> Iterator[str]:
    """Yield relative links of Markdown files that lead nowhere."""
    for path in paths:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            inside = "://" not in target and not target.startswith("mailto:")
            if inside and not (path.parent / target).exists():
                yield f"{path.relative_to(root)}: link to {target}"
