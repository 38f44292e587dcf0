from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core import changes

VALUES = st.dictionaries(
    st.sampled_from("abc"),
    st.one_of(st.integers(0, 3), st.frozensets(st.integers(0, 3))),
)


class TestCoreChanges(BaseCase):
    def test_secret_names(self):
        for name in (
            "password",
            "new_password",
            "address_secret",
            "api_key_ids",
            "access_token",
            "totp_secret",
            "webhook_address",
            "private_key",
            "signature",
        ):
            self.assertTrue(changes.is_secret(name), name)
        for name in ("list_price", "key_ids", "login", "keyword", "address_id"):
            self.assertFalse(changes.is_secret(name), name)

    def test_matching(self):
        offered = ["jxc_tz", "jxc_token", "name", "login"]
        self.assertEqual(changes.matching(["*"], offered), ["jxc_tz", "name", "login"])
        self.assertEqual(changes.matching(["jxc_*"], offered), ["jxc_tz"])
        self.assertEqual(changes.matching(["jxc_token"], offered), [])
        self.assertEqual(changes.matching(["*", "-n*"], offered), ["jxc_tz", "login"])
        self.assertEqual(changes.patterns("a, b；c\nd"), ["a", "b", "c", "d"])

    @settings(deadline=None, max_examples=80)
    @given(VALUES, VALUES)
    def test_differences_are_real_and_complete(self, before, after):
        found = {name for name, _old, _new in changes.differences(before, after)}
        self.assertEqual(
            found, {name for name in after if before.get(name) != after[name]}
        )

    def test_sets_say_what_left_and_what_came(self):
        found = changes.differences({"g": frozenset("ab")}, {"g": frozenset("bc")})
        self.assertEqual(found, [("g", frozenset("a"), frozenset("c"))])

    def test_texts_have_an_end(self):
        self.assertEqual(len(changes.shortened("x" * 9999)), changes.MAX_TEXT)
