"""System pieces: fonts, wkhtmltopdf, Chromium and Node."""

import os
import shutil

from tools import process

# program or file -> Debian packages that bring it, and what it is for
FOR_RUN = {
    "wkhtmltopdf": (["wkhtmltopdf"], "PDF documents"),
    "fc-cache": (["fontconfig"], "Chinese letters in PDF documents"),
}
FOR_TEST = {
    "chromium": (["chromium"], "tests in the browser"),
    "node": (["nodejs", "npm"], "checks of the JavaScript code"),
    "npm": (["npm"], "checks of the JavaScript code"),
}

_FONTS_CONF = """<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def missing(for_test=False, which=shutil.which):
    """Programs that are not there: {program: (packages, purpose)}."""
    pieces = FOR_RUN | (FOR_TEST if for_test else {})
    return {name: entry for name, entry in pieces.items() if not which(name)}


def ensure(home, state, progress, for_test=False):
    """Install what is missing when root, else say exactly what to install.

    What apt could not install is not tried again until something else is missing.
    """
    share_fonts(home)
    lacking = missing(for_test)
    tried = sorted(lacking)
    may_install = os.geteuid() == 0 and shutil.which("apt-get")
    if lacking and may_install and state.get("system tried") != tried:
        _install(home, sorted({p for names, _why in lacking.values() for p in names}))
        state.done("system tried", tried)
        lacking = missing(for_test)
    for line in advice(lacking):
        progress.note(line)


def advice(lacking):
    """Lines that say what is missing, what for, and the command that brings it."""
    if not lacking:
        return []
    lines = [f"Not found: {name} ({why})." for name, (_p, why) in lacking.items()]
    names = " ".join(sorted({p for packages, _w in lacking.values() for p in packages}))
    return [*lines, f"As root: apt-get install {names}"]


def share_fonts(home):
    """Make the unpacked fonts known to our programs, by a fontconfig file."""
    fonts = home / "system/usr/share/fonts"
    text = _FONTS_CONF.format(fonts=fonts, cache=home / "cache/fontconfig")
    path = fonts_file(home)
    if not path.exists() or path.read_text() != text:
        process.write_atomic(path, text)


def fonts_file(home):
    """The fontconfig file that programs get through ``FONTCONFIG_FILE``."""
    return home / "conf" / "fonts.conf"


def _install(home, packages):
    log = home / "log" / "apt-install.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    env = process.clean_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    process.run_logged(["apt-get", "update", "-q"], log, env=env)
    process.run_logged(install, log, env=env)
