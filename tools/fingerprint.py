"""Fingerprint of a database: rows and a checksum per table, values of sequences."""

import subprocess
from contextlib import contextmanager

from tools import process
from tools.errors import SetupError

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
_TABLES = r"""
SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended('
              'jxc_row::text, 0)::numeric), 0) FROM %I.%I jxc_row',
              n.nspname || '.' || c.relname, n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY 1 \gexec
"""
_SEQUENCES = r"""
SELECT format('SELECT %L, last_value - (NOT is_called)::int FROM %I.%I',
              schemaname || '.' || sequencename, schemaname, sequencename)
  FROM pg_sequences ORDER BY 1 \gexec
"""
_END = "\\echo jxc-end\n"


class Snapshot:
    """A psql session that keeps one view of the database open."""

    def __init__(self, pg, db):
        env = process.clean_environment() | pg.env
        command = [str(pg.bin("psql")), "-XqAt", "-F", "|", "-d", db]
        self.child = subprocess.Popen(
            [*command, "-v", "ON_ERROR_STOP=1"],
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=process.die_with_parent(),
        )
        self.name = self.ask(f"{_BEGIN}\nSELECT pg_export_snapshot();")[-1]

    def ask(self, text):
        """Send SQL; return the lines of the answer."""
        self.child.stdin.write(f"{text}\n{_END}")
        self.child.stdin.flush()
        lines = []
        for line in self.child.stdout:
            if line.strip() == "jxc-end":
                return lines
            lines.append(line.rstrip("\n"))
        raise SetupError("The database could not be read for the comparison.")

    def fingerprint(self):
        """{table: [rows, checksum]} of this view of the database."""
        rows = [line.rsplit("|", 2) for line in self.ask(_TABLES)]
        return {name: [count, checksum] for name, count, checksum in rows}

    def sequences(self):
        """{sequence: value} of now: sequences do not belong to a view."""
        rows = [line.rsplit("|", 1) for line in self.ask(_SEQUENCES)]
        return {name: int(value) for name, value in rows}

    def close(self):
        """End the session."""
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()


@contextmanager
def snapshot(pg, db):
    """Keep a ``Snapshot`` of database ``db`` open during the body."""
    view = Snapshot(pg, db)
    try:
        yield view
    finally:
        view.close()


def astray(before, after, restored):
    """Names of sequences that were not restored to a value of the dump's time.

    ``before`` and ``after`` are the values around the dump: a running server goes on.
    """
    return sorted(
        name
        for name in before.keys() & after.keys()
        if not before[name] <= restored.get(name, -1) <= max(before[name], after[name])
    )


def differences(before, after):
    """Names of tables that are not the same in two fingerprints."""
    return sorted(
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    )
