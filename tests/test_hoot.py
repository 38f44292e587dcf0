"""Run the JavaScript unit tests of each addon in Chromium."""

import re
from pathlib import Path
from urllib.parse import quote

from odoo.tests import HttpCase, tagged

from tests.counting import COUNTS

ROOT = Path(__file__).parent.parent
SUCCESS = "[HOOT] Test suite succeeded"
PASSED = re.compile(r"\[HOOT\] Passed (\d+) tests")
FORBIDDEN = re.compile(r"\b(test|describe)[.\w]*\.(only|debug|skip|todo)\(")


def addons_with_tests(root: Path) -> list[str]:
    """Return the addons that carry JavaScript tests.

    >>> addons_with_tests(Path("no such directory"))
    []
    """
    found = root.glob("jxc_*/static/tests/**/*.test.js")
    return sorted({path.relative_to(root).parts[0] for path in found})


class HootCase(HttpCase):
    def run_suite(self, addon: str, preset: str) -> int:
        """Run the tests below `@<addon>`; return how many passed.

        A filter without a match is green in Hoot, hence the count.
        """
        pattern = quote(f"/^@{addon}\\//")
        url = f"/web/tests?headless&loglevel=2&timeout=15000&preset={preset}"
        with self.assertLogs(self._logger.getChild("browser"), "INFO") as logs:
            try:
                self.open_suite(f"{url}&filter={pattern}")
            except AssertionError as error:
                raise AssertionError("\n".join([str(error), *logs.output])) from None
        return sum(map(int, PASSED.findall("\n".join(logs.output))))

    def open_suite(self, url: str) -> None:
        self.browser_js(
            url,
            "",
            login="admin",
            timeout=600,
            success_signal=SUCCESS,
            error_checker=lambda message: "[HOOT]" not in message,
        )


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    def test_desktop(self):
        for addon in addons_with_tests(ROOT):
            with self.subTest(addon):
                passed = self.run_suite(addon, "desktop")
                self.assertGreater(passed, 0, "the filter matched no test")
                COUNTS["hoot"] += passed

    def test_no_test_is_left_out(self):
        for path in ROOT.glob("jxc_*/static/tests/**/*.js"):
            with self.subTest(path.name):
                self.assertNotRegex(path.read_text(encoding="utf-8"), FORBIDDEN)


@tagged("post_install", "-at_install")
class TestHootMobile(HootCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        """The addon for phones again, as on a phone."""
        if "jxc_pda" not in addons_with_tests(ROOT):
            self.fail("jxc_pda has no JavaScript test")
        passed = self.run_suite("jxc_pda", "mobile")
        self.assertGreater(passed, 0, "the filter matched no test")
        COUNTS["hoot"] += passed
