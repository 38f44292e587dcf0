"""One way to say that a check must find nothing, with everything it found."""

from collections.abc import Iterable


def nothing(found: Iterable[str]) -> None:
    """Raise AssertionError with one line for each thing found."""
    lines = list(found)
    assert not lines, "\n".join(["found:", *lines])
