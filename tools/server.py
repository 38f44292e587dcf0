"""What embedded and named PostgreSQL servers have in common."""

import re
import time

from tools import process
from tools.errors import SetupError

MIN_VERSION = 13  # as in odoo/release.py
SCRATCH = ("_setup", "_upgrade", "_restore", "_verify", "_old")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,50}")
_CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8")
_PREPARE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
GRANT CREATE ON SCHEMA public TO PUBLIC;
"""
CHINESE = "海天酱油"


def check_name(name):
    """Raise SetupError unless ``name`` can be the name of a database here."""
    if not _NAME.fullmatch(name) or name.endswith(SCRATCH):
        raise SetupError(
            f"{name!r} cannot be the name of a database.",
            "Use up to 51 letters, digits, - and _, beginning with a letter, and "
            f"none of these endings: {', '.join(SCRATCH)}.",
        )


def literal(text):
    """``text`` as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name):
    """``name`` as an SQL identifier."""
    return '"' + str(name).replace('"', '""') + '"'


class Server:
    """A PostgreSQL server reached with the programs of the embedded one.

    ``env`` holds the PG* variables of the connection; ``label`` tells the attachments
    of one server from those of another.
    """

    label = ""

    def __init__(self, programs):
        self.programs = programs
        self.env = {}

    def bin(self, name):
        """Path of client program ``name``, for example ``pg_dump``."""
        return self.programs / name

    def odoo_options(self):
        """Connection options for odoo.conf."""
        names = {
            "PGHOST": "db_host",
            "PGPORT": "db_port",
            "PGUSER": "db_user",
            "PGPASSWORD": "db_password",
            "PGSSLMODE": "db_sslmode",
        }
        return {names[key]: value for key, value in self.env.items() if key in names}

    def sql(self, statement, db="postgres"):
        """Run SQL and return its rows as lists of text; SetupError when it fails."""
        code, out, err = self.psql(statement, db)
        if code:
            raise SetupError(f"PostgreSQL refused: {err.strip()}")
        return [line.split("\x1f") for line in out.splitlines()]

    def psql(self, statement, db="postgres"):
        """Run SQL with psql; return (exit code, stdout, stderr)."""
        command = [self.bin("psql"), "-XqAt", "-F", "\x1f", "-v", "ON_ERROR_STOP=1"]
        env = process.clean_environment() | self.env
        return process.capture([*command, "-d", db, "-c", statement], env=env)

    def exists(self, name):
        """Whether there is a database ``name``."""
        query = f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"
        return bool(self.sql(query))

    def comment(self, name):
        """The note that the set-up left on a database, or an empty text."""
        query = f"""SELECT shobj_description(oid, 'pg_database')
            FROM pg_database WHERE datname = {literal(name)}"""
        rows = self.sql(query)
        return rows[0][0] if rows else ""

    def set_comment(self, name, text):
        """Leave note ``text`` on database ``name``."""
        self.sql(f"COMMENT ON DATABASE {identifier(name)} IS {literal(text)}")

    def create_database(self, name, template=None):
        """Create UTF-8 database ``name``, empty or as a copy of ``template``."""
        if template:
            copy = f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(template)}"
            self.sql(copy)
            return
        self._create_utf8(name)
        self.sql(_PREPARE, name)
        self._check_chinese(name)

    def _create_utf8(self, name):
        base = f"""CREATE DATABASE {identifier(name)} TEMPLATE template0
            ENCODING 'UTF8' LC_COLLATE 'C'"""
        for ctype in (*_CTYPES, None):
            extra = f" LC_CTYPE {literal(ctype)}" if ctype else ""
            code, _out, err = self.psql(base + extra)
            if not code or "locale" not in err:
                break
        if code:
            raise SetupError(
                f"The database {name} cannot be created: {err.strip()}",
                "The database user needs the right CREATEDB.",
            )

    def _check_chinese(self, name):
        trigrams = self.sql(f"SELECT show_trgm({literal(CHINESE)})", name)[0][0]
        if not trigrams.strip("{}"):
            self.drop_database(name)
            raise SetupError(
                "The PostgreSQL server does not know Chinese letters (its ctype is "
                "not UTF-8), so searching Chinese names would find nothing.",
                "Make the cluster with: initdb --encoding=UTF8 --locale=C.UTF-8",
            )

    def drop_database(self, name):
        """Drop database ``name`` when it exists, ending its sessions."""
        self.sql(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")

    def swap(self, new, name):
        """Make database ``new`` take the name ``name``; the former one goes.

        Both renames are one transaction: there is never no database ``name``.
        """
        old = f"{name}_old"
        self.drop_database(old)
        self._end_sessions(new, name)
        rename = "ALTER DATABASE {} RENAME TO {};".format
        steps = [rename(identifier(new), identifier(name))]
        if self.exists(name):
            steps.insert(0, rename(identifier(name), identifier(old)))
        self.sql("BEGIN;" + "".join(steps) + "COMMIT;")
        self.drop_database(old)

    def _end_sessions(self, *names):
        listed = ", ".join(map(literal, names))
        self.sql(
            f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname IN ({listed}) AND pid <> pg_backend_pid()"""
        )

    def check_unused(self, name, patience=10):
        """Raise SetupError when somebody works on database ``name``.

        A server that is just ending gets ``patience`` seconds.
        """
        query = f"""SELECT DISTINCT coalesce(host(client_addr), 'this machine'),
            application_name FROM pg_stat_activity
            WHERE datname = {literal(name)} AND backend_type = 'client backend'
            AND pid <> pg_backend_pid()"""
        end = time.monotonic() + patience
        while (rows := self.sql(query)) and time.monotonic() < end:
            time.sleep(0.5)
        if rows:
            who = ", ".join(f"{program} on {host}" for host, program in rows)
            raise SetupError(
                f"The database {name} is in use by another program: {who}.",
                "Stop that program first, or use another --db.",
            )

    def check_server(self):
        """Raise SetupError when the server is too old or not reachable."""
        code, out, err = self.psql("SHOW server_version_num")
        if code:
            raise SetupError(
                f"The PostgreSQL server cannot be used: {err.strip()}",
                "Check host, port, user and password.",
            )
        check_version(int(out))

    def version(self):
        """Version of the server, for example ``18.6``."""
        return self.sql("SHOW server_version")[0][0]


def check_version(number):
    """Raise SetupError when ``server_version_num`` is older than Odoo 19 takes."""
    if number < MIN_VERSION * 10000:
        raise SetupError(
            f"PostgreSQL {number // 10000} is too old: Odoo 19 needs {MIN_VERSION} "
            "or newer.",
            "Name a newer server, or none: JXC then brings its own.",
        )
