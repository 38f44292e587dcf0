"""`./jxc lint [--fix]`: every linter over every file of the repository."""

import argparse
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from tools import process
from tools.context import ADDONS
from tools.errors import SetupError

OCA_OFF = (
    "prefer-readme-rst,xml-header-wrong,xml-header-missing,xml-tag-position,"
    "xml-field-numeric-without-eval"
)
# po-pretty-format empties a translation that equals its source; ours must be complete
OCA_PO_OFF = "po-pretty-format"
WEB_SUFFIXES = (".js", ".mjs", ".scss", ".xml")
SAMPLE = "docs/sample_addon/jxc_sample"
NODE_FILES = ("package.json", "package-lock.json")
XML_PLUGIN = "node_modules/@prettier/plugin-xml/src/plugin.js"


def parse(args):
    parser = argparse.ArgumentParser(prog="jxc lint")
    parser.add_argument("--fix", action="store_true", help="repair what can be")
    return parser.parse_args(args)


def main(context, args):
    """Run all linters; return 0 when none complains, else 1."""
    fix = parse(args).fix
    checks = [*python_checks(context, fix), *web_checks(context, fix)]
    with ThreadPoolExecutor(1 if fix else os.cpu_count() or 1) as pool:
        results = list(pool.map(lambda check: run(context, *check), checks))
    failed = [title for title, code in results if code]
    failed += translation_gaps(context)
    print(
        f"lint: {len(failed)} failed: {', '.join(failed)}" if failed else "lint: clean"
    )
    return 1 if failed else 0


def run(context, title, command):
    """Run one linter and print what it found; return its title and code."""
    started = time.monotonic()
    done = context.run(command, capture_output=True, text=True)
    state = "failed" if done.returncode else "ok"
    text = (done.stdout + done.stderr).strip() if done.returncode else ""
    seconds = time.monotonic() - started
    print(f"== {title}: {state} ({seconds:.0f} s)\n{text}".rstrip(), flush=True)
    return title, done.returncode


def files(context, *suffixes):
    """Return the repository's files with one of the suffixes, tracked or new."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    done = context.run(command, capture_output=True, text=True, check=True)
    names = sorted(set(done.stdout.splitlines()))
    return [n for n in names if n.endswith(suffixes) and (context.root / n).exists()]


def tool(context, name):
    """Return the path of a program of the virtual environment."""
    return context.python.parent / name


def python_checks(context, fix):
    ruff, pylint = tool(context, "ruff"), tool(context, "pylint")
    oca, oca_po = (tool(context, f"oca-checks-{n}") for n in ("odoo-module", "po"))
    check = [ruff, "check", "--no-cache", *(["--fix"] if fix else [])]
    layout = [ruff, "format", "--no-cache", *([] if fix else ["--check"])]
    catalogs = [n for n in files(context, ".po", ".pot") if "/i18n/" in n]
    yield "ruff check", [*check, "."]
    yield "ruff format", [*layout, "."]
    yield "pylint-odoo", [pylint, "--rcfile=pylintrc", *ADDONS, SAMPLE]
    yield "oca-checks-odoo-module", [oca, f"--disable={OCA_OFF}", *ADDONS, SAMPLE]
    if catalogs:
        yield "oca-checks-po", [oca_po, f"--disable={OCA_PO_OFF}", *catalogs]


def web_checks(context, fix):
    node = install_node_tools(context)
    web = [n for n in files(context, *WEB_SUFFIXES) if "/lib/" not in n]
    scripts = [n for n in web if n.endswith((".js", ".mjs"))]
    eslint = [node / "node_modules/.bin/eslint", "--no-warn-ignored"]
    prettier = [node / "node_modules/.bin/prettier", f"--plugin={node / XML_PLUGIN}"]
    yield "eslint", [*eslint, *(["--fix"] if fix else []), *scripts]
    mode = "--write" if fix else "--check"
    yield "prettier", [*prettier, mode, "--log-level=warn", *web]


def install_node_tools(context):
    """Install the pinned linters below JXC_HOME when the lock file has changed."""
    target = context.home / "node"
    lock = (context.root / "package-lock.json").read_text(encoding="utf-8")
    marker = target / "installed-lock.json"
    if marker.exists() and marker.read_text(encoding="utf-8") == lock:
        return target
    target.mkdir(parents=True, exist_ok=True)
    for name in NODE_FILES:
        shutil.copyfile(context.root / name, target / name)
    command = [npm(context), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = context.run(command, cwd=target, capture_output=True, text=True)
    if done.returncode:
        raise SetupError("npm could not install the linters.", done.stderr[-2000:])
    process.write_atomic(marker, lock)
    return target


def npm(context):
    path = shutil.which("npm", path=context.environment().get("PATH"))
    if not path:
        raise SetupError(
            "Node is missing; eslint and prettier need it.",
            "Install the packages nodejs and npm (Node 18.18 or newer).",
        )
    return path


def translation_gaps(context):
    """Return a title for each addon whose Chinese is not complete, and print why."""
    command = [context.python, "-m", "tools.catalogs", *ADDONS, SAMPLE]
    _title, code = run(context, "translations complete", command)
    return ["translations"] if code else []
