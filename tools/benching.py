"""`./jxc bench [NAME…] [--scale 0.1]`: run the benchmarks of `bench/`."""

import argparse
import re

from tools import testing_databases as databases
from tools.errors import SetupError

DATABASE = "jxc_bench"
REFERENCE = "jxc_bench_reference"
USES_REFERENCE = re.compile(
    r"^from (bench\.load|tools\.history) import .*\breference\b", re.MULTILINE
)


def parse(args):
    parser = argparse.ArgumentParser(prog="jxc bench")
    parser.add_argument("name", nargs="*", help="benchmarks, else all")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the load (1)"
    )
    parser.add_argument("--list", action="store_true", help="only name them")
    options = parser.parse_args(args)
    if not 0 < options.scale <= 10:
        parser.error("--scale lies between 0 and 10")
    return options


def available(context):
    """Return the names of the benchmarks: `bench/bench_<name>.py`."""
    found = (context.root / "bench").glob("bench_*.py")
    return sorted(path.stem.removeprefix("bench_") for path in found)


def chosen(context, names):
    known = available(context)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise SetupError(
            f"There is no benchmark {', '.join(unknown)}.",
            f"Known are: {', '.join(known)}",
        )
    return names or known


def main(context, args):
    """Run the benchmarks on a scratch database; 1 when one fails or misses a goal."""
    options = parse(args)
    names = chosen(context, options.name)
    if options.list:
        print("\n".join(names))
        return 0
    template = reference_name(options.scale)
    context.drop_database(template)
    codes = [run(context, name, options.scale) for name in names]
    for database in (DATABASE, template):
        context.drop_database(database)
    return 1 if any(codes) else 0


def reference_name(scale):
    """Return the name of the template database of one scale.

    >>> reference_name(0.1), reference_name(1)
    ('jxc_bench_reference_0_1', 'jxc_bench_reference_1')
    """
    return f"{REFERENCE}_{scale:g}".replace(".", "_")


def uses_reference(context, name):
    """Whether a benchmark measures on the reference load: it imports it."""
    path = context.root / "bench" / f"bench_{name}.py"
    return bool(USES_REFERENCE.search(path.read_text(encoding="utf-8")))


def make_database(context, name, scale):
    """Make the database of one benchmark: fresh, or a copy of the reference load."""
    if not uses_reference(context, name):
        databases.install_suite(context, DATABASE)
        return
    template = reference_name(scale)
    if not context.pg.exists(template):
        make_reference(context, template, scale)
    context.drop_database(DATABASE)
    context.create_database(DATABASE, template)
    databases.copy_filestore(context, template, DATABASE)


def make_reference(context, template, scale):
    """Build the reference load once; SetupError when that fails.

    It is built under another name, so that a build cut short is never taken for done.
    """
    databases.install_suite(context, DATABASE)
    config = databases.configuration(context, DATABASE)
    command = [context.python, "-m", "tools.history.reference", "--config", config]
    if context.run([*command, "--db", DATABASE, "--scale", scale]).returncode:
        raise SetupError("The reference load could not be made.")
    databases.copy_filestore(context, DATABASE, template)
    context.pg.sql(f'ALTER DATABASE "{DATABASE}" RENAME TO "{template}"')


def run(context, name, scale):
    """Run one benchmark on a database with all addons; return its code."""
    print(f"== {name}, scale {scale:g}: making the database …", flush=True)
    make_database(context, name, scale)
    config = databases.configuration(context, DATABASE)
    suffix = "" if scale == 1 else f"-{scale:g}"
    out = context.root / "bench" / "results" / f"{name}{suffix}.json"
    out.parent.mkdir(exist_ok=True)
    command = [context.python, "-m", "bench.frame", name, "--config", config]
    command += ["--db", DATABASE, "--scale", scale, "--out", out]
    code = context.run(command).returncode
    state = "met" if not code else "FAILED or a goal missed"
    print(f"== {name}: {state}; figures in {out.relative_to(context.root)}", flush=True)
    return code
