"""Addons installed, upgraded and uninstalled one by one by Odoo itself."""

import contextlib
import functools
import re
import shutil

from tools import testing_databases as databases
from tools.context import ADDONS

TROUBLE = re.compile(
    r"^\S+ \S+ \d+ (?:(?:ERROR|CRITICAL) |WARNING .*jxc)|^Traceback", re.MULTILINE
)
ALONE = ("jxc_stock", "jxc_sales", "jxc_purchase")
SAMPLE = "jxc_sample"
LEFTOVERS = """
    SELECT 'column ' || table_name || '.' || column_name
      FROM information_schema.columns WHERE table_schema = 'public'
     UNION SELECT 'routine ' || routine_name
      FROM information_schema.routines WHERE routine_schema = 'public'
     UNION SELECT 'trigger ' || trigger_name FROM information_schema.triggers
     UNION SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
     UNION SELECT 'record ' || module || '.' || name FROM ir_model_data
     WHERE module LIKE 'jxc%'
"""
SCHEMA = """
    SELECT table_name, column_name, data_type, is_nullable
      FROM information_schema.columns
     WHERE table_schema = 'public' AND (table_name || column_name) LIKE '%jxc%'
     UNION SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
      FROM pg_constraint WHERE (conrelid::regclass::text || conname) LIKE '%jxc%'
     UNION SELECT tablename, indexname, '', ''
      FROM pg_indexes WHERE (tablename || indexname) LIKE '%jxc%'
"""


class Stopped(Exception):
    """A step left the database unusable for the steps after it."""


class Run:
    """Steps on one database: each a process of Odoo whose log must stay clean."""

    def __init__(self, context, db):
        self.context = context
        self.db = db
        self.more_addons = []
        self.log = context.log(db)
        self.log.unlink(missing_ok=True)
        self.passed = 0
        self.failures = []
        databases.clone(context, db)
        # Odoo locks this table without waiting: a passing autovacuum would fail a step
        calm = "ALTER TABLE ir_module_module SET (autovacuum_enabled = false)"
        context.pg.sql(calm, db)
        self.plain = self.objects()

    def objects(self):
        return {row[0] for row in self.context.pg.sql(LEFTOVERS, self.db)}

    def step(self, action, *addons):
        """Let Odoo install, upgrade or uninstall the addons and judge the result."""
        self.odoo(action, addons, ["module", action], [*addons])

    def odoo(self, action, addons, command, arguments):
        """Run Odoo, judge its log and the state of the addons; return the log."""
        paths = ",".join(map(str, [*self.context.addons_path, *self.more_addons]))
        config = self.context.config(self.db, log_level="warn", addons_path=paths)
        start = self.log.stat().st_size if self.log.exists() else 0
        arguments = [*command, "-c", config, "-d", self.db, *arguments]
        code = self.context.run_odoo(arguments, log=self.log, check=False)
        with self.log.open(encoding="utf-8", errors="replace") as stream:
            stream.seek(start)
            text = stream.read()
        self.judge(action, addons, code, text)
        return text

    def judge(self, action, addons, code, text):
        wrong = [line for line in text.splitlines() if TROUBLE.search(line)]
        expected = "uninstalled" if action == "uninstall" else "installed"
        wrong += [f"{a} is {s}" for a, s in self.states(addons) if s != expected]
        if code:
            wrong.append(f"exit code {code}, see {self.log}")
        label = f"{action} {' '.join(addons)}"
        self.failures += [f"{label}: {line[:400]}" for line in wrong]
        self.passed += not wrong
        if code:
            raise Stopped(label)

    def states(self, addons):
        names = ", ".join(f"'{addon}'" for addon in addons)
        sql = f"SELECT name, state FROM ir_module_module WHERE name IN ({names})"
        return self.context.pg.sql(sql, self.db)

    def expect_nothing_left(self):
        """Compare tables, columns, indexes, routines, records with the time before."""
        left = sorted(self.objects() - self.plain)
        self.failures += [f"left after uninstall: {name}" for name in left[:20]]
        self.passed += not left


def steps(db):
    """Decorate steps on a fresh database `db` as a part of `./jxc test`."""

    def decorate(function):
        @functools.wraps(function)
        def part(context):
            run = Run(context, db)
            with contextlib.suppress(Stopped):
                function(run)
            context.drop_database(db)
            return run.passed, run.failures

        return part

    return decorate


@steps("jxc_test_order")
def in_dependency_order(run):
    """Install one after another, then uninstall each in reverse."""
    for addon in ADDONS:
        run.step("install", addon)
    for addon in reversed(ADDONS):
        run.step("uninstall", addon)
    run.expect_nothing_left()


@steps("jxc_test_alone")
def alone_and_at_once(run):
    """Each with nothing but base, then all at once, and all away with base."""
    for addon in ALONE:
        run.step("install", addon)
        run.step("upgrade", addon)
        run.step("uninstall", addon)
    run.step("install", *ADDONS)
    run.step("upgrade", ADDONS[0])
    run.step("uninstall", ADDONS[0])
    run.expect_nothing_left()


@steps("jxc_test_upgrade")
def upgrade(run):
    """Upgrade a database of the previous release; it must equal a fresh one."""
    context = run.context
    tag = previous_release(context)
    if tag:
        install_release(context, run.db, tag)
    else:
        print("   no earlier release: versions are lowered, then upgraded", flush=True)
        databases.install(context, run.db, ADDONS)
        lower_versions(context, run.db)
    run.step("upgrade", *ADDONS)
    compare_with_fresh(context, run)


@steps("jxc_test_sample")
def sample_addon(run):
    """The addon of docs/extending.md: install, its own tests, uninstall."""
    run.more_addons.append(run.context.root / "docs" / "sample_addon")
    run.step("install", SAMPLE)
    arguments = ["-u", SAMPLE, f"--test-tags=/{SAMPLE}", "--no-http"]
    arguments += ["--stop-after-init", "--log-handler=odoo.tests.result:INFO"]
    log = run.odoo("test", [SAMPLE], [], arguments)
    if not re.search(r" 0 error\(s\) of [1-9]\d* tests", log):
        run.failures.append("the sample addon's tests did not run")
    run.step("uninstall", SAMPLE)
    run.step("uninstall", ADDONS[0])
    run.expect_nothing_left()


def previous_release(context):
    """Return the newest tag `v…`, or None before the first release."""
    command = ["git", "tag", "--list", "v*", "--sort=-version:refname"]
    tags = context.run(command, capture_output=True, text=True).stdout.split()
    return tags[0] if tags else None


def install_release(context, db, tag):
    """Install the addons of the tag's tree."""
    print(f"   previous release: {tag}", flush=True)
    tree = context.home / "previous-release"
    shutil.rmtree(tree, ignore_errors=True)
    context.run(["git", "worktree", "prune"], check=True)
    context.run(["git", "worktree", "add", "--detach", tree, tag], check=True)
    try:
        paths = f"{context.odoo_addons},{tree}"
        option = f"--addons-path={paths}"
        addons = [name for name in ADDONS if (tree / name).exists()]
        databases.install(context, db, addons, option)
    finally:
        context.run(["git", "worktree", "remove", "--force", tree])


def lower_versions(context, db):
    """Make Odoo see an older version, so that migration scripts run."""
    context.pg.sql(
        "UPDATE ir_module_module SET latest_version = '19.0.0.0.1'"
        " WHERE name LIKE 'jxc%' AND state = 'installed'",
        db,
    )


def compare_with_fresh(context, run):
    """Compare our part of the schema with a fresh installation, and the versions."""
    upgraded = schema(context, run.db)
    fresh_db = "jxc_test_fresh"
    databases.install_suite(context, fresh_db)
    fresh = schema(context, fresh_db)
    context.drop_database(fresh_db)
    for line in sorted(upgraded ^ fresh):
        side = "only upgraded" if line in upgraded else "only fresh"
        run.failures.append(f"{side}: {' '.join(line)}")
    run.passed += upgraded == fresh
    for name, version in latest_versions(context, run.db):
        wanted = databases.manifest(context, name)["version"]
        run.passed += version == wanted
        if version != wanted:
            run.failures.append(f"{name} is at {version}, expected {wanted}")


def schema(context, db):
    return {tuple(row) for row in context.pg.sql(SCHEMA, db)}


def latest_versions(context, db):
    sql = "SELECT name, latest_version FROM ir_module_module WHERE name LIKE 'jxc%'"
    return context.pg.sql(sql, db)


PARTS = (
    ("native: one by one", in_dependency_order),
    ("native: alone and at once", alone_and_at_once),
    ("native: the guide's sample addon", sample_addon),
    ("upgrade", upgrade),
)
