"""What ./jxc status shows."""

import contextlib
import json
import os
import platform

from tools import addons, locks, named, process
from tools.context import ADDONS
from tools.errors import SetupError


def write_running(path, port):
    """Note that this process serves on ``port``."""
    process.write_atomic(path, json.dumps({"pid": os.getpid(), "port": port}))


def collect(environment, db, db_url=None):
    """State of the environment and of database ``db``, as JSON data."""
    root = environment.root
    found = {
        "versions": {
            "jxc": {name: addons.manifest_version(root / name) for name in ADDONS},
            "odoo": environment.odoo.version,
            "python": platform.python_version(),
        },
        "home": str(environment.home),
        "ready": environment.venv.is_done() and environment.odoo.is_done(),
        "server": "named" if named.settings(db_url) else "embedded",
        "running": _running(environment.home),
        "database": {"name": db, "exists": None},
    }
    if found["ready"]:
        _ask_server(environment, db, db_url, found)
    return found


def _running(home):
    """Servers that run now: [{database, pid, port}]."""
    rows = []
    for path in sorted((home / "run").glob("*.json")):
        pid = locks.owner(home / "lock" / f"database-{path.stem}")
        if pid:
            port = json.loads(path.read_text())["port"]
            rows.append({"database": path.stem, "pid": pid, "port": port})
    return rows


def _ask_server(environment, db, db_url, found):
    try:
        context = environment.connect(_Silent(), db_url=db_url)
    except SetupError as error:
        found["error"] = str(error)
        return
    try:
        found["versions"]["postgresql"] = context.pg.version()
        found["database"] = _database(context, db, environment.odoo.version)
    finally:
        context.close()


def _database(context, db, odoo_version):
    if not context.pg.exists(db):
        return {"name": db, "exists": False}
    size = context.pg.sql(f"SELECT pg_database_size('{db}')")[0][0]
    return {
        "name": db,
        "exists": True,
        "bytes": int(size),
        "addons": dict(sorted(addons.installed(context.pg, db).items())),
        "to_upgrade": addons.to_upgrade(context, db, odoo_version),
    }


class _Silent:
    """Progress that prints nothing."""

    def step(self, _title, _fraction=None):
        return contextlib.nullcontext()

    def note(self, text):
        pass
