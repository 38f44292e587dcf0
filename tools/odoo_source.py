"""Odoo 19: the user's own (``$ODOO_HOME``) or Debian's package, unpacked."""

import os
import re
import subprocess
from pathlib import Path

from tools import process
from tools.apt import Apt
from tools.errors import SetupError

SERIES = (19, 0)
PACKAGE = "odoo-19"
TRIED = "19.0.0+dfsg-1"
HELPERS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-noto-cjk",
)
ONLY_IN_SID = (PACKAGE, "fonts-montserrat")
FONT_AWESOME = "4.7"
_SEGMENTATION = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def series(release_file):
    """(major, minor) of the Odoo whose ``odoo/release.py`` this is, or None."""
    try:
        text = Path(release_file).read_text()
    except OSError:
        return None
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.M)
    return (int(found[1]), int(found[2])) if found else None


def check_series(found, where):
    """Raise SetupError unless ``found`` (a tuple or None) is Odoo 19.0."""
    if found is None:
        raise SetupError(
            f"There is no Odoo in {where} (no odoo/release.py).",
            "ODOO_HOME must be a checkout of Odoo 19, or the directory that holds "
            "the Python package odoo.",
        )
    if found != SERIES:
        raise SetupError(
            f"The Odoo in {where} is {found[0]}.{found[1]}; JXC needs 19.0.",
            "Set ODOO_HOME to an Odoo 19.0, or unset it to fetch Debian's.",
        )


class Odoo:
    """Where Odoo is, and how it gets into the virtual environment."""

    def __init__(self, home, state, own=None):
        self.state = state
        self.system = home / "system"
        self.apt = Apt(home)
        own = own or os.environ.get("ODOO_HOME")
        self.own = Path(own).expanduser().resolve() if own else None

    @property
    def path(self):
        """Directory to put on Python's path; it holds the package ``odoo``."""
        return self.own or self.system / "usr/lib/python3/dist-packages"

    @property
    def addons(self):
        """Directory of Odoo's addons."""
        inside = self.path / "odoo" / "addons"
        return inside if (inside / "sale").is_dir() else self.path / "addons"

    @property
    def version(self):
        """Version of the package, or ``own`` for ``$ODOO_HOME``."""
        return "own" if self.own else self.state.get("odoo")

    def is_done(self):
        """Whether Odoo is there, complete and of the right series."""
        return self._present() and series(self.path / "odoo/release.py") == SERIES

    def _present(self):
        if self.own:
            return True
        unpacked = self.state.get("packages") or {}
        return bool(self.state.get("odoo")) and {*ONLY_IN_SID, *HELPERS} <= set(
            unpacked
        )

    def check_own(self):
        """Raise SetupError when ``$ODOO_HOME`` is set and holds no Odoo 19.0."""
        if self.own:
            check_series(series(self.path / "odoo/release.py"), self.path)

    def ensure(self):
        """Fetch and unpack Odoo with its helpers, unless that is done."""
        if not self.is_done() and not self.own:
            self._unpack_all(self.apt.fetch(self._wanted()))
        check_series(series(self.path / "odoo/release.py"), self.path)
        if not (self.addons / "sale").is_dir():
            raise SetupError(f"The Odoo in {self.path} has no addons.")

    def _wanted(self):
        suite = self.apt.helper_suite
        fresh = [f"{name}/sid" for name in ONLY_IN_SID]
        return [*fresh, *(f"{name}/{suite}" for name in HELPERS)]

    def _unpack_all(self, fetched):
        package, _path = fetched[PACKAGE]
        if not package.version.startswith("19.0"):
            raise SetupError(
                f"Debian's {PACKAGE} is now {package.version}; JXC needs 19.0.",
                "Set ODOO_HOME to an Odoo 19.0.",
            )
        awesome, _path = fetched["fonts-font-awesome"]
        if FONT_AWESOME not in awesome.version:
            raise SetupError(
                f"fonts-font-awesome {awesome.version} has other icons; "
                f"Odoo needs {FONT_AWESOME}."
            )
        if self.state.get("odoo") not in (None, package.version):
            self._clear()
        for name, (found, path) in fetched.items():
            self._unpack(name, found, path)
        self._fill_gap()
        self.state.done("odoo", package.version)

    def _clear(self):
        self.state.forget("odoo")
        self.state.forget("packages")
        process.remove(self.system)

    def _unpack(self, name, package, deb):
        unpacked = self.state.get("packages") or {}
        if unpacked.get(name) == package.version:
            return
        self.system.mkdir(parents=True, exist_ok=True)
        if not self._complete(deb):
            error = process.pipe(
                ["dpkg-deb", "--fsys-tarfile", deb],
                ["tar", "--extract", "--directory", self.system],
            )
            if error or not self._complete(deb):
                raise SetupError(f"Unpacking {package.file} failed.", error)
        self.state.done("packages", unpacked | {name: package.version})

    def _complete(self, deb):
        """Whether every file of the package is unpacked with the right MD5 sum."""
        code, sums, _err = process.capture(["dpkg-deb", "-I", deb, "md5sums"])
        if code:
            return False
        check = ["md5sum", "--check", "--status", "--strict", "-"]
        return not subprocess.run(
            check, input=sums, text=True, cwd=self.system, stderr=subprocess.DEVNULL
        ).returncode

    def _fill_gap(self):
        """Debian leaves this file out; its absence is a console error in Odoo."""
        path = self.addons / _SEGMENTATION
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def show_to(self, site_packages):
        """Let the virtual environment import this Odoo, by a .pth file."""
        pth = site_packages / "jxc_odoo.pth"
        text = f"{self.path}\n"
        if not pth.exists() or pth.read_text() != text:
            process.write_atomic(pth, text)
