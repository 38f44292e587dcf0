from datetime import datetime

import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common_promise import NOW, PromiseCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPromiseLedger(PromiseCase):
    """Nothing is rewritten; what merging and deleting need works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.order = cls.make_purchase()
        cls.promise = cls.env["jxc.promise"].search(
            [("purchase_line_id", "in", cls.order.order_line.ids)]
        )
        cls.env.flush_all()

    def run_sql(self, query, *params):
        self.env.cr.execute(SQL(query, *params))

    def assert_kept(self, query, *params):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError, msg=query),
            self.env.cr.savepoint(flush=False),
        ):
            self.run_sql(query, *params)

    # --- the trigger ----------------------------------------------------------

    def test_no_deletion(self):
        self.assert_kept("DELETE FROM jxc_promise WHERE id = %s", self.promise.id)
        self.assert_kept("TRUNCATE jxc_promise")

    def test_facts_do_not_change(self):
        facts = {
            "promised_date": "2026-04-01",
            "quantity": 1,
            "kind": "revised",
            "side": "sale",
            "fault": "supplier",
            "reason": "x",
            "recorded_at": "2020-01-01",
            "by_name": "x",
            "via": "link",
            "document_name": "x",
            "product_name": "x",
            "partner_name": "x",
            "unit_name": "x",
            "create_date": "2020-01-01",
        }
        for column, value in facts.items():
            with self.subTest(column=column):
                query = "UPDATE jxc_promise SET %s = %s WHERE id = %s"
                name = SQL.identifier(column)
                self.assert_kept(query, name, value, self.promise.id)

    def test_references_may_be_emptied(self):
        for column in ("purchase_line_id", "product_id", "partner_id", "warehouse_id"):
            self.run_sql(
                "UPDATE jxc_promise SET %s = NULL WHERE id = %s",
                SQL.identifier(column),
                self.promise.id,
            )
            self.assertEqual(self.env.cr.rowcount, 1)

    def test_maintenance(self):
        self.run_sql("SET LOCAL jxc.maintenance = 'on'")
        self.run_sql(
            "UPDATE jxc_promise SET reason = 'typo' WHERE id = %s", self.promise.id
        )
        self.run_sql("DELETE FROM jxc_promise WHERE id = %s", self.promise.id)
        self.assertEqual(self.env.cr.rowcount, 1)
        self.make_purchase()
        self.env.flush_all()
        self.run_sql("SET LOCAL jxc.maintenance = 'off'")
        self.assert_kept("DELETE FROM jxc_promise")

    def test_even_the_superuser_gets_a_clear_answer(self):
        with self.assertRaisesRegex(UserError, "recorded once"):
            self.promise.write({"promised_date": "2026-04-01"})
        with self.assertRaisesRegex(UserError, "recorded once"):
            self.promise.unlink()

    # --- merging and deleting -------------------------------------------------

    def test_partners_are_merged(self):
        kept = self.env["res.partner"].create({"name": "Mill, the right one"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | self.vendor).ids, kept)
        self.env.invalidate_all()
        self.assertFalse(self.vendor.exists())
        self.assertEqual(self.promise.partner_id, kept)
        self.assertEqual(self.promise.partner_name, "Mill of Promise")

    def test_partner_who_said_so_is_merged(self):
        clerk = self.env["res.partner"].create({"name": "Clerk"})
        kept = self.env["res.partner"].create({"name": "Clerk, the right one"})
        self.promise.by_partner_id = clerk
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | clerk).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(self.promise.by_partner_id, kept)

    def test_products_are_merged(self):
        """As merging tools do it: all references at once, by SQL."""
        kept = self.make_product("Tea, the right one")
        for table in ("purchase_order_line", "stock_move", "jxc_promise"):
            self.run_sql(
                "UPDATE %s SET product_id = %s WHERE product_id = %s",
                SQL.identifier(table),
                kept.id,
                self.tea.id,
            )
        self.env.invalidate_all()
        self.assertEqual(self.promise.product_id, kept)
        self.assertIn("Tea of Promise", self.promise.product_name)

    def test_cancelled_order_and_its_product_are_deleted(self):
        name, line_id = self.order.name, self.order.order_line.id
        pickings = self.order.picking_ids
        self.order.button_cancel()
        pickings.with_user(self.env.user).unlink()
        self.order.unlink()
        self.tea.product_tmpl_id.unlink()
        self.env.invalidate_all()
        self.assertTrue(self.promise.exists())
        self.assertFalse(self.promise.purchase_line_id)
        self.assertFalse(self.promise.product_id)
        self.assertEqual(self.promise.document_name, name)
        with self.assertRaisesRegex(UserError, "was deleted"):
            self.promise.action_jxc_document()
        self.assertNotIn(line_id, self.promise.ids)

    def test_line_of_a_cancelled_sale_is_deleted(self):
        order = self.make_sale()
        promise = self.promises(order)
        order.with_user(self.env.user)._action_cancel()
        order.with_user(self.env.user).unlink()
        self.env.invalidate_all()
        self.assertFalse(promise.sale_line_id)

    def test_user_is_deleted(self):
        self.run_sql(
            "UPDATE jxc_promise SET create_uid = NULL, by_user_id = NULL WHERE id = %s",
            self.promise.id,
        )
        self.assertEqual(self.env.cr.rowcount, 1)

    # --- orders that were there before ----------------------------------------

    def forget(self, order):
        self.env.flush_all()
        self.run_sql("SET LOCAL jxc.maintenance = 'on'")
        self.run_sql(
            "DELETE FROM jxc_promise WHERE purchase_line_id = ANY(%s)"
            " OR sale_line_id = ANY(%s)",
            *(
                [order.order_line.ids, []]
                if "purchase" in order._name
                else [[], order.order_line.ids]
            ),
        )
        self.run_sql("SET LOCAL jxc.maintenance = 'off'")
        self.env.invalidate_all()

    def test_take_over(self):
        self.env.company.partner_id.lang = "en_US"
        dozens = self.make_purchase(self.purchase_line(2, product_uom_id=self.dozen.id))
        sale = self.make_sale()
        expected = {order: self.told(order) for order in (dozens, sale)}
        names = {order: self.promises(order).product_name for order in expected}
        for order in expected:
            self.forget(order)
            self.assertEqual(self.told(order), [])
        self.env["jxc.promise"]._take_over()
        self.env["jxc.promise"]._take_over()
        for order, told in expected.items():
            self.assertEqual(self.told(order), told)
            promise = self.promises(order)
            self.assertEqual(promise.via, "takeover")
            self.assertEqual(promise.product_name, names[order])
            self.assertEqual(promise.partner_name, order.partner_id.display_name)
            self.assertEqual(promise.unit_name, self.tea.uom_id.name)

    def test_take_over_names_variants_by_their_attributes(self):
        size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [Command.create({"name": name}) for name in ("S", "L")],
            }
        )
        shirt = self.make_product("Shirt").product_tmpl_id
        shirt.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": size.id,
                    "value_ids": [Command.set(size.value_ids.ids)],
                }
            )
        ]
        large = shirt.product_variant_ids[1]
        order = self.make_purchase(self.purchase_line(product_id=large.id))
        self.forget(order)
        self.env["jxc.promise"]._take_over()
        self.assertEqual(self.promises(order).product_name, "Shirt (L)")

    def test_change_before_the_take_over_keeps_the_old_date(self):
        self.forget(self.order)
        self.order.order_line.date_planned = datetime(2026, 3, 12, 4)
        self.assertEqual(
            self.told(self.order),
            [
                ("first", "2026-03-10", 10.0, False),
                ("revised", "2026-03-12", 10.0, "buyer"),
            ],
        )

    # --- rights ---------------------------------------------------------------

    def test_sides_and_own_sales(self):
        mine, other = self.make_sale(), self.make_sale(user=self.env.user)
        other.user_id = self.make_user("promise_seller2", "salesperson")
        own, foreign = self.promises(mine), self.promises(other)
        everything = self.promise | own | foreign
        seen = {
            "purchaser": self.promise,
            "salesperson": own,
            "sales_manager": own | foreign,
            "planner": everything,
            "boss": everything,
            "jxc_admin": everything,
        }
        for role, promises in seen.items():
            with self.subTest(role=role):
                user = self.make_user(f"promise_{role}_r", role)
                if role == "salesperson":
                    user = self.seller
                found = (
                    self.env["jxc.promise"]
                    .with_user(user)
                    .search([("id", "in", everything.ids)])
                )
                self.assertEqual(found.sudo(), promises.sudo().sorted())
        for role in ("requester", "warehouse_worker", "finance", "data_steward"):
            user = self.make_user(f"promise_{role}_r", role)
            with self.assertRaises(AccessError):
                self.promise.with_user(user).read(["promised_date"])

    def test_nobody_writes(self):
        for role in ("purchaser", "sales_manager", "planner", "jxc_admin"):
            user = self.make_user(f"promise_{role}_w", role)
            theirs = self.promise.with_user(user)
            for call in (
                lambda theirs=theirs: theirs.write({"product_id": False}),
                lambda theirs=theirs: theirs.unlink(),
                lambda theirs=theirs: theirs.create(
                    {"side": "purchase", "kind": "first", "promised_date": NOW[:10]}
                ),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.buyer.write({"company_ids": [(4, company.id)]})
        seen = self.env["jxc.promise"].with_user(self.buyer)
        own = seen.with_context(allowed_company_ids=self.env.company.ids)
        self.assertTrue(own.search([("id", "=", self.promise.id)]))
        elsewhere = seen.with_context(allowed_company_ids=company.ids)
        self.assertFalse(elsewhere.search([("id", "=", self.promise.id)]))

    def test_counts_on_the_forms(self):
        self.assertEqual(self.order.jxc_promise_count, 1)
        action = self.order.action_jxc_promises()
        self.assertEqual(self.env["jxc.promise"].search(action["domain"]), self.promise)
        worker = self.make_user("promise_worker_f", "warehouse_worker")
        self.assertEqual(self.order.with_user(worker).jxc_promise_count, 0)
        self.assertEqual(self.promise.action_jxc_document()["res_id"], self.order.id)
