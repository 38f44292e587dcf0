"""Errors, limits, functions and operators of the safe expression language.

The language itself is in :mod:`.expression`.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

MAX_LENGTH = 2000
MAX_NODES = 300
MAX_DEPTH = 100
MAX_EXPONENT = 64
MAX_INTEGER = 10**30
MAX_TEXT = 10_000
Value = None | bool | int | float | Decimal | str | date


class ExpressionError(ValueError):
    """What is wrong with an expression, for the person who typed it.

    ``code`` is a key of ``MESSAGES``, ``values`` fill it in, ``position`` counts
    characters from 0, None when it concerns the whole.
    """

    def __init__(self, code: str, position: int | None = None, **values: Any) -> None:
        self.code, self.position, self.values = code, position, values
        text = MESSAGES[code] % values
        super().__init__(text if position is None else f"{text} (at {position + 1})")


MESSAGES = {
    "not_text": "an expression is a text",
    "empty": "the expression is empty",
    "too_long": "the expression is longer than %(limit)s characters",
    "too_complex": "the expression is too complex",
    "syntax": "this is not an expression: %(reason)s",
    "forbidden": "%(what)s is not allowed here",
    "unknown_name": "the name %(name)s is not known; known are: %(known)s",
    "unknown_function": "the function %(name)s is not known; known are: %(known)s",
    "arguments": "%(name)s takes %(wanted)s values, not %(found)s",
    "types": "%(what)s does not work with %(types)s",
    "zero": "division by zero",
    "too_large": "the result is too large",
    "bad_value": "the value of %(name)s has a type that is not allowed: %(types)s",
}

TYPE_NAMES = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    Decimal: "a number",
    str: "a text",
    date: "a date",
    type(None): "no data",
    tuple: "a list",
}


def type_name(value: Any) -> str:
    return TYPE_NAMES.get(type(value), type(value).__name__)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def align(left: Any, right: Any) -> tuple[Any, Any]:
    """Two numbers of one family: Decimal and float meet as Decimal."""
    if isinstance(left, Decimal) and isinstance(right, float):
        return left, Decimal(repr(right))
    if isinstance(right, Decimal) and isinstance(left, float):
        return Decimal(repr(left)), right
    return left, right


# --- functions


def _round(number: Any, digits: Any = 0) -> Any:
    """Half away from zero, as on paper (Python's round goes to the even digit)."""
    whole = isinstance(digits, int) and -12 <= digits <= 12
    if not whole or not is_number(number):
        raise TypeError
    exact = Decimal(repr(number) if isinstance(number, float) else number)
    step = Decimal(1).scaleb(-digits)
    rounded = (exact / step).to_integral_value("ROUND_HALF_UP") * step
    return rounded if isinstance(number, Decimal) else type(number)(rounded)


def _extreme(choose: Callable) -> Callable:
    def extreme(*values: Any) -> Any:
        texts = all(isinstance(value, str) for value in values)
        if not texts and not all(map(is_number, values)):
            raise TypeError
        best = values[0]
        for value in values[1:]:
            if choose(*align(value, best)):
                best = value
        return best

    return extreme


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _abs(number: Any) -> Any:
    if not is_number(number):
        raise TypeError
    return abs(number)


@dataclass(frozen=True)
class _Function:
    call: Callable
    least: int
    most: int
    none_aware: bool = False


FUNCTIONS = {
    "min": _Function(_extreme(operator.lt), 1, 20),
    "max": _Function(_extreme(operator.gt), 1, 20),
    "round": _Function(_round, 1, 2),
    "abs": _Function(_abs, 1, 1),
    "coalesce": _Function(_coalesce, 1, 20, none_aware=True),
}

# --- operators


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > MAX_EXPONENT:
        raise OverflowError
    result = base**exponent
    if isinstance(result, complex):
        raise ArithmeticError
    return result


BINARY = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", _power),
}
COMPARE = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Is: ("is", operator.is_),
    ast.IsNot: ("is not", operator.is_not),
    ast.In: ("in", lambda value, values: _contains(value, values)),
    ast.NotIn: ("not in", lambda value, values: not _contains(value, values)),
}
ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _contains(value: Any, values: Any) -> bool:
    if isinstance(values, str) and not isinstance(value, str):
        raise TypeError
    if not isinstance(values, (str, tuple)):
        raise TypeError
    return value in values
