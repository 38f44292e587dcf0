"""Upgrade of a database on a copy, after a backup."""

from contextlib import contextmanager

from tools import addons, database, process
from tools.backup import Backup
from tools.errors import SetupError


def upgrade(context, db, names, odoo_version, progress, verify=True):
    """Back up ``db``, upgrade addons ``names`` in a copy and put the copy in place.

    When the upgrade fails the database is as before. Return the backup's path.
    """
    copy = f"{db}_upgrade"
    backup = Backup(context)
    with progress.step("Backup"):
        path = backup.create(db, about(context, odoo_version), verify=verify)
    log = context.log(f"upgrade-{db}")
    process.remove(log)
    title = f"Upgrade of {', '.join(names)}"
    try:
        with (
            _unchanged_on_failure(db, path),
            progress.step(title, lambda: database.loading_fraction(log)),
        ):
            _on_copy(context, db, copy, names, log)
            addons.record(context.pg, copy, context.root, odoo_version)
            database.adopt(context, copy, db)
    finally:
        context.drop_database(copy)
    return path


@contextmanager
def _unchanged_on_failure(db, path):
    try:
        yield
    except SetupError as error:
        raise SetupError(
            f"The upgrade failed; {db} is as before (and saved in {path}).",
            str(error),
        ) from None


def _on_copy(context, db, copy, names, log):
    context.drop_database(copy)
    context.create_database(copy, template=db)
    database.join_files(context.filestore(db), context.filestore(copy))
    config = context.config(copy, max_cron_threads=0)
    there = addons.installed(context.pg, copy)
    new = [name for name in names if name not in there]
    old = [name for name in names if name in there]
    args = ["-c", config, "-d", copy, "--stop-after-init", "--no-http"]
    args += ["-u", ",".join(old)] if old else []
    args += ["-i", ",".join(new)] if new else []
    context.run_odoo(args, log)


def about(context, odoo_version):
    """Versions to keep in a backup."""
    return {"odoo": odoo_version, "addons": addons.present(context.root)}
