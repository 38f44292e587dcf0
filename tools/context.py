"""What a command may use once the environment has been prepared."""

import secrets
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import process, system
from tools.errors import SetupError

ADDONS = (
    "jxc_base",
    "jxc_purchase",
    "jxc_sales",
    "jxc_stock",
    "jxc_reports",
    "jxc_pda",
)
LOCALISATION = "l10n_cn"
LANGUAGES = ("zh_CN", "en_US")


@dataclass
class Context:
    """Paths and servers of a prepared environment.

    ``home`` is ``$JXC_HOME`` or ``.jxc``; ``root`` the repository; ``python`` the
    interpreter of the virtual environment; ``odoo_addons`` the ``odoo/addons``
    directory of Odoo; ``pg`` a database server with ``.env`` (PG* variables as a
    dict) and ``.bin(name)`` (path of a client program).
    """

    home: Path
    root: Path
    python: Path
    odoo_addons: Path
    pg: Any
    for_test: bool = False
    options: dict = field(default_factory=dict)

    @property
    def data_dir(self):
        """Directory of Odoo's attachments and sessions, created when missing."""
        parts = ["data", "test" if self.for_test else "", self.pg.label]
        path = self.home / "-".join(part for part in parts if part)
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)  # invoices and sessions: of no account but ours
        return path

    @property
    def site_packages(self):
        """Directory of the Python packages of the virtual environment."""
        return next((self.python.parent.parent / "lib").glob("python*/site-packages"))

    def filestore(self, db):
        """Directory of the attachments of database ``db`` (it may not exist)."""
        return self.data_dir / "filestore" / db

    @property
    def addons_path(self):
        """List of addon directories in Odoo's order: Odoo's own, then ours."""
        return [self.odoo_addons, self.root]

    def log(self, name):
        """Path of log file ``name`` under ``home/log``, its directory created."""
        path = self.home / "log" / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def config(self, db, **options):
        """Write ``conf/<db>.conf`` for Odoo and return its path.

        ``options`` override or extend the ``[options]`` section; ``None`` leaves an
        entry out.
        """
        path = self.home / "conf" / f"{db}.conf"
        process.write_private(path, _render(self._settings(db) | options))
        return path

    def _settings(self, db):
        return self.pg.odoo_options() | {
            "db_name": db,
            "dbfilter": f"^{db}$",
            "list_db": False,
            "admin_passwd": secrets.token_urlsafe(24),
            "addons_path": ",".join(str(path) for path in self.addons_path),
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "max_cron_threads": 0 if self.for_test else 1,
        }

    def environment(self, **extra):
        """Environment variables for a child process: ours, PG* of the server."""
        fonts = {"FONTCONFIG_FILE": str(system.fonts_file(self.home))}
        return process.clean_environment() | fonts | self.pg.env | extra

    def close(self):
        """Stop the database server unless another command uses it."""
        self.pg.stop()

    def create_database(self, name, template=None):
        """Create UTF-8 database ``name``, empty or as a copy of ``template``."""
        self.pg.create_database(name, template)

    def drop_database(self, name):
        """Drop database ``name`` and its attachments when they exist."""
        self.pg.drop_database(name)
        process.remove(self.filestore(name))

    def run_odoo(self, args, log=None, check=True, stdin=None, cwd=None):
        """Run ``python -m odoo *args`` to its end; return the exit code.

        Output goes to file ``log`` (a path) when given, else to the terminal.
        Raise SetupError with the last lines of the log on failure if ``check``.
        """
        command = [str(self.python), "-m", "odoo", *map(str, args)]
        code = process.run_logged(
            command, log, env=self.environment(), stdin=stdin, cwd=cwd or self.root
        )
        if code and check:
            raise SetupError(f"Odoo stopped with code {code}.", process.tail(log))
        return code

    def run(self, command, **kwargs):
        """``subprocess.run`` with our environment; keywords as there."""
        kwargs.setdefault("env", self.environment())
        kwargs.setdefault("cwd", self.root)
        return subprocess.run([str(part) for part in command], **kwargs)


def _render(options):
    lines = [f"{key} = {value}" for key, value in options.items() if value is not None]
    return "\n".join(["[options]", *lines, ""])
