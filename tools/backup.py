"""Backup and restore: dump, attachments, and the proof that they are the same."""

import hashlib
import json
import os
import shutil
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

from tools import checks, database, process
from tools.errors import SetupError
from tools.fingerprint import astray, differences, snapshot
from tools.server import literal

FORMAT = 1
# Read by the warning "backup too old"; written after the dump, so not part of it
_NOTE = """
    INSERT INTO ir_config_parameter (key, value) VALUES ('jxc_base.last_backup', {now})
    ON CONFLICT (key) DO UPDATE SET value = {now}
"""
_STORED = "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"


class Backup:
    """Backups of a context as zip files: about.json, dump, filestore/…"""

    def __init__(self, context):
        self.context, self.pg = context, context.pg
        self.place = context.home / "backups"

    def create(self, db, about, target=None, verify=True):
        """Back up database ``db``; return the path of the zip file.

        ``about`` is a dict of versions kept in the file. With ``verify`` the file is
        restored into a scratch database and compared before it gets its name.
        """
        target = Path(target) if target else self._new_path(db)
        self._check_space(db, target)
        part = target.with_name(f"{target.name}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._write(db, about, part)
            if verify:
                self._verify(part, f"{db}_verify")
            os.replace(part, target)
        finally:
            process.remove(part)
        return target

    def note(self, db):
        """Tell database ``db`` that a backup of it has just been made, in UTC."""
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        self.pg.sql(_NOTE.format(now=literal(now)), db)

    def _new_path(self, db):
        stamp = time.strftime("%Y%m%d-%H%M%S")
        return self.place / f"{db}-{stamp}.zip"

    def _check_space(self, db, target):
        size = int(self.pg.sql(f"SELECT pg_database_size({literal(db)})")[0][0])
        checks.disk_space(target.absolute(), 2 * size + checks.GIB // 4)

    def _write(self, db, about, part):
        with self._work_dir() as work:
            about = about | self._dump_with_fingerprint(db, work / "dump")
            process.remove(part)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with (
                open(os.open(part, flags, 0o600), "wb") as private,
                zipfile.ZipFile(private, "w", allowZip64=True) as archive,
            ):
                archive.writestr("about.json", json.dumps(about, indent=1))
                archive.write(work / "dump", "dump")
                self._add_files(archive, self.context.filestore(db))

    def _dump_with_fingerprint(self, db, path):
        with snapshot(self.pg, db) as view:
            before = view.sequences()
            self._dump(db, path, view.name)
            return {
                "sequences": [before, view.sequences()],
                "format": FORMAT,
                "database": db,
                "made": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                "fingerprint": view.fingerprint(),
            }

    @staticmethod
    def _add_files(archive, store):
        for path in sorted(store.rglob("*")):
            inside = path.relative_to(store)
            if path.is_file() and inside.parts[0] != "checklist":
                archive.write(path, f"filestore/{inside}")

    def _dump(self, db, path, snapshot_name):
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
        command += [f"--snapshot={snapshot_name}", "--file", path, db]
        self._client(command, "back up")

    @contextmanager
    def _work_dir(self):
        work = self.context.home / "tmp" / f"backup-{os.getpid()}"
        process.remove(work)
        work.mkdir(parents=True, mode=0o700)
        try:
            yield work
        finally:
            process.remove(work)

    def _client(self, command, what):
        program, *args = command
        env = process.clean_environment() | self.pg.env
        code, _out, err = process.capture([self.pg.bin(program), *args], env=env)
        if code:
            raise SetupError(f"PostgreSQL could not {what} the database.", err.strip())

    def _verify(self, path, scratch):
        try:
            self.unpack(path, scratch)
        finally:
            self.context.drop_database(scratch)

    def restore(self, path, db):
        """Restore zip file ``path`` as database ``db``, replacing one of that name.

        The database appears only after it has been compared with the backup.
        """
        scratch = f"{db}_restore"
        try:
            self.unpack(path, scratch)
            database.adopt(self.context, scratch, db)
        finally:
            self.context.drop_database(scratch)

    def unpack(self, path, scratch):
        """Restore into database ``scratch`` and compare with the fingerprint."""
        self.context.drop_database(scratch)
        about = self.read_about(path)
        with self._work_dir() as work:
            with zipfile.ZipFile(path) as archive:
                archive.extract("dump", work)
                self._extract_files(archive, self.context.filestore(scratch))
            self.pg.create_database(scratch)
            self._restore_dump(work / "dump", scratch)
        self._compare(about, scratch)

    def _restore_dump(self, dump, scratch):
        jobs = str(os.cpu_count() or 1)
        command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error"]
        command += ["--jobs", jobs, "--dbname", scratch, dump]
        self._client(command, "restore")

    def read_about(self, path):
        """The description in a backup file; SetupError when it is no whole backup."""
        try:
            with zipfile.ZipFile(path) as archive:
                broken = archive.testzip()
                about = json.loads(archive.read("about.json"))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise SetupError(f"{path} is no backup of JXC: {error}") from None
        if broken or not _is_whole(about):
            raise SetupError(f"The backup {path} is damaged or too new ({broken}).")
        return about

    def _extract_files(self, archive, target):
        for name in archive.namelist():
            inside = Path(name)
            stored = inside.parts[:1] == ("filestore",) and len(inside.parts) > 1
            if not stored or ".." in inside.parts or name.endswith("/"):
                continue
            place = target.joinpath(*inside.parts[1:])
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(place, "wb") as out:
                shutil.copyfileobj(source, out)

    def _compare(self, about, scratch):
        with snapshot(self.pg, scratch) as view:
            different = differences(about["fingerprint"], view.fingerprint())
            different += astray(*about["sequences"], view.sequences())
        if different:
            raise SetupError(
                "The restored database differs from the backup in: "
                + ", ".join(different[:10])
            )
        self._check_files(scratch)

    def _check_files(self, scratch):
        """Attachments are named by the SHA-1 of their content."""
        store = self.context.filestore(scratch)
        for (name,) in self.pg.sql(_STORED, scratch):
            path = store / name
            if not path.is_file() or _sha1(path) != path.name:
                raise SetupError(f"The attachment {name} is missing or damaged.")


def _is_whole(about):
    """Whether the description of a backup is of our format and complete."""
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        return False
    return {"fingerprint", "sequences"} <= about.keys()


def _sha1(path):
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha1").hexdigest()
