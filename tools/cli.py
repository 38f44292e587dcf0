"""Arguments of ./jxc."""

import argparse

from tools import commands
from tools.context import LANGUAGES


def parser():
    """The argument parser with all commands."""
    top = argparse.ArgumentParser(
        prog="jxc", description="JXC: purchase, sales and stock on Odoo 19."
    )
    subs = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_run, _shell, _status, _backup, _restore, _upgrade):
        _server_options(add(subs))
    for add in (_test, _lint, _bench):
        add(subs).set_defaults(db_url=None)
    return top


def _command(subs, name, function, text):
    sub = subs.add_parser(name, help=text, description=text)
    sub.set_defaults(command=function)
    return sub


def _server_options(sub):
    sub.add_argument("--db", default="jxc", metavar="NAME", help="database (jxc)")
    sub.add_argument(
        "--db-url", metavar="URL", help="postgresql://user:password@host:port"
    )


def _run(subs):
    sub = _command(subs, "run", commands.run, "set up what is missing and serve")
    sub.add_argument("--port", type=int, default=8069, help="HTTP port (8069)")
    sub.add_argument("--lang", choices=LANGUAGES, help="users' language (zh_CN)")
    sub.add_argument("--empty", action="store_true", help="without demo company")
    sub.add_argument("--workers", type=int, default=0, help="worker processes (0)")
    return sub


def _shell(subs):
    return _command(subs, "shell", commands.shell, "Python shell on the database")


def _status(subs):
    return _command(subs, "status", commands.show_status, "show the state as JSON")


def _backup(subs):
    sub = _command(subs, "backup", commands.backup, "back up the database")
    sub.add_argument("file", nargs="?", help="zip file to write")
    sub.add_argument(
        "--no-verify", action="store_true", help="do not prove it by restoring"
    )
    return sub


def _restore(subs):
    sub = _command(subs, "restore", commands.restore, "restore a backup")
    sub.add_argument("file", help="zip file of ./jxc backup")
    sub.add_argument(
        "--replace", action="store_true", help="replace a database of that name"
    )
    return sub


def _upgrade(subs):
    text = "back up, then upgrade the changed addons"
    sub = _command(subs, "upgrade", commands.upgrade_database, text)
    sub.add_argument("--all", action="store_true", help="all six addons")
    return sub


def _test(subs):
    sub = _command(subs, "test", commands.test, "run the tests")
    sub.add_argument("paths", nargs="*", metavar="PATH", help="only these tests")
    sub.add_argument("--fast", action="store_true", help="only what needs no database")
    sub.add_argument("--night", action="store_true", help="the long tests as well")
    return sub


def _lint(subs):
    return _command(subs, "lint", commands.lint, "check the source code")


def _bench(subs):
    sub = _command(subs, "bench", commands.bench, "run the benchmarks")
    sub.add_argument("names", nargs="*", metavar="NAME", help="only these benchmarks")
    sub.add_argument("--scale", type=float, default=1.0, help="part of the load (1.0)")
    return sub


def main(argv=None):
    """Parse ``argv`` and run the command; return the exit code."""
    return commands.main(parser().parse_args(argv))
