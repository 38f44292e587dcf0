"""The commands of ./jxc; each takes the parsed arguments, returns an exit code."""

import json
import os
import sys
from contextlib import contextmanager

from tools import addons, checks, serve, status
from tools.backup import Backup
from tools.console import Progress, duration
from tools.database import Database
from tools.environment import Environment
from tools.errors import SetupError
from tools.locks import Lock
from tools.server import check_name
from tools.upgrade import about, upgrade

INSTALL, COMPANY, START = "Database with the six addons", "Demo company", "Server"
USERS = "Language of the users"
SECONDS = {INSTALL: 150, COMPANY: 90, USERS: 8, START: 8}


@contextmanager
def prepared(args, progress=None, **options):
    """Context of a prepared environment; its database server stops at the end."""
    environment = Environment()
    context = environment.prepare(progress, db_url=args.db_url, **options)
    try:
        yield environment, context
    finally:
        context.close()


def database_lock(home, db):
    """Lock of the one command that changes or serves a database."""
    return Lock(
        home / "lock" / f"database-{db}",
        f"A server or another command is working on the database {db}",
        "Stop it first (Ctrl-C in its window), or use another --db.",
    )


def run(args):
    """Set up what is missing, upgrade what changed, serve until Ctrl-C."""
    check_name(args.db)
    environment = Environment()
    environment.check()
    with database_lock(environment.home, args.db) as lock:
        checks.port_free(args.port)
        progress = Progress(_plan(environment, args))
        with prepared(args, progress) as (environment, context):
            _ensure_database(environment, context, args, progress)
            _serve(environment, context, args, progress, lock)
    return 0


def _plan(environment, args):
    steps = environment.steps()
    if environment.state.get(f"database {args.db}") is None:
        steps += [(INSTALL, SECONDS[INSTALL]), _company_step(args)]
    return [*steps, (START, SECONDS[START])]


def _company_step(args):
    title = USERS if args.empty else COMPANY
    return title, SECONDS[title]


def _ensure_database(environment, context, args, progress):
    database = Database(context, args.db, environment.odoo.version)
    database.clean()
    if database.exists():
        database.check_ours()
        context.pg.check_unused(args.db)
        _note_ignored(args, progress)
        _upgrade_if_changed(environment, context, args.db, progress)
    else:
        environment.state.forget(f"database {args.db}")
        _make(database, args, progress)
    environment.state.done(f"database {args.db}", True)


def _note_ignored(args, progress):
    if args.empty or args.lang:
        progress.note(
            f"The database {args.db} is there already; --empty and --lang only work "
            "when it is made. Another one: --db NAME"
        )


def _make(database, args, progress):
    with progress.step(INSTALL, database.fraction):
        database.install()
    with progress.step(_company_step(args)[0]):
        database.load(args.lang or "zh_CN", demo=not args.empty)
        database.finish()


def _upgrade_if_changed(environment, context, db, progress):
    names = addons.to_upgrade(context, db, environment.odoo.version)
    if names:
        progress.note(f"Changed since the last start: {', '.join(names)}.")
        path = upgrade(context, db, names, environment.odoo.version, progress)
        progress.note(f"The state before the upgrade is in {path}.")


def _serve(environment, context, args, progress, lock):
    server = serve.Server(context, args.db, args.port, args.workers, lock)
    note = environment.home / "run" / f"{args.db}.json"
    try:
        with progress.step(START):
            server.start()
        status.write_running(note, args.port)
        users = context.pg.sql("SELECT login FROM res_users WHERE active", args.db)
        rows = serve.logins(context.root, {login for (login,) in users})
        print("\n".join(serve.greeting(server.url, rows)))
        print(f"Ready after {duration(progress.clock() - progress.started)}. ", end="")
        print("Ctrl-C stops everything.", flush=True)
        server.wait()
    finally:
        note.unlink(missing_ok=True)
        server.stop()


def shell(args):
    """Python shell of Odoo on the database; a script may come on standard input."""
    with prepared(args) as (_environment, context):
        _need(context, args.db)
        config = context.config(f"{args.db}-shell", db_name=args.db, dbfilter=None)
        flags = ["-c", config, "-d", args.db, "--no-http", "--log-level=warn"]
        return context.run_odoo(["shell", *flags], check=False)


def show_status(args):
    """Print versions, database, installed addons and ports as JSON."""
    found = status.collect(Environment(), args.db, args.db_url)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


def backup(args):
    """Back up the database and print the path of the file."""
    with prepared(args) as (environment, context):
        _need(context, args.db)
        progress = Progress([])
        with progress.step("Backup"):
            versions = about(context, environment.odoo.version)
            backups = Backup(context)
            path = backups.create(
                args.db, versions, args.file, verify=not args.no_verify
            )
            backups.note(args.db)
        print(path)
    return 0


def restore(args):
    """Restore a backup, after a backup of the database that it replaces."""
    check_name(args.db)
    home = Environment().home
    with database_lock(home, args.db), prepared(args) as (environment, context):
        backups, progress = Backup(context), Progress([])
        backups.read_about(args.file)
        if context.pg.exists(args.db):
            _replace_allowed(args)
            context.pg.check_unused(args.db)
            with progress.step(f"Backup of the present {args.db}"):
                versions = about(context, environment.odoo.version)
                print(backups.create(args.db, versions))
        with progress.step(f"Restore of {args.db}"):
            backups.restore(args.file, args.db)
        environment.state.done(f"database {args.db}", True)
    return 0


def _replace_allowed(args):
    if not args.replace:
        raise SetupError(
            f"There is a database {args.db} already.",
            "Restore beside it with --db NAME, or instead of it with --replace "
            "(a backup of it is made first).",
        )


def upgrade_database(args):
    """Back up the database and upgrade what changed, or everything of ours."""
    home = Environment().home
    with database_lock(home, args.db), prepared(args) as (environment, context):
        _need(context, args.db)
        context.pg.check_unused(args.db)
        version = environment.odoo.version
        names = addons.to_upgrade(context, args.db, version)
        if args.all:
            names = sorted({*names, *addons.ADDONS})
        if not names:
            print("Nothing has changed.")
            return 0
        print(upgrade(context, args.db, names, version, Progress([])))
    return 0


def _need(context, db):
    if not context.pg.exists(db):
        raise SetupError(f"There is no database {db}.", "./jxc run makes it.")


def test(args):
    """Run the tests."""
    from tools import testing

    testing.parse(args.rest)
    server = testing.needs_database(args.rest)
    with prepared(args, for_test=True, server=server) as (_environment, context):
        return testing.main(context, args.rest) or 0


def lint(args):
    """Run the checks of the source code."""
    from tools import linting

    linting.parse(args.rest)  # --help and typing errors are answered before the set-up
    with prepared(args, for_test=True, server=False) as (_environment, context):
        return linting.main(context, args.rest) or 0


def bench(args):
    """Run the benchmarks."""
    from tools import benching

    benching.parse(args.rest)
    with prepared(args, for_test=True) as (_environment, context):
        return benching.main(context, args.rest) or 0


def main(args):
    """Run the chosen command; errors of the set-up end in words, not in tracebacks."""
    try:
        with serve.stop_signals():
            return args.command(args)
    except SetupError as error:
        print(f"\njxc: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the command again to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
