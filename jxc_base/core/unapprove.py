"""What un-approving a document would do, in words, before anybody decides."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Effects and obstacles of un-approving one document.

    :param effects: sentences in the user's language, most important first
    :param blocks: sentences that name what stands in the way and what to do about it
    """

    effects: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    def __add__(self, other: "Plan") -> "Plan":
        """The plan of several parts of the same document."""
        return Plan(self.effects + other.effects, self.blocks + other.blocks)


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names in one line; beyond ``most`` only how many more.

    >>> listed(["A", "B"])
    'A, B'
    >>> listed("ABCDEFG")
    'A, B, C, D, E +2'
    """
    found = [name for name in dict.fromkeys(names) if name]
    more = f" +{len(found) - most}" if len(found) > most else ""
    return ", ".join(found[:most]) + more
