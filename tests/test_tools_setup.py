"""The set-up of ./jxc: state, resuming, checks, messages. No network, no database."""

import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import (
    apt,
    checks,
    console,
    locks,
    odoo_source,
    process,
    system,
    virtualenv,
)
from tools.errors import SetupError
from tools.state import State

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "state.json")


class TestState:
    def test_remembers_across_processes(self, state):
        state.done("venv", {"python": [3, 11]})
        state.done("odoo", "19.0.0")
        assert State(state.path).read() == {
            "venv": {"python": [3, 11]},
            "odoo": "19.0.0",
        }

    def test_forget(self, state):
        state.done("venv", 1)
        state.forget("venv")
        assert state.get("venv") is None

    def test_half_written_file_counts_as_nothing_done(self, state):
        state.path.write_text('{"venv": ')
        assert state.read() == {}
        state.done("odoo", 1)
        assert json.loads(state.path.read_text()) == {"odoo": 1}

    def test_failed_write_keeps_the_old_file(self, state, monkeypatch):
        state.done("venv", 1)
        monkeypatch.setattr(os, "replace", _fail)
        with pytest.raises(OSError):
            state.done("venv", 2)
        assert state.get("venv") == 1


def _fail(*_args):
    raise OSError("disk full")


class TestLock:
    def test_second_owner_is_refused_with_the_process_id(self, tmp_path):
        with locks.Lock(tmp_path / "lock", "Busy"):
            assert locks.owner(tmp_path / "lock") == os.getpid()
            with pytest.raises(SetupError, match=f"process {os.getpid()}"):
                locks.Lock(tmp_path / "lock", "Busy").acquire()
        assert locks.owner(tmp_path / "lock") is None

    def test_lock_of_a_killed_process_is_taken_over(self, tmp_path):
        path = tmp_path / "lock"
        child = _hold_lock(path)
        with pytest.raises(SetupError, match=f"process {child.pid}"):
            locks.Lock(path, "Busy").acquire()
        child.send_signal(signal.SIGKILL)
        child.wait()
        with locks.Lock(path, "Busy") as lock:
            assert lock.stale == str(child.pid)

    def test_last_user_of_a_server_turns_off_the_light(self, tmp_path):
        first, second = (locks.SharedUse(tmp_path / "use") for _ in range(2))
        first.join()
        second.join()
        assert first.leave() is False
        assert second.leave() is True


def _hold_lock(path):
    code = (
        "import sys, time; from pathlib import Path; from tools.locks import Lock;"
        "lock = Lock(Path(sys.argv[1]), 'Busy').acquire();"
        "print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == b"held\n"
    return child


class TestChecks:
    @pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
    def test_python_that_fits(self, version):
        checks.python_version(version)

    @pytest.mark.parametrize("version", [(3, 10), (3, 14), (4, 0)])
    def test_other_python(self, version):
        with pytest.raises(SetupError, match=r"Python .* does not fit"):
            checks.python_version(version)

    def test_port_taken_names_a_free_one(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(SetupError, match=rf"Port {port} is taken") as caught:
                checks.port_free(port)
        checks.port_free(int(caught.value.hint.split()[-1]))

    @pytest.mark.parametrize("port", [0, -1, 65536])
    def test_no_port_number(self, port):
        with pytest.raises(SetupError, match="not a port number"):
            checks.port_free(port)

    def test_disk_full(self, tmp_path):
        checks.disk_space(tmp_path / "not" / "yet" / "there", 1)
        with pytest.raises(SetupError, match="are free on the disk"):
            checks.disk_space(tmp_path, 10**18)

    def test_home_with_a_space(self, tmp_path):
        with pytest.raises(SetupError, match="space"):
            checks.home_usable(tmp_path / "my files")

    @pytest.mark.parametrize(
        ("output", "words"),
        [
            ("E: Failed: Temporary failure resolving 'x'", "No network"),
            ("NewConnectionError: [Errno 101] Network is unreachable", "No network"),
            ("ERROR: No version of x (from versions: none)", "No network"),
            ("a requires a different python version (from versions: 1)", "another Py"),
            ("E: Hash Sum mismatch", "checksum is wrong"),
            ("THESE PACKAGES DO NOT MATCH THE HASHES", "checksum is wrong"),
            ("error: something else", "failed"),
        ],
    )
    def test_reason_of_a_failed_download(self, output, words):
        assert words in str(checks.download_error("it", output))


class TestApt:
    LINE = "'http://host/pool/odoo-19_19.0.0%2bdfsg-1_all.deb' {} {} SHA256:{}"

    def _package(self, content=b"package"):
        digest = hashlib.sha256(content).hexdigest()
        name = "odoo-19_19.0.0+dfsg-1_all.deb"
        return apt.parse_uris(self.LINE.format(name, len(content), digest))[0]

    def test_reads_what_apt_says(self):
        package = self._package()
        assert (package.name, package.version) == ("odoo-19", "19.0.0+dfsg-1")
        assert package.size == 7

    def test_weak_checksums_are_not_accepted(self):
        assert apt.parse_uris("'http://host/a' a_1_all.deb 7 MD5Sum:0123") == []

    @pytest.mark.parametrize("content", [b"packag", b"PACKAGE", b"package and more"])
    def test_broken_file_does_not_match(self, tmp_path, content):
        path = tmp_path / "file.deb"
        assert not apt.matches(path, self._package())
        path.write_bytes(content)
        assert not apt.matches(path, self._package())

    def test_broken_file_is_fetched_again_and_whole_one_kept(
        self, tmp_path, monkeypatch
    ):
        package, calls = self._package(), []
        source = apt.Apt(tmp_path)
        source.downloads.mkdir()
        (source.downloads / package.file).write_bytes(b"half")
        monkeypatch.setattr(source, "_describe", lambda _wanted: [package])
        monkeypatch.setattr(source, "_apt", self._download(calls, b"package"))
        for _ in range(2):
            found, path = source.fetch(["odoo-19/sid"])["odoo-19"]
            assert (found, path.read_bytes()) == (package, b"package")
        assert len(calls) == 1

    def test_wrong_checksum_stops_and_keeps_nothing(self, tmp_path, monkeypatch):
        source = apt.Apt(tmp_path)
        monkeypatch.setattr(source, "_describe", lambda _wanted: [self._package()])
        monkeypatch.setattr(source, "_apt", self._download([], b"PACKAGE"))
        with pytest.raises(SetupError, match="checksum is wrong"):
            source.fetch(["odoo-19/sid"])
        assert list(source.downloads.iterdir()) == []

    def _download(self, calls, content):
        def run(*args, cwd):
            calls.append(args)
            (cwd / "odoo.deb").write_bytes(content)
            return 0, "", ""

        return run


class TestOdoo:
    def _release(self, tmp_path, version):
        path = tmp_path / "odoo" / "release.py"
        path.parent.mkdir()
        path.write_text(f"version_info = ({version}, FINAL, 0, '')\n")
        return path

    def test_series(self, tmp_path):
        assert odoo_source.series(self._release(tmp_path, "19, 0, 0")) == (19, 0)
        assert odoo_source.series(tmp_path / "nothing.py") is None

    @pytest.mark.parametrize("version", ["18, 0, 0", "19, 1, 0", "20, 0, 0"])
    def test_other_series_is_refused(self, tmp_path, state, version):
        self._release(tmp_path, version)
        with pytest.raises(SetupError, match=r"JXC needs 19\.0"):
            odoo_source.Odoo(tmp_path / "home", state, own=tmp_path).ensure()

    def test_directory_without_odoo_is_refused(self, tmp_path, state):
        with pytest.raises(SetupError, match="There is no Odoo"):
            odoo_source.Odoo(tmp_path / "home", state, own=tmp_path).ensure()

    def test_half_unpacked_package_is_not_done(self, tmp_path, state):
        place = odoo_source.Odoo(tmp_path, state, own=None)
        place.own = None
        state.done("packages", {"odoo-19": "19.0.0"})
        assert not place.is_done()


class TestVirtualEnv:
    TEXT = "a==1\nb==2 ; python_version < '3.13'\nb==3 ; python_version >= '3.13'\n# c"

    def test_pins_follow_the_python_version(self):
        assert virtualenv.pins(self.TEXT, (3, 11)) == ["a==1", "b==2"]
        assert virtualenv.pins(self.TEXT, (3, 13)) == ["a==1", "b==3"]

    @pytest.mark.parametrize(
        ("version", "missing"),
        [
            ((3, 11), set()),
            ((3, 12), set()),
            ((3, 13), {"rl-renderPM"}),  # there is none for it
        ],
    )
    def test_every_requirement_is_pinned(self, version, missing):
        text = (ROOT / "requirements.txt").read_text()
        lines = [line for line in text.splitlines() if line and line[0] != "#"]
        pinned = [pin.split("==")[0] for pin in virtualenv.pins(text, version)]
        assert len(pinned) == len(set(pinned))
        assert {line.split("==")[0] for line in lines} - set(pinned) == missing

    def test_changed_requirements_are_not_done(self, tmp_path, state):
        (tmp_path / "requirements.txt").write_text("a==1\n")
        env = virtualenv.VirtualEnv(tmp_path, tmp_path, state)
        env.python.parent.mkdir(parents=True)
        env.python.touch()
        env.site_packages.mkdir(parents=True)
        state.done("venv", env.stamp)
        assert env.is_done()
        (tmp_path / "requirements.txt").write_text("a==2\n")
        assert not env.is_done()

    @pytest.mark.parametrize(
        ("there", "interrupted", "verified", "calls"),
        [
            (False, False, [True], ["create", "install"]),
            (True, False, [True], []),
            (True, False, [False, True], ["install"]),
            (True, True, [True], ["create", "install"]),
        ],
    )
    def test_made_completed_or_taken_over(
        self, tmp_path, state, monkeypatch, there, interrupted, verified, calls
    ):
        (tmp_path / "requirements.txt").write_text("a==1\n")
        env, seen, answers = virtualenv.VirtualEnv(tmp_path, tmp_path, state), [], []
        answers.extend(verified)
        if interrupted:
            state.done("venv building", True)
        monkeypatch.setattr(env, "_usable", lambda: there)
        monkeypatch.setattr(env, "_verified", lambda: answers.pop(0))
        monkeypatch.setattr(env, "_create", lambda: seen.append("create"))
        monkeypatch.setattr(env, "_install", lambda: seen.append("install"))
        env.ensure()
        assert seen == calls
        assert state.read() == {"venv": env.stamp}

    def test_half_made_environment_is_not_done(self, tmp_path, state):
        (tmp_path / "requirements.txt").write_text("a==1\n")
        env = virtualenv.VirtualEnv(tmp_path, tmp_path, state)
        env.python.parent.mkdir(parents=True)
        env.python.touch()
        assert not env.is_done()


class TestSystem:
    def test_missing_programs_are_named_with_their_package(self, monkeypatch):
        lacking = system.missing(True, which=lambda name: name == "node")
        assert sorted(lacking) == ["chromium", "fc-cache", "npm", "wkhtmltopdf"]
        text = "\n".join(system.advice(lacking))
        assert "apt-get install chromium fontconfig npm wkhtmltopdf" in text
        assert system.advice({}) == []

    def test_what_cannot_be_installed_is_tried_once(self, tmp_path, monkeypatch):
        calls, notes = [], io.StringIO()
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(shutil, "which", lambda name: name == "apt-get")
        monkeypatch.setattr(system, "missing", lambda _test: dict(system.FOR_RUN))
        monkeypatch.setattr(system, "_install", lambda *args: calls.append(args))
        for _ in range(2):
            state = State(tmp_path / "state.json")
            system.ensure(tmp_path, state, console.Progress([], notes))
        assert len(calls) == 1
        assert notes.getvalue().count("Not found: wkhtmltopdf") == 2


class TestProgress:
    @pytest.mark.parametrize(
        ("expected", "elapsed", "fraction", "left"),
        [(100, 30, None, 70), (100, 130, None, 10), (100, 30, 0.75, 10)],
    )
    def test_time_left(self, expected, elapsed, fraction, left):
        assert console.time_left(expected, elapsed, fraction) == left

    def test_lines(self):
        stream = io.StringIO()
        progress = console.Progress([("First", 5), ("Second", 6)], stream)
        with progress.step("First"):
            pass
        assert "[1/2] First …" in stream.getvalue()
        assert "[1/2] First: done in 0 s" in stream.getvalue()

    def test_failed_step_is_not_called_done(self):
        stream = io.StringIO()
        with pytest.raises(SetupError), console.Progress([], stream).step("Step"):
            raise SetupError("broken")
        assert "done" not in stream.getvalue()

    @pytest.mark.parametrize(("seconds", "text"), [(42, "42 s"), (185, "3 min 05 s")])
    def test_duration(self, seconds, text):
        assert console.duration(seconds) == text


class TestProcess:
    def test_child_dies_with_its_parent(self, tmp_path):
        code = (
            "import subprocess, sys, time; from tools import process;"
            "child = subprocess.Popen(['sleep', '60'],"
            " preexec_fn=process.die_with_parent());"
            "print(child.pid, flush=True); time.sleep(60)"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE
        )
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        assert _ends(child)

    def test_pipe(self, tmp_path):
        assert process.pipe(["echo", "x"], ["tee", tmp_path / "out"]) == ""
        assert (tmp_path / "out").read_text() == "x\n"
        assert process.pipe(["false"], ["cat"]) == "false stopped with 1"
        assert "No such file" in process.pipe(["echo"], ["cat", "/nowhere"])

    def test_private_files(self, tmp_path):
        process.write_private(tmp_path / "odoo.conf", "secret")
        assert (tmp_path / "odoo.conf").stat().st_mode & 0o777 == 0o600


def _ends(pid):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
