"""Which addons are there, in which version, and which changed since the set-up."""

import ast
import hashlib
import json
from pathlib import Path

from tools.context import ADDONS
from tools.server import literal

PARAMETER = "jxc.setup.addons"
_NO_DATA = ("static", "tests", "__pycache__")
_SUFFIXES = (".py", ".xml", ".csv", ".po", ".json", ".sql")


def manifest_version(directory):
    """Version in an addon's manifest, in Odoo's long form (``19.0.1.0.0``)."""
    text = (Path(directory) / "__manifest__.py").read_text()
    version = ast.literal_eval(text[text.index("{") :]).get("version", "1.0")
    return version if version.startswith("19.0.") else f"19.0.{version}"


def content_hash(directory):
    """SHA-256 over the files of an addon that a module upgrade would read."""
    directory = Path(directory)
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        inside = path.relative_to(directory)
        if inside.parts[0] in _NO_DATA or "__pycache__" in inside.parts:
            continue
        if path.suffix in _SUFFIXES and path.is_file():
            digest.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def present(root):
    """{addon: {version, hash}} of our addons in the repository."""
    return {
        name: {
            "version": manifest_version(root / name),
            "hash": content_hash(root / name),
        }
        for name in ADDONS
    }


def dependencies(site_packages):
    """{addon: directory} of the addons that the virtual environment brings."""
    place = Path(site_packages) / "odoo" / "addons"
    return {path.parent.name: path.parent for path in place.glob("*/__manifest__.py")}


def installed(pg, db):
    """{addon: version} of the installed addons of a database."""
    rows = pg.sql(
        "SELECT name, latest_version FROM ir_module_module "
        "WHERE state IN ('installed', 'to upgrade')",
        db,
    )
    return dict(rows)


def recorded(pg, db):
    """What ``record`` stored last in the database, or an empty dict."""
    query = f"SELECT value FROM ir_config_parameter WHERE key = {literal(PARAMETER)}"
    rows = pg.sql(query, db)
    try:
        return json.loads(rows[0][0]) if rows else {}
    except ValueError:
        return {}


def record(pg, db, root, odoo_version):
    """Store in the database what it was installed or upgraded from."""
    value = json.dumps({"odoo": odoo_version, "addons": present(root)}, sort_keys=True)
    pg.sql(
        f"""INSERT INTO ir_config_parameter (key, value)
        VALUES ({literal(PARAMETER)}, {literal(value)})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
        db,
    )


def changed(ours, before, others, in_database):
    """Names of addons to upgrade, sorted.

    ``ours`` and ``before`` are {addon: {version, hash}} now and at the last set-up;
    ``others`` is {addon: version on disk}, ``in_database`` {addon: version} installed.
    """
    mine = {
        name
        for name, now in ours.items()
        if name not in in_database or before.get(name) != now
    }
    moved = {
        name
        for name, version in others.items()
        if name in in_database and in_database[name] != version
    }
    return sorted(mine | moved)


def to_upgrade(context, db, odoo_version):
    """Names of addons of database ``db`` to upgrade; ``base`` stands for all."""
    before = recorded(context.pg, db)
    in_database = installed(context.pg, db)
    if before.get("odoo") and before["odoo"] != odoo_version:
        return ["base"]
    paths = dependencies(context.site_packages)
    others = {name: manifest_version(path) for name, path in paths.items()}
    ours = present(context.root)
    return changed(ours, before.get("addons", {}), others, in_database)
