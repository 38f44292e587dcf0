"""Write an addon's translation files from a database in which it is installed.

    python tools/i18n.py jxc_base --db DB [--add terms.json] [--also OCA_ADDON] [--load]

Writes `i18n/<addon>.pot`, merges `i18n/zh_CN.po` and prints what has no Chinese yet
(exit 1 if anything). A missing term takes, in this order: the terms of `--add`
({"English msgid": "中文"}, these win over existing ones), what this tool ever saw for
it, our other addons, Odoo's own Chinese of the addons that ours depends on.
`--also` keeps the untranslated field, menu and view terms of a dependency here too.
"""

import argparse
import contextlib
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
# As a script, tools/ would stand first on the path and a file named like Odoo hide it
sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT / "tools"]
LANG = "zh_CN"
SINGLE_LINE = re.compile(r'^msgid (".+")\nmsgstr (".+")$', re.MULTILINE)
METADATA = {
    "Project-Id-Version": "JXC 19.0",
    "Report-Msgid-Bugs-To": "",
    "Last-Translator": "",
    "Language-Team": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def main(argv: list[str] | None = None) -> int:
    options = parse(argv)
    state = state_directory()
    with open_environment(options) as env, locked(state / f"{options.addon}.lock"):
        template = export_template(env, options.addon, options.also)
        translations = Translations(env, options.addon, state)
        translations.add_file(options.add)
        missing = translations.write(template)
        if options.load:
            load(env, options.addon)
    return report(options.addon, template, missing, translations.borrowed)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("addon")
    parser.add_argument("--db", required=True)
    parser.add_argument("--add", type=Path, help='JSON of {"msgid": "中文"}')
    parser.add_argument("--also", nargs="*", default=[], metavar="ADDON")
    parser.add_argument("--load", action="store_true", help="load the result into DB")
    parser.add_argument("--config", help="Odoo configuration file")
    return parser.parse_args(argv)


def home() -> Path:
    return Path(os.environ.get("JXC_HOME") or ROOT / ".jxc")


def state_directory() -> Path:
    directory = home() / "i18n"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time rewrite the files of an addon."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def open_environment(options: argparse.Namespace) -> Iterator:
    """Open a superuser environment on the database named by the options."""
    import odoo.init  # noqa: F401
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["--no-http", "--log-level=warn", "-d", options.db]
    if options.config:
        arguments += ["-c", options.config]
    else:
        arguments += [f"--addons-path={ROOT}", f"--data-dir={home() / 'data'}"]
    config.parse_config(arguments, setup_logging=True)
    with Registry(options.db).cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


def export_template(env, addon: str, also: list[str]) -> polib.POFile:
    """Return the sorted terms of the addon and of what it translates for others."""
    module = env["ir.module.module"].search([("name", "=", addon)])
    if module.state != "installed":
        raise SystemExit(f"{addon} is not installed in {env.cr.dbname}")
    entries = {entry.msgid: entry for entry in odoo_terms(env, addon)}
    foreign = module_record_terms(env, module)
    for dependency in sorted({*also, *kept_dependencies(env, addon)}):
        foreign += untranslated_terms(env, dependency)
    for entry in foreign:
        merge_foreign(entries, entry)
    template = new_catalog()
    template.extend(entries[msgid] for msgid in sorted(entries))
    return template


def new_catalog(**metadata: str) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=78)
    catalog.metadata = {**METADATA, **metadata}
    return catalog


def odoo_terms(env, addon: str) -> polib.POFile:
    """Return the terms that Odoo itself exports for the addon."""
    from odoo.tools.translate import trans_export

    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", env):
        return polib.POFile()
    return polib.pofile(buffer.getvalue().decode())


def module_record_terms(env, module) -> list[polib.POEntry]:
    """Return the name and summary of the addon as shown in the list of apps."""
    english = module.with_context(lang="en_US")
    return [
        foreign_entry(
            "base", f"model:ir.module.module,{field}:base.module_{module.name}", text
        )
        for field in ("shortdesc", "summary")
        if (text := english[field])
    ]


def foreign_entry(addon: str, occurrence: str, msgid: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=msgid, comment=f"module: {addon}")
    entry.occurrences = [(occurrence, "")]
    return entry


def kept_dependencies(env, addon: str) -> set[str]:
    """Return the addons whose terms our present template already carries."""
    path = i18n_directory(addon) / f"{addon}.pot"
    if not path.exists():
        return set()
    names = {name for entry in polib.pofile(str(path)) for name in modules_of(entry)}
    return names - {addon, "base"}


def modules_of(entry: polib.POEntry) -> list[str]:
    line = entry.comment.split("\n", 1)[0]
    return [name.strip() for name in line.partition(":")[2].split(",")]


def untranslated_terms(env, addon: str) -> list[polib.POEntry]:
    """Return the record terms of a dependency that its own zh_CN.po leaves out."""
    own = {entry.msgid for entry in shipped_catalog(addon) if entry.translated()}
    terms = odoo_terms(env, addon)
    for entry in terms:
        entry.occurrences = [o for o in entry.occurrences if o[0].startswith("model")]
    return [entry for entry in terms if entry.occurrences and entry.msgid not in own]


def shipped_catalog(addon: str) -> polib.POFile:
    from odoo.tools.misc import file_path

    try:
        return polib.pofile(file_path(f"{addon}/i18n/{LANG}.po"))
    except FileNotFoundError:
        return polib.POFile()


def merge_foreign(entries: dict[str, polib.POEntry], entry: polib.POEntry) -> None:
    present = entries.setdefault(entry.msgid, entry)
    if present is entry:
        return
    modules = [*dict.fromkeys(modules_of(present) + modules_of(entry))]
    rest = present.comment.split("\n", 1)[1:]
    label = "modules" if len(modules) > 1 else "module"
    present.comment = "\n".join([f"{label}: {', '.join(modules)}", *rest])
    present.occurrences = sorted({*present.occurrences, *entry.occurrences})


def i18n_directory(addon: str) -> Path:
    return ROOT / addon / "i18n"


class Translations:
    """The Chinese known for an addon's terms, nearest source first."""

    def __init__(self, env, addon: str, state: Path):
        self.env = env
        self.addon = addon
        self.added: dict[str, str] = {}
        self.borrowed: dict[str, str] = {}
        self.memory_path = state / f"{addon}.json"
        self.memory = read_json(self.memory_path)
        self.present = known_terms(i18n_directory(addon) / f"{LANG}.po")

    def add_file(self, path: Path | None) -> None:
        if path:
            self.added = {k: v for k, v in read_json(path).items() if v}

    def write(self, template: polib.POFile) -> list[str]:
        """Write both files; return the msgids that remain without Chinese."""
        own = {**self.memory, **self.present, **self.added}
        self.borrow([e.msgid for e in template if e.msgid not in own])
        catalog = new_catalog(
            Language=LANG, **{"Plural-Forms": "nplurals=1; plural=0;"}
        )
        for entry in template:
            text = own.get(entry.msgid) or self.borrowed.get(entry.msgid, "")
            catalog.append(with_text(entry, text))
        directory = i18n_directory(self.addon)
        directory.mkdir(exist_ok=True)
        save(template, directory / f"{self.addon}.pot")
        save(catalog, directory / f"{LANG}.po")
        save_json(self.memory_path, {**own, **self.borrowed})
        return [entry.msgid for entry in catalog if not entry.msgstr]

    def borrow(self, msgids: list[str]) -> None:
        wanted = set(msgids)
        for path in self.lenders():
            if not wanted:
                return
            found = {k: v for k, v in quick_terms(path) if k in wanted}
            self.borrowed.update(found)
            wanted -= found.keys()

    def lenders(self) -> Iterator[Path]:
        """Yield catalogs to borrow from: ours, then those of our dependencies."""
        ours = sorted(ROOT.glob(f"jxc_*/i18n/{LANG}.po"))
        yield from (path for path in ours if path.parent.parent.name != self.addon)
        from odoo.tools.misc import file_path

        for name in self.dependencies():
            with contextlib.suppress(FileNotFoundError):
                yield Path(file_path(f"{name}/i18n/{LANG}.po"))

    def dependencies(self) -> list[str]:
        module = self.env["ir.module.module"].search([("name", "=", self.addon)])
        names = module.upstream_dependencies(exclude_states=("uninstallable",))
        return [n for n in names.mapped("name") if not n.startswith("jxc_")]


def with_text(entry: polib.POEntry, text: str) -> polib.POEntry:
    copy = polib.POEntry(msgid=entry.msgid, msgstr=text, comment=entry.comment)
    copy.occurrences = list(entry.occurrences)
    copy.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    return copy


def known_terms(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return {e.msgid: e.msgstr for e in polib.pofile(str(path)) if e.translated()}


def quick_terms(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the one-line terms of a catalog without parsing all of it."""
    for source, text in SINGLE_LINE.findall(path.read_text(encoding="utf-8")):
        yield polib.unescape(source[1:-1]), polib.unescape(text[1:-1])


def read_json(path: Path) -> dict[str, str]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def save_json(path: Path, terms: dict[str, str]) -> None:
    text = json.dumps(terms, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text, encoding="utf-8")


def save(catalog: polib.POFile, path: Path) -> None:
    """Replace the file in one step, and only when something changed."""
    text = f"{catalog}"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    partial = path.with_suffix(path.suffix + ".new")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def load(env, addon: str) -> None:
    """Load the file into the database, over what it held before."""
    env["ir.module.module"]._load_module_terms([addon], [LANG], overwrite=True)


def report(addon: str, template, missing: list[str], borrowed: dict[str, str]) -> int:
    for source, text in sorted(borrowed.items()):
        print(f"  reused: {source!r} -> {text}")
    for source in missing:
        print(f"  untranslated: {source!r}")
    print(f"{addon}: {len(template)} terms, {len(missing)} untranslated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
