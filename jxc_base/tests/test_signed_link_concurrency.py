from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestSignedLinkConcurrency(TransactionCase):
    """Real transactions side by side; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.link_id = None
        self.addCleanup(self._forget)
        with self.registry.cursor() as cr:
            links = self._links(cr)
            user = links.env.ref("base.user_admin")
            links._make("approve", user.partner_id, user=user)
            self.link_id = links.search([], limit=1).id

    def _links(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["jxc.signed.link"]

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM jxc_signed_link WHERE id = %s", [self.link_id])

    def test_who_pressed_twice_decides_once(self):
        """Both requests saw the link unused; the later fails and is repeated."""
        done = []
        self.patch(
            self.registry["jxc.signed.link"],
            "_link_approve_do",
            lambda link, form: done.append(form["n"]) or "Done.",
        )
        with self.registry.cursor() as first, self.registry.cursor() as second:
            seen = [self._links(cr).browse(self.link_id) for cr in (first, second)]
            self.assertEqual([link.state for link in seen], ["open", "open"])
            self.assertEqual(seen[0]._act({"n": 1}, "10.0.0.1"), "Done.")
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                seen[1]._act({"n": 2}, "10.0.0.2")
            second.rollback()
            # as the server repeats it, on a fresh view
            self.assertIsNone(seen[1]._act({"n": 2}, "10.0.0.2"))
            second.rollback()
        self.assertEqual(done, [1])
