from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..hooks import uninstall_hook
from ..models.common.jxc_append_only import maintenance

FOUND = "SELECT count(*) FROM pg_proc WHERE proname = 'jxc_append_only'"


@tagged("post_install", "-at_install")
class TestAppendOnly(TransactionCase):
    """One guard for all models whose entries are written once."""

    def models(self):
        return [
            model
            for model in self.env.values()
            if hasattr(model, "_jxc_facts") and not model._abstract
        ]

    def entry(self, **values):
        return self.env["jxc.access.log"]._note("export", title="Prices", **values)

    def run_sql(self, query, *params):
        self.env.cr.execute(SQL(query, *params))
        return self.env.cr.rowcount

    def assert_kept(self, query, *params):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation, msg=query),
            self.env.cr.savepoint(flush=False),
        ):
            self.run_sql(query, *params)

    def test_every_log_of_ours_has_it(self):
        names = {model._name for model in self.models()}
        ours = {"jxc.promise", "jxc.approval.entry", "jxc.kpi.value", "jxc.access.log"}
        self.assertLessEqual(ours, names)

    def test_triggers_know_the_columns(self):
        for model in self.models():
            with self.subTest(model=model._name):
                self.env.cr.execute(
                    "SELECT tgname, encode(tgargs, 'escape') FROM pg_trigger"
                    " WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                    [model._table],
                )
                found = dict(self.env.cr.fetchall())
                self.assertIn("jxc_keep_all", found)
                facts = found["jxc_keep"].split("\\000")[:-1]
                self.assertEqual(facts, model._jxc_facts())
                self.assertFalse(set(facts) & model._jxc_free)
                # a misspelt reference would be kept for ever
                self.assertLessEqual(model._jxc_free, model._fields.keys())
                self.assert_kept("TRUNCATE %s", SQL.identifier(model._table))

    def test_references_of_deletable_records_are_free(self):
        """What the database empties itself must not be refused."""
        for model in self.models():
            for name, field in model._fields.items():
                if field.type == "many2one" and field.ondelete == "set null":
                    with self.subTest(model=model._name, field=name):
                        self.assertNotIn(name, model._jxc_facts())

    def test_facts_stay_and_references_go(self):
        entry = self.entry()
        self.env.flush_all()
        update = "UPDATE jxc_access_log SET %s = %s WHERE id = %s"
        for name, value in (("title", "x"), ("title", None), ("rows", 9), ("id", 0)):
            self.assert_kept(update, SQL.identifier(name), value, entry.id)
        self.assert_kept("DELETE FROM jxc_access_log WHERE id = %s", entry.id)
        user = SQL.identifier("user_id")
        self.assertEqual(self.run_sql(update, user, None, entry.id), 1)
        # the same value is no change
        same = SQL.identifier("title")
        self.assertEqual(self.run_sql(update, same, "Prices", entry.id), 1)

    def test_the_orm_says_it_clearly(self):
        entry = self.entry()
        for call in (lambda: entry.write({"title": "x"}), entry.unlink):
            with self.assertRaisesRegex(UserError, "Access Log.*written once"):
                call()

    def test_maintenance_ends_with_its_block(self):
        entry, other = self.entry(), self.entry()
        self.env.flush_all()
        delete = "DELETE FROM jxc_access_log WHERE id = %s"
        with maintenance(self.env.cr):
            self.assertEqual(self.run_sql(delete, entry.id), 1)
        self.assert_kept(delete, other.id)
        with self.assertRaises(ZeroDivisionError), maintenance(self.env.cr):
            raise ZeroDivisionError
        self.assert_kept(delete, other.id)

    def test_the_oldest_are_forgotten_batch_by_batch(self):
        log = self.env["jxc.access.log"]
        log._jxc_forget("jxc_base.test_days")  # what was there before
        now = fields.Datetime.now()
        old = [self.entry(at=now - timedelta(days=901 + n)) for n in range(3)]
        new = self.entry(at=now - timedelta(days=899))
        self.env["ir.config_parameter"].set_param("jxc_base.test_days", "900")
        self.assertEqual(log._jxc_forget("jxc_base.test_days", batch=2), 2)
        self.assertEqual(
            [entry.exists().id for entry in old], [old[0].id, False, False]
        )
        self.assertEqual(log._jxc_forget("jxc_base.test_days", batch=2), 1)
        self.assertTrue(new.exists())

    def test_a_column_that_came_later_stands_in_the_way_of_nothing(self):
        """The facts of the trigger are those of its last installation."""
        entry = self.entry()
        self.env.flush_all()
        self.run_sql("ALTER TABLE jxc_access_log ADD COLUMN later varchar")
        fill = "UPDATE jxc_access_log SET later = 'x' WHERE id = %s"
        self.assertEqual(self.run_sql(fill, entry.id), 1)
        self.run_sql("ALTER TABLE jxc_access_log DROP COLUMN later")
        self.run_sql("ALTER TABLE jxc_access_log DROP COLUMN detail")
        self.assert_kept(
            "UPDATE jxc_access_log SET title = 'x' WHERE id = %s", entry.id
        )

    def test_no_table_yet(self):
        """Another addon is upgraded before the one that brings the table."""
        model = self.env["jxc.access.log"]
        self.patch(type(model), "_table", "jxc_not_there_yet")
        model.init()

    def test_installing_again(self):
        for model in self.models():
            model.init()
        self.test_facts_stay_and_references_go()

    def test_uninstalling_removes_it(self):
        entry = self.entry()
        self.env.flush_all()
        uninstall_hook(self.env)
        self.env.cr.execute(FOUND)
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertEqual(
            self.run_sql("DELETE FROM jxc_access_log WHERE id = %s", entry.id), 1
        )
