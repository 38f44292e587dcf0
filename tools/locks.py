"""Locks between commands; the kernel frees them when a process dies."""

import contextlib
import fcntl
import os

from tools.errors import SetupError


class Lock:
    """Exclusive lock on a file that holds the process id of its owner."""

    def __init__(self, path, what, hint=""):
        self.path, self.what, self.hint = path, what, hint
        self.stream = None
        self.stale = None

    def acquire(self):
        """Take the lock or raise SetupError naming the owner's process id.

        ``stale`` is then the id of a crashed former owner, or None.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        stream = open(self.path, "a+")  # noqa: SIM115 (kept open as the lock)
        stream.seek(0)
        owner = stream.read().strip()
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            raise SetupError(f"{self.what} (process {owner}).", self.hint) from None
        self.stale = owner or None
        self._write(stream, str(os.getpid()))
        self.stream = stream
        return self

    def release(self):
        """Give the lock back; nothing happens when it is not held."""
        if self.stream:
            self._write(self.stream, "")
            self.stream.close()
            self.stream = None

    def fileno(self):
        """File descriptor, for a child process that is to hold the lock too."""
        return self.stream.fileno()

    @staticmethod
    def _write(stream, text):
        stream.seek(0)
        stream.truncate()
        stream.write(text)
        stream.flush()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_exc):
        self.release()


def owner(path):
    """Process id of the holder of the lock at ``path``, or None when it is free."""
    try:
        stream = open(path)  # noqa: SIM115
    except OSError:
        return None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            text = stream.read().strip()
            return int(text) if text.isdigit() else None
    return None


class SharedUse:
    """Counts the processes that use a server: the last one turns off the light."""

    def __init__(self, path):
        self.path = path
        self.stream = None

    @contextlib.contextmanager
    def changing(self):
        """Only one process at a time starts or stops the server."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.path}.change", "a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def join(self):
        """Say that this process uses the server."""
        self.stream = open(self.path, "a")  # noqa: SIM115
        fcntl.flock(self.stream, fcntl.LOCK_SH)

    def leave(self):
        """Stop using it; return True when nobody else does."""
        if not self.stream:
            return False
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            self.stream.close()
            self.stream = None
