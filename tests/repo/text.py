"""What no text file may contain: hosts of registries, machine paths, secrets."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".png", ".jpg", ".ico", ".gif", ".woff", ".woff2", ".ttf", ".pdf", ".xlsx"}
CHINESE = re.compile(r"[\u3400-\u9fff]")


def joined(*parts: str) -> str:
    """Put a forbidden word together, so that this file does not contain it."""
    return "".join(parts)


REGISTRY_HOSTS = re.compile(
    "|".join(
        [
            joined("pypi", r"\.org|python", r"hosted\.org"),
            joined(r"npm", r"js\.(?:org|com)|yarn", r"pkg\.com"),
            joined(r"deb\.", r"debian\.org|ftp\.[a-z.]*", r"debian\.org"),
            joined(r"g", r"hcr\.io|registry", r"\.[a-z-]+\.(?:io|com|org|net)"),
            joined(r"/(?:artifactory|", r"nexus)/"),
        ]
    )
)
MACHINE_PATHS = re.compile(
    joined(r"(?<![\w.~$}/-])(?:/(?:home|Users|work)/\w+|/ro", r"ot\b|[A-Z]:\\\w+\\)")
)
SECRETS = re.compile(
    "|".join(
        [
            joined("-----BEGIN [A-Z ]*PRIVATE", " KEY"),
            r"\bAKIA[0-9A-Z]{16}\b",
            r"\bgh[pousr]_[A-Za-z0-9]{30,}\b",
            r"\bxox[abp]-[0-9A-Za-z-]{10,}",
            r"(?i:api_?key|secret|token|passwd)['\"]?\s*[:=]\s*['\"][\w+/=-]{24,}['\"]",
        ]
    )
)
RULES = (
    ("a registry's host name", REGISTRY_HOSTS),
    ("an absolute path of a machine", MACHINE_PATHS),
    ("a secret", SECRETS),
)
LIMITS = {".py": 400, ".js": 400, ".scss": 400, ".mjs": 400}
VIEW_LIMIT = 320  # after prettier has put each attribute on its own line


def tracked(root: Path = ROOT) -> list[Path]:
    """Return the files that are, or would be, part of the repository."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    paths = {root / name for name in done.stdout.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def forbidden_text(paths: list[Path]) -> Iterator[str]:
    """Yield `file:line: reason` for each forbidden piece of text."""
    for path in paths:
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(lines_of(path), 1):
            for reason, pattern in RULES:
                if pattern.search(line):
                    yield f"{path}:{number}: {reason}: {line.strip()[:80]}"


def resolved_urls(lock_file: Path) -> list[str]:
    """Return the lines of an npm lock file that tell where a package came from."""
    return [line.strip() for line in lines_of(lock_file) if '"resolved"' in line]


def long_files(paths: list[Path]) -> Iterator[str]:
    """Yield the source files over the limit of lines."""
    for path in paths:
        is_view = path.suffix == ".xml" and path.name.endswith("_views.xml")
        limit = VIEW_LIMIT if is_view else LIMITS.get(path.suffix)
        length = len(lines_of(path)) if limit else 0
        if limit and length > limit:
            yield f"{path}: {length} lines, at most {limit}"


def chinese_sources(paths: list[Path]) -> Iterator[str]:
    """Yield the lines of views and scripts with Chinese: it belongs in zh_CN.po."""
    for path in paths:
        if is_translated_source(path):
            for number, line in enumerate(lines_of(path), 1):
                if CHINESE.search(line):
                    yield f"{path}:{number}: Chinese in a source: {line.strip()[:60]}"


def is_translated_source(path: Path) -> bool:
    in_views = path.suffix == ".xml" and path.parent.name in (
        "views",
        "wizard",
        "report",
    )
    in_client = path.suffix in (".js", ".xml") and "/static/src/" in path.as_posix()
    return in_views or in_client
