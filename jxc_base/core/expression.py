"""Safe expression language for conditions and formulas typed by administrators.

A text is parsed with :mod:`ast`, every node is checked against a list of what is
allowed, and the tree is evaluated here, never by ``eval``: no attribute, no subscript,
no call but the functions below, nothing but numbers, texts, truth values and None.
Limits on length, nodes, depth, exponent, integers and texts bound time and memory.

No data is None and stays None: arithmetic, ``min``, ``max``, ``round`` and ``abs`` with
a None give None, an ordering with None gives None; ``coalesce(x, 0)`` names a
substitute; ``==``, ``!=``, ``is`` and ``in`` compare with None as a value; in ``and``,
``or``, ``not`` and ``if`` None counts as false.
Source: design, shared pieces of the base addon (safe_eval is no sandbox).
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .expression_parts import (
    BINARY,
    COMPARE,
    FUNCTIONS,
    MAX_DEPTH,
    MAX_INTEGER,
    MAX_LENGTH,
    MAX_NODES,
    MAX_TEXT,
    MESSAGES,
    ORDERING,
    TYPE_NAMES,
    ExpressionError,
    Value,
    align,
    is_number,
    type_name,
)

__all__ = [
    "MESSAGES",
    "Expression",
    "ExpressionError",
    "compile_expression",
    "evaluate",
]

# --- checking

ALLOWED = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.Tuple,
    ast.List,
    ast.And,
    ast.Or,
    ast.Not,
    ast.USub,
    ast.UAdd,
    *BINARY,
    *COMPARE,
)
CONSTANTS = (bool, int, float, str, type(None))
FORBIDDEN = {
    ast.Attribute: "a point between names",
    ast.Subscript: "a square bracket after a name",
    ast.Lambda: "lambda",
    ast.JoinedStr: "an f-text",
    ast.NamedExpr: ":=",
    ast.Starred: "*",
}


class _Checker:
    """Walks the tree once and refuses whatever is not on the list."""

    def __init__(self, names: frozenset[str] | None) -> None:
        self.names, self.count = names, 0

    def check(self, node: ast.AST, depth: int = 0) -> None:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise ExpressionError("too_complex")
        place = getattr(node, "col_offset", None)
        if not isinstance(node, ALLOWED):
            what = FORBIDDEN.get(type(node), type(node).__name__)
            raise ExpressionError("forbidden", place, what=what)
        special = getattr(self, f"_{type(node).__name__.lower()}", None)
        children = special(node, place) if special else ast.iter_child_nodes(node)
        for child in children:
            self.check(child, depth + 1)

    def _constant(self, node: ast.Constant, place: int | None) -> list:
        if not isinstance(node.value, CONSTANTS):
            what = type(node.value).__name__
            raise ExpressionError("forbidden", place, what=what)
        if isinstance(node.value, int) and abs(node.value) > MAX_INTEGER:
            raise ExpressionError("too_large", place)
        return []

    def _name(self, node: ast.Name, place: int | None) -> list:
        if self.names is not None and node.id not in self.names:
            known = ", ".join(sorted(self.names)) or "-"
            raise ExpressionError("unknown_name", place, name=node.id, known=known)
        return []

    def _call(self, node: ast.Call, place: int | None) -> list:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ExpressionError("forbidden", place, what="this call")
        function = FUNCTIONS.get(node.func.id)
        if not function:
            known = ", ".join(FUNCTIONS)
            raise ExpressionError(
                "unknown_function", place, name=node.func.id, known=known
            )
        found = len(node.args)
        if not function.least <= found <= function.most:
            wanted = f"{function.least}–{function.most}"
            values = {"name": node.func.id, "wanted": wanted, "found": found}
            raise ExpressionError("arguments", place, **values)
        return node.args

    def _compare(self, node: ast.Compare, place: int | None) -> list:
        lists = [node.left, *node.comparators]
        for index, child in enumerate(lists):
            inside = index and isinstance(node.ops[index - 1], (ast.In, ast.NotIn))
            if isinstance(child, (ast.Tuple, ast.List)) and not inside:
                raise ExpressionError("forbidden", child.col_offset, what="a list")
        flat = []
        for child in lists:
            is_list = isinstance(child, (ast.Tuple, ast.List))
            flat += child.elts if is_list else [child]
        return flat

    def _tuple(self, node: ast.Tuple, place: int | None) -> list:
        raise ExpressionError("forbidden", place, what="a list")

    _list = _tuple


# --- evaluation


class _Evaluator:
    def __init__(self, variables: Mapping[str, Value]) -> None:
        self.variables = variables

    def value(self, node: ast.AST) -> Any:
        result = getattr(self, f"_{type(node).__name__.lower()}")(node)
        if isinstance(result, int) and abs(result) > MAX_INTEGER:
            raise ExpressionError("too_large", node.col_offset)
        if isinstance(result, str) and len(result) > MAX_TEXT:
            raise ExpressionError("too_large", node.col_offset)
        if isinstance(result, (float, Decimal)) and not math.isfinite(result):
            raise ExpressionError("too_large", node.col_offset)
        return result

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id not in self.variables:
            known = ", ".join(sorted(self.variables)) or "-"
            values = {"name": node.id, "known": known}
            raise ExpressionError("unknown_name", node.col_offset, **values)
        value = self.variables[node.id]
        # The exact types: a subclass could bring methods of its own.
        if type(value) not in TYPE_NAMES or isinstance(value, tuple):
            values = {"name": node.id, "types": type(value).__name__}
            raise ExpressionError("bad_value", node.col_offset, **values)
        return value

    def _tuple(self, node: ast.Tuple) -> tuple:
        return tuple(self.value(item) for item in node.elts)

    _list = _tuple

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return not value
        if value is None:
            return None
        if not is_number(value):
            raise self._types(node, "-", value)
        return -value if isinstance(node.op, ast.USub) else value

    def _boolop(self, node: ast.BoolOp) -> Any:
        stop = isinstance(node.op, ast.Or)
        value = None
        for part in node.values:
            value = self.value(part)
            if bool(value) is stop:
                return value
        return value

    def _ifexp(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        sign, function = BINARY[type(node.op)]
        texts = isinstance(left, str) and isinstance(right, str) and sign == "+"
        if not texts and not (is_number(left) and is_number(right)):
            raise self._types(node, sign, left, right)
        return self._calculate(node, sign, function, *align(left, right))

    def _calculate(self, node: ast.AST, what: str, function: Callable, *args) -> Any:
        try:
            return function(*args)
        except ZeroDivisionError:
            raise ExpressionError("zero", node.col_offset) from None
        except TypeError:
            raise self._types(node, what, *args) from None
        except (ArithmeticError, ValueError):
            # decimal signals division by zero as its own arithmetic error
            zero = what in ("/", "//", "%") and not args[1]
            code = "zero" if zero else "too_large"
            raise ExpressionError(code, node.col_offset) from None

    def _compare(self, node: ast.Compare) -> bool | None:
        left, result = self.value(node.left), True
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.value(comparator)
            result = self._one_comparison(node, op, left, right)
            if not result:
                return result
            left = right
        return result

    def _one_comparison(self, node, op, left, right) -> bool | None:
        sign, function = COMPARE[type(op)]
        if isinstance(op, ORDERING):
            if left is None or right is None:
                return None
            numbers = is_number(left) and is_number(right)
            if not numbers and type(left) is not type(right):
                raise self._types(node, sign, left, right)
        if isinstance(op, (ast.Is, ast.IsNot)) and None not in (left, right):
            raise self._types(node, sign, left, right)
        if is_number(left) and is_number(right):
            left, right = align(left, right)
        return self._calculate(node, sign, function, left, right)

    def _call(self, node: ast.Call) -> Any:
        name = node.func.id
        function = FUNCTIONS[name]
        values = [self.value(argument) for argument in node.args]
        if None in values and not function.none_aware:
            return None
        return self._calculate(node, name, function.call, *values)

    def _types(self, node: ast.AST, what: str, *values: Any) -> ExpressionError:
        types = " / ".join(type_name(value) for value in values)
        return ExpressionError("types", node.col_offset, what=what, types=types)


@dataclass(frozen=True)
class Expression:
    """A checked expression; call it with the values of its variables."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def __call__(self, variables: Mapping[str, Value] | None = None) -> Value:
        return _Evaluator(variables or {}).value(self.tree)


def _in_characters(tree: ast.expr, text: str) -> ast.expr:
    """The tree with positions in characters (the parser counts bytes)."""
    raw = text.encode()
    for node in ast.walk(tree):
        if hasattr(node, "col_offset"):
            node.col_offset = len(raw[: node.col_offset].decode(errors="ignore"))
    return tree


def _parse(text: str) -> ast.expr:
    try:
        return _in_characters(ast.parse(text, mode="eval").body, text)
    except SyntaxError as error:
        place = (error.offset or 1) - 1
        raise ExpressionError("syntax", place, reason=error.msg) from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError("syntax", reason=str(error) or "?") from None


def compile_expression(text: str, names: set[str] | None = None) -> Expression:
    """Check an expression once, to evaluate it many times.

    :param text: at most 2,000 characters; blanks and line breaks around do not matter.
    :param names: variables that may occur; any when None (then an unknown one is an
        error on evaluation).
    :raise ExpressionError: what is wrong, in words for its author, and where.

    >>> compile_expression("amount > 1000 and margin < 0.1", {"amount", "margin"})(
    ...     {"amount": 5000, "margin": None}
    ... ) is None
    True
    """
    if not isinstance(text, str):
        raise ExpressionError("not_text")
    if len(text) > MAX_LENGTH:
        raise ExpressionError("too_long", limit=MAX_LENGTH)
    clean = re.sub(r"\s", " ", text).strip()
    if not clean:
        raise ExpressionError("empty")
    tree = _parse(clean)
    _Checker(None if names is None else frozenset(names)).check(tree)
    nodes = ast.walk(tree)
    used = {node.id for node in nodes if isinstance(node, ast.Name)} - set(FUNCTIONS)
    return Expression(clean, tree, frozenset(used))


def evaluate(text: str, variables: Mapping[str, Value] | None = None) -> Value:
    """Value of an expression.

    :param variables: name → number, text, truth value, date or None (no data).
    :raise ExpressionError: the text is no allowed expression or cannot be calculated.

    >>> evaluate("round(quantity * 1.5, 1) if quantity else 0", {"quantity": 2.5})
    3.8
    >>> evaluate("coalesce(stock, 0) < safety", {"stock": None, "safety": 5})
    True
    """
    return compile_expression(text, set(variables or {}))(variables)
