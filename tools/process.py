"""Child processes and files, so that a crash leaves nothing half-done."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum=signal.SIGKILL):
    """Return a ``preexec_fn`` that ends the child when this process dies."""

    def preexec():
        if _LIBC:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(signum))

    return preexec


def clean_environment():
    """Environment without variables that would change Python, pip or PostgreSQL."""
    drop = ("PG", "PYTHON", "ODOO_", "VIRTUAL_ENV")
    keep = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
    return keep | {"PYTHONNOUSERSITE": "1", "LANG": "C.UTF-8"}


def run_logged(command, log=None, stdin=None, on_line=None, **kwargs):
    """Run ``command`` to its end, output into file ``log``; return the exit code.

    ``stdin`` is text for the process; ``on_line`` is called with each line of output.
    """
    if stdin is not None:
        kwargs["stdin"] = subprocess.PIPE
    elif log:
        kwargs["stdin"] = subprocess.DEVNULL
    if not log:
        return _wait(_start(command, **kwargs), stdin)
    with open(log, "ab", buffering=0) as stream:
        stream.write(f"$ {' '.join(map(str, command))}\n".encode())
        child = _start(command, stdout=stream, stderr=subprocess.STDOUT, **kwargs)
        return _wait(child, stdin)


def _start(command, **kwargs):
    return subprocess.Popen(command, preexec_fn=die_with_parent(), **kwargs)


def _wait(child, stdin):
    try:
        child.communicate(stdin.encode() if stdin is not None else None)
    except BaseException:
        stop(child)
        raise
    return child.returncode


def stop(child, patience=20):
    """Ask ``child`` to end, and kill it after ``patience`` seconds."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def capture(command, **kwargs):
    """Run ``command``; return (exit code, stdout, stderr) as text."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        preexec_fn=die_with_parent(),
        **kwargs,
    )
    return done.returncode, done.stdout, done.stderr


def pipe(source, target):
    """Run ``source | target``; return what went wrong, or an empty text.

    Both end with this process: their own children lose the pipe.
    """
    first = _start([str(part) for part in source], stdout=subprocess.PIPE)
    done = subprocess.run(
        [str(part) for part in target],
        stdin=first.stdout,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent(),
    )
    first.stdout.close()
    if first.wait() or done.returncode:
        return done.stderr.strip() or f"{source[0]} stopped with {first.returncode}"
    return ""


def capture_daemon(command, **kwargs):
    """Like ``capture`` for a command that leaves a daemon behind.

    The output goes through files: a daemon would keep a pipe open for ever.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            **kwargs,
        )
        out.seek(0)
        err.seek(0)
        return done.returncode, out.read(), err.read()


def tail(log, lines=12):
    """Last lines of a log file, with its path, for an error message."""
    if not log or not Path(log).exists():
        return ""
    text = Path(log).read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([*text, f"(all of it: {log})"])


def write_atomic(path, text, mode=0o644):
    """Write ``text`` so that a reader sees the old or the new file, never half."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)


def write_private(path, text):
    """Like ``write_atomic``, readable by the owner only."""
    write_atomic(path, text, 0o600)


def remove(path):
    """Remove a file or a directory tree when it exists."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
