"""Debian packages fetched with apt into a state of our own, without installing."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from tools import checks, process
from tools.errors import SetupError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
HELPER_SUITES = ("bookworm", "trixie")
_URI = re.compile(r"^'(?P<uri>[^']+)' (?P<file>\S+) (?P<size>\d+) (?P<hash>\S+)$", re.M)


class Package(NamedTuple):
    """A package file as apt's signed index describes it."""

    name: str
    file: str
    size: int
    sha256: str

    @property
    def version(self):
        """Version, taken from the file name (``name_version_arch.deb``)."""
        return self.file.split("_")[1].replace("%3a", ":")


def parse_uris(text):
    """Packages in the output of ``apt-get --print-uris download``."""
    found = []
    for match in _URI.finditer(text):
        kind, _sep, digest = match["hash"].partition(":")
        if kind == "SHA256":
            name = match["file"].split("_")[0]
            size = int(match["size"])
            found.append(Package(name, match["file"], size, digest.lower()))
    return found


def matches(path, package):
    """Whether file ``path`` is ``package``, by size and SHA-256."""
    if not path.is_file() or path.stat().st_size != package.size:
        return False
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == package.sha256


class Apt:
    """Private apt state under ``home/apt``, files under ``home/downloads``."""

    def __init__(self, home):
        self.home = home / "apt"
        self.downloads = home / "downloads"
        self.log = home / "log" / "apt.log"
        self.expected = 0

    @property
    def helper_suite(self):
        """Suite of the helper packages: the machine's own, else Debian 13."""
        release = Path("/etc/os-release")
        text = release.read_text() if release.exists() else ""
        own = re.search(r"^VERSION_CODENAME=(\w+)", text, re.M)
        return own[1] if own and own[1] in HELPER_SUITES else HELPER_SUITES[-1]

    def fraction(self):
        """Part (0..1) of the expected bytes that has arrived."""
        arriving = self.downloads / "arriving"
        size = sum(p.stat().st_size for p in arriving.rglob("*") if p.is_file())
        return min(size / self.expected, 1) if self.expected else None

    def fetch(self, wanted):
        """Bring the packages ``wanted`` (``name/suite``) to disk, checked.

        Return {name: (Package, Path)}. What is there already and whole is not
        fetched again; broken files are.
        """
        packages = self._describe(wanted)
        self.downloads.mkdir(parents=True, exist_ok=True)
        for package, selector in zip(packages, wanted, strict=True):
            if not matches(self.downloads / package.file, package):
                self._download(package, selector)
        return {p.name: (p, self.downloads / p.file) for p in packages}

    def _describe(self, wanted):
        self._tools()
        self._refresh()
        code, out, err = self._apt("--print-uris", "download", *wanted)
        order = {name.split("/")[0]: index for index, name in enumerate(wanted)}
        packages = sorted(parse_uris(out), key=lambda p: order.get(p.name, -1))
        if code or len(packages) != len(wanted):
            raise checks.download_error(f"the packages {', '.join(wanted)}", err)
        return packages

    def _download(self, package, selector):
        arriving = self.downloads / "arriving"
        process.remove(arriving)
        arriving.mkdir(parents=True)
        self.expected = package.size
        code, out, err = self._apt("download", selector, cwd=arriving)
        files = list(arriving.glob("*.deb"))
        if code or len(files) != 1:
            raise checks.download_error(f"the package {package.name}", out + err)
        if not matches(files[0], package):
            process.remove(arriving)
            raise checks.download_error(f"the package {package.name}", "hash mismatch")
        os.replace(files[0], self.downloads / package.file)
        process.remove(arriving)

    def _refresh(self):
        lists = self.home / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (self.home / "cache" / "archives" / "partial").mkdir(
            parents=True, exist_ok=True
        )
        sources = "".join(self._sources())
        process.write_atomic(self.home / "jxc.list", sources)
        code, out, err = self._apt("update", "-q")
        known = any("Packages" in path.name for path in lists.iterdir())
        failed = code or "Failed to fetch" in err or "Some index files failed" in err
        if failed and not known:
            raise checks.download_error("the package index", out + err)

    def _sources(self):
        mirror = self._mirror()
        for suite in dict.fromkeys((self.helper_suite, "sid")):
            yield f"deb [signed-by={KEYRING}] {mirror} {suite} main\n"

    def _mirror(self):
        form = "$(REPO_URI)|$(CODENAME)|$(COMPONENT)"
        command = ["apt-get", "indextargets", "--no-release-info", "--format", form]
        _code, out, _err = process.capture([*command, "Created-By: Packages"])
        rows = [line.split("|") for line in out.splitlines() if line.count("|") == 2]
        main = [row for row in rows if row[2] == "main" and "security" not in row[0]]
        if not main:
            raise SetupError(
                "apt names no package mirror on this machine.",
                "Put a Debian mirror into /etc/apt/sources.list, or set ODOO_HOME "
                "to an Odoo 19 that you have.",
            )
        return min(main, key=lambda row: "-" in row[1])[0]

    def _tools(self):
        missing = [tool for tool in ("apt-get", "dpkg-deb") if not shutil.which(tool)]
        if missing or not KEYRING.exists():
            what = ", ".join(missing) or str(KEYRING)
            raise SetupError(
                f"This machine has no {what}, so Odoo cannot be fetched from Debian.",
                "Use Debian 12 or 13 (package debian-archive-keyring), or set "
                "ODOO_HOME to an Odoo 19 that you have.",
            )

    def _apt(self, *args, cwd=None):
        options = {
            "Dir::Etc::SourceList": self.home / "jxc.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::State::Lists": self.home / "lists",
            "Dir::Cache": self.home / "cache",
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "APT::Sandbox::User": "",
        }
        flags = [f"-o{key}={value}" for key, value in options.items()]
        env = process.clean_environment() | {"LC_ALL": "C.UTF-8"}
        return process.capture(["apt-get", *flags, *args], cwd=cwd, env=env)
