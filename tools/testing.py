"""`./jxc test [PATH…] [--fast] [--night]`: build fresh databases and run every test.

Parts, each with its time: preparation, native run, upgrade, pytest (cores, doctests,
repository checks, addons, JavaScript, tours). The closing line is pytest's. A part
without a test of its kind fails, and so does a skipped test.
"""

import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor

from tools import testing_databases as databases
from tools import testing_native as native
from tools import testing_night as night
from tools.errors import SetupError

KINDS = ("repo", "tools", "core", "addon", "suite", "hoot", "tour")
FAST_KINDS = ("repo", "core")
FAST_PATHS = (
    "tests/test_repo_*.py",
    "tests/test_tools_*.py",
    "jxc_*/core",
    "jxc_*/tests/test_core_*.py",
)
SUITE = "jxc_test_suite"
PROCESSES = 2  # each on a copy of the database; a class of tests stays together


def parse(args):
    parser = argparse.ArgumentParser(prog="jxc test")
    parser.add_argument("path", nargs="*", help="files or directories, else everything")
    parser.add_argument(
        "--fast", action="store_true", help="cores and repo checks only"
    )
    parser.add_argument("--night", action="store_true", help="also what takes hours")
    parser.add_argument(
        "-k", dest="expression", help="only tests matching, as in pytest"
    )
    return parser.parse_args(args)


def needs_database(args):
    """Whether the preparation has to start a database server for these arguments."""
    return not parse(args).fast


def main(context, args):
    """Run the tests; return 0 when all passed, else the code of what failed."""
    options = parse(args)
    started = time.monotonic()
    if options.fast:
        return run_fast(context, options)
    context.for_test = True
    failures = [] if options.path else run_native_parts(context)
    if options.night:
        failures += part("core's own suites with JXC", night.core_suites, context)
    broken = prepare_suite(context)
    failures += broken
    print(f"== before pytest: {minutes(started)}", flush=True)
    for line in failures:
        print(f"FAILED before pytest: {line}", flush=True)
    code = run_fast(context, options) if broken else run_pytest(context, options)
    return code or (1 if failures else 0)


def minutes(since):
    seconds = round(time.monotonic() - since)
    return f"{seconds // 60} min {seconds % 60:02d} s"


def part(title, function, *args):
    """Run a part, print its result and time; return its failures, one line each."""
    started = time.monotonic()
    print(f"== {title} …", flush=True)
    try:
        count, failures = function(*args)
    except SetupError as error:
        count, failures = 0, [str(error)]
    if not count and not failures:
        failures = ["no test ran"]
    print(f"== {title}: {count} passed, {len(failures)} failed, {minutes(started)}")
    for line in failures:
        print(f"   FAILED {line}", flush=True)
    return [f"{title}: {line}" for line in failures[:3]]


def run_native_parts(context):
    """Install, uninstall and upgrade in several databases, two at a time."""
    databases.core_template(context)
    jobs = [(title, run, context) for title, run in native.PARTS]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return sum(pool.map(lambda job: part(*job), jobs), [])


def prepare_suite(context):
    """Make the database for pytest; return why not, as a list of lines."""
    started = time.monotonic()
    try:
        databases.install_suite(context, SUITE)
    except SetupError as error:
        return [f"the addons cannot be installed: {error}"]
    print(f"== test database with all addons: {minutes(started)}", flush=True)
    return []


def run_fast(context, options):
    paths = options.path or [
        str(path.relative_to(context.root))
        for pattern in FAST_PATHS
        for path in sorted(context.root.glob(pattern))
    ]
    required = [] if options.path else FAST_KINDS
    return pytest(context, ["-p", "no:odoo", *paths], options, required)


def run_pytest(context, options):
    config = context.config(SUITE, screenshots=context.home / "log" / "screenshots")
    arguments = [
        f"--odoo-config={config}",
        f"--odoo-database={SUITE}",
        "--odoo-http",
        "--odoo-log-level=error",
        "--durations=10",
        "--durations-min=5",
        *options.path,
    ]
    whole = not options.path and not options.expression
    if whole:
        arguments += [f"--numprocesses={PROCESSES}", "--dist=loadscope"]
    programs = str(context.pg.bin("createdb").parent)
    path = os.pathsep.join([programs, os.environ["PATH"]])
    return pytest(context, arguments, options, KINDS if whole else [], PATH=path)


def pytest(context, arguments, options, required, **variables):
    """Run pytest to its end; return its code. Its output is the terminal's."""
    if required:
        arguments = [f"--jxc-require={','.join(required)}", *arguments]
    if options.expression:
        arguments = ["-k", options.expression, *arguments]
    profile = "night" if options.night else "ci"
    environment = context.environment(HYPOTHESIS_PROFILE=profile, **variables)
    command = [context.python, "-m", "pytest", "-q", *arguments]
    return context.run(command, env=environment).returncode
