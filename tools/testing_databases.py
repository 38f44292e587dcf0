"""Fresh databases for tests: core and OCA once as a template, JXC installed anew."""

import ast
import hashlib
import shutil

from tools.context import ADDONS, LOCALISATION

BUILDING = "jxc_test_building"
LOAD_LANGUAGES = "--load-language=en_US,zh_CN"


def manifest(context, addon):
    text = (context.root / addon / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text)


def foreign_dependencies(context):
    """Return the addons of core and OCA that ours are built on, and the chart."""
    names = {name for addon in ADDONS for name in manifest(context, addon)["depends"]}
    return sorted({n for n in names if not n.startswith("jxc_")} | {LOCALISATION})


def fingerprint(context):
    """Return a short hash of all that decides what the template contains."""
    release = context.odoo_addons.parent / "release.py"
    files = [release, *sorted(context.root.glob("requirements*.txt"))]
    parts = [path.read_bytes() for path in files if path.exists()]
    parts.append(",".join([LOAD_LANGUAGES, *foreign_dependencies(context)]).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:10]


def core_template(context):
    """Return the name of the database with core, OCA, chart and Chinese; build it once.

    It is built under another name, so that a build cut short is never taken for done.
    """
    name = f"jxc_test_core_{fingerprint(context)}"
    if context.pg.exists(name):
        return name
    drop_old_templates(context)
    context.drop_database(BUILDING)
    context.create_database(BUILDING)
    install(context, BUILDING, foreign_dependencies(context), LOAD_LANGUAGES)
    copy_filestore(context, BUILDING, name)
    context.pg.sql(f'ALTER DATABASE "{BUILDING}" RENAME TO "{name}"')
    return name


def drop_old_templates(context):
    sql = "SELECT datname FROM pg_database WHERE datname LIKE 'jxc_test_core_%'"
    for (name,) in context.pg.sql(sql):
        context.drop_database(name)


def clone(context, name):
    """Make a fresh database of the core template, with its attachments."""
    template = core_template(context)
    context.drop_database(name)
    context.create_database(name, template)
    copy_filestore(context, template, name)


def copy_filestore(context, source, target):
    shutil.rmtree(context.filestore(target), ignore_errors=True)
    if context.filestore(source).exists():
        shutil.copytree(context.filestore(source), context.filestore(target))


def configuration(context, db):
    return context.config(db, log_level="warn")


def install(context, db, addons, *options):
    """Install addons at once, as on a first start; SetupError when it fails."""
    config = configuration(context, db)
    arguments = ["-c", config, "-d", db, "-i", ",".join(addons), "--no-http"]
    log = context.log(db)
    context.run_odoo([*arguments, *options, "--stop-after-init"], log=log)


def install_suite(context, db):
    """Make the database for pytest: all addons, freshly installed."""
    clone(context, db)
    install(context, db, ADDONS)
