"""Quantities in several units at once, as people say them: 3箱5包, 3 box 5 pack.

A `Unit` says how many base units (the product's own unit) it holds, as an exact
fraction. `formatted` splits a quantity, largest unit first; `parsed` reads what was
typed back without any rounding, so that formatting and parsing undo each other.
The same rules in JavaScript: static/src/mixed_qty/mixed.js, with the same cases.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

UNKNOWN, AMBIGUOUS, SYNTAX, NOT_EXACT = "unknown", "ambiguous", "syntax", "not_exact"
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")
WORD = re.compile(r"[^\W\d_]+")
OPERATORS = {"×": "*", "÷": "/", "－": "-", "−": "-"}


class Unit(NamedTuple):
    """A unit of a product: `factor` base units each; `others` are further names."""

    name: str
    factor: Fraction
    others: tuple[str, ...] = ()


class MixedError(ValueError):
    """What was typed is no quantity: `code`, the `text` it is about, `names` to use."""

    def __init__(self, code: str, text: str, names: Sequence[str] = ()):
        super().__init__(code, text, tuple(names))
        self.code, self.text, self.names = code, text, tuple(names)


class Amount(NamedTuple):
    """`plain` + `base` base units; plain until it is known what it counts."""

    plain: Fraction
    base: Fraction = Fraction(0)
    counted: bool = False


# --- writing ------------------------------------------------------------------


def split(
    quantity: Fraction, units: Sequence[Unit], digits: int
) -> list[tuple[Fraction, Unit]]:
    """Parts of a quantity of base units, largest unit first, never empty.

    Whole numbers of the larger units, the rest in the base unit (factor 1); all
    parts have the sign of the quantity. Units smaller than the base unit serve for
    entry only. Where the parts, with `digits` decimals of the base unit, would not
    add up to the quantity, it stays in the base unit.

    >>> box, pack = Unit("box", Fraction(24)), Unit("pack", Fraction(1))
    >>> [(int(n), unit.name) for n, unit in split(Fraction(77), [pack, box], 2)]
    [(3, 'box'), (5, 'pack')]
    """
    base = next(unit for unit in units if unit.factor == 1)
    whole = _rounded(quantity, digits)
    sign, rest, parts = (-1 if whole < 0 else 1), abs(whole), []
    for unit in sorted(units, key=lambda unit: -unit.factor):
        if unit.factor > 1 and rest >= unit.factor:
            count = rest // unit.factor
            rest -= count * unit.factor
            parts.append((sign * Fraction(count), unit))
    rest = sign * _rounded(rest, digits)
    if rest or not parts:
        parts.append((rest, base))
    total = sum(number * unit.factor for number, unit in parts)
    return parts if total == whole else [(whole, base)]


def formatted(quantity: Fraction, units: Sequence[Unit], digits: int) -> str:
    """A quantity of base units as text.

    >>> tin = [Unit("包", Fraction(1)), Unit("箱", Fraction(24))]
    >>> formatted(Fraction(77), tin, 2), formatted(Fraction(-24), tin, 2)
    ('3箱5包', '-1箱')
    >>> formatted(Fraction(0), tin, 2), formatted(Fraction("25.5"), tin, 2)
    ('0包', '1箱1.5包')
    >>> box = [Unit("pack", Fraction(1)), Unit("box", Fraction(24))]
    >>> formatted(Fraction(77), box, 2)
    '3 box 5 pack'
    """
    parts = split(quantity, units, digits)
    text = "-" if parts[0][0] < 0 else ""
    for index, (number, unit) in enumerate(parts):
        if index and not _is_cjk(text[-1]):
            text += " "
        gap = "" if _is_cjk(unit.name[:1]) else " "
        text += f"{_decimal(abs(number))}{gap}{unit.name}"
    return text


def in_packings(
    quantity: Fraction, own: Unit, units: Sequence[Unit], digits: int
) -> str:
    """A quantity in the unit `own` of a line as text; read back it is the same.

    It stays in `own` where the base unit has not decimals enough for it.

    >>> pack, half = Unit("pack", Fraction(1)), Unit("half", Fraction(1, 2))
    >>> in_packings(Fraction(3), half, [pack, half], 2)
    '1.5 pack'
    >>> in_packings(Fraction("-3.25"), half, [pack, half], 2)
    '-3.25 half'
    """
    base = quantity * own.factor
    if _rounded(base, digits) == base:
        return formatted(base, units, digits)
    sign, gap = "-" if quantity < 0 else "", "" if _is_cjk(own.name[:1]) else " "
    return f"{sign}{_decimal(abs(_rounded(quantity, digits)))}{gap}{own.name}"


def _rounded(value: Fraction, digits: int) -> Fraction:
    scaled = abs(value) * 10**digits
    cut = Fraction((2 * scaled.numerator // scaled.denominator + 1) // 2)
    return (-cut if value < 0 else cut) / 10**digits


def _decimal(value: Fraction) -> str:
    """Only decimals that are needed; the value has finitely many."""
    whole, rest, text = int(value), value - int(value), ""
    while rest:
        rest *= 10
        text += str(int(rest))
        rest -= int(rest)
    return f"{whole}.{text}" if text else str(whole)


def _is_cjk(char: str) -> bool:
    return bool(char) and "CJK" in unicodedata.name(char, "")


# --- reading ------------------------------------------------------------------


def parsed(text: str, units: Sequence[Unit], own: Unit, digits: int) -> Fraction:
    """What was typed, in the unit `own` of the line, exactly.

    Numbers with units one after another; +, -, *, / and brackets; a unit may be
    shortened as long as it stays clear. A number without unit counts in the unit of
    the line, or, where others have one, in the base unit: "3b5" are 3 boxes and 5.

    :param digits: decimals that a quantity of the line may have
    :raises MixedError: unknown or ambiguous unit, no expression, or more decimals in
        the unit of the line than it may have

    >>> box, pack = Unit("box", Fraction(24)), Unit("pack", Fraction(1))
    >>> [int(parsed(text, [box, pack], pack, 2))
    ...  for text in ("3b5", "3 box 5", "3*12+5", "-(1 box+1)", "0.5 box")]
    [77, 77, 41, -25, 12]
    """
    reader = _Reader(text, units)
    plain, base, counted = reader.all()
    value = (base + plain) / own.factor if counted else plain
    if _rounded(value, digits) != value:
        names = [unit.name for unit in units if _fits(value * own.factor, unit, digits)]
        raise MixedError(NOT_EXACT, text.strip(), names)
    return value


def _fits(base: Fraction, unit: Unit, digits: int) -> bool:
    value = base / unit.factor
    return _rounded(value, digits) == value


def found_unit(word: str, units: Sequence[Unit]) -> Unit:
    """The unit of which `word` is the name, another name, a plural or a beginning.

    :raises MixedError: none or several

    >>> box, bag = Unit("box", Fraction(24)), Unit("bag", Fraction(6))
    >>> found_unit("Boxes", [box, bag]).name
    'box'
    """
    wanted = _folded(word)
    steps: list[Callable[[str], bool]] = [
        lambda name: name == wanted,
        lambda name: wanted in (f"{name}s", f"{name}es"),
        lambda name: name.startswith(wanted),
    ]
    for step in steps:
        found = [u for u in units if any(map(step, map(_folded, (u.name, *u.others))))]
        if len({unit.factor for unit in found}) == 1:
            return found[0]
        if found:
            raise MixedError(AMBIGUOUS, word, [unit.name for unit in found])
    raise MixedError(UNKNOWN, word, [unit.name for unit in units])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str, units: Sequence[Unit]):
        for sign, plain in OPERATORS.items():
            text = text.replace(sign, plain)
        self.text = unicodedata.normalize("NFKC", text).strip().removeprefix("=")
        self.at = 0
        self.units = units
        names = {name for unit in units for name in (unit.name, *unit.others)}
        self.names = sorted(map(_folded, names), key=lambda name: (-len(name), name))

    def all(self) -> Amount:
        amount = self.sum()
        if self.peek():
            raise self.wrong()
        return amount

    def sum(self) -> Amount:
        """Terms with signs; a term may follow another without any ("3箱5包")."""
        sign = self.sign()
        total = term = self.times(self.product(), sign)
        while (char := self.peek()) and char != ")":
            if char in "+-":
                sign = self.sign()
            elif not term.counted:
                raise self.wrong()
            term = self.times(self.product(), sign)
            total = self.plus(total, term)
        return total

    def sign(self) -> int:
        sign = 1
        while (char := self.peek()) and char in "+-":
            self.at += 1
            sign = -sign if char == "-" else sign
        return sign

    def product(self) -> Amount:
        value = self.factor()
        while (char := self.peek()) and char in "*/":
            self.at += 1
            value = self.combined(value, self.factor(), char)
        return value

    def combined(self, left: Amount, right: Amount, operator: str) -> Amount:
        if operator == "/":
            if right.counted or not right.plain:
                raise self.wrong()
            return self.times(left, 1 / right.plain)
        if left.counted and right.counted:
            raise self.wrong()
        if right.counted:
            left, right = right, left
        return self.times(left, right.plain)

    def factor(self) -> Amount:
        if self.peek() == "(":
            self.at += 1
            value = self.sum()
            if self.peek() != ")":
                raise self.wrong()
            self.at += 1
        else:
            value = self.number()
        unit = self.unit()
        if unit and value.counted:
            raise self.wrong()
        return Amount(Fraction(0), value.plain * unit.factor, True) if unit else value

    def number(self) -> Amount:
        self.peek()
        match = NUMBER.match(self.text, self.at)
        if not match:
            raise self.wrong()
        self.at = match.end()
        return Amount(Fraction(match[0].replace(",", "")))

    def unit(self) -> Unit | None:
        self.peek()
        rest = self.text[self.at :].casefold()
        for name in self.names:
            if name and rest.startswith(name) and self.ends(name, rest):
                self.at += len(name)
                return found_unit(name, self.units)
        match = WORD.match(self.text, self.at)
        if not match:
            return None
        self.at = match.end()
        return found_unit(match[0], self.units)

    @staticmethod
    def ends(name: str, rest: str) -> bool:
        """Whether the name is over here: "box" is not in "boxes", "6" not in "60"."""
        last, following = name[-1], rest[len(name) : len(name) + 1]
        if last.isdigit():
            return not following.isdigit()
        return _is_cjk(last) or not following.isalpha() or _is_cjk(following)

    def peek(self) -> str:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        return self.text[self.at : self.at + 1]

    def wrong(self) -> MixedError:
        rest = self.text[self.at :]
        names = [unit.name for unit in self.units]
        return MixedError(SYNTAX, rest or self.text, names)

    @staticmethod
    def plus(left: Amount, right: Amount) -> Amount:
        return Amount(
            left.plain + right.plain,
            left.base + right.base,
            left.counted or right.counted,
        )

    @staticmethod
    def times(amount: Amount, number: Fraction | int) -> Amount:
        return Amount(amount.plain * number, amount.base * number, amount.counted)
