"""The embedded PostgreSQL: its own cluster under ``home/pg``, a socket, no port."""

import hashlib
import os
import pwd
import stat
from pathlib import Path

from tools import checks, process
from tools.errors import SetupError
from tools.locks import SharedUse
from tools.server import Server

USER = "jxc"
ACCOUNTS = ("postgres", "nobody")  # the server refuses to run as root
_SETTINGS = """# written by ./jxc at every start
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
lc_messages = 'C'
log_min_messages = warning
"""
_FAST = """fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = on
"""


class EmbeddedServer(Server):
    """A cluster made with initdb, started with pg_ctl, shared by our commands.

    With ``fast`` it gives up durability; that is for test databases only.
    """

    def __init__(self, home, programs, fast=False, note=print):
        super().__init__(programs)
        self.place = home / "pg"
        self.data = self.place / ("test" if fast else "data")
        self.log = home / "log" / f"postgres-{self.data.name}.log"
        self.fast, self.note = fast, note
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:10]
        self.socket = Path("/tmp") / f"jxc-{digest}"
        self.env = {"PGHOST": str(self.socket), "PGUSER": USER, "PGPORT": "5432"}
        self.use = SharedUse(home / "lock" / f"postgres-{self.data.name}")

    @property
    def account(self):
        """Account (of pwd) that owns the cluster: ours, or unprivileged for root."""
        if os.geteuid():
            return _own_account()
        if self.data.exists():
            return pwd.getpwuid(self.data.stat().st_uid)
        return next(found for found in map(_account, ACCOUNTS) if found)

    def start(self):
        """Start the server, or join one that another command has started."""
        with self.use.changing():
            self._prepare()
            self.use.join()
            if not self._running():
                self._pg_ctl("start", "-l", self._log_file())
        self.check_server()

    def stop(self):
        """Stop the server when no other command uses it."""
        with self.use.changing():
            if self.use.leave() and self._running():
                self._pg_ctl("stop", "-m", "fast")

    def _running(self):
        return self._call(["pg_ctl", "-D", self.data, "status"])[0] == 0

    def _prepare(self):
        self._open_way()
        if not (self.data / "PG_VERSION").exists():
            self._init()
        self._check_major()
        self._make_socket_dir()
        text = _SETTINGS.format(socket=self.socket) + (_FAST if self.fast else "")
        settings = self.data / "jxc.conf"
        process.write_atomic(settings, text, 0o644)

    def _init(self):
        """Make the cluster under another name; rename it when it is complete."""
        new = self.data.with_name(f"{self.data.name}.new")
        process.remove(new)
        process.remove(self.data)
        new.mkdir(parents=True, mode=0o700)
        self._own(new)
        code, out, err = self._call(
            ["initdb", "-D", new, "--encoding=UTF8", "--locale=C.UTF-8"]
            + [f"--username={USER}", "--auth=trust"]
        )
        if code:
            raise SetupError("PostgreSQL cannot make its cluster.", (out + err).strip())
        with open(new / "postgresql.conf", "a") as conf:
            conf.write("\ninclude 'jxc.conf'\n")
        new.rename(self.data)

    def _check_major(self):
        ours = self._call(["postgres", "--version"])[1].split()[-1].split(".")[0]
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise SetupError(
                f"The databases in {self.data} were made by PostgreSQL {theirs}, the "
                f"embedded one is {ours} now.",
                "Check out the former version, ./jxc backup, move the directory away, "
                "and ./jxc restore with this version.",
            )

    def _make_socket_dir(self):
        if not self.socket.exists():
            self.socket.mkdir(mode=0o700)
            self._own(self.socket)
        found = self.socket.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.pw_uid:
            raise SetupError(
                f"{self.socket} belongs to somebody else; the database's socket is to "
                "be there.",
                "Remove it.",
            )
        self.socket.chmod(0o700)

    def _own(self, path):
        if os.geteuid() == 0:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _open_way(self):
        """Let the server's account pass through the directories above its files."""
        self.place.mkdir(parents=True, exist_ok=True)
        if os.geteuid():
            return
        for path in {
            *checks.traversable_parents(self.place / "data"),
            *checks.traversable_parents(self.bin("postgres")),
        }:
            path.chmod(path.stat().st_mode | 0o001)
            self.note(
                f"{path} may now be passed through (o+x) by other accounts: the "
                f"database server runs as {self.account.pw_name}, not as root."
            )

    def _log_file(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        self._own(self.log)
        return self.log

    def _pg_ctl(self, action, *args):
        command = ["pg_ctl", "-D", self.data, "-w", "-t", "60", "-s", action, *args]
        code, _out, err = self._call(command)
        if code:
            reason = process.tail(self.log) or err
            raise SetupError(f"PostgreSQL did not {action}.", reason)

    def _call(self, command):
        env = process.clean_environment() | {"LC_ALL": "C.UTF-8"}
        options = {"cwd": "/", "env": env}
        if os.geteuid() == 0:
            account = self.account
            options |= {"user": account.pw_uid, "group": account.pw_gid}
            options["extra_groups"] = []
        program, *args = command
        return process.capture_daemon([self.bin(program), *args], **options)


def _account(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _own_account():
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise SetupError(
            f"Your user id {os.geteuid()} has no entry in /etc/passwd; PostgreSQL "
            "needs one.",
            "Run as a user that the system knows.",
        ) from None
