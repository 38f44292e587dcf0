"""How many tests of each kind have passed in this session."""

from collections import Counter
from pathlib import Path

COUNTS: Counter[str] = Counter()


def kind_of(path: Path) -> str:
    """Return the kind of the test in the file at the path relative to the root.

    >>> kind_of(Path("jxc_base/core/gs1.py"))
    'core'
    >>> kind_of(Path("tests/test_repo_files.py"))
    'repo'
    """
    name = path.name
    if path.parts[0] == "tests":
        special = {
            "test_repo_": "repo",
            "test_tools_": "tools",
            "test_hoot": "hoot page",
        }
        return next((k for p, k in special.items() if name.startswith(p)), "suite")
    pure = path.parent.name == "core" or name.startswith("test_core_")
    return "core" if pure else "addon"
