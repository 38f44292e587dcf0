"""What of a record is watched, and what changed of it, as text."""

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

SECRET = re.compile(
    r"passw|secret|token|api_?key|access_key|private|totp|credential|signature|address$",
    re.IGNORECASE,
)
MAX_TEXT = 500


def is_secret(name: str) -> bool:
    """Tell whether a field's name says that its value must not be written down.

    >>> is_secret("sign_secret"), is_secret("list_price")
    (True, False)
    """
    return bool(SECRET.search(name))


def patterns(text: str) -> list[str]:
    """Names and patterns in a text, separated by commas, spaces or lines.

    >>> patterns("list_price, jxc_*")
    ['list_price', 'jxc_*']
    """
    return [part for part in re.split(r"[\s,;，；]+", text or "") if part]


def matching(wanted: Iterable[str], offered: Iterable[str]) -> list[str]:
    """Names among ``offered`` that a name or pattern of ``wanted`` means; no secrets.

    A pattern with a minus takes names away again.

    >>> matching(["jxc_*", "-jxc_last*"], ["jxc_tz", "jxc_token", "name", "jxc_last"])
    ['jxc_tz']
    """
    wanted = list(wanted)
    out = [one[1:] for one in wanted if one.startswith("-")]
    return [
        name
        for name in offered
        if not is_secret(name)
        and any(fnmatchcase(name, one) for one in wanted)
        and not any(fnmatchcase(name, one) for one in out)
    ]


def shortened(text: str) -> str:
    """Text of at most ``MAX_TEXT`` characters.

    >>> len(shortened("x" * 1000))
    500
    """
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def differences(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    same: Callable[[str, Any, Any], bool] | None = None,
) -> list[tuple[str, Any, Any]]:
    """(name, old, new) of what differs; of sets what was taken and what was added.

    >>> differences({"a": 1, "b": 2}, {"a": 1, "b": 3})
    [('b', 2, 3)]
    >>> differences({"g": frozenset({1, 2})}, {"g": frozenset({2, 3})})
    [('g', frozenset({1}), frozenset({3}))]
    """
    found = []
    for name, new in after.items():
        old = before.get(name)
        if old == new or (same and same(name, old, new)):
            continue
        if isinstance(old, frozenset) and isinstance(new, frozenset):
            old, new = old - new, new - old
        found.append((name, old, new))
    return found
