from contextlib import contextmanager
from threading import Barrier, Thread

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

TABLES = (
    "jxc_stock_dirty",
    "stock_quant",
    "stock_move_line",
    "stock_move",
    "product_product",
)


@tagged("post_install", "-at_install")
class TestPolicyConcurrency(TransactionCase):
    """The last unit and two who take it, in real transactions, removed at the end."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        with self.transaction() as env:
            company = env.ref("base.main_company")
            self.warehouse = (
                env["stock.warehouse"].search([("company_id", "=", company.id)])[0].id
            )
            product = env["product.product"].create(
                {"name": "Last Unit", "is_storable": True}
            )
            self.product, self.template = product.id, product.product_tmpl_id.id
            product.product_tmpl_id.jxc_negative_policy = "forbid"
            place = env["stock.warehouse"].browse(self.warehouse).lot_stock_id
            env["stock.quant"]._update_available_quantity(product, place, 1)
        self.registry.clear_cache()

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '20s'")
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL jxc.maintenance = 'on'")
            for table in TABLES:
                key = "id" if table == "product_product" else "product_id"
                rows = SQL.identifier(table), SQL.identifier(key), self.product
                cr.execute(SQL("DELETE FROM %s WHERE %s = %s", *rows))
            cr.execute(
                "DELETE FROM jxc_lock WHERE key LIKE %s", [f"stock:{self.product}:%"]
            )
            cr.execute(
                "DELETE FROM jxc_change_log WHERE model = 'product.template'"
                " AND res_id = %s",
                [self.template],
            )
            cr.execute("DELETE FROM product_template WHERE id = %s", [self.template])
        self.registry.clear_cache()

    def _take(self, env):
        product = env["product.product"].browse(self.product)
        move = env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": 1,
                "location_id": env["stock.warehouse"]
                .browse(self.warehouse)
                .lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
                "company_id": env.ref("base.main_company").id,
            }
        )
        move._action_confirm(merge=False)
        move.quantity = 1
        move.picked = True
        move._action_done()
        env.flush_all()

    def _on_hand(self):
        with self.transaction() as env:
            product = env["product.product"].browse(self.product)
            return product.with_context(warehouse_id=self.warehouse).qty_available

    def test_the_later_one_repeats_and_is_refused(self):
        """Its snapshot still shows the unit; the lock makes it look again."""
        refused = self.assertRaises(SerializationFailure)
        with mute_logger("odoo.sql_db"), refused, self.transaction() as late:
            late.cr.execute("SELECT 1 FROM stock_quant LIMIT 1")
            with self.transaction() as first:
                self._take(first)
            self._take(late)
        with self.assertRaises(UserError), self.transaction() as again:
            self._take(again)
        self.assertEqual(self._on_hand(), 0)

    def test_two_threads(self):
        """Whoever wins: exactly one has it, the stock is not negative."""
        start, outcomes = Barrier(2, timeout=30), []

        def work():
            for attempt in range(6):
                try:
                    with self.transaction() as env:
                        env.cr.execute("SELECT 1 FROM stock_quant LIMIT 1")
                        if not attempt:
                            start.wait()
                        self._take(env)
                except SerializationFailure:
                    continue  # what Odoo does with a request
                except UserError:
                    outcomes.append("refused")
                else:
                    outcomes.append("taken")
                return

        with mute_logger("odoo.sql_db"):
            threads = [Thread(target=work) for _user in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(sorted(outcomes), ["refused", "taken"])
        self.assertEqual(self._on_hand(), 0)

    def test_giving_up_leaves_it_to_the_other(self):
        """A transaction that is rolled back takes nothing away."""
        with self.registry.cursor() as cr:
            self._take(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))
            cr.rollback()
        with self.transaction() as env:
            self._take(env)
        self.assertEqual(self._on_hand(), 0)
