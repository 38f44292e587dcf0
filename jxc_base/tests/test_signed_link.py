import hashlib
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_signed_link import SignedLinkCase


@tagged("post_install", "-at_install")
class TestSignedLink(SignedLinkCase):
    """Whoever holds a link can do one thing once; everybody else sees nothing."""

    def noted(self):
        self.partner.invalidate_recordset(["comment"])
        return str(self.partner.comment or "")

    def assert_gone(self, answer):
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("Document 42", answer.text)
        self.assertNotIn("csrf_token", answer.text)

    # --- the usual way --------------------------------------------------------

    def test_opening_changes_nothing_and_the_form_acts_once(self):
        path, link = self.make()
        for _scanner in range(3):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("Document 42", page.text)
        self.assertFalse(link.used_at)
        self.assertFalse(self.env["jxc.signed.link.miss"].search_count([]))
        done = self.post(path, comment="Hello")
        self.assertEqual(done.status_code, 200)
        self.assertIn("Noted.", done.text)
        self.assertIn("Hello", self.noted())
        self.assertEqual(self.partner.write_uid, self.clerk)
        link.invalidate_recordset()
        self.assertEqual(link.state, "used")
        self.assertEqual(link.used_from, "127.0.0.1")
        self.assert_gone(self.url_open(path))

    def test_only_the_hash_is_stored(self):
        path, link = self.make()
        token = path.rpartition("/")[2]
        self.assertGreaterEqual(len(token), 43)  # 256 bits in base 64
        self.assertEqual(
            link.sudo().token_hash, hashlib.sha256(token.encode()).hexdigest()
        )
        self.env.cr.execute("SELECT * FROM jxc_signed_link WHERE id = %s", [link.id])
        self.assertNotIn(token, str(self.env.cr.fetchall()))

    def test_headers(self):
        path, _link = self.make()
        for answer in (self.url_open(path), self.url_open("/jxc/l/nothing")):
            headers = answer.headers
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("no-store", headers["Cache-Control"])
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])

    def test_language_of_the_bound_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.clerk.lang = "zh_CN"
        path, _link = self.make()
        self.assertIn('lang="zh-CN"', self.url_open(path).text)

    def test_an_error_leaves_the_link_good(self):
        path, link = self.make()
        answer = self.post(path, comment="")
        self.assertIn("Say something.", answer.text)
        link.invalidate_recordset()
        self.assertEqual(link.state, "open")
        self.assertIn("Noted.", self.post(path, comment="Now").text)

    def test_reusable_link(self):
        path, link = self.make(user=self.clerk, single_use=False)
        for text in ("One", "Two"):
            self.post(path, comment=text)
            self.assertIn(text, self.noted())
        link.invalidate_recordset()
        self.assertEqual(link.state, "open")
        self.assertTrue(link.used_at)

    def test_phone(self):
        path, _link = self.make()
        self.browser_size = "360x780"
        self.browser_js(
            path,
            """
            const { scrollWidth } = document.documentElement;
            const buttons = [...document.querySelectorAll("button")];
            const high = buttons.every((one) => one.offsetHeight >= 44);
            if (scrollWidth <= 360 && buttons.length === 2 && high) {
                console.log("test successful");
            } else {
                console.error(`width ${scrollWidth}, ${buttons.length} buttons`);
            }
            """,
            login=None,
        )

    # --- nobody else ----------------------------------------------------------

    def test_answers_do_not_tell_why(self):
        """Unknown, tampered, expired, used, revoked: the same bytes and queries."""
        now = fields.Datetime.now()
        good, _link = self.make()
        swapped = good[:-1] + ("A" if good[-1] != "A" else "B")
        expired, late = self.make(user=self.clerk, hours=1)
        late.sudo().expires_at = now
        used, spent = self.make()
        spent.sudo().used_at = now
        revoked, taken = self.make()
        taken.action_revoke()
        self.env.flush_all()
        paths = {
            "unknown": "/jxc/l/" + "x" * 43,
            "tampered": swapped,
            "expired": expired,
            "used": used,
            "revoked": revoked,
        }
        answers, queries = {}, {}
        for why, path in paths.items():
            answer = self.url_open(path)
            self.assert_gone(answer)
            answers[why] = answer.content
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(self.visitor._find(path.rpartition("/")[2]))
            queries[why] = self.env.cr.sql_log_count - before
        self.assertEqual(len(set(answers.values())), 1)
        self.assertEqual(set(queries.values()), {1})
        self.assertEqual(self.url_open(good).status_code, 200)

    def test_dead_links_do_not_act(self):
        path, link = self.make()
        page = self.url_open(path)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        form = {"comment": "Too late", "csrf_token": token}
        for values in (
            {"expires_at": fields.Datetime.now()},
            {"revoked_at": fields.Datetime.now()},
        ):
            link.sudo().write(values)
            self.assert_gone(self.url_open(path, data=form))
        self.assertEqual(self.noted(), "")

    def test_purpose_says_how_long(self):
        _path, link = self.make()
        hours = (link.expires_at - link.create_date) / timedelta(hours=1)
        self.assertAlmostEqual(hours, 72, delta=0.1)
        _path, short = self.make(user=self.clerk, hours=2)
        self.assertLess(short.expires_at, link.expires_at)

    def test_form_of_another_site(self):
        path, _link = self.make()
        self.url_open(path)
        answer = self.url_open(path, data={"comment": "Forged", "csrf_token": "x"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.noted(), "")

    def test_of_two_at_once_one_acts(self):
        path, link = self.make()
        found = self.visitor._find(path.rpartition("/")[2])
        self.assertEqual(found._act({"comment": "First"}, "10.0.0.1"), "Noted.")
        self.assertIsNone(found._act({"comment": "Second"}, "10.0.0.2"))
        self.assertIn("First", self.noted())
        self.assertEqual(link.used_from, "10.0.0.1")

    def test_somebody_else_signed_in(self):
        path, _link = self.make()
        new_test_user(
            self.env,
            login="link_other",
            password="link_other",
            groups="jxc_base.group_jxc_admin",
        )
        self.authenticate("link_other", "link_other")
        self.assert_gone(self.url_open(path))
        self.authenticate("link_clerk", "link_clerk")
        self.assertEqual(self.url_open(path).status_code, 200)

    def test_user_must_be_active_and_internal(self):
        portal = new_test_user(
            self.env, login="link_portal", groups="base.group_portal"
        )
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(UserError):
                self.make(user=user)
        path, _link = self.make()
        self.clerk.active = False
        self.assert_gone(self.url_open(path))
        with self.assertRaises(UserError):
            self.make()
        self.clerk.active = True
        self.assertEqual(self.url_open(path).status_code, 200)
        self.clerk.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        self.assert_gone(self.url_open(path))

    def test_rights_are_those_of_the_bound_user(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["res.partner"].create(
            {"name": "Document 42", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self.make(foreign, user=self.clerk)
        path, _link = self.make()
        self.partner.company_id = company
        self.assert_gone(self.url_open(path))

    def test_whoever_makes_it_may_work_in_more_companies(self):
        """A notifier of all companies makes links for people of one."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        both = (self.env.company | company).ids
        wide = self.links.with_context(allowed_company_ids=both[::-1])
        self.partner.company_id = self.env.company
        record = self.partner.with_env(wide.env)
        url = wide._make("approve", record, user=self.clerk.with_env(wide.env))
        path = "/jxc/l/" + url.rpartition("/")[2]
        self.assertIn("Noted.", self.post(path, comment="Here").text)

    def test_lost_rights_refuse_the_act(self):
        path, link = self.make()
        self.clerk.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        answer = self.post(path, comment="No right")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Noted.", answer.text)
        self.assertEqual(self.noted(), "")
        link.invalidate_recordset()
        self.assertFalse(link.used_at)

    def test_deleted_record(self):
        gone = self.env["res.partner"].create({"name": "Document 42"})
        path, _link = self.make(gone, user=self.clerk)
        gone.unlink()
        self.assert_gone(self.url_open(path))

    def test_partner_without_log_in(self):
        """Works as the public user: no more rights than anybody."""
        path, link = self.make(partner=self.partner)
        self.assertEqual(link._jxc_actor(), self.env.ref("base.public_user"))
        self.assertEqual(self.url_open(path).status_code, 200)
        self.assertNotIn("Noted.", self.post(path, comment="No right").text)
        self.assertEqual(self.noted(), "")
        with self.assertRaises(UserError):
            self.make(partner=self.partner, user=self.clerk)

    # --- administrators -------------------------------------------------------

    def test_list_and_revoke(self):
        _path, link = self.make()
        admin = new_test_user(
            self.env, login="link_admin", groups="jxc_base.group_jxc_admin"
        )
        theirs = link.with_user(admin)
        self.assertEqual(theirs.record_name, "Document 42")
        for name in ("token_hash",):
            with self.assertRaises(AccessError):
                theirs.read([name])
            with self.assertRaises(AccessError):
                theirs.search([(name, "=like", "a%")])
        with self.assertRaises(AccessError):
            theirs.write({"expires_at": "2099-01-01"})
        theirs.action_revoke()
        self.assertEqual((link.state, link.revoked_by_id), ("revoked", admin))

    def test_others_see_no_links(self):
        _path, link = self.make()
        boss = new_test_user(self.env, login="link_boss", groups="jxc_base.group_boss")
        for call in (
            lambda: link.with_user(boss).read(["record_name"]),
            lambda: link.with_user(boss).action_revoke(),
            lambda: self.links.with_user(boss).create({"purpose": "approve"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_old_links_are_deleted(self):
        _path, old = self.make()
        _path, fresh = self.make()
        old.sudo().expires_at = fields.Datetime.now() - timedelta(days=200)
        self.links._gc_links()
        self.assertFalse(old.exists())
        self.assertTrue(fresh.exists())
