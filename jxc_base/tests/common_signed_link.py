"""Fixture: a purpose that writes a note on a partner; visitors without log-in."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]+)"')
MISSING = "Say something."
PAGE = {
    "kind": "Note",
    "name": "Document 42",
    "facts": [],
    "lines": [],
    "more": "",
    "sums": [],
    "total": "",
    "waiting": True,
}


class SignedLinkCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, login="link_clerk", groups="jxc_base.group_data_steward"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Document 42"})
        links = cls.registry["jxc.signed.link"]
        cls.classPatch(
            links, "_link_approve", lambda self: ("jxc_base.link_approve", PAGE)
        )
        cls.classPatch(links, "_link_approve_do", note)

    def setUp(self):
        super().setUp()
        self.links = self.env["jxc.signed.link"]
        self.visitor = self.links.with_user(self.env.ref("base.public_user"))

    def make(self, record=None, **values):
        """Path of a new link, and its record."""
        values = values or {"user": self.clerk}
        url = self.links._make("approve", record or self.partner, **values)
        return "/jxc/l/" + url.rpartition("/")[2], self.links.search([], limit=1)

    def post(self, path, **form):
        """Open the page and send its form."""
        return self.url_open(path, data={**hidden(self.url_open(path)), **form})

    @contextmanager
    def at(self, moment):
        with patch("odoo.fields.Datetime.now", lambda: moment):
            yield


def hidden(page):
    """Hidden fields of a page's form, as the browser sends them back."""
    return dict(HIDDEN.findall(page.text))


def note(self, form):
    """Write the comment of the form on the partner, with the bound person's rights."""
    if not form.get("comment"):
        raise UserError(MISSING)
    self._jxc_record().comment = form["comment"]
    return "Noted."
