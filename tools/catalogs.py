"""Gaps in the translation files of addons: `python -m tools.catalogs jxc_base …`."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANG = "zh_CN"


def gaps(addon: Path) -> list[str]:
    """Return one line for each missing, fuzzy, obsolete or untranslated term.

    `addon` is the directory of an addon; one without terms still needs both files.
    """
    template = addon / "i18n" / f"{addon.name}.pot"
    chinese = addon / "i18n" / f"{LANG}.po"
    absent = [
        f"{path.name} is missing" for path in (template, chinese) if not path.is_file()
    ]
    return absent or compare(polib.pofile(str(template)), polib.pofile(str(chinese)))


def compare(template: polib.POFile, chinese: polib.POFile) -> list[str]:
    """Return the differences between the terms of a template and their Chinese."""
    wanted = {entry.msgid for entry in template}
    present = {entry.msgid for entry in chinese if not entry.obsolete}
    lines = [f"not in {LANG}.po: {text!r}" for text in sorted(wanted - present)]
    lines += [f"not in the template: {text!r}" for text in sorted(present - wanted)]
    lines += [f"obsolete: {entry.msgid!r}" for entry in chinese.obsolete_entries()]
    lines += [f"fuzzy: {entry.msgid!r}" for entry in chinese if entry.fuzzy]
    lines += [f"untranslated: {e.msgid!r}" for e in chinese.untranslated_entries()]
    return lines


def main(addons: list[str]) -> int:
    lines = [f"{name}: {line}" for name in addons for line in gaps(ROOT / name)]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
