"""The database: made under another name, renamed when it is complete."""

import os
import re

from tools import addons, process
from tools.context import ADDONS, LOCALISATION
from tools.errors import SetupError
from tools.server import SCRATCH, check_name

_LOADING = re.compile(r"\((\d+)/(\d+)\)")
_INSTALLED = "jxc: addons installed"
_LOADED = "jxc: company loaded"
_LOAD = """
import sys
sys.path.insert(0, {root!r})
if {demo!r}:
    from demo.load import load
    load(env)
users = env["res.users"].search([("share", "=", False)])
users.write({{"lang": {lang!r}}})
env["ir.default"].set("res.partner", "lang", {lang!r})
env.cr.commit()
"""


class Database:
    """One database of a context, with the steps that make it.

    A killed set-up leaves ``<name>_setup`` behind. The note on that database says how
    far it came: without a note it is made again, with a note the set-up goes on.
    """

    def __init__(self, context, name, odoo_version):
        check_name(name)
        self.context, self.name = context, name
        self.odoo_version = odoo_version
        self.scratch = f"{name}_setup"
        self.install_log = context.log(f"install-{name}")
        self.load_log = context.log(f"company-{name}")

    def exists(self):
        """Whether the finished database is there."""
        return self.context.pg.exists(self.name)

    def check_ours(self):
        """Raise SetupError when the database is there but holds no JXC."""
        found = self.context.pg.sql(
            "SELECT 1 FROM pg_class WHERE relname = 'ir_module_module'", self.name
        )
        if not found or "jxc_base" not in addons.installed(self.context.pg, self.name):
            raise SetupError(
                f"There is a database {self.name} without JXC.",
                "Choose another name: ./jxc run --db NAME",
            )

    def clean(self):
        """Remove what crashed commands left, except a set-up that can go on."""
        for suffix in SCRATCH:
            scratch = f"{self.name}{suffix}"
            if suffix != "_setup" or self.exists():
                self.context.drop_database(scratch)

    def install(self):
        """Install the six addons into the scratch database, unless that is done."""
        pg = self.context.pg
        if pg.comment(self.scratch):
            return
        self.context.drop_database(self.scratch)
        process.remove(self.install_log)
        self.context.create_database(self.scratch)
        names = ",".join((*ADDONS, LOCALISATION))
        self._odoo("-i", names, "--load-language=en_US,zh_CN", "--without-demo")
        self._check_installed()
        addons.record(pg, self.scratch, self.context.root, self.odoo_version)
        pg.set_comment(self.scratch, _INSTALLED)

    def _odoo(self, *args):
        config = self.context.config(self.scratch, max_cron_threads=0)
        flags = ("-c", config, "-d", self.scratch, "--stop-after-init", "--no-http")
        self.context.run_odoo((*flags, *args), self.install_log)

    def _check_installed(self):
        there = addons.installed(self.context.pg, self.scratch)
        missing = [name for name in (*ADDONS, LOCALISATION) if name not in there]
        if missing:
            raise SetupError(
                f"Odoo did not install {', '.join(missing)}.",
                process.tail(self.install_log),
            )

    def load(self, lang, demo=True):
        """Fill the scratch database with the demo company; set the users' language."""
        if self.context.pg.comment(self.scratch) == _LOADED:
            return
        process.remove(self.load_log)
        script = _LOAD.format(root=str(self.context.root), demo=demo, lang=lang)
        run_script(self.context, self.scratch, script, self.load_log)
        self.context.pg.set_comment(self.scratch, _LOADED)

    def finish(self):
        """Give the complete database its name, with its attachments."""
        adopt(self.context, self.scratch, self.name)

    def fraction(self):
        """Part (0..1) of the installation that is done, from Odoo's log."""
        return loading_fraction(self.install_log)


def loading_fraction(log):
    """Part (0..1) of the modules that Odoo's log shows as loaded, or None."""
    found = _LOADING.findall(log.read_text(errors="replace"))
    numbers = [(int(a), int(b)) for a, b in found if int(b) > 1]
    return min(numbers[-1][0] / numbers[-1][1], 0.95) if numbers else None


def run_script(context, db, script, log):
    """Run Python text in ``odoo shell`` of database ``db``; SetupError if it fails."""
    config = context.config(db, max_cron_threads=0)
    args = ("shell", "-c", config, "-d", db, "--no-http")
    context.run_odoo(args, log, stdin=script)


def adopt(context, new, name):
    """Let database ``new`` and its attachments take the place of ``name``.

    Attachments are named by their content, so those of both may lie together; they
    are joined before the names change, and a crash in between loses nothing.
    """
    join_files(context.filestore(new), context.filestore(name))
    context.pg.swap(new, name)
    context.pg.set_comment(name, "")
    process.remove(context.filestore(new))
    process.remove(context.home / "conf" / f"{new}.conf")


def join_files(source, target):
    """Link every file below ``source`` into ``target`` (copy across disks)."""
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_dir() or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place)
