import json
import re
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..core.xlsx import Column, Sheet
from ..models.audit.jxc_access_log import DAYS, MAX_DETAIL
from .common_roles import ROLES, RoleCase

READERS = ("boss", "jxc_admin")


@tagged("post_install", "-at_install")
class TestAccessLog(RoleCase):
    def entries(self, role):
        domain = [("user_id", "=", self.users[role].id)]
        return self.env["jxc.access.log"].search(domain)

    def note(self, role="requester", **values):
        return self.as_role(role)["jxc.access.log"]._note("export", **values)

    def test_export(self):
        user = self.users["salesperson"]
        user.group_ids += self.env.ref("base.group_allow_export")
        goods = self.product.with_user(user)
        goods.export_data(["name", "list_price"])
        entry = self.entries("salesperson")
        self.assertEqual(entry.kind, "export")
        self.assertEqual((entry.model, entry.rows), ("product.product", 1))
        self.assertEqual(entry.detail, "name, list_price")
        self.assertEqual((entry.user_name, entry.ip), (user.name, False))
        self.assertEqual(entry.at, fields.Datetime.now())

    def test_refused_export_is_no_export(self):
        with self.assertRaises(UserError):
            self.product.with_user(self.users["requester"]).export_data(["name"])
        self.assertFalse(self.entries("requester"))

    def test_xlsx(self):
        rows = ([number] for number in range(3))
        sheets = [
            Sheet("a", [Column("a", "int")], rows),
            Sheet("b", [Column("b", "int")], [[1], [2]]),
        ]
        self.as_role("finance")["jxc.xlsx"]._download("Ledger", sheets)
        entry = self.entries("finance")
        self.assertEqual((entry.kind, entry.rows), ("xlsx", 5))
        self.assertEqual(entry.title, "Ledger")

    def test_only_admin_and_boss_read(self):
        entry = self.note()
        for role in ROLES:
            own = entry.with_user(self.users[role])
            if role in READERS:
                self.assertEqual(own.user_name, self.users["requester"].name)
            else:
                with self.assertRaises(AccessError):
                    own.read(["user_name"])

    def test_nobody_writes_or_deletes(self):
        entry = self.note()
        for role in ROLES:
            own = entry.with_user(self.users[role])
            with self.assertRaises(UserError):
                own.write({"ip": "0.0.0.0"})
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.create({"at": entry.at, "kind": "login", "user_name": "x"})
        with self.assertRaises(UserError):
            entry.sudo().write({"user_name": "somebody else"})

    def test_entry_outlives_the_user(self):
        user = new_test_user(self.env, "leaver", groups="base.group_user")
        entry = self.env["jxc.access.log"].with_user(user)._note("login")
        name = user.name
        user.unlink()
        entry.invalidate_recordset()
        self.assertEqual((entry.user_name, entry.user_id.id), (name, False))

    def test_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        entry = self.note(company_id=other.id)
        found = self.as_role("boss")["jxc.access.log"].search([("id", "=", entry.id)])
        self.assertFalse(found)

    def test_long_list_of_columns(self):
        entry = self.note(detail="column, " * 1000)
        self.assertEqual(len(entry.detail), MAX_DETAIL)

    def test_kept_for_the_days_of_the_settings(self):
        now = fields.Datetime.now()
        old = self.note(at=now - timedelta(days=31))
        new = self.note(at=now - timedelta(days=29))
        parameters = self.env["ir.config_parameter"]
        for days in ("0", "", "many"):
            parameters.set_param(DAYS, days)
            self.env["jxc.access.log"]._gc_entries()
            self.assertTrue(old.exists(), days)
        self.env["res.config.settings"].create({"jxc_access_log_days": 30}).execute()
        self.env["jxc.access.log"]._gc_entries()
        self.assertEqual((old | new).exists(), new)

    def test_negative_days(self):
        with self.assertRaises(ValidationError):
            self.env["res.config.settings"].create({"jxc_access_log_days": -1})


@tagged("post_install", "-at_install")
class TestLogin(HttpCase):
    def test_log_in_over_the_form(self):
        login = "log_in_user"
        user = new_test_user(self.env, login, groups="jxc_base.group_salesperson")
        page = self.url_open("/web/login").text
        form = {"login": login, "password": "wrong", "csrf_token": token_of(page)}
        page = self.url_open("/web/login", data=form).text
        log = self.env["jxc.access.log"]
        self.assertFalse(log.search([("user_id", "=", user.id)]))
        form.update(password=login, csrf_token=token_of(page))
        self.url_open("/web/login", data=form)
        entry = log.search([("user_id", "=", user.id)])
        self.assertEqual((entry.kind, entry.ip), ("login", "127.0.0.1"))

    def test_pivot_table_as_a_file(self):
        user = new_test_user(
            self.env, "pivot_user", groups="jxc_base.group_sales_manager"
        )
        self.authenticate("pivot_user", "pivot_user")
        cell = {"value": 1, "is_bold": False}
        table = {
            "model": "sale.report",
            "title": "Sales Analysis",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{"title": "Total", "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Quantity", "is_bold": False}],
            "origin_headers": [],
            "rows": [{"title": "Soy", "indent": 0, "values": [cell]}] * 3,
        }
        answer = self.url_open(
            "/web/pivot/export_xlsx",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"data": ("data", json.dumps(table))},
        )
        self.assertEqual(answer.content[:2], b"PK")
        entry = self.env["jxc.access.log"].search(
            [("user_id", "=", user.id), ("kind", "=", "export")]
        )
        self.assertEqual((entry.title, entry.rows), ("Sales Analysis", 3))
        self.assertEqual((entry.model, entry.ip), ("sale.report", "127.0.0.1"))


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
