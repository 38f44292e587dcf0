"""What each addon must be: complete manifest, everything imported and loaded."""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

REQUIRED = ("name", "summary", "version", "category", "author", "license", "depends")
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
DATA_DIRECTORIES = ("security", "data", "views", "wizard", "report")
IMPORTED_DIRECTORIES = ("models", "wizard", "report", "controllers", "tests")
# What Odoo itself requires; an addon need not declare it again
ODOO_BRINGS = set(
    "babel dateutil freezegun lxml markupsafe num2words openpyxl passlib PIL polib"
    " psutil psycopg2 pytz qrcode reportlab requests werkzeug xlrd xlsxwriter"
    " zeep".split()
)
TEST_ONLY = {"hypothesis", "pytest"}
DISTRIBUTION = {"barcode": "python-barcode"}
TOUR = re.compile(
    r"""category\(\s*["']web_tour\.tours["']\s*\)\s*\.add\(\s*["']([\w.\-]+)["']"""
)


def addons(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("jxc_*/__manifest__.py"))


def manifest(addon: Path) -> dict:
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def incomplete_manifests(root: Path) -> Iterator[str]:
    """Yield what a manifest lacks, or has wrong."""
    for addon in addons(root):
        values = manifest(addon)
        missing = [key for key in REQUIRED if not values.get(key)]
        empty = [key for key, value in values.items() if value in ("", [], {}, None)]
        for key in missing:
            yield f"{addon.name}: no {key}"
        for key in set(empty) - set(missing):
            yield f"{addon.name}: empty {key}"
        if not VERSION.fullmatch(values.get("version", "")):
            yield f"{addon.name}: version {values.get('version')} is not 19.0.x.y.z"
        if values.get("license") != "AGPL-3":
            yield f"{addon.name}: license {values.get('license')}"


def unlisted_data(root: Path) -> Iterator[str]:
    """Yield data files that are listed and absent, or present and not listed."""
    for addon in addons(root):
        values = manifest(addon)
        listed = [*values.get("data", []), *values.get("demo", [])]
        for name in listed:
            if not (addon / name).is_file():
                yield f"{addon.name}: {name} does not exist"
        for path in data_files(addon):
            if path not in listed:
                yield f"{addon.name}: {path} is not in the manifest"
        if len(listed) != len(set(listed)):
            yield f"{addon.name}: a data file is listed twice"


def data_files(addon: Path) -> list[str]:
    paths = (p for d in DATA_DIRECTORIES for p in sorted((addon / d).glob("**/*")))
    return [
        p.relative_to(addon).as_posix() for p in paths if p.suffix in (".xml", ".csv")
    ]


def wrong_order(root: Path) -> Iterator[str]:
    """Yield manifests that leave security, data, views, wizard, report, menus."""
    for addon in addons(root):
        data = manifest(addon).get("data", [])
        ranks = [rank(name) for name in data]
        if ranks != sorted(ranks):
            yield f"{addon.name}: data is out of order: {', '.join(data)}"


def rank(name: str) -> int:
    if name.endswith("_menus.xml"):
        return len(DATA_DIRECTORIES)
    return DATA_DIRECTORIES.index(name.split("/")[0])


def unimported_files(root: Path) -> Iterator[str]:
    """Yield Python files and packages nothing beside them imports: Odoo skips them."""
    for addon in addons(root):
        for directory in IMPORTED_DIRECTORIES:
            for package in packages(addon / directory):
                yield from unimported(addon, package)


def packages(directory: Path) -> list[Path]:
    """The directory and those below it that hold Python files."""
    return sorted({path.parent for path in directory.rglob("*.py")})


def unimported(addon: Path, package: Path) -> Iterator[str]:
    index = package / "__init__.py"
    test = package.name == "tests"
    names = {p.stem for p in package.glob("test_*.py" if test else "*.py")}
    names |= {below.name for below in packages(package) if below.parent == package}
    readers = [index] if test else package.glob("*.py")
    known = {n for path in readers if path.exists() for n in imported_names(path)}
    for name in sorted(names - known - {"__init__"}):
        yield f"{(package / name).relative_to(addon.parent)} is not imported"


def imported_names(index: Path) -> set[str]:
    tree = ast.parse(index.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in froms if not node.module for alias in node.names}
    return names | {node.module for node in froms if node.module and node.level}


def undeclared_packages(root: Path) -> Iterator[str]:
    """Yield imports of packages that no manifest on the way declares."""
    known = {addon.name: addon for addon in addons(root)}
    for addon in addons(root):
        declared = declared_packages(addon, known) | ODOO_BRINGS
        for path in sorted(addon.glob("**/*.py")):
            extra = TEST_ONLY if "tests" in path.parts else set()
            for name in third_party(path) - declared - extra:
                yield f"{path.relative_to(root)}: {name} is not declared"


def declared_packages(addon: Path, known: dict[str, Path]) -> set[str]:
    values = manifest(addon)
    own = set(values.get("external_dependencies", {}).get("python", []))
    own |= {module for module, name in DISTRIBUTION.items() if name in own}
    for name in values.get("depends", []):
        if name in known:
            own |= declared_packages(known[name], known)
    return own


def third_party(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    ours = {"odoo", "tests", "demo", "tools"}
    return names - ours - set(sys.stdlib_module_names)


def forbidden_dependencies(root: Path) -> Iterator[str]:
    """Yield dependencies against the flow base → three → reports and PDA."""
    middle = {"jxc_purchase", "jxc_sales", "jxc_stock"}
    for addon in addons(root):
        ours = {n for n in manifest(addon)["depends"] if n.startswith("jxc_")}
        allowed = {"jxc_base"} if addon.name in middle else middle | {"jxc_base"}
        for name in ours if addon.name == "jxc_base" else ours - allowed:
            yield f"{addon.name} may not depend on {name}"


def tours_never_run(root: Path) -> Iterator[str]:
    """Yield tours that no Python test names."""
    tests = [*root.glob("jxc_*/tests/*.py"), *root.glob("tests/*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in tests)
    for path in sorted(root.glob("jxc_*/static/tests/**/*.js")):
        for name in TOUR.findall(path.read_text(encoding="utf-8")):
            if not re.search(rf"""["']{re.escape(name)}["']""", text):
                yield f"{path.relative_to(root)}: tour {name} is never run"


def scripts_in_no_bundle(root: Path) -> Iterator[str]:
    """Yield test scripts that no asset bundle of the manifest loads."""
    for addon in addons(root):
        bundles = manifest(addon).get("assets", {})
        loaded = {p for entries in bundles.values() for p in expand(root, entries)}
        for path in sorted(addon.glob("static/tests/**/*.js")):
            if path not in loaded:
                yield f"{path.relative_to(root)} is in no bundle"


def expand(root: Path, entries: list) -> Iterator[Path]:
    for entry in entries:
        pattern = entry if isinstance(entry, str) else entry[-1]
        yield from root.glob(pattern.lstrip("/"))


def missing_readme(root: Path, limit: int = 80) -> Iterator[str]:
    """Yield addons without a README.md, or with one over a screen."""
    for addon in addons(root):
        path = addon / "README.md"
        if not path.is_file():
            yield f"{addon.name}: no README.md"
        elif len(path.read_text(encoding="utf-8").splitlines()) > limit:
            yield f"{addon.name}: README.md has more than {limit} lines"


def broken_csv(paths: list[Path]) -> Iterator[str]:
    """Yield CSV files with rows of another width, a repeated id or no rows."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        head = rows[0] if rows else []
        if len(rows) < 2 or len(head) != len(set(head)):
            yield f"{path}: no rows, or a column twice"
            continue
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(head):
                yield f"{path}:{number}: {len(row)} columns, expected {len(head)}"
        yield from repeated_ids(path, head, rows[1:])


def repeated_ids(path: Path, head: list[str], rows: list[list[str]]) -> Iterator[str]:
    if head[0] != "id":
        return
    ids = [row[0] for row in rows if row]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"{path}: id {name!r} twice"
