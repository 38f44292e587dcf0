from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

TABLES = (
    "jxc_stock_daily",
    "jxc_stock_cost",
    "jxc_stock_revaluation",
    "jxc_stock_dirty",
    "product_value",
    "stock_quant",
    "stock_move_line",
    "stock_move",
    "product_product",
)


@tagged("post_install", "-at_install")
class TestFactsConcurrency(TransactionCase):
    """Real transactions side by side; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.ids = []
        self.templates = []
        self.addCleanup(self._forget)
        with self.transaction() as env:
            env["jxc.stock.daily"]._run()
            self.carried = self._carried(env)
            self.soy, self.tea = (self._product(env, name) for name in ("Soy", "Tea"))

    @contextmanager
    def transaction(self, commit=True):
        """An environment on a cursor of its own; committed at the end."""
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '5s'")
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            if not commit:
                cr.rollback()

    def _product(self, env, name):
        product = env["product.product"].create(
            {"name": f"Concurrent {name}", "is_storable": True}
        )
        product.categ_id = False
        self.ids.append(product.id)
        self.templates.append(product.product_tmpl_id.id)
        return product.id

    def _carried(self, env):
        return {c.id: c.jxc_stock_carried_month for c in env["res.company"].search([])}

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL jxc.maintenance = 'on'")
            for table in TABLES:
                key = "id" if table == "product_product" else "product_id"
                rows = SQL.identifier(table), SQL.identifier(key), self.ids
                cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", *rows))
            cr.execute(
                "DELETE FROM product_template WHERE id = ANY(%s)", [self.templates]
            )

    def _receive(self, env, product_id, quantity):
        company = env.ref("base.main_company")
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        move = env["stock.move"].create(
            {
                "product_id": product_id,
                "product_uom": env["product.product"].browse(product_id).uom_id.id,
                "product_uom_qty": quantity,
                "location_id": env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "company_id": company.id,
            }
        )
        move._action_confirm(merge=False)
        move.quantity = quantity
        move.picked = True
        move._action_done()
        env.flush_all()

    def _closing(self, product_id):
        """Quantity of the last row, and how many rows there are."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT closing_quantity FROM jxc_stock_daily WHERE product_id = %s"
                " ORDER BY day",
                [product_id],
            )
            rows = [row[0] for row in cr.fetchall()]
            return (rows[-1] if rows else None), len(rows)

    def test_slow_transaction_is_not_lost(self):
        """It began first, a run came in between, it commits afterwards."""
        with self.transaction() as slow:
            self._receive(slow, self.soy, 3)
            with self.transaction() as env:
                self._receive(env, self.tea, 5)
            with self.transaction() as env:
                env["jxc.stock.daily"]._run()
            self.assertEqual(self._closing(self.tea), (5, 1))
            self.assertEqual(self._closing(self.soy), (None, 0))
        with self.transaction() as env:
            env["jxc.stock.daily"]._run()
        self.assertEqual(self._closing(self.soy), (3, 1))

    def test_movement_that_commits_during_a_run(self):
        """The run sees the first receipt only; the next one adds the second."""
        with self.transaction() as env:
            self._receive(env, self.soy, 3)
        with self.transaction() as run:
            run.cr.execute("SELECT 1")
            with self.transaction() as env:
                self._receive(env, self.soy, 4)
            run["jxc.stock.daily"]._run()
        self.assertEqual(self._closing(self.soy), (3, 1))
        with self.transaction() as env:
            self.assertEqual(env["jxc.stock.daily"]._run(), 1)
        self.assertEqual(self._closing(self.soy), (3 + 4, 1))

    def test_killed_in_the_middle(self):
        """Nothing is half done, and everything is still to be done."""
        with self.transaction() as env:
            self._receive(env, self.soy, 3)
        name = "_values"
        with self.assertRaises(KeyboardInterrupt), self.transaction() as env:
            facts = type(env["jxc.stock.daily"])
            with patch.object(facts, name, side_effect=KeyboardInterrupt):
                env["jxc.stock.daily"]._run()
        self.assertEqual(self._closing(self.soy), (None, 0))
        with self.transaction() as env:
            self.assertEqual(env["jxc.stock.daily"]._run(), 1)
        self.assertEqual(self._closing(self.soy), (3, 1))

    def test_killed_between_two_batches(self):
        """What was committed stays; the rest is done by the next run."""
        with self.transaction() as env:
            self._receive(env, self.soy, 3)
            self._receive(env, self.tea, 5)
        module = "odoo.addons.jxc_stock.models.facts.jxc_stock_daily_run.BATCH"
        with self.assertRaises(KeyboardInterrupt), self.transaction() as env:
            facts = type(env["jxc.stock.daily"])
            renew, done = facts._renew, []

            def once(self, pairs):
                if done:
                    raise KeyboardInterrupt
                done.append(pairs)
                return renew(self, pairs)

            with patch(module, 1), patch.object(facts, "_renew", once):
                env["jxc.stock.daily"]._run(commit=True)
        self.assertEqual(self._closing(self.soy), (3, 1))
        self.assertEqual(self._closing(self.tea), (None, 0))
        with self.transaction() as env:
            self.assertEqual(env["jxc.stock.daily"]._run(), 1)
        self.assertEqual(self._closing(self.tea), (5, 1))
        self.assertEqual(self._closing(self.soy), (3, 1))

    def test_two_runs_at_once(self):
        """The second gives way; no row is there twice."""
        with self.transaction() as env:
            self._receive(env, self.soy, 3)
        with self.transaction() as first:
            self.assertEqual(first["jxc.stock.daily"]._run(), 1)
            with self.transaction() as second:
                self.assertEqual(second["jxc.stock.daily"]._run(), 0)
        self.assertEqual(self._closing(self.soy), (3, 1))

    def test_run_on_an_old_snapshot(self):
        """It began before another run committed: it fails, the cron repeats it."""
        with self.transaction() as env:
            self._receive(env, self.soy, 3)
        with self.transaction(commit=False) as old:
            old.cr.execute("SELECT 1")
            with self.transaction() as env:
                env["jxc.stock.daily"]._run()
                self._receive(env, self.tea, 5)
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                old["jxc.stock.daily"]._run()
        with self.transaction() as old:
            old.cr.execute("SELECT 1")
            with self.transaction() as env:
                env["jxc.stock.daily"]._run()
            with mute_logger("odoo.sql_db"):
                old["jxc.stock.daily"]._cron_run()
        self.assertEqual(self._closing(self.soy), (3, 1))
        self.assertEqual(self._closing(self.tea), (5, 1))
