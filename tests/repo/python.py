"""What the Python sources of the addons must keep to, read from their syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo.text import CHINESE

FUNCTION_LIMIT = 30
OLD_PYTHON = {
    r"\b_sql_constraints\b": "models.Constraint",
    r"\bname_get\b": "_compute_display_name",
    r"(?<!_)\bread_group\(": "_read_group",
    r"\bself\._(?:cr|uid|context)\b": "self.env.cr, uid, context",
    r"\bfrom odoo\.osv\b|\bodoo\.osv\.": "odoo.fields.Domain",
    r"\bcheck_access_(?:rights|rule)\b": "check_access",
    r"\bgroup_operator\b": "aggregator",
    r"\bfields_view_get\b": "get_view",
    r"\btype=['\"]json['\"]": "type='jsonrpc'",
    r"\bgroups_id\b": "group_ids",
    r"\b_check_recursion\b": "_has_cycle",
    r"\bquantity_done\b": "quantity and picked",
    r"\bquant\.package\b": "stock.package",
}
OLD_VIEWS = {
    r"<tree\b": "<list>",
    r"\sattrs=": "invisible, readonly, required",
    r"\sstates=": "invisible",
    r"\bnumbercall\b|\bdoall\b": "nothing",
    r"<group[^>]*\sexpand=": "a plain group",
    r"\bt-raw=": "t-out",
    r"kanban-box": 't-name="card"',
    r"oe_chatter": "<chatter/>",
    r'name="groups_id"': "group_ids",
}
OLD_SCRIPTS = {
    r'useService\(["\']rpc["\']\)': "rpc of @web/core/network/rpc",
    r"@web/core/user_service": "@web/core/user",
    r"\bjQuery\b|\$\(": "plain DOM",
}
OLD_BY_SUFFIX = {".py": OLD_PYTHON, ".xml": OLD_VIEWS, ".js": OLD_SCRIPTS}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def old_api(paths: list[Path]) -> Iterator[str]:
    """Yield the lines that use what Odoo 19 no longer has."""
    for path in paths:
        patterns = OLD_BY_SUFFIX.get(path.suffix, {})
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for pattern, instead in patterns.items():
                if re.search(pattern, line):
                    yield f"{path}:{number}: write {instead}: {line.strip()[:60]}"


def reports_without_depends(paths: list[Path]) -> Iterator[str]:
    """Yield the models of SQL views that do not say what they depend on."""
    for path in paths:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef):
                assigned = assignments(node)
                is_view = getattr(assigned.get("_auto"), "value", None) is False
                if is_view and not is_abstract(node) and "_depends" not in assigned:
                    yield f"{path}:{node.lineno}: {node.name} without _depends"


def assignments(node: ast.ClassDef) -> dict[str, ast.expr]:
    found = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            names = [t.id for t in statement.targets if isinstance(t, ast.Name)]
            found.update(dict.fromkeys(names, statement.value))
        elif isinstance(statement, ast.FunctionDef):
            found[statement.name] = statement
    return found


def is_abstract(node: ast.ClassDef) -> bool:
    return any(
        isinstance(b, ast.Attribute) and "Abstract" in b.attr for b in node.bases
    )


def unexplained_sudo(paths: list[Path]) -> Iterator[str]:
    """Yield each `sudo()` without a comment in its line or the three lines before."""
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            code = line.split("#")[0]
            near = lines[max(0, number - 3) : number + 1]
            if ".sudo(" in code and not any("#" in text for text in near):
                yield f"{path}:{number + 1}: sudo() without a reason: {line.strip()}"


def impure_cores(paths: list[Path]) -> Iterator[str]:
    """Yield the imports of Odoo, or of another package of ours, in `core/`."""
    for path in paths:
        if path.parent.name == "core":
            for node in ast.walk(parse(path)):
                yield from (f"{path}:{node.lineno}: imports {n}" for n in impure(node))


def impure(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return [n for n in names if n.split(".")[0] in ("odoo", "psycopg2")]
    if isinstance(node, ast.ImportFrom):
        outside = (node.module or "").split(".")[0] in ("odoo", "psycopg2")
        return [node.module or "."] if outside or node.level > 1 else []
    return []


def long_functions(paths: list[Path]) -> Iterator[str]:
    """Yield the functions over the limit; docstrings and SQL do not count."""
    for path in paths:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef) and body_length(node) > FUNCTION_LIMIT:
                length = body_length(node)
                yield f"{path}:{node.lineno}: {node.name} has {length} lines"


def body_length(node: ast.FunctionDef) -> int:
    """Lines of code; the inner lines of a long text (SQL) are not code."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) else node.body
    if not body:
        return 0
    texts = (part for stmt in body for part in ast.walk(stmt))
    inside = sum(
        text.end_lineno - text.lineno
        for text in texts
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    )
    return body[-1].end_lineno - body[0].lineno + 1 - inside


def chinese_strings(paths: list[Path]) -> Iterator[str]:
    """Yield Chinese in strings of code: the source language is English."""
    for path in paths:
        tree = parse(path)
        told = {id(text) for text in docstrings(tree)}
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in told and CHINESE.search(node.value):
                yield f"{path}:{node.lineno}: Chinese in a string: {node.value[:40]!r}"


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield body[0].value


def tests_without_check(paths: list[Path]) -> Iterator[str]:
    """Yield the test functions that do nothing, or only assert a constant."""
    for path in paths:
        for node in ast.walk(parse(path)):
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith(
                "test_"
            )
            if is_test and not can_fail(node):
                yield f"{path}:{node.lineno}: {node.name} cannot fail"


def can_fail(node: ast.FunctionDef) -> bool:
    """Whether the function asserts or calls anything with a value that can differ."""
    for child in ast.walk(node):
        if isinstance(child, ast.Assert) and not isinstance(child.test, ast.Constant):
            return True
        if isinstance(child, ast.Call) and not asserts_constants(child):
            return True
    return False


def asserts_constants(call: ast.Call) -> bool:
    is_assertion = "assert" in ast.unparse(call.func)
    return is_assertion and all(isinstance(arg, ast.Constant) for arg in call.args)
