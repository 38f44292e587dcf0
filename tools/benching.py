"""`./jxc bench [NAME…] [--scale 0.1]`: run the benchmarks of `bench/`."""

import argparse

from tools import testing_databases as databases
from tools.errors import SetupError

DATABASE = "jxc_bench"


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
    codes = [run(context, name, options.scale) for name in names]
    context.drop_database(DATABASE)
    return 1 if any(codes) else 0


def run(context, name, scale):
    """Run one benchmark on a fresh database with all addons; return its code."""
    print(f"== {name}, scale {scale:g}: making the database …", flush=True)
    databases.install_suite(context, DATABASE)
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
