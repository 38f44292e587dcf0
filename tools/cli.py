"""Arguments of ./jxc."""

import argparse
import sys

from tools import commands
from tools.context import LANGUAGES

OWN_ARGUMENTS = {
    "test": (commands.test, "run the tests: [PATH…] [--fast] [--night]"),
    "lint": (commands.lint, "check the source code"),
    "bench": (commands.bench, "run the benchmarks: [NAME…] [--scale 0.1]"),
}


def parser():
    """The argument parser with all commands."""
    top = argparse.ArgumentParser(
        prog="jxc", description="JXC: purchase, sales and stock on Odoo 19."
    )
    subs = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_run, _shell, _status, _backup, _restore, _upgrade):
        _server_options(add(subs))
    for name, (_function, text) in OWN_ARGUMENTS.items():
        subs.add_parser(name, help=text)
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


def main(argv=None):
    """Parse ``argv`` and run the command; return the exit code.

    ``test``, ``lint`` and ``bench`` parse their own arguments (``args.rest``).
    """
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in OWN_ARGUMENTS:
        function, _text = OWN_ARGUMENTS[argv[0]]
        args = argparse.Namespace(command=function, rest=argv[1:], db_url=None)
        return commands.main(args)
    return commands.main(parser().parse_args(argv))
