"""The virtual environment, made from requirements.txt."""

import contextlib
import hashlib
import os
import re
import sys

from tools import checks, process
from tools.errors import SetupError

_VERIFY = """
import sys
from importlib.metadata import PackageNotFoundError, version
for pin in sys.argv[1:]:
    name, wanted = pin.split("==")
    try:
        if version(name) != wanted:
            sys.exit(f"{name} {version(name)} instead of {wanted}")
    except PackageNotFoundError:
        sys.exit(f"{name} is missing")
"""


def pins(text, version=None):
    """Pins ``name==1.2`` of requirements text that hold for a Python version.

    ``version`` is a tuple such as (3, 11); markers compare ``python_version`` only.
    """
    version = version or sys.version_info[:2]
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    parts = (line.partition(";") for line in lines if "==" in line.partition(";")[0])
    return [
        pin.strip().replace(" ", "")
        for pin, _sep, mark in parts
        if _holds(mark, version)
    ]


def _holds(marker, version):
    tests = re.findall(r"python_version\s*(<|>=|==)\s*['\"](\d+)\.(\d+)['\"]", marker)
    compare = {"<": tuple.__lt__, ">=": tuple.__ge__, "==": tuple.__eq__}
    return all(compare[sign](tuple(version), (int(a), int(b))) for sign, a, b in tests)


class VirtualEnv:
    """``home/venv``: created, completed and repaired."""

    def __init__(self, home, root, state):
        self.state = state
        self.path = home / "venv"
        self.python = self.path / "bin" / "python"
        self.requirements = root / "requirements.txt"
        self.cache = home / "cache" / "pip"
        self.log = home / "log" / "venv.log"

    @property
    def stamp(self):
        """What the environment is made for: requirements and Python version."""
        digest = hashlib.sha256(self.requirements.read_bytes()).hexdigest()
        return {"requirements": digest, "python": list(sys.version_info[:2])}

    @property
    def site_packages(self):
        """Directory of installed packages."""
        version = ".".join(map(str, sys.version_info[:2]))
        return self.path / "lib" / f"python{version}" / "site-packages"

    def is_done(self):
        """Whether the environment is complete for today's requirements."""
        return self.state.get("venv") == self.stamp and self._usable()

    def _usable(self):
        return self.python.exists() and self.site_packages.is_dir()

    def ensure(self):
        """Make the environment, or complete the one that is there.

        One whose making was interrupted is made again from the beginning; one of
        unknown origin is taken over and completed.
        """
        if self.is_done():
            return
        if self.state.get("venv building") or not self._usable():
            self._create()
        elif self._verified():
            self.state.done("venv", self.stamp)
            return
        self._install()
        if not self._verified():
            raise SetupError(
                "The Python environment is incomplete after its installation.",
                process.tail(self.log),
            )
        self.state.forget("venv building")
        self.state.done("venv", self.stamp)

    def fraction(self):
        """Rough part (0..1) that is done: packages fetched, packages unpacked."""
        log = f"\n{self.log.read_text(errors='replace')}"
        fetched = log.count("\nCollecting ") + log.count("\nProcessing ")
        unpacked = sum(1 for _path in self.site_packages.glob("*.dist-info"))
        return (fetched + unpacked) / (2 * len(self._pins()))

    def _pins(self):
        return pins(self.requirements.read_text())

    def _verified(self):
        command = [self.python, "-c", _VERIFY, *self._pins()]
        return process.capture(command, env=process.clean_environment())[0] == 0

    def _create(self):
        self.state.forget("venv")
        self.state.done("venv building", True)
        process.remove(self.path)
        base = getattr(sys, "_base_executable", sys.executable)
        code, _out, err = process.capture([base, "-m", "venv", self.path])
        if code:
            process.remove(self.path)
            version = ".".join(map(str, sys.version_info[:2]))
            raise SetupError(
                f"Python {version} cannot make virtual environments: {err.strip()}",
                f"Install its venv module: apt-get install python{version}-venv",
            )

    def _install(self):
        process.remove(self.log)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [self.python, "-m", "pip", "install", "--no-deps", "--no-input"]
        command += ["--progress-bar", "off", "--disable-pip-version-check"]
        command += ["--no-compile", "--cache-dir", self.cache, "-r", self.requirements]
        environment = process.clean_environment() | _source_date()
        code = process.run_logged(list(map(str, command)), self.log, env=environment)
        if code:
            output = self.log.read_text(errors="replace")
            raise checks.download_error("the Python packages", output, self.log)


def _source_date():
    """Build from source on few cores without surprises."""
    with contextlib.suppress(NotImplementedError):
        return {"MAKEFLAGS": f"-j{os.cpu_count() or 1}"}
    return {}
