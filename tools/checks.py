"""Conditions that must hold before anything is changed."""

import os
import shutil
import socket
import sys
from pathlib import Path

from tools.errors import SetupError

PYTHONS = ((3, 11), (3, 12), (3, 13))
GIB = 1024**3
FREE_BYTES_FIRST = 3 * GIB
FREE_BYTES_LATER = GIB // 2
_NETWORK = (
    "could not resolve",
    "temporary failure",
    "connection failed",
    "could not connect",
    "cannot initiate the connection",
    "connection refused",
    "connection timed out",
    "name or service not known",
    "network is unreachable",
    "max retries exceeded",
    "newconnectionerror",
    "nameresolutionerror",
    "no route to host",
    "(from versions: none)",
)
_OTHER_PYTHON = "requires a different python"
_CHECKSUM = ("do not match the hashes", "hash sum mismatch", "hash mismatch")


def python_version(version=None):
    """Raise SetupError unless the running Python is one that Odoo 19 works on."""
    version = version or sys.version_info[:2]
    if tuple(version) not in PYTHONS:
        wanted = ", ".join(".".join(map(str, item)) for item in PYTHONS)
        raise SetupError(
            f"Python {'.'.join(map(str, version))} does not fit: {wanted} do.",
            "Start with one of them by name, for example: python3.11 ./jxc run",
        )


def disk_space(path, need):
    """Raise SetupError unless ``need`` bytes are free where ``path`` is or will be."""
    existing = next(p for p in (path, *path.parents) if p.exists())
    free = shutil.disk_usage(existing).free
    if free < need:
        raise SetupError(
            f"Only {free / GIB:.1f} GB are free on the disk of {path}; "
            f"{need / GIB:.1f} GB are needed.",
            "Free some space, or set JXC_HOME to a directory on another disk.",
        )


def port_free(port):
    """Raise SetupError when nothing can listen on ``port`` of the loopback device."""
    if not 0 < port < 65536:
        raise SetupError(f"{port} is not a port number (1 to 65535).")
    if not _can_bind(port):
        free = next((p for p in range(port + 1, 65536) if _can_bind(p)), None)
        raise SetupError(
            f"Port {port} is taken by another program.",
            f"Stop that program or choose another port: ./jxc run --port {free}",
        )


def _can_bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def home_usable(home):
    """Raise SetupError unless this user may write to ``home`` and owns it."""
    existing = next(p for p in (home, *home.parents) if p.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        raise SetupError(
            f"{existing} cannot be written to by this user.",
            "Set JXC_HOME to a directory of your own.",
        )
    owner = existing.stat().st_uid
    if existing == home and owner != os.geteuid():
        raise SetupError(
            f"{home} belongs to user id {owner}, you are {os.geteuid()}.",
            "Run as that user, or set JXC_HOME to a directory of your own.",
        )
    if any(char.isspace() or char == "," for char in str(home)):
        raise SetupError(
            f"The path {home} holds a space or a comma, which Odoo cannot take.",
            "Set JXC_HOME to a directory without them.",
        )


def download_error(what, output, log=None):
    """SetupError for a failed download of ``what``: network, checksum or other."""
    text = output.lower()
    where = f" The log is {log}." if log else ""
    if any(sign in text for sign in _CHECKSUM):
        return SetupError(
            f"A download of {what} arrived broken: its checksum is wrong.{where}",
            "Run the command again; only what is broken is fetched again.",
        )
    if any(sign in text for sign in _NETWORK):
        return SetupError(
            f"No network: {what} could not be fetched.{where}",
            "Check the connection (and the proxy settings), then run the command "
            "again; it goes on where it stopped.",
        )
    if _OTHER_PYTHON in text:
        return SetupError(
            f"A pinned version of {what} needs another Python.{where}",
            "Use the newest point release of Python 3.11, 3.12 or 3.13.",
        )
    return SetupError(f"Fetching {what} failed.{where}", _last_lines(output))


def _last_lines(text, count=8):
    return "\n".join(text.strip().splitlines()[-count:])


def traversable_parents(path, home_of_user=None):
    """Directories above ``path`` that another account may not pass through."""
    return [p for p in Path(path).resolve().parents if not p.stat().st_mode & 0o001]
