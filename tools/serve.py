"""The Odoo server process, from its start to Ctrl-C."""

import contextlib
import csv
import signal
import subprocess
import time
import urllib.error
import urllib.request

from tools import checks, process
from tools.errors import SetupError

START_SECONDS = 120


class Server:
    """One ``odoo`` process on the loopback device."""

    def __init__(self, context, db, port, workers=0, lock=None):
        self.context, self.db, self.port = context, db, port
        self.workers, self.lock = workers, lock
        self.log = context.log(f"odoo-{db}")
        self.child = None

    @property
    def url(self):
        """Address for the browser."""
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start the process and wait until it answers."""
        checks.port_free(self.port)
        config = self.context.config(self.db, http_port=self.port, workers=self.workers)
        command = [self.context.python, "-m", "odoo", "-c", config, "-d", self.db]
        with open(self.log, "ab") as stream:
            self.child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=self.context.root,
                env=self.context.environment(),
                start_new_session=True,
                pass_fds=[self.lock.fileno()] if self.lock else [],
                preexec_fn=process.die_with_parent(signal.SIGTERM),
            )
        self._wait_until_ready()

    def _wait_until_ready(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.child.poll() is not None:
                raise SetupError("The server did not start.", process.tail(self.log))
            if self._answers():
                return
            time.sleep(0.2)
        self.stop()
        raise SetupError(
            f"The server gave no answer in {START_SECONDS} s.", process.tail(self.log)
        )

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as reply:
                return reply.status == 200
        except urllib.error.HTTPError as error:
            raise SetupError(
                f"The log-in page answers with error {error.code}.",
                process.tail(self.log),
            ) from None
        except OSError:
            return False

    def wait(self):
        """Wait for the end of the process; SetupError when it ends by itself."""
        code = self.child.wait()
        if code:
            raise SetupError(
                f"The server stopped with code {code}.", process.tail(self.log)
            )

    def stop(self):
        """Stop the process and its workers."""
        if self.child:
            process.stop(self.child)


@contextlib.contextmanager
def stop_signals():
    """Let SIGTERM and SIGHUP end the command like Ctrl-C does.

    SIGINT is set too, as a shell's background jobs are started with it ignored; an
    ignored SIGHUP (nohup) stays ignored.
    """

    def interrupt(_signum, _frame):
        raise KeyboardInterrupt

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    former = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def logins(root, there):
    """Rows (login, first password, role) to show.

    ``there`` are the logins in the database; of the demo company's those are shown
    that it has, else the administrator's.
    """
    rows = []
    path = root / "demo" / "logins.csv"
    if path.exists():
        with open(path, newline="", encoding="utf-8") as stream:
            listed = csv.DictReader(stream)
            rows = [(r["login"], r["password"], r.get("role", "")) for r in listed]
    rows = [row for row in rows if row[0] in there]
    if len(rows) > 1:
        return rows
    return [("admin", "admin", "administrator")] if "admin" in there else []


def greeting(url, rows):
    """Lines that tell where the server is and who can log in."""
    lines = [f"  {login:<12} {password:<10} {role}" for login, password, role in rows]
    heading = ["Log in as (first password, role):"] if rows else []
    return ["", f"JXC is ready: {url}", *heading, *lines, ""]
