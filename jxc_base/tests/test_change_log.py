"""The change log: what it keeps, what it never keeps, who reads it, what it costs."""

from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common_roles import RoleCase


@tagged("post_install", "-at_install")
class TestChangeLog(RoleCase):
    def entries(self, record, **values):
        domain = [("model", "=", record._name), ("res_id", "=", record.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["jxc.change.log"].search(domain, order="id")

    def test_price_with_old_and_new_value(self):
        product = self.product.product_tmpl_id
        before = self.entries(product)
        product.with_user(self.users["data_steward"]).list_price = 120
        entry = self.entries(product) - before
        self.assertEqual(
            (entry.field, entry.old_value, entry.new_value),
            ("list_price", "98.5", "120"),
        )
        self.assertEqual(entry.user_id, self.users["data_steward"])
        self.assertEqual((entry.about, entry.kind), ("price", "write"))
        self.assertEqual(entry.record_name, product.display_name)
        self.assertEqual(entry.field_id.name, "list_price")

    def test_cost_written_on_the_template_reaches_the_variant(self):
        self.product.product_tmpl_id.standard_price = 70
        entry = self.entries(self.product, field="standard_price")[-1]
        self.assertEqual((entry.old_value, entry.new_value), ("61.25", "70"))

    def test_nothing_changed_nothing_noted(self):
        template = self.product.product_tmpl_id
        before = self.entries(template)
        template.write({"list_price": template.list_price, "name": "Other"})
        template.list_price += 0.0000001
        self.assertFalse(self.entries(template) - before)

    def test_many_records_one_statement(self):
        products = self.env["product.template"].create(
            [{"name": f"P{n}", "list_price": n} for n in range(50)]
        )
        self.env.flush_all()
        with self.assertQueries_of("jxc_change_log", 1):
            products.list_price = 77
            self.env.flush_all()
        found = self.env["jxc.change.log"].search([("res_id", "in", products.ids)])
        self.assertEqual(len(found.filtered(lambda e: e.new_value == "77")), 50)

    def assertQueries_of(self, table, count):
        case, seen = self, []

        class Counting:
            def __enter__(self):
                cursor = case.env.cr
                real = cursor.execute

                def execute(query, *args, **kwargs):
                    text = query.code if isinstance(query, SQL) else str(query)
                    if "INSERT INTO" in text and table in text:
                        seen.append(text)
                    return real(query, *args, **kwargs)

                self.patch = patch.object(cursor, "execute", execute)
                self.patch.start()

            def __exit__(self, *exc):
                self.patch.stop()
                case.assertEqual(len(seen), count)

        return Counting()

    def test_rights_from_both_sides(self):
        user = self.users["purchaser"]
        group = self.env.ref("jxc_base.group_sales_manager")
        user.group_ids = [Command.link(group.id)]
        entry = self.entries(user, field="group_ids")[-1]
        self.assertFalse(entry.old_value)
        self.assertIn(group.display_name, entry.new_value)
        group.user_ids = [Command.unlink(user.id)]
        entry = self.entries(group, field="user_ids")[-1]
        self.assertEqual((entry.old_value, entry.new_value), (user.name, False))
        self.assertEqual(entry.about, "right")

    def test_rules_thresholds_and_settings(self):
        rule = self.env["tier.definition"].create(
            {
                "name": "Dear orders",
                "model_id": self.env["ir.model"]._get_id("purchase.order"),
                "reviewer_id": self.users["boss"].id,
            }
        )
        self.assertIn("create", self.entries(rule).mapped("kind"))
        point = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.product.id, "product_min_qty": 3, "product_max_qty": 9}
        )
        point.product_min_qty = 8
        entry = self.entries(point, field="product_min_qty", kind="write")
        self.assertEqual((entry.old_value, entry.new_value), ("3", "8"))
        company = self.env.company
        company.jxc_product_code_policy = "unique"
        entry = self.entries(company, field="jxc_product_code_policy")[-1]
        self.assertEqual((entry.old_value, entry.new_value), ("Free", "Unique"))
        kept = point.id
        point.unlink()
        gone = self.env["jxc.change.log"].search(
            [
                ("model", "=", point._name),
                ("res_id", "=", kept),
                ("kind", "=", "unlink"),
            ]
        )
        self.assertIn("8", gone.mapped("old_value"))

    def test_conditions_and_approvers_of_approval_rules(self):
        rule = self.env["jxc.approval.rule"].create(
            {
                "document": "purchase.order",
                "step_ids": [
                    Command.create({"group_id": self.env.ref("base.group_user").id})
                ],
            }
        )
        rule.write({"amount_from": 500})
        step, boss = rule.step_ids, self.env.ref("jxc_base.group_boss")
        step.write({"group_id": boss.id, "amount_from": 900})
        department = self.env["jxc.department"].create({"name": "Purchasing"})
        department.head_id = self.users["boss"]
        for record, field, about, new in (
            (rule, "amount_from", "rule", "500"),
            (step, "amount_from", "rule", "900"),
            (step, "group_id", "rule", boss.display_name),
            (department, "head_id", "right", self.users["boss"].name),
        ):
            with self.subTest(field=field):
                entry = self.entries(record, field=field, kind="write")
                self.assertEqual((entry.about, entry.new_value), (about, new))
        step.unlink()
        self.assertIn("unlink", self.entries(step).mapped("kind"))

    def test_the_record_s_company_not_where_the_user_works(self):
        """Whoever looks after a company sees what was changed in it."""
        company = self.env["res.company"].create({"name": "Changed"})
        department = self.env["jxc.department"].create(
            {"name": "Its Department", "company_id": company.id}
        )
        department.head_id = self.users["boss"]
        self.assertEqual(self.entries(department).company_id, company)
        department.company_id = False
        self.assertEqual(self.entries(department)[-1].company_id, self.env.company)

    def test_pricelist_and_vendor_prices(self):
        seller = self.product.seller_ids
        seller.price = 55
        entry = self.entries(seller, field="price")[-1]
        self.assertEqual((entry.old_value, entry.new_value), ("61.25", "55"))
        item = self.env["product.pricelist.item"].create({"fixed_price": 5})
        item.fixed_price = 6
        entry = self.entries(item, field="fixed_price")[-1]
        self.assertEqual((entry.old_value, entry.new_value), ("5", "6"))

    def test_secrets_are_never_written_down(self):
        user = new_test_user(self.env, login="secret_holder")
        user.write({"password": "Geheim-123!", "login": "secret_holder2"})
        channel = self.env["jxc.channel"].create(
            {
                "name": "Robot",
                "kind": "wecom",
                "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=GeheimKey",
            }
        )
        channel.write({"address": "https://qyapi.weixin.qq.com/x?key=GeheimNeu"})
        channel.write({"name": "Robot 2"})
        found = self.entries(user) | self.entries(channel)
        self.assertTrue(self.entries(channel, field="name"))
        text = str(found.read(["old_value", "new_value", "record_name"]))
        self.assertNotIn("Geheim", text)
        self.assertFalse(found.filtered(lambda e: e.field in ("password", "address")))

    def test_a_rule_for_secrets_is_refused(self):
        rule = self.env.ref("jxc_base.change_rule_users")
        for names in ("password", "login, totp_secret", "no_such_field", "signature"):
            with self.subTest(names=names), self.assertRaises(ValidationError):
                rule.field_names = names
        rule.field_names = "*"
        fields_ = self.env["jxc.change.rule"]._watched()["res.users"][0]
        self.assertIn("login", fields_)
        for name in ("password", "totp_secret", "api_key_ids", "signature"):
            self.assertNotIn(name, fields_)

    def test_administrators_choose_what_is_tracked(self):
        admin = self.as_role("jxc_admin")
        rule = admin["jxc.change.rule"].create(
            {"name": "Customers", "model": "res.partner", "field_names": "ref"}
        )
        self.customer.ref = "K1"
        self.assertEqual(self.entries(self.customer).new_value, "K1")
        rule.sudo().active = False
        self.customer.ref = "K2"
        self.assertEqual(len(self.entries(self.customer)), 1)
        tracked = self.entries(rule)
        self.assertTrue(tracked.filtered(lambda e: e.field == "active"))

    def test_two_rules_about_the_same_records_add_up(self):
        self.env["jxc.change.rule"].create(
            {"name": "More", "model": "product.template", "field_names": "jxc_brand"}
        )
        template = self.product.product_tmpl_id
        template.write({"jxc_brand": "B", "list_price": 3})
        found = {entry.field: entry.about for entry in self.entries(template)}
        self.assertEqual(found["jxc_brand"], "other")
        self.assertEqual(found["list_price"], "price")

    def test_append_only_for_everybody(self):
        self.product.product_tmpl_id.list_price = 1
        entry = self.entries(self.product.product_tmpl_id)[-1]
        for role in ("jxc_admin", "boss"):
            own = entry.with_user(self.users[role])
            self.assertEqual(own.new_value, "1")
            with self.subTest(role=role):
                with self.assertRaises(UserError):
                    own.write({"new_value": "2"})
                with self.assertRaises(UserError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create({"at": fields.Datetime.now(), "model": "x"})
        with self.assertRaises(UserError):
            entry.sudo().new_value = "2"
        refused = self.assertRaises(psycopg2.errors.RestrictViolation)
        with mute_logger("odoo.sql_db"), refused, self.cr.savepoint():
            self.cr.execute("DELETE FROM jxc_change_log WHERE id = %s", [entry.id])

    def test_nobody_else_reads(self):
        for role in (
            "purchase_manager",
            "finance",
            "data_steward",
            "warehouse_manager",
        ):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_role(role)["jxc.change.log"].search([])
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_role(role)["jxc.change.rule"].search([])

    def test_retention(self):
        self.product.product_tmpl_id.list_price = 1
        entry = self.entries(self.product.product_tmpl_id)[-1]
        settings = self.env["res.config.settings"].create({"jxc_change_log_days": 30})
        settings.execute()
        later = fields.Datetime.now() + timedelta(days=29)
        for moment, kept in ((later, True), (later + timedelta(days=2), False)):
            with patch.object(fields.Datetime, "now", lambda moment=moment: moment):
                self.env["jxc.change.log"]._cron_clean()
            self.assertEqual(bool(entry.exists()), kept)
        with self.assertRaises(ValidationError):
            settings.jxc_change_log_days = -1

    def test_rolled_back_changes_leave_no_trace(self):
        template = self.product.product_tmpl_id
        before = self.entries(template)
        try:
            with self.cr.savepoint():
                template.list_price = 1
                self.env.flush_all()
                raise ValueError
        except ValueError:
            self.env.invalidate_all()
        self.assertFalse(self.entries(template) - before)

    def test_opens_the_record(self):
        self.product.product_tmpl_id.list_price = 1
        entry = self.entries(self.product.product_tmpl_id)[-1]
        self.assertEqual(entry.action_record()["res_id"], entry.res_id)
