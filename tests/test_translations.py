"""The translation files match the sources, and Odoo really shows the Chinese."""

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

from tests.repo.text import CHINESE, ROOT
from tools import i18n
from tools.context import ADDONS


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_templates_are_up_to_date(self):
        for addon in ADDONS:
            with self.subTest(addon):
                self.assertTrue((ROOT / addon / "i18n" / "zh_CN.po").is_file())
                exported = i18n.export_template(self.env, addon, [])
                template = polib.pofile(str(ROOT / addon / "i18n" / f"{addon}.pot"))
                now = {entry.msgid for entry in exported}
                written = {entry.msgid for entry in template}
                advice = f"run: python tools/i18n.py {addon} --db …"
                self.assertEqual(sorted(now - written), [], f"new terms; {advice}")
                self.assertEqual(sorted(written - now), [], f"old terms; {advice}")

    def test_chinese_is_shown(self):
        for addon in ADDONS:
            with self.subTest(addon):
                path = ROOT / addon / "i18n" / "zh_CN.po"
                chinese = {e.msgid: e.msgstr for e in polib.pofile(str(path))}
                english = self.english_terms(addon, chinese)
                self.assertEqual(english, [], "terms that stay English in Odoo")

    def english_terms(self, addon, chinese):
        """Return the terms with Chinese in the file that Odoo shows without any."""
        reader = TranslationModuleReader(self.env.cr, modules=[addon], lang="zh_CN")
        terms = list(reader)
        self.assertTrue(terms, "is the addon installed?")
        return sorted(
            {
                f"{name} {record}: {source!r}"
                for _module, _kind, name, record, source, shown, _comments in terms
                if CHINESE.search(chinese.get(source, ""))
                and not CHINESE.search(shown or "")
            }
        )
